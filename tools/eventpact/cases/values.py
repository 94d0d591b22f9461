"""Values that a schema accepts: the typical one, from its examples where it has any, and the minimal one."""

from __future__ import annotations

from typing import Any

from eventpact.contract.schema import Conjunct, Schema

#: The order in which a type is chosen where a schema lets several through.
_PREFERENCE = ("object", "array", "string", "number", "integer", "boolean", "null")
_BY_FORMAT = {
    "date-time": "2026-03-14T18:22:07Z",
    "date": "2026-03-14",
    "uuid": "018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f",
}

Above = tuple[tuple[Conjunct, ...], ...]


def typical(schema: Schema, *, minimal: bool = False, above: Above = ()) -> Any:
    """A realistic value: examples first, then enum members and defaults, else composed from the parts.

    *minimal* leaves out every optional property. What is built may still break a constraint that no part shows (a
    pattern without an example): the oracle has the last word.
    """
    option = _preferred(schema)
    if option.members:
        return option.members[0]
    example = next((e for e in examples(schema) if _fits(e, option)), None)
    if example is not None and not (option.properties or (option.items and option.items.properties)):
        return example
    kind = next((t for t in _PREFERENCE if t in option.types), "null")
    if kind == "object":
        return _object(option, minimal=minimal, above=above)
    if kind == "array":
        return _array(option, minimal=minimal, above=above)
    return _scalar(option, kind)


def examples(schema: Schema) -> list[Any]:
    """The declared examples of a place, then its default."""
    given = list(schema.annotation("examples", []))
    default = schema.annotation("default")
    return [*given, default] if default is not None else given


def _preferred(schema: Schema) -> Schema:
    """The option that carries most: an array or object before a scalar, anything before null."""
    return min(schema.options, key=lambda o: next((i for i, t in enumerate(_PREFERENCE) if t in o.types), 9))


def json_type(value: Any) -> str:
    """The JSON type of a value; a number without a fraction is an integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "integer" if value == int(value) else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def _fits(value: Any, option: Schema) -> bool:
    kind = json_type(value)
    return kind != "null" and (kind in option.types or (kind == "integer" and "number" in option.types))


def _object(option: Schema, *, minimal: bool, above: Above) -> dict[str, Any]:
    again = option.conjuncts in above
    return {
        name: typical(child, minimal=minimal, above=(*above, option.conjuncts))
        for name, child in option.properties.items()
        if name in option.required or not (minimal or again)
    }


def _array(option: Schema, *, minimal: bool, above: Above) -> list[Any]:
    fewest = max((int(c.value) for c in option.constraints("minItems")), default=0)
    if option.items is None:
        return [None] * fewest
    endless = above.count(option.conjuncts) > 1  # arrays in arrays of themselves
    wanted = fewest if minimal or endless else max(fewest, 1)
    return [typical(option.items, minimal=minimal, above=(*above, option.conjuncts)) for _ in range(wanted)]


def _scalar(option: Schema, kind: str) -> Any:
    if kind == "string":
        named = next((_BY_FORMAT[c.value] for c in option.constraints("format") if c.value in _BY_FORMAT), None)
        shortest = max((int(c.value) for c in option.constraints("minLength")), default=0)  # 2.0 is an integer, too
        return named or "x" * max(shortest, 1)
    if kind in {"number", "integer"}:
        return _number(option)
    return {"boolean": True, "null": None}[kind]


def _number(option: Schema) -> Any:
    lows = [c.value for c in option.constraints("minimum")] + [
        c.value + 1 for c in option.constraints("exclusiveMinimum")
    ]
    highs = [c.value for c in option.constraints("maximum")] + [
        c.value - 1 for c in option.constraints("exclusiveMaximum")
    ]
    if lows and max(lows) > 1:
        return max(lows)
    return min(highs) if highs and min(highs) < 1 else 1
