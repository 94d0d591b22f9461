"""Edits of schemas at random: every keyword added, taken away and altered, and rewritings that change nothing."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventpact.contract.keywords import subschemas

Schema = dict[str, Any]
Rewrite = Callable[[Schema, random.Random], bool]

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
PATTERNS = ("^[a-z]+$", "^[A-Z]{2}-[0-9]+$", "[0-9]", r"^\d{1,3}$", "^(a|b)*$", "^[A-Z]{2,3}-[0-9]+$", "x", "^.{2,4}$")
SCALARS = ("a", "b", "EUR", "A", 0, 1, 7, -1, 2.5, None, True, False, "2026-03-14T18:22:07Z")
NAMES = ("a", "b", "c", "amount", "name", "x1")
NAMINGS = ({"maxLength": 9}, {"pattern": "^[a-z_]+$"}, {"pattern": "^x"})
FORMATS = ("date-time", "date", "uuid")


@dataclass(frozen=True)
class Edit:
    """One kind of edit: *apply* changes a schema where it stands, or says False; *neutral* ones change no verdict."""

    name: str
    apply: Rewrite
    neutral: bool = False


def _small_object(rng: random.Random, depth: int) -> Any:
    names = rng.sample(NAMES, 2)
    properties = {name: small(rng, depth - 1) for name in names}
    return {"type": "object", "properties": properties, "required": names[: rng.randrange(3)]}


def _small_array(rng: random.Random, depth: int) -> Any:
    return {"type": "array", "items": small(rng, depth - 1), **rng.choice([{}, {"maxItems": 3}, {"minItems": 1}])}


_SMALL: tuple[Callable[[random.Random], Any], ...] = (
    *[lambda rng: {"type": rng.choice(TYPES)}] * 4,
    lambda rng: {"type": sorted(rng.sample(TYPES, 2))},
    lambda rng: {"enum": rng.sample(["a", "b", "EUR", 1, 2.5, None, True], 3)},
    lambda rng: {"type": "string", rng.choice(["minLength", "maxLength"]): rng.randrange(6)},
    lambda rng: {"type": "string", "pattern": rng.choice(PATTERNS)},
    lambda rng: {"type": "number", rng.choice(["minimum", "exclusiveMaximum"]): rng.choice([0, 1, 10, 2.5])},
    lambda rng: {"type": "string", "format": rng.choice(FORMATS)},
)


def small(rng: random.Random, depth: int = 1) -> Any:
    """A small schema of any kind."""
    kind = rng.randrange(len(_SMALL) + 2)
    if kind < len(_SMALL):
        return _SMALL[kind](rng)
    return rng.choice([_small_array, _small_object])(rng, depth) if depth else {}


def _put(keyword: str, make: Callable[[random.Random], Any], only: str | None = None) -> Edit:
    def apply(schema: Schema, rng: random.Random) -> bool:
        kind = schema.get("type")
        if only and kind is not None and only not in ([kind] if isinstance(kind, str) else kind):
            return False
        value = make(rng)
        if keyword in schema and repr(schema[keyword]) == repr(value):
            return False
        schema[keyword] = value
        return True

    return Edit(f"put {keyword}", apply)


def _drop(keyword: str) -> Edit:
    def apply(schema: Schema, rng: random.Random) -> bool:
        return schema.pop(keyword, apply) is not apply

    return Edit(f"drop {keyword}", apply)


def _number(rng: random.Random) -> Any:
    return rng.choice([0, 1, -1, 5, 100, 0.5, 2.5, 65535, -273.15, 1e6])


def _size(rng: random.Random) -> int:
    return rng.choice([0, 1, 2, 3, 5, 8])


PUT = (
    *(_put(k, _number, "number") for k in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")),
    _put("multipleOf", lambda rng: rng.choice([1, 2, 0.5, 3, 0.25]), "number"),
    *(_put(k, _size, "string") for k in ("minLength", "maxLength")),
    *(_put(k, _size, "array") for k in ("minItems", "maxItems")),
    *(_put(k, _size, "object") for k in ("minProperties", "maxProperties")),
    _put("pattern", lambda rng: rng.choice(PATTERNS), "string"),
    _put("format", lambda rng: rng.choice(FORMATS), "string"),
    _put("uniqueItems", lambda rng: rng.random() < 0.8, "array"),
    _put("type", lambda rng: rng.choice(TYPES)),
    _put("type", lambda rng: rng.sample(TYPES, 2)),
    _put("enum", lambda rng: rng.sample(SCALARS[:4], rng.randint(1, 4)), "string"),
    _put("enum", lambda rng: [0, 1, 2.5, "a"][: rng.randint(1, 4)]),
    _put("const", lambda rng: rng.choice(SCALARS)),
    _put("additionalProperties", lambda rng: rng.choice([False, True, {"type": "string"}]), "object"),
    _put("items", small, "array"),
    _put("contains", small, "array"),
    _put("prefixItems", lambda rng: [small(rng), small(rng)], "array"),
    _put("propertyNames", lambda rng: rng.choice(NAMINGS), "object"),
    _put("patternProperties", lambda rng: {rng.choice(["^x", "_id$", "^a"]): small(rng)}, "object"),
    _put("dependentRequired", lambda rng: {rng.choice(NAMES): [rng.choice(NAMES)]}, "object"),
    _put("dependentSchemas", lambda rng: {rng.choice(NAMES): {"required": [rng.choice(NAMES)]}}, "object"),
    _put("unevaluatedProperties", lambda rng: rng.choice([False, {"type": "string"}]), "object"),
    _put("minContains", lambda rng: rng.randrange(3), "array"),
    _put("maxContains", lambda rng: rng.randrange(3), "array"),
    _put("not", small),
    _put("anyOf", lambda rng: [small(rng), small(rng)]),
    _put("oneOf", lambda rng: [small(rng), small(rng)]),
    _put("allOf", lambda rng: [small(rng)]),
)  # fmt: skip
DROP = tuple(
    _drop(keyword)
    for keyword in (
        "type", "enum", "const", "format", "required", "minimum", "maximum", "exclusiveMinimum", "minLength",
        "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "additionalProperties", "items", "contains",
        "prefixItems", "patternProperties", "not", "anyOf", "oneOf", "allOf", "$ref",
    )
)  # fmt: skip


def _conditional(schema: Schema, rng: random.Random) -> bool:
    if "properties" not in schema:
        return False
    name = rng.choice([*schema["properties"], "a"])
    schema["if"] = {"properties": {name: small(rng)}, **rng.choice([{}, {"required": [name]}])}
    schema[rng.choice(["then", "else"])] = rng.choice([{"required": [rng.choice(NAMES)]}, {"minProperties": 3}])
    return True


def _require(schema: Schema, rng: random.Random) -> bool:
    names = [*schema.get("properties", ()), "added"]
    missing = [name for name in names if name not in schema.get("required", ())]
    if "properties" not in schema or not missing:
        return False
    schema["required"] = [*schema.get("required", ()), rng.choice(missing)]
    return True


def _free(schema: Schema, rng: random.Random) -> bool:
    if not schema.get("required"):
        return False
    gone = rng.choice(schema["required"])
    schema["required"] = [name for name in schema["required"] if name != gone]
    return True


def _declare(schema: Schema, rng: random.Random) -> bool:
    if "properties" not in schema:
        return False
    schema["properties"] = {**schema["properties"], f"new_{rng.randrange(3)}": small(rng)}
    return True


def _undeclare(schema: Schema, rng: random.Random) -> bool:
    if not schema.get("properties"):
        return False
    gone = rng.choice(list(schema["properties"]))
    schema["properties"] = {name: part for name, part in schema["properties"].items() if name != gone}
    return True


def _redeclare(schema: Schema, rng: random.Random) -> bool:
    if not schema.get("properties"):
        return False
    schema["properties"] = {**schema["properties"], rng.choice(list(schema["properties"])): small(rng)}
    return True


def _member(schema: Schema, rng: random.Random) -> bool:
    if "enum" not in schema:
        return False
    members = list(schema["enum"])
    if rng.random() < 0.5 and len(members) > 1:
        members.remove(rng.choice(members))
    elif "new" not in members:
        members.append("new")
    else:
        return False
    schema["enum"] = members
    return True


def _shift(schema: Schema, rng: random.Random) -> bool:
    names = [n for n, v in schema.items() if isinstance(v, (int, float)) and not isinstance(v, bool) and n[:1] != "x"]
    names = [n for n in names if n.lower().endswith(("minimum", "maximum", "length", "items", "properties"))]
    if not names:
        return False
    name = rng.choice(names)
    schema[name] = (
        max(0, schema[name] + rng.choice([1, -1])) if "imum" not in name else schema[name] + rng.choice([1, -1])
    )
    return True


def _nullable(schema: Schema, rng: random.Random) -> bool:
    kinds = schema.get("type")
    if kinds is None:
        return False
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    kinds = [k for k in kinds if k != "null"] if "null" in kinds else [*kinds, "null"]
    if not kinds:
        return False
    schema["type"] = kinds
    return True


def _option(schema: Schema, rng: random.Random) -> bool:
    name = next((n for n in ("anyOf", "oneOf") if n in schema), None)
    if name is None:
        return False
    options = list(schema[name])
    if rng.random() < 0.5 and len(options) > 1:
        options.pop(rng.randrange(len(options)))
    else:
        options.append(small(rng))
    schema[name] = options
    return True


ALTER = tuple(
    Edit(rewrite.__name__[1:], rewrite)
    for rewrite in (
        _require,
        _free,
        _declare,
        _undeclare,
        _redeclare,
        _member,
        _shift,
        _nullable,
        _option,
        _conditional,
    )
)


def _shuffle(schema: Schema, rng: random.Random) -> bool:
    items = list(schema.items())
    rng.shuffle(items)
    schema.clear()
    schema.update(items)
    for name in ("required", "enum", "anyOf", "oneOf", "allOf"):
        if isinstance(schema.get(name), list):
            schema[name] = rng.sample(schema[name], len(schema[name]))
    return True


def _constant(schema: Schema, rng: random.Random) -> bool:
    if len(schema.get("enum", ())) == 1 and "const" not in schema:
        schema["const"] = schema.pop("enum")[0]
    elif "const" in schema and "enum" not in schema:
        schema["enum"] = [schema.pop("const")]
    else:
        return False
    return True


def _wrap(schema: Schema, rng: random.Random) -> bool:
    if "unevaluatedProperties" in schema or "unevaluatedItems" in schema:
        return False
    inner = {
        name: schema.pop(name) for name in list(schema) if name not in {"$defs", "$schema", "$id"} and name[:2] != "x-"
    }
    schema["allOf"] = [inner]
    return True


def _split_types(schema: Schema, rng: random.Random) -> bool:
    if not isinstance(schema.get("type"), list) or "anyOf" in schema or not schema["type"]:
        return False
    schema["anyOf"] = [{"type": name} for name in schema.pop("type")]
    return True


def _respell(schema: Schema, rng: random.Random) -> bool:
    if schema.get("type") == "integer" and "minimum" in schema and isinstance(schema["minimum"], int):
        schema["exclusiveMinimum"] = schema.pop("minimum") - 1
        return True
    if "pattern" in schema and "0-9" in schema["pattern"]:
        schema["pattern"] = schema["pattern"].replace("[0-9]", r"\d")
        return True
    return False


def _redundant(schema: Schema, rng: random.Random) -> bool:
    kind = schema.get("type")
    if kind == "string":
        schema["maximum"] = 5
    elif kind == "object" and schema.get("required") and "minProperties" not in schema:
        schema["minProperties"] = len(schema["required"])
    elif kind == "number":
        schema["minLength"] = 3
    else:
        return False
    return True


def _describe(schema: Schema, rng: random.Random) -> bool:
    schema["description"] = f"Text {rng.random()}"
    return True


NEUTRAL = tuple(
    Edit(rewrite.__name__[1:], rewrite, neutral=True)
    for rewrite in (_shuffle, _constant, _wrap, _split_types, _respell, _redundant, _describe)
)
EDITS: tuple[Edit, ...] = (*PUT, *DROP, *ALTER, *ALTER, *NEUTRAL)


def sites(schema: Any) -> Iterator[Schema]:
    """Every schema object within *schema*, itself first; ``$defs`` too."""
    if isinstance(schema, dict):
        yield schema
        for _, _, part in list(subschemas(schema)):
            yield from sites(part)


def edited(
    documents: Mapping[str, Any],
    roots: Callable[[Mapping[str, Any]], list[Any]],
    rng: random.Random,
    count: int = 1,
    among: Sequence[Edit] = EDITS,
) -> tuple[Mapping[str, Any], list[Edit]]:
    """A copy of *documents* with *count* edits at random places of the schemas that *roots* names."""
    made = copy.deepcopy(documents)
    done: list[Edit] = []
    for _ in range(400 if count else 0):
        places = [site for root in roots(made) for site in sites(root)]
        edit = rng.choice(among)
        if edit.apply(rng.choice(places), rng):
            done.append(edit)
            if len(done) == count:
                break
    return made, done
