"""The legal states of a place: the values of the catalogue that it may have, absence, and an unknown property."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from eventpact.cases.compose import has
from eventpact.cases.legal import LEGAL, OPEN_VALUES, Tier
from eventpact.cases.places import Spot
from eventpact.cases.values import examples
from eventpact.contract.schema import Schema
from eventpact.pointer import removed, replaced, resolve

#: Members of an enum, and declared examples, that are combined with the states of other places; the rest occur once.
_MEMBERS, _EXAMPLES = 6, 3
#: A string of more characters is not made for the sake of a bound.
_LONGEST = 65_536
_BOUNDS: tuple[tuple[str, str, int, Callable[[list[Any]], Any]], ...] = (
    ("least", "minimum", 0, max), ("greatest", "maximum", 0, min),
    ("least", "exclusiveMinimum", 1, max), ("greatest", "exclusiveMaximum", -1, min),
)  # fmt: skip
#: Lengths of arrays that hold the same item again and again.
_LENGTHS = (2, 40)


def states(schema: Schema, most: Tier = Tier.EDGE) -> Iterator[tuple[str, Any]]:
    """(kind, value) of each state that may be legal at a place, of the tiers up to *most*; the oracle decides.

    Absence is not among them.
    """
    for option in schema.options:
        for number, member in enumerate(option.members or ()):
            if number < _MEMBERS or most > Tier.CORE:
                yield f"member {member!r}", member
        yield from _of_types(option, most)
        yield from _at_bounds(option)
    for number, example in enumerate(examples(schema), 1):
        if number <= _EXAMPLES or most > Tier.CORE:
            yield f"declared example {number}", example


def _of_types(option: Schema, most: Tier) -> Iterator[tuple[str, Any]]:
    asked = set(option.types)
    formats = {str(c.value) for c in option.constraints("format")}
    if "string" in asked and formats & {legal.asked for legal in LEGAL}:
        asked = asked - {"string"} | formats
    if "integer" in asked:
        asked.add("number")
    if asked == {"object"} and not option.properties:
        asked.add("free object")
    yield from ((legal.kind, legal.value) for legal in LEGAL if legal.asked in asked and legal.tier <= most)


def _at_bounds(option: Schema) -> Iterator[tuple[str, Any]]:
    """The outermost values within the bounds that a schema names."""
    for words, keyword, step, narrowest in _BOUNDS:
        limits = [c.value + step for c in option.constraints(keyword)]
        if limits:
            yield f"{words} number in bounds", narrowest(limits)
    for words, keyword, narrowest in (("shortest", "minLength", max), ("longest", "maxLength", min)):
        limits = [int(c.value) for c in option.constraints(keyword)]
        if limits and narrowest(limits) <= _LONGEST:
            yield f"{words} string in bounds", "x" * narrowest(limits)


def changed(base: Any, spot: Spot, most: Tier = Tier.EDGE) -> Iterator[tuple[str, Any]]:
    """(kind, payload) for each state of one place in *base*: the values of the catalogue up to the tier *most*, absent,
    an unknown property."""
    if not has(base, spot.tokens):
        return
    if spot.tokens:
        for kind, value in states(spot.schema, most):
            yield kind, replaced(base, spot.tokens, value)
        if isinstance(spot.tokens[-1], str):
            yield "optional property absent", removed(base, spot.tokens)
    value = resolve(base, spot.tokens)
    if isinstance(value, list) and value and most > Tier.CORE:
        for length in _LENGTHS:
            yield f"array of {length} items", replaced(base, spot.tokens, [value[0]] * length)
    if isinstance(value, dict):
        yield "unknown property", replaced(base, spot.tokens, {**value, "x_unknown": {"nested": [1, None]}})


def open_states(schema: Schema) -> Iterator[tuple[str, Any]]:
    """(kind, value) of states that the standards leave open."""
    formats = {c.value for option in schema.options for c in option.constraints("format")}
    yield from ((legal.kind, legal.value) for legal in OPEN_VALUES if legal.asked in formats)
