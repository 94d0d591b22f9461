"""Pieces of the overlay: what one JSON type of a schema becomes, and how pieces make a union."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import SchemaError, SchemaValidator, core_schema

from eventpact.contract.schema import Schema, same

#: A fragment of JSON Schema as the model generator gets it.
Piece = dict[str, Any]

NULL: Piece = {"type": "null"}
#: The formats that the generated package has a type for.
FORMATS = frozenset({"date-time", "date", "uuid"})
#: Keywords that a type's piece carries, and how several of them become one.
_BOUNDS: Mapping[str, Mapping[str, Callable[[list[Any]], Any]]] = {
    "number": {"minimum": max, "maximum": min, "exclusiveMinimum": max, "exclusiveMaximum": min, "multipleOf": max},
    "string": {"minLength": max, "maxLength": min, "pattern": min},
    "array": {"minItems": max, "maxItems": min},
    "object": {"minProperties": max, "maxProperties": min},
}


def json_type(value: Any) -> str:
    """The JSON type of *value*; every number is a ``number``."""
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def enumeration(schema: Schema) -> Piece | None:
    """The values that *schema* leaves; None where it leaves more than a list, or values that no literal can be."""
    if schema.members is None:
        return None
    kinds = schema.types | ({"number"} if "integer" in schema.types else set())
    members = [value for value in schema.members if json_type(value) in kinds]
    if not members or any(json_type(value) in {"array", "object"} or isinstance(value, float) for value in members):
        return None
    return NULL if members == [None] else {"enum": members}


def scalar(schema: Schema, kind: str) -> Piece:
    """A string, number, integer, boolean or null with the bounds that *schema* puts on it."""
    if kind == "string":
        formats = [c.value for c in schema.constraints("format") if c.value in FORMATS]
        return {"type": kind, "format": formats[0]} if formats else {"type": kind, **bounds(schema, kind)}
    return {"type": kind, **(_integral(bounds(schema, "number")) if kind == "integer" else bounds(schema, kind))}


def bounds(schema: Schema, kind: str) -> Piece:
    """The bounds on values of one type, the narrowest where there are several."""
    found = {name: (pick, [c.value for c in schema.constraints(name)]) for name, pick in _BOUNDS.get(kind, {}).items()}
    narrowest = {name: pick(values) for name, (pick, values) in found.items() if values}
    if "pattern" in narrowest:
        narrowest["pattern"] = _in_ascii(narrowest["pattern"])
    return {name: _whole(value) for name, value in narrowest.items() if _is_held(name, value)}


def _is_held(name: str, value: Any) -> bool:
    """Whether pydantic means the same by a bound: the remainder of two floats is no matter of arithmetic."""
    if name == "pattern":
        return _is_pattern(value)
    return name != "multipleOf" or value == int(value)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value


def _in_ascii(pattern: str) -> str:
    """*pattern* with the classes that ECMA-262 §22.2.2 has in ASCII and pydantic's engine in Unicode written out."""
    classes = {"d": "[0-9]", "D": "[^0-9]", "w": "[0-9A-Za-z_]", "W": "[^0-9A-Za-z_]"}
    return re.sub(r"\\(.)", lambda found: classes.get(found[1], found[0]), pattern, flags=re.DOTALL)


def _is_pattern(pattern: str) -> bool:
    """Whether pydantic-core can compile *pattern*: its engine has no look-around and no back-references."""
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True


def _integral(found: Piece) -> Piece:
    """Bounds on numbers as bounds on integers: 0.5 < n says the same as 1 <= n."""
    least = [math.ceil(found["minimum"])] if "minimum" in found else []
    most = [math.floor(found["maximum"])] if "maximum" in found else []
    if "exclusiveMinimum" in found:
        least.append(math.floor(found["exclusiveMinimum"]) + 1)
    if "exclusiveMaximum" in found:
        most.append(math.ceil(found["exclusiveMaximum"]) - 1)
    step = {"multipleOf": found["multipleOf"]} if "multipleOf" in found else {}
    return {**({"minimum": max(least)} if least else {}), **({"maximum": min(most)} if most else {}), **step}


def union(pieces: list[Piece]) -> Piece:
    """What any of *pieces* lets through; null becomes a second type of a lone scalar or array."""
    if not pieces or {} in pieces:
        return {}
    distinct = list({json.dumps(one, sort_keys=True): one for one in pieces}.values())
    some = [one for one in distinct if one != NULL]
    if len(some) == len(distinct) or not some:
        return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}
    if len(some) == 1 and isinstance(some[0].get("type"), str):
        return {**some[0], "type": [some[0]["type"], "null"]}
    if len(some) == 1 and "enum" in some[0]:
        return {"enum": [*some[0]["enum"], None]}
    return {"anyOf": [*some, NULL]}


def takes_null(piece: Piece) -> bool:
    """Whether null is one of the values of *piece*."""
    kinds = piece.get("type", [])
    return not piece or "null" in kinds or None in piece.get("enum", ()) or NULL in piece.get("anyOf", ())


def default_of(schema: Schema) -> Piece:
    """``{"default": …}`` where it is a plain value that *schema* lets through as it stands, else nothing."""
    value = schema.annotation("default")
    kinds = {"integer", "number"} if isinstance(value, int) and not isinstance(value, bool) else {json_type(value)}
    plain = value is not None and json_type(value) not in {"array", "object"} and bool(kinds & schema.types)
    listed = schema.members is None or any(same(value, member) for member in schema.members)
    return {"default": value} if plain and listed and not schema.constraints("format") else {}
