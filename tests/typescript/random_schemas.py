"""Random schemas of every keyword that the contract's model knows, and values that come near their edges."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

NUMBERS: list[Any] = [0, 1, -1, 2, 3, 1.0, 1.5, -0.0, 0.1, 0.3, 10, 1e16, 1e300, -7.25, 2**31]
STRINGS = [
    "", "a", "ab", "abc", "b", "1", "A-1", "a-1", "é", "😀", "😀😀", "a\n", "2020-02-30", "2020-02-29",
    "2020-02-29T10:00:00Z", "2020-02-29t10:00:00.5+01:30", "2020-02-29 10:00:00Z",
    "018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f", "018F5B9E6F0A7C3E9D522B1A4C5D6E7F",
]  # fmt: skip
KEYS = ["a", "b", "c", "__proto__", "constructor", "x1", "é"]
PATTERNS = ["^a", "b$", "[0-9]", "^.{2}$", r"^[\w-]+$", r"\-1", "^(?:a|b)*$", r"^\p{L}+$", "^[^a]", "", r"^\d{4}\-"]
TYPES = ["string", "number", "integer", "boolean", "null", "array", "object"]


def value(random: Random, depth: int = 2) -> Any:
    """A value; arrays and objects at most *depth* deep."""
    kind = random.choice(TYPES[:5] if depth == 0 else [*TYPES, "array", "object"])
    if kind == "array":
        return [value(random, depth - 1) for _ in range(random.choice((0, 1, 1, 2, 3)))]
    if kind == "object":
        return {random.choice(KEYS): value(random, depth - 1) for _ in range(random.choice((0, 1, 2, 3)))}
    scalars: dict[str, list[Any]] = {
        "string": STRINGS, "number": NUMBERS, "integer": NUMBERS, "boolean": [True, False], "null": [None],
    }  # fmt: skip
    return random.choice(scalars[kind])


def schema(random: Random, depth: int = 2) -> Any:
    """A schema; subschemas at most *depth* deep."""
    if random.random() < 0.08:
        return random.random() < 0.7
    pool = [*_FLAT, *(_DEEP if depth else [])]
    made: dict[str, Any] = {}
    for name, make in random.sample(pool, random.choice((1, 1, 2, 3))):
        made[name] = make(random, depth - 1)
        if name == "if":
            made["then"], made["else"] = schema(random, depth - 1), schema(random, depth - 1)
        if name == "contains" and random.random() < 0.5:
            made["minContains"], made["maxContains"] = random.choice(((0, 1), (1, 2), (2, 2)))
    return made


def _listed(random: Random, depth: int) -> list[Any]:
    return [schema(random, depth) for _ in range(random.choice((1, 2, 2, 3)))]


def _mapped(random: Random, depth: int) -> dict[str, Any]:
    return {key: schema(random, depth) for key in random.sample(KEYS, random.choice((1, 2, 3)))}


def _types(random: Random, depth: int) -> Any:
    return random.choice((random.choice(TYPES), random.sample(TYPES, 2)))


Make = Callable[[Random, int], Any]
_FLAT: list[tuple[str, Make]] = [
    ("type", _types),
    ("type", _types),
    ("enum", lambda r, d: [value(r, 1) for _ in range(r.choice((1, 2, 3, 12)))]),
    ("const", lambda r, d: value(r, 1)),
    ("format", lambda r, d: r.choice(("date-time", "date", "uuid", "email"))),
    ("pattern", lambda r, d: r.choice(PATTERNS)),
    ("minLength", lambda r, d: r.choice((0, 1, 2))),
    ("maxLength", lambda r, d: r.choice((0, 1, 2.0))),
    ("minimum", lambda r, d: r.choice(NUMBERS)),
    ("maximum", lambda r, d: r.choice(NUMBERS)),
    ("exclusiveMinimum", lambda r, d: r.choice(NUMBERS)),
    ("exclusiveMaximum", lambda r, d: r.choice(NUMBERS)),
    ("multipleOf", lambda r, d: r.choice((1, 2, 0.1, 0.5, 1.5, 1e-3))),
    ("minItems", lambda r, d: r.choice((0, 1, 2))),
    ("maxItems", lambda r, d: r.choice((0, 1, 2))),
    ("uniqueItems", lambda r, d: r.random() < 0.8),
    ("required", lambda r, d: r.sample(KEYS, r.choice((0, 1, 2)))),
    ("minProperties", lambda r, d: r.choice((0, 1, 2))),
    ("maxProperties", lambda r, d: r.choice((0, 1, 2))),
    ("dependentRequired", lambda r, d: {r.choice(KEYS): r.sample(KEYS, 2)}),
]
_DEEP: list[tuple[str, Make]] = [
    ("properties", _mapped),
    ("properties", _mapped),
    ("patternProperties", lambda r, d: {r.choice(PATTERNS): schema(r, d)}),
    ("additionalProperties", lambda r, d: r.choice((False, schema(r, d)))),
    ("propertyNames", schema),
    ("unevaluatedProperties", lambda r, d: r.choice((False, schema(r, d)))),
    ("items", schema),
    ("prefixItems", _listed),
    ("contains", schema),
    ("unevaluatedItems", lambda r, d: r.choice((False, schema(r, d)))),
    ("allOf", _listed),
    ("anyOf", _listed),
    ("oneOf", _listed),
    ("not", schema),
    ("if", schema),
    ("dependentSchemas", lambda r, d: {r.choice(KEYS): schema(r, d)}),
]
