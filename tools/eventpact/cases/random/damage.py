"""One random damage to a valid event: a near miss, a property taken away, another type, a text damaged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from eventpact.cases.compose import has
from eventpact.cases.near_misses import near_misses
from eventpact.cases.places import Spot, spots
from eventpact.cases.random import scalars
from eventpact.cases.random.frames import asked_for
from eventpact.cases.random.tape import Tape
from eventpact.cases.values import json_type
from eventpact.contract.formats import FORMATS
from eventpact.contract.model import Variant
from eventpact.pointer import removed, replaced, resolve, to_pointer

#: Characters that texts are damaged with: those of date-times, and those that lenient parsers take for them.
_DAMAGE = "0123456789-+:.TtZz ,_/٣\n\u2212"
#: What a catalogue's entry may raise for a value that it was not made for.
_MISFIT = (LookupError, TypeError, AttributeError, ValueError, OverflowError)


@dataclass(frozen=True)
class Damage:
    """What was done to an event: the *kind*, the *rule* that it tests, the JSON *pointer*, what was *asked* for there,
    the schema's location, and the damaged *event*."""

    kind: str
    rule: str
    pointer: str
    asked: str
    schema_pointer: str
    event: Any


class Damager:
    """Damages events of one variant."""

    def __init__(self, variant: Variant) -> None:
        self._spots = list(spots(variant.tag, variant.schema))

    def damaged(self, event: Any, tape: Tape) -> Damage | None:
        """*event* with one damage that *tape* chooses; None where it can't be done there."""
        here = [spot for spot in self._spots if has(event, spot.tokens)]
        spot = here[tape.number(2) % len(here)]
        ways = list(_ways(spot, resolve(event, spot.tokens)))
        if not ways:
            return None
        way = ways[tape.byte() % len(ways)]
        try:
            return way(event, spot, tape)
        except _MISFIT:
            return None


_Way = Callable[[Any, Spot, Tape], Damage]


def _ways(spot: Spot, right: Any) -> Iterator[_Way]:
    """What can be done at *spot*: each near miss of the catalogue once, and what differs each time more often."""
    for option in spot.schema.options:
        for name in option.required:
            if has(right, (name,)):
                yield _taken_away(name)
    try:
        for near_miss, wrong in near_misses(spot.schema, right):
            yield _put(near_miss.kind, near_miss.rule, wrong)
    except _MISFIT:
        pass
    if not spot.tokens:
        return
    formats = [c.value for option in spot.schema.options for c in option.constraints("format") if c.value in FORMATS]
    if isinstance(right, str) and formats:
        yield from [_damaged_text(formats[0])] * 12
    yield from [_other_value] * 3
    if isinstance(right, (int, float)) and not isinstance(right, bool):
        yield from [_number_in_text] * 3


def _damage(event: Any, spot: Spot, kind: str, rule: str, value: Any) -> Damage:
    right = resolve(event, spot.tokens)
    changed = replaced(event, spot.tokens, value)
    asked = asked_for(spot.schema, right)
    return Damage(kind, rule, to_pointer(spot.tokens), asked, str(spot.schema.location), changed)


def _put(kind: str, rule: str, value: Any) -> _Way:
    return lambda event, spot, tape: _damage(event, spot, kind, rule, value)


def _taken_away(name: str) -> _Way:
    def way(event: Any, spot: Spot, tape: Tape) -> Damage:
        tokens = (*spot.tokens, name)
        where = str(spot.schema.location)
        kind = "required property absent"
        return Damage(kind, "reject-required", to_pointer(tokens), "", where, removed(event, tokens))

    return way


def _damaged_text(name: str) -> _Way:
    """A text of the format *name* with one or two characters changed; the kind says what is wrong with it now."""

    def way(event: Any, spot: Spot, tape: Tape) -> Damage:
        text = resolve(event, spot.tokens)
        for _ in range(1 + tape.byte() % 2):
            at = tape.byte() % (len(text) + 1)
            put = _DAMAGE[tape.byte() % len(_DAMAGE)] if tape.byte() < 192 else ""
            text = text[:at] + put + text[at + tape.byte() % 2 :]
        _, _, reason = FORMATS[name].explain(text).partition(" (")
        kind = f"damaged {name}" + (f": {reason.removesuffix(')')}" if reason else "")
        return _damage(event, spot, kind, "reject-format", text)

    return way


def _other_value(event: Any, spot: Spot, tape: Tape) -> Damage:
    """Any JSON value, of another type as a rule."""
    right, value = resolve(event, spot.tokens), scalars.anything()(tape)
    kind = f"random {_typed(value)} as {_typed(right)}"
    return _damage(event, spot, kind, "reject-null" if value is None else "reject-type", value)


def _number_in_text(event: Any, spot: Spot, tape: Tape) -> Damage:
    text = json.dumps(scalars.number()(tape))
    return _damage(event, spot, "random number in a string", "reject-type", text)


def _typed(value: Any) -> str:
    kind = json_type(value)
    return "number" if kind == "integer" else kind
