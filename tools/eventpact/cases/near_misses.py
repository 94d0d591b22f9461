"""The catalogue of near misses: what implementations take by mistake, by the type or format that was asked for.

To add one, add a record. Each makes wrong values from the right one; the oracle checks each before it is sent, so a
record may propose a value that some schema allows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from eventpact.cases.values import json_type
from eventpact.contract.schema import Schema


@dataclass(frozen=True)
class NearMiss:
    """One *kind* of wrong value for places whose schema lets *asked* through ("string", "date-time", "enum", …).

    *make* gives the wrong value for a place, from its schema and a right value. *rule* is the rule that it tests.
    """

    asked: str
    kind: str
    rule: str
    make: Callable[[Schema, Any], Any]


def _constant(value: Any) -> Callable[[Schema, Any], Any]:
    return lambda schema, right: value


def _text(schema: Schema, right: Any) -> str:
    return right if isinstance(right, str) else json.dumps(right)


def _bound(keyword: str, step: float) -> Callable[[Schema, Any], Any]:
    """The value just beyond the tightest *keyword* of a place; what is no such place stays right."""

    def make(schema: Schema, right: Any) -> Any:
        limits = [c.value for c in schema.constraints(keyword)]
        return (min(limits) if step > 0 else max(limits)) + step if limits else right

    return make


def _length(keyword: str, step: int) -> Callable[[Schema, Any], Any]:
    """A string or array with *step* elements more than *keyword* allows."""

    def make(schema: Schema, right: Any) -> Any:
        limits = [int(c.value) for c in schema.constraints(keyword)]
        if not limits or not isinstance(right, (str, list)):
            return right
        size = (min(limits) if step > 0 else max(limits)) + step
        if size < 0 or not right:
            return right
        return (right * (size // len(right) + 1))[:size]

    return make


def _off_pattern(schema: Schema, right: Any) -> Any:
    return f"\u2047{right}" if schema.constraints("pattern") else right


def _types() -> Iterator[NearMiss]:
    """Each type where another was asked for: the plain misses, found at every place."""
    others: dict[str, tuple[str, Any]] = {
        "null": ("null", None), "boolean": ("boolean", True), "number": ("number", 17),
        "string": ("string", "seventeen"), "array": ("empty array", []), "object": ("empty object", {}),
    }  # fmt: skip
    for asked in ("string", "number", "integer", "boolean", "array", "object", "null"):
        for name, (words, value) in others.items():
            if name == asked or (asked == "integer" and name == "number"):
                continue
            rule = "reject-null" if name == "null" else "reject-type"
            yield NearMiss(asked, f"{words} as {asked}", rule, _constant(value))


_NUMBER = (
    NearMiss("number", "numeric string as number", "reject-type", lambda s, right: f"{right}"),
    NearMiss("number", "padded numeric string as number", "reject-type", lambda s, right: f" {right} "),
    NearMiss("number", "empty string as number", "reject-type", _constant("")),
    NearMiss("number", "'NaN' string as number", "reject-type", _constant("NaN")),
    NearMiss("number", "array of one number as number", "reject-type", lambda s, right: [right]),
    NearMiss("integer", "numeric string as integer", "reject-type", lambda s, right: f"{right}"),
    NearMiss("integer", "fraction as integer", "reject-type", lambda s, right: right + 0.5),
)
_BOOLEAN = (
    NearMiss("boolean", "1 as boolean", "reject-type", _constant(1)),
    NearMiss("boolean", "0 as boolean", "reject-type", _constant(0)),
    NearMiss("boolean", "'true' string as boolean", "reject-type", _constant("true")),
    NearMiss("boolean", "'yes' string as boolean", "reject-type", _constant("yes")),
)
_STRING = (
    NearMiss("string", "array of one string as string", "reject-type", lambda s, right: [right]),
    NearMiss("string", "string beyond maxLength", "reject-bound", _length("maxLength", 1)),
    NearMiss("string", "string short of minLength", "reject-bound", _length("minLength", -1)),
    NearMiss("string", "string against its pattern", "reject-bound", _off_pattern),
)
_ENUM = (
    NearMiss("enum", "unknown member", "reject-enum", _constant("no-such-member")),
    NearMiss("enum", "empty string as member", "reject-enum", _constant("")),
    NearMiss("enum", "member in upper case", "reject-enum", lambda s, right: _text(s, right).upper()),
    NearMiss("enum", "member in lower case", "reject-enum", lambda s, right: _text(s, right).lower()),
    NearMiss("enum", "member with a space behind it", "reject-enum", lambda s, right: f"{_text(s, right)} "),
    NearMiss("enum", "member cut short", "reject-enum", lambda s, right: _text(s, right)[:-1]),
    NearMiss("enum", "member with more behind it", "reject-enum", lambda s, right: f"{_text(s, right)}s"),
)
_UNIX_TIME = NearMiss("date-time", "Unix time as date-time", "reject-type", _constant(1773512527))
_DATE_TIME = tuple(
    NearMiss("date-time", kind, "reject-format", _constant(value))
    for kind, value in (
        ("date only", "2026-03-14"),
        ("date-time without offset", "2026-03-14T18:22:07"),
        ("date-time without seconds", "2026-03-14T18:22Z"),
        ("space instead of T", "2026-03-14 18:22:07Z"),
        ("offset without colon", "2026-03-14T18:22:07+0530"),
        ("offset of hours only", "2026-03-14T18:22:07+05"),
        ("offset of 24 hours", "2026-03-14T18:22:07+24:00"),
        ("one-digit hour", "2015-03-02T8:27:58Z"),
        ("30 February", "2026-02-30T18:22:07Z"),
        ("29 February of a common year", "2026-02-29T18:22:07Z"),
        ("month 13", "2026-13-01T18:22:07Z"),
        ("hour 24", "2026-03-14T24:00:00Z"),
        ("minute 60", "2026-03-14T18:60:00Z"),
        ("Unix time in a string", "1773512527"),
        ("comma before the fraction", "2026-03-14T18:22:07,5Z"),
        ("point without a fraction", "2026-03-14T18:22:07.Z"),
        ("newline behind the date-time", "2026-03-14T18:22:07Z\n"),
        ("space before the date-time", " 2026-03-14T18:22:07Z"),
        ("date-time of the basic format", "20260314T182207Z"),
        ("two-digit year", "26-03-14T18:22:07Z"),
        ("day name before the date", "Sat, 14 Mar 2026 18:22:07 GMT"),
        ("digits that are not ASCII", "٢٠٢٦-03-14T18:22:07Z"),
        ("empty string as date-time", ""),
        ("word as date-time", "yesterday"),
    )
)
_DATE = tuple(
    NearMiss("date", kind, "reject-format", _constant(value))
    for kind, value in (
        ("date-time as date", "2026-03-14T18:22:07Z"),
        ("30 February", "2026-02-30"),
        ("date of the basic format", "20260314"),
        ("day before month and year", "14-03-2026"),
    )
)
_UUID = (NearMiss("uuid", "word as uuid", "reject-format", _constant("not-a-uuid")),)
_ARRAY = (
    NearMiss("array", "object with index keys as array", "reject-type",
             lambda s, right: {str(i): v for i, v in enumerate(right)}),
    NearMiss("array", "single item as array", "reject-type", lambda s, right: right[0] if right else "item"),
    NearMiss("array", "array in a string as array", "reject-type", lambda s, right: json.dumps(right)),
    NearMiss("array", "array beyond maxItems", "reject-bound", _length("maxItems", 1)),
    NearMiss("array", "array short of minItems", "reject-bound", _length("minItems", -1)),
)  # fmt: skip
_OBJECT = (
    NearMiss("object", "array of one object as object", "reject-type", lambda s, right: [right]),
    NearMiss("object", "array of pairs as object", "reject-type",
             lambda s, right: [[name, value] for name, value in right.items()]),
    NearMiss("object", "object in a string as object", "reject-type", lambda s, right: json.dumps(right)),
    NearMiss("object", "undeclared property in a closed object", "reject-closed",
             lambda s, right: {**right, "undeclared_property": 1}),
)  # fmt: skip
_BOUNDS = tuple(
    NearMiss(asked, f"{asked} beyond {keyword}", "reject-bound", _bound(keyword, step))
    for asked in ("number", "integer")
    for keyword, step in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 0))
)

CATALOGUE: tuple[NearMiss, ...] = (
    *_types(), *_NUMBER, *_BOOLEAN, *_STRING, *_ENUM, *_ARRAY, *_OBJECT, *_BOUNDS,
    _UNIX_TIME, *_DATE_TIME, *_DATE, *_UUID,
)  # fmt: skip


def near_misses(schema: Schema, right: Any) -> Iterator[tuple[NearMiss, Any]]:
    """Each near miss of the place that *schema* describes, with its wrong value made from the *right* one.

    *right* must be of the option that is missed: the values are made for the type that it has.
    """
    asked = _asked(schema, right)
    for near_miss in CATALOGUE:
        if near_miss.asked in asked:
            wrong = near_miss.make(schema, right)
            if wrong is not right:
                yield near_miss, wrong


def _asked(schema: Schema, right: Any) -> set[str]:
    """What a place asks for, in the catalogue's words."""
    if schema.members is not None:
        return {"enum", json_type(right)}
    asked = {str(c.value) for option in schema.options for c in option.constraints("format")}
    kind = json_type(right)
    if kind == "integer" and any("number" in option.types for option in schema.options):
        kind = "number"
    return {kind, *asked}
