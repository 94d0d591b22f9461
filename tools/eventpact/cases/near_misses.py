"""The catalogue of near misses: what implementations take by mistake, by the type or format that was asked for.

To add one, add a record. Each makes wrong values from the right one; the oracle checks each before it is sent, so a
record may propose a value that some schema allows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from eventpact.cases.near_miss import (
    NearMiss,
    bound,
    constant,
    constants,
    fewer_properties,
    item_twice,
    length,
    more_properties,
    neighbour,
    off_multiple,
    off_pattern,
    records,
    text,
    wide,
)
from eventpact.cases.near_misses_of_formats import OF_FORMATS
from eventpact.cases.values import json_type
from eventpact.contract.schema import Schema


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
            yield NearMiss(asked, f"{words} as {asked}", rule, constant(value))


def _numbers(asked: str) -> tuple[NearMiss, ...]:
    made = records(asked, "reject-type", (
        (f"numeric string as {asked}", lambda s, right: f"{right}"),
        (f"padded numeric string as {asked}", lambda s, right: f" {right} "),
        (f"array of one number as {asked}", lambda s, right: [right]),
        (f"object of one number as {asked}", lambda s, right: {"value": right}),
    ))  # fmt: skip
    return made + constants(asked, "reject-type", (
        (f"empty string as {asked}", ""),
        (f"'NaN' string as {asked}", "NaN"),
        (f"'Infinity' string as {asked}", "Infinity"),
        (f"string with an underscore as {asked}", "1_000"),
        (f"string with a thousands separator as {asked}", "1,000"),
        (f"string with a decimal comma as {asked}", "1,5"),
        (f"hexadecimal string as {asked}", "0x10"),
        (f"exponent string as {asked}", "1e3"),
        (f"string of full-width digits as {asked}", "１２"),
        (f"number with a unit as {asked}", "10 km"),
        (f"false as {asked}", False),
    ))  # fmt: skip


_INTEGER = records("integer", "reject-type", (
    ("fraction as integer", lambda s, right: right + 0.5),
    ("number with a tiny fraction as integer", lambda s, right: right + 2**-20),
))  # fmt: skip
_BOOLEAN = (
    *constants("boolean", "reject-type", (
        ("1 as boolean", 1),
        ("0 as boolean", 0),
        ("'true' string as boolean", "true"),
        ("'false' string as boolean", "false"),
        ("'True' string as boolean", "True"),
        ("'yes' string as boolean", "yes"),
        ("'on' string as boolean", "on"),
        ("'t' string as boolean", "t"),
        ("'1' string as boolean", "1"),
        ("'0' string as boolean", "0"),
        ("empty string as boolean", ""),
    )),
    *records("boolean", "reject-type", (("array of one boolean as boolean", lambda s, right: [right]),)),
)  # fmt: skip
_STRING = (
    *records("string", "reject-type", (("array of one string as string", lambda s, right: [right]),)),
    *constants("free string", "reject-type", (
        ("zero as string", 0),
        ("fraction as string", 1.5),
        ("false as string", False),
    )),
    *records("free string", "reject-type", (
        ("array of characters as string", lambda s, right: list(right)),
        ("object of one string as string", lambda s, right: {"value": right}),
    )),
    *records("string", "reject-bound", (
        ("string beyond maxLength", length("maxLength", 1)),
        ("string short of minLength", length("minLength", -1)),
        ("string against its pattern", off_pattern),
    )),
)  # fmt: skip
_ENUM = (
    *constants("enum", "reject-enum", (
        ("unknown member", "no-such-member"),
        ("empty string as member", ""),
        ("index of a member", 0),
        ("index of a member, counted from 1", 1),
    )),
    *records("enum", "reject-enum", (
        ("member in upper case", lambda s, right: text(s, right).upper()),
        ("member in lower case", lambda s, right: text(s, right).lower()),
        ("member with its case swapped", lambda s, right: text(s, right).swapcase()),
        ("member with a space behind it", lambda s, right: f"{text(s, right)} "),
        ("member with a space before it", lambda s, right: f" {text(s, right)}"),
        ("member with a newline behind it", lambda s, right: f"{text(s, right)}\n"),
        ("member with NUL behind it", lambda s, right: f"{text(s, right)}\0"),
        ("member cut short", lambda s, right: text(s, right)[:-1]),
        ("first letter of a member", lambda s, right: text(s, right)[:1]),
        ("member with more behind it", lambda s, right: f"{text(s, right)}s"),
        ("member with another last letter", neighbour),
        ("member in full-width letters", wide),
        ("member in quotes", lambda s, right: f'"{text(s, right)}"'),
        ("array of one member", lambda s, right: [right]),
    )),
)  # fmt: skip
_ARRAY = (
    *records("array", "reject-type", (
        ("object with index keys as array", lambda s, right: {str(i): v for i, v in enumerate(right)}),
        ("object of one array as array", lambda s, right: {"items": right}),
        ("single item as array", lambda s, right: right[0] if right else "item"),
        ("array in a string as array", lambda s, right: json.dumps(right)),
    )),
    *records("items", "reject-type", (
        ("array in an array as array", lambda s, right: [right]),
        ("array with null behind its items", lambda s, right: [*right, None]),
        ("array with a string behind its items", lambda s, right: [*right, "seventeen"]),
    )),
    *constants("array", "reject-type", (("empty string as array", ""), ("false as array", False))),
    *records("array", "reject-bound", (
        ("array beyond maxItems", length("maxItems", 1)),
        ("array short of minItems", length("minItems", -1)),
        ("array with an item twice", item_twice),
    )),
)  # fmt: skip
_OBJECT = (
    *records("object", "reject-type", (
        ("array of one object as object", lambda s, right: [right]),
        ("array of pairs as object", lambda s, right: [[name, value] for name, value in right.items()]),
        ("array of values as object", lambda s, right: list(right.values())),
        ("object in a string as object", lambda s, right: json.dumps(right)),
    )),
    *constants("object", "reject-type", (("empty string as object", ""), ("false as object", False))),
    *records("object", "reject-closed", (
        ("undeclared property in a closed object", lambda s, right: {**right, "undeclared_property": 1}),
        ("undeclared null property in a closed object", lambda s, right: {**right, "undeclared_property": None}),
    )),
    *records("object", "reject-bound", (
        ("object short of minProperties", fewer_properties),
        ("object beyond maxProperties", more_properties),
    )),
)  # fmt: skip
_BOUNDS = tuple(
    NearMiss(asked, f"{asked} beyond {keyword}", "reject-bound", bound(keyword, step))
    for asked in ("number", "integer")
    for keyword, step in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 0))
)
_MULTIPLES = tuple(
    NearMiss(asked, f"{asked} off multipleOf", "reject-bound", off_multiple) for asked in ("number", "integer")
)
CATALOGUE: tuple[NearMiss, ...] = (
    *_types(), *_numbers("number"), *_numbers("integer"), *_INTEGER, *_BOOLEAN, *_STRING, *_ENUM, *_ARRAY, *_OBJECT,
    *_BOUNDS, *_MULTIPLES, *OF_FORMATS,
)  # fmt: skip


def near_misses(schema: Schema, right: Any) -> Iterator[tuple[NearMiss, Any]]:
    """Each near miss of the place that *schema* describes, with its wrong value made from the *right* one.

    *right* must be of the option that is missed: the values are made for the type that it has.
    """
    wanted = _asked(schema, right)
    for near_miss in CATALOGUE:
        if near_miss.asked in wanted:
            wrong = near_miss.make(schema, right)
            if wrong is not right:
                yield near_miss, wrong


def asked_for(schema: Schema, right: Any) -> str:
    """What a place asks for in one word of the catalogue: "enum", a format that has near misses, or a type."""
    wanted = _asked(schema, right)
    return next((word for word in ("enum", "date-time", "date", "uuid") if word in wanted), _kind(schema, right))


def _asked(schema: Schema, right: Any) -> set[str]:
    """What a place asks for, in the catalogue's words."""
    if schema.members is not None:
        return {"enum", json_type(right)}
    kind = _kind(schema, right)
    formats = {str(c.value) for option in schema.options for c in option.constraints("format")}
    return {kind, *(formats or _ALSO.get(kind, ()))}


#: What may be wrong at a place of a type without a format, beside the type.
_ALSO: Mapping[str, tuple[str, ...]] = {"string": ("free string",), "array": ("items",)}


def _kind(schema: Schema, right: Any) -> str:
    """The type that is asked for, of which *right* is."""
    kind = json_type(right)
    if kind == "integer" and any("number" in option.types for option in schema.options):
        return "number"
    return kind
