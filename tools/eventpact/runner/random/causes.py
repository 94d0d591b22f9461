"""What was found already: events that show it again are left out, so that one fault does not hide the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from eventpact.cases.random import RandomEvent
from eventpact.cases.random.reading import Oddity
from eventpact.contract import Verdict
from eventpact.findings import Symptom

#: Rules whose symptoms have one cause whatever the payload was.
_OF_STATUS = frozenset({"status-exact", "success-exact"})
#: At so many places a cause is taken for one of all places of its kind.
_EVERYWHERE = 2
_INDEX = re.compile(r"/[0-9]+(?=/|$)")


@dataclass(frozen=True)
class Element:
    """One oddity of a cause: *what* is special about it, where the schema *asked* for something, at a *place* (the tag
    of a variant and a pointer; None: any)."""

    what: frozenset[str]
    asked: str
    place: tuple[str, str] | None

    def explains(self, other: Element) -> bool:
        """Whether *other* is as odd as this, and where this is."""
        here = self.place is None or self.place == other.place
        return here and self.asked in {"", other.asked} and self.what <= other.what


Cause = frozenset[Element]


def _where(event: RandomEvent, pointer: str) -> tuple[str, str]:
    return event.variant.tag, _INDEX.sub("/*", pointer)


def _full(event: RandomEvent, oddity: Oddity) -> Element:
    """All that may be said of an oddity."""
    what = oddity.marks | oddity.value_marks | {oddity.move.kind}
    return Element(what, oddity.asked, _where(event, oddity.pointer))


def _essential(event: RandomEvent, oddity: Oddity) -> Element:
    """What is likely to matter in an oddity: its marks, or its kind where it has none."""
    what = oddity.value_marks or frozenset({oddity.move.kind})
    return Element(what, oddity.asked, _where(event, oddity.pointer))


def _damage(event: RandomEvent) -> list[Element]:
    damage = event.damage
    return [Element(frozenset({damage.kind}), damage.asked, _where(event, damage.pointer))] if damage else []


def cause_of(event: RandomEvent) -> Cause:
    """Why an event that was shrunk is as it is: its oddities, which it could not lose; else its damage."""
    return frozenset([_essential(event, o) for o in event.oddities] or _damage(event))


@dataclass
class Causes:
    """The causes so far; *signatures* are symptoms that say nothing about a payload, *variants* those refused as they
    are."""

    found: set[Cause] = field(default_factory=set)
    signatures: set[tuple[str, str]] = field(default_factory=set)
    variants: set[str] = field(default_factory=set)
    _seen: Counter[Cause] = field(default_factory=Counter)

    def learn(self, events: Sequence[RandomEvent], symptom: Symptom) -> None:
        """Leave out from now on what *events*, which were shrunk, show by *symptom*."""
        if symptom.rule in _OF_STATUS:
            self.signatures.add((symptom.rule, symptom.observed))
            return
        for event in events:
            cause = cause_of(event)
            if not cause:
                self.variants.add(event.variant.tag)
                continue
            anywhere = frozenset(replace(element, place=None) for element in cause)
            self._seen[anywhere] += cause not in self.found
            self.found.add(anywhere if self._seen[anywhere] >= _EVERYWHERE else cause)

    def know(self, symptoms: Iterable[Symptom], marks: dict[str, frozenset[str]]) -> None:
        """Leave out what was found elsewhere; *marks* are those of the values of each kind of state."""
        for symptom in symptoms:
            if symptom.rule in _OF_STATUS:
                self.signatures.add((symptom.rule, symptom.observed))
            elif symptom.rule == "accept-typical":
                self.variants.add(symptom.place.variant)
            else:
                kind = symptom.kind.partition("random valid event: ")[2] or symptom.kind
                what = marks.get(kind) or frozenset({kind})
                self.found.add(frozenset({Element(what, symptom.asked, None)}))

    def explain(self, event: RandomEvent) -> bool:
        """Whether *event* shows a known cause."""
        if event.variant.tag in self.variants and event.verdict is Verdict.VALID:
            return True
        if not self.found:
            return False
        elements = [*(_full(event, oddity) for oddity in event.oddities), *_damage(event)]
        return any(all(any(part.explains(e) for e in elements) for part in cause) for cause in self.found)
