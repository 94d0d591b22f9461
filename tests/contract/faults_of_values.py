"""Faults of single values: what the schema forbids is taken, or what it allows is refused, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.contract.conditions import anywhere, like
from tests.contract.planted import Condition, Planted, as_schema, refusing_any, step, taking
from tests.contract.sound import Edit

#: Odd values that break no more than a constraint count as values of another type.
TYPE = frozenset({"reject-type"})
RIGHT_TIME = "2026-05-01T06:30:00Z"


def _drop(*keywords: str) -> Edit:
    def edit(node: dict[str, Any]) -> None:
        for keyword in keywords:
            if not isinstance(node.get(keyword), dict):  # a property of that name is none of our business
                node.pop(keyword, None)

    return edit


def _also(asked: str, taken: str) -> Edit:
    """Where *asked* is allowed, *taken* is too."""

    def edit(node: dict[str, Any]) -> None:
        types = node.get("type")
        if {"kind", "records"} & set(node.get("properties", ())):
            return  # a contract whose events or body are no objects would be none
        if types == asked and "enum" not in node:
            node["type"] = [asked, taken]
        elif isinstance(types, list) and asked in types and taken not in types:
            node["type"] = [*types, taken]

    return edit


def _keep_the_discriminator(edit: Edit) -> Edit:
    """Without its discriminator an edited contract would be none."""

    def kept(node: dict[str, Any]) -> None:
        if isinstance(node.get("required"), list) and not {"kind", "event"} & set(node["required"]):
            edit(node)

    return kept


def _open(node: dict[str, Any]) -> None:
    if node.get("additionalProperties") is False:
        del node["additionalProperties"]


def _never_null(node: dict[str, Any]) -> None:
    if isinstance(node.get("type"), list) and "null" in node["type"]:
        node["type"] = [t for t in node["type"] if t != "null"]


def _fewer_members(node: dict[str, Any]) -> None:
    if isinstance(node.get("enum"), list) and len(node["enum"]) > 1:
        node["enum"] = node["enum"][:-1]


def _any_case(node: dict[str, Any]) -> None:
    if isinstance(node.get("enum"), list) and len(node["enum"]) > 1:
        node["enum"] = [*node["enum"], *(m.upper() for m in node["enum"] if isinstance(m, str))]


def _any_member(node: dict[str, Any]) -> None:
    if isinstance(node.get("enum"), list) and len(node["enum"]) > 1:
        node["anyOf"] = [{"type": "string"}, *({"const": member} for member in node.pop("enum"))]


def _not_empty(node: dict[str, Any]) -> None:
    if node.get("type") == "string" and not {"format", "enum", "minLength"} & set(node):
        node["minLength"] = 1


def _nothing_negative(node: dict[str, Any]) -> None:
    if node.get("type") == "number":
        node["minimum"] = 0


def taken_faults() -> Iterator[Planted]:
    """What the schema forbids is taken."""
    anything = _keep_the_discriminator(_drop("required"))
    yield as_schema("required is not checked", "reject-required", anything, also=TYPE)  # any object is a body
    yield as_schema("format is not checked", "reject-format", _drop("format"))
    yield as_schema("null is taken for a number", "reject-null", _also("number", "null"))
    yield as_schema("null is taken for a string", "reject-null", _also("string", "null"))
    for asked, taken in (
        ("number", "string"), ("number", "boolean"), ("integer", "number"), ("integer", "string"),
        ("string", "number"), ("string", "boolean"), ("array", "object"), ("object", "array"),
    ):  # fmt: skip
        also = frozenset({"reject-format"}) if asked == "string" else frozenset[str]()  # a date-time is a string
        yield as_schema(f"{taken} is taken for {asked}", "reject-type", _also(asked, taken), also=also)
    yield as_schema("bounds are not checked", "reject-bound", _drop("minimum", "maximum", "exclusiveMinimum"))
    yield as_schema("lower bounds are not checked", "reject-bound", _drop("minimum", "exclusiveMinimum"))
    yield as_schema("lengths are not checked", "reject-bound", _drop("minLength", "maxLength"))
    yield as_schema("the longest length is not checked", "reject-bound", _drop("maxLength"))
    yield as_schema("patterns are not checked", "reject-bound", _drop("pattern"), also=TYPE)
    yield as_schema("maxItems is not checked", "reject-bound", _drop("maxItems"))
    yield as_schema("minItems is not checked", "reject-bound", _drop("minItems"), also=TYPE)
    yield as_schema("a closed object is open", "reject-closed", _open)
    yield as_schema("the case of members is ignored", "reject-enum", _any_case)
    yield as_schema("any string is a member", "reject-enum", _any_member)


def refused_faults() -> Iterator[Planted]:
    """What the schema allows is refused."""
    yield as_schema("null is never taken", "accept-state", _never_null)
    yield as_schema("the last member is forgotten", "accept-state", _fewer_members)
    yield as_schema("empty strings are refused", "accept-state", _not_empty)
    yield as_schema("negative numbers are refused", "accept-state", _nothing_negative)
    for name, state in (
        ("numbers with many decimals", lambda v: isinstance(v, float) and len(repr(v).partition(".")[2]) > 8),
        ("tiny numbers", lambda v: isinstance(v, float) and 0 < abs(v) < 1e-6),
        ("zero", lambda v: v == 0 and isinstance(v, (int, float)) and not isinstance(v, bool)),
        ("strings beyond ASCII", lambda v: isinstance(v, str) and not v.isascii()),
        ("quotes in strings", like('"')),
        ("backslashes in strings", like(r"\\")),
        ("characters beyond 16 bits", lambda v: isinstance(v, str) and any(ord(c) > 0xFFFF for c in v)),
        ("unknown objects", lambda v: isinstance(v, dict) and "nested" in v),
    ):
        # in ignored places, too, where the spellings of JSON are tried
        also = frozenset({"accept-json"})
        yield step(f"{name} are refused", "accept-state", {"payload": refusing_any(anywhere(state))}, also=also)


#: Date-times that a lenient parser takes: what is wrong with them, and a pattern that fits them alone.
LENIENT = (
    ("a date alone", r"^\d{4}-\d\d-\d\d$"),
    ("no offset", r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.]\d+)?$"),
    ("no seconds", r"^\d{4}-\d\d-\d\dT\d\d:\d\d(Z|[+-]\d\d:\d\d)?$"),
    ("a space for T", r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"),
    ("an offset without colon", r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$"),
    ("an offset of hours", r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d$"),
    ("an offset of 24 hours", r"[+-]24:00$"),
    ("an hour of one digit", r"T\d:"),
    ("30 February", r"^\d{4}-02-30"),
    ("29 February of any year", r"^(2026|2023|2025|2100|1900)-02-29"),
    ("month 13", r"^\d{4}-13-"),
    ("hour 24", r"T24:00:00"),
    ("minute 60", r"T\d\d:60:"),
    ("Unix time in a string", r"^\d{9,13}([.]\d+)?$"),
    ("a comma before the fraction", r":\d\d,\d"),
    ("a point without fraction", r":\d\d[.]([Zz]|[+-]|$)"),
    ("a newline behind", r"\n$"),
    ("a space before", r"^ "),
    ("the basic format", r"^\d{8}T\d{6}"),
    ("a year of two digits", r"^\d\d-\d\d-\d\dT"),
    ("the date of HTTP", r"^[A-Z][a-z]{2}, "),
    ("digits of other scripts", r"[٠-٩۰-۹０-９]"),
    ("the empty string", r"^$"),
)
#: Date-times that a narrow parser refuses.
NARROW = (
    ("a small t", r"^\d{4}-\d\d-\d\dt"),
    ("a small z", r"\dz$"),
    ("a fraction", r"[.]\d+(Z|z|[+-]\d\d:\d\d)$"),
    ("a fraction of nine digits", r"[.]\d{9}"),
    ("a positive offset", r"[+](?!00:00)\d\d:\d\d$"),
    ("a negative offset", r"\d\d:\d\d(?:[.]\d+)?-(?!00:00)\d\d:\d\d$"),
    ("the offset +00:00", r"[+]00:00$"),
    ("29 February", r"^\d{4}-02-29"),
    ("a year before 1970", r"^1[0-8]|^19[0-6]|^0"),
)


def date_time_faults() -> Iterator[Planted]:
    """One spelling of a date-time is judged wrongly."""
    for what, pattern in LENIENT:
        yield step(f"a date-time with {what} is taken", "reject-format", {"payload": taking(_mended_times(pattern))})
    number = taking(lambda events: [_with_time(e) if isinstance(_time(e), int) else e for e in events])
    yield step("Unix time is taken for a date-time", "reject-format", {"payload": number})
    for what, pattern in NARROW:
        refused = refusing_any(_timed(pattern))
        yield step(f"a date-time with {what} is refused", "accept-state", {"payload": refused})


def _timed(pattern: str) -> Condition:
    fits = like(pattern)
    return lambda event: fits(_time(event))


def _time(event: Any) -> Any:
    value = event.get("at") if isinstance(event, dict) else None
    return None if isinstance(value, bool) else value


def _with_time(event: Any) -> Any:
    return {**event, "at": RIGHT_TIME}


def _mended_times(pattern: str) -> Any:
    fits = like(pattern)
    return lambda events: [_with_time(event) if fits(_time(event)) else event for event in events]


FAULTS = (*taken_faults(), *refused_faults(), *date_time_faults())
