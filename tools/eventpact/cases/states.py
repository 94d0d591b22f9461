"""The catalogue of legal states of a field: what sound implementations must take and careless ones refuse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventpact.cases.compose import has
from eventpact.cases.places import Spot
from eventpact.cases.values import examples
from eventpact.contract.schema import Schema
from eventpact.pointer import removed, replaced, resolve

_STRINGS = (
    ("empty string", ""),
    ("string of 255 characters", "x" * 255),
    ("string of 300 characters", "x" * 300),
    ("string beyond ASCII", "Zoë Åström 東京 🎰"),
    ("string with quotes and backslashes", 'a "quoted" \\ back\\slash / and {braces}'),
    ("string that reads 'null'", "null"),
    ("numeric string", "0012"),
)
_NUMBERS = (
    ("zero", 0),
    ("negative number", -3.5),
    ("whole number", 7),
    ("number with many decimals", 0.123456789012345),
    ("large number", 123456789012.34),
    ("tiny number", 1e-9),
)
_DATE_TIMES = (
    ("date-time in UTC", "2026-03-14T18:22:07Z"),
    ("date-time with fraction", "2026-03-14T18:22:07.412Z"),
    ("date-time with nine digits of fraction", "2026-03-14T18:22:07.123456789Z"),
    ("date-time with positive offset", "2026-03-14T18:22:07+05:30"),
    ("date-time with negative offset", "2026-03-14T18:22:07-11:00"),
    ("date-time with offset +00:00", "2026-03-14T18:22:07+00:00"),
    ("date-time in lower case", "2026-03-14t18:22:07z"),
    ("29 February of a leap year", "2024-02-29T23:59:59Z"),
    ("date-time before 1970", "1969-12-31T23:59:59Z"),
)
_OPEN_DATE_TIMES = (
    ("leap second", "2016-12-31T23:59:60Z"),
    ("year 0000", "0000-01-01T00:00:00Z"),
    ("offset -00:00", "2026-03-14T18:22:07-00:00"),
)


def states(schema: Schema) -> Iterator[tuple[str, Any]]:
    """(kind, value) of each state that may be legal at a place; the oracle decides. Absence is not among them."""
    for option in schema.options:
        for member in option.members or ():
            yield f"member {member!r}", member
        yield from _of_types(option)
    for example in examples(schema):
        yield "declared example", example


def _of_types(option: Schema) -> Iterator[tuple[str, Any]]:
    formats = {c.value for c in option.constraints("format")}
    if "null" in option.types:
        yield "null", None
    if "boolean" in option.types:
        yield from (("true", True), ("false", False))
    if "string" in option.types:
        yield from _DATE_TIMES if "date-time" in formats else _STRINGS
    if option.types & {"number", "integer"}:
        yield from _NUMBERS
    if "array" in option.types:
        yield "empty array", []
    if option.types == {"object"} and not option.properties:
        yield from (("empty object", {}), ("free object", {"any": [1, {"thing": None}]}))


def changed(base: Any, spot: Spot) -> Iterator[tuple[str, Any]]:
    """(kind, payload) for each state of one place in *base*: the values of the catalogue, absent, an unknown field."""
    if not has(base, spot.tokens):
        return
    if spot.tokens:
        for kind, value in states(spot.schema):
            yield kind, replaced(base, spot.tokens, value)
        if isinstance(spot.tokens[-1], str):
            yield "optional property absent", removed(base, spot.tokens)
    value = resolve(base, spot.tokens)
    if isinstance(value, dict):
        yield "unknown property", replaced(base, spot.tokens, {**value, "x_unknown": {"nested": [1, None]}})


def open_states(schema: Schema) -> Iterator[tuple[str, Any]]:
    """(kind, value) of states that the standards leave open."""
    formats = {c.value for option in schema.options for c in option.constraints("format")}
    if "date-time" in formats:
        yield from _OPEN_DATE_TIMES
