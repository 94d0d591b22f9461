"""What was found, with its witness, → changes: one for each rule and place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from eventpact.compat.classify import pointer_of, rule_of, summary_of
from eventpact.compat.declared import Note
from eventpact.compat.found import Found
from eventpact.compat.model import Bump, Change, Effect, Side, Unproven, Witness
from eventpact.compat.rules import RULES
from eventpact.pointer import Token, resolve, to_pointer

#: What a change of the choice among events, or of the property that tells them apart, is.
_OF_EVENTS = {
    **dict.fromkeys(("option-removed", "enum-member-removed", "enum-added"), "variant-removed"),
    **dict.fromkeys(("option-added", "enum-member-added", "enum-removed"), "variant-added"),
}
_OF_PROPERTIES = frozenset({"property-added-optional", "property-removed"})


@dataclass(frozen=True)
class Events:
    """How events are told in a body: where the array is, and the property that says the variant."""

    at: tuple[str, ...]
    discriminator: str

    def split(self, found: Found) -> tuple[str, tuple[Token, ...] | None]:
        """The variant's tag and the tokens within the event; None where *found* is about no event."""
        depth = len(self.at)
        if tuple(map(str, found.tokens[:depth])) != self.at or len(found.tokens) <= depth:
            return "", None
        event = resolve(found.value, found.tokens[: depth + 1])
        tag = event.get(self.discriminator) if isinstance(event, dict) else None
        return tag if isinstance(tag, str) else "", found.tokens[depth + 1 :]


class Changes:
    """Collects changes. One rule at one place is one change; it may both narrow and widen."""

    def __init__(self, events: Events | None) -> None:
        self._events = events
        self._changes: dict[tuple[str, ...], Change] = {}

    @property
    def all(self) -> list[Change]:
        """The changes, in the order in which they were found."""
        return list(self._changes.values())

    def add(self, found: Found, witness: Witness, refused_by: Side) -> None:
        """Adds the change that *witness* proves; of several witnesses for it the smallest is kept."""
        change = self._change(found, witness, refused_by)
        key = change.rule, change.variant, change.place, change.summary
        known = self._changes.get(key)
        self._changes[key] = change if known is None else _merged(known, change)

    def _change(self, found: Found, witness: Witness, refused_by: Side) -> Change:
        variant, within = self._events.split(found) if self._events else ("", None)
        rule = self._rule(found, within, refused_by)
        tokens = found.tokens if within is None else within
        if found.fresh is not None:
            tokens = tokens[: found.fresh - (len(found.tokens) - len(tokens))]
        named = [found.name] if found.keyword == "required" and found.name and found.fresh is None else []
        place = to_pointer((*pattern(tokens), *named))
        said = RULES[rule]
        summary = summary_of(found, rule, refused_by, place)
        return Change(
            rule=rule,
            pointer=str(pointer_of(found, refused_by)),
            variant=variant,
            place=place,
            effect=Effect.NARROWED if refused_by == "new" else Effect.WIDENED,
            summary=f"event {variant}: {said.means}" if rule.startswith("variant") else summary,
            senders=said.senders,
            receivers=said.receivers,
            witness=witness,
            breaks_senders=refused_by == "new",
            breaks_receivers=refused_by == "old",
        )

    def _rule(self, found: Found, within: tuple[Token, ...] | None, refused_by: Side) -> str:
        rule = rule_of(found, refused_by)
        if self._events is not None and within is not None and within in {(), (self._events.discriminator,)}:
            return _OF_EVENTS.get(rule, rule)
        return rule


def _merged(known: Change, change: Change) -> Change:
    if known.effect is change.effect:
        return min(known, change, key=lambda one: len(one.witness.text) if one.witness else 0)
    if Effect.BOTH in {known.effect, change.effect}:
        return known
    return replace(
        known,
        effect=Effect.BOTH,
        receivers=change.receivers,
        breaks_senders=True,
        breaks_receivers=True,
        other_witness=change.witness,
    )


def pattern(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """*tokens* with ``*`` for each item of an array."""
    return tuple("*" if isinstance(token, int) else token for token in tokens)


def unproven(found: Found, effect: Effect) -> Unproven:
    """A difference that could not be shown."""
    reason = found.gap or "what was found does not tell the versions apart"
    return Unproven(
        str(found.site.location / found.keyword if found.keyword else found.site.location),
        to_pointer(pattern(found.tokens)),
        effect,
        reason,
    )


def silenced(change: Change) -> Change:
    """A new variant where receivers pass over events that they do not know."""
    return replace(change, breaks_receivers=False, receivers="A notice: receivers ignore events that they do not know.")


def with_notes(changes: Iterable[Change], notes: Iterable[tuple[str, Note]]) -> list[Change]:
    """*changes*, and those that *notes* (each with the variant's tag) tell besides. Where a note tells of the same
    property, it knows better where that is written."""
    told = {(change.rule, change.variant, change.place): change for change in changes}
    rest = []
    for variant, note in notes:
        key = note.rule, variant, note.place
        if note.rule in _OF_PROPERTIES and key in told:
            told[key] = replace(told[key], pointer=str(note.where))
        elif note.rule not in _OF_PROPERTIES or not _is_told(told, variant, note.place):
            rest.append(_of_note(note, variant))
    return [told[change.rule, change.variant, change.place] if change.rule in _OF_PROPERTIES else change
            for change in changes] + rest  # fmt: skip


def _is_told(told: Iterable[tuple[str, str, str]], variant: str, place: str) -> bool:
    """Whether a change of another rule says already that a property came or went."""
    return any("property" in rule and (variant, place) == (tag, where) for rule, tag, where in told)


def _of_note(note: Note, variant: str) -> Change:
    rule = RULES[note.rule]
    return Change(
        rule=note.rule,
        pointer=str(note.where),
        variant=variant,
        place=note.place,
        effect=Effect.NONE,
        summary=note.summary,
        senders=rule.senders,
        receivers=rule.receivers,
        witness=None,
        breaks_senders=rule.bump is Bump.MAJOR,
        breaks_receivers=rule.bump is Bump.MAJOR and note.rule != "limit-lowered",
    )
