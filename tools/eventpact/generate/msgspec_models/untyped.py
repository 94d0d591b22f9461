"""What msgspec's types cannot say: the places of a contract that are checked after decoding; and its patterns.

A keyword counts as untyped unless it is known to be in the annotations, so that a new one is never left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from eventpact.contract import Contract
from eventpact.contract.keywords import KEYWORDS, Role
from eventpact.contract.schema import Schema, schema_at
from eventpact.generate.msgspec_models.patterns import to_python
from eventpact.generate.msgspec_models.runtime._formats import EXPECTED
from eventpact.generate.python.pieces import bounds, enumeration
from eventpact.pointer import Location

#: Keywords that the annotations hold wherever they stand.
_TYPED = frozenset(
    {
        "$ref", "$defs", "type", "enum", "const", "properties", "required", "items", "additionalProperties", "allOf",
        "anyOf", "oneOf", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minLength", "maxLength", "pattern", "minItems", "maxItems", "minProperties", "maxProperties",
    }
)  # fmt: skip


@dataclass
class Untyped:
    """The *places* that types do not describe (``location: keyword``), and the *patterns* of the overlay's pieces, each
    with what it is in Python."""

    places: dict[str, None] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)


def untyped(contract: Contract) -> Untyped:
    """What there is in the schemas of *contract* beyond types."""
    found = Untyped()
    pending = [contract.body]
    seen: set[tuple[Location, ...]] = set()
    while pending:
        schema = pending.pop(0)
        key = tuple(conjunct.location for conjunct in schema.conjuncts)
        if key in seen:
            continue
        seen.add(key)
        if schema.conjuncts != contract.event.conjuncts and _overlap(schema):
            found.places[f"{schema.location}: oneOf"] = None
        for option in schema.options:
            _note(option, found)
            pending += _below(option)
    return found


def _overlap(schema: Schema) -> bool:
    """Whether a value may fit several branches of a ``oneOf``."""
    exclusive = any("oneOf" in conjunct.keywords for conjunct in schema.conjuncts)
    return exclusive and any(one.types & other.types for one, other in combinations(schema.options, 2))


def _below(option: Schema) -> Iterator[Schema]:
    yield from option.properties.values()
    if option.items is not None:
        yield option.items
    extra = [
        conjunct.location / "additionalProperties"
        for conjunct in option.conjuncts
        if isinstance(conjunct.keywords.get("additionalProperties"), dict)
    ]
    if extra:
        yield schema_at(option.documents, extra)


def _note(option: Schema, found: Untyped) -> None:
    for keyword in dict.fromkeys(_beyond(option)):
        found.places[f"{option.location}: {keyword}"] = None
    patterns = [constraint.value for constraint in option.constraints("pattern")]
    if len(patterns) == 1:
        python, piece = to_python(patterns[0]), bounds(option, "string").get("pattern")
        if python is not None and piece is not None:
            found.patterns[piece] = python


def _beyond(option: Schema) -> Iterator[str]:
    present = {name for conjunct in option.conjuncts for name in conjunct.keywords if name in KEYWORDS}
    yield from sorted(name for name in present - _TYPED if KEYWORDS[name].role in {Role.ASSERTION, Role.APPLICATOR})
    if not option.types:
        yield "false"
    if option.members is not None:
        yield from () if enumeration(option) is not None and _is_plain(option) else ("enum",)
        return
    yield from _of_strings(option, present)
    steps = [constraint.value for constraint in option.constraints("multipleOf")]
    yield from ("multipleOf",) if len(steps) > 1 or any(step != int(step) for step in steps) else ()
    yield from _of_objects(option, present)


def _is_plain(option: Schema) -> bool:
    """Whether nothing but its type stands beside the enumeration."""
    beside = {constraint.keyword for constraint in option.constraints()} - {"type", "enum", "const"}
    return not beside


def _of_strings(option: Schema, present: set[str]) -> Iterator[str]:
    formats = {constraint.value for constraint in option.constraints("format")} & EXPECTED.keys()
    if len(formats) > 1:
        yield "format"
    if formats:
        yield from sorted(present & {"minLength", "maxLength", "pattern"})
        return
    if len(option.constraints("pattern")) > ("pattern" in bounds(option, "string")):
        yield "pattern"


def _of_objects(option: Schema, present: set[str]) -> Iterator[str]:
    extras = [conjunct.keywords.get("additionalProperties", True) for conjunct in option.conjuncts]
    has_fields = bool(option.properties or option.required or option.closed)
    if has_fields:
        yield from sorted(present & {"minProperties", "maxProperties"})
        yield from () if all(_says_all(extra) for extra in extras) else ("additionalProperties",)
        if option.closed and not _is_closed_by_all(option):
            yield "additionalProperties"


def _says_all(extra: Any) -> bool:
    return isinstance(extra, bool) or extra == {}


def _is_closed_by_all(option: Schema) -> bool:
    """Whether the schema that refuses unknown properties is the one that declares the properties."""
    declared = set(option.properties)
    return all(
        declared <= set(conjunct.keywords.get("properties", ()))
        for conjunct in option.conjuncts
        if conjunct.keywords.get("additionalProperties") is False
    )
