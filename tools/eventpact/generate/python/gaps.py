"""What the contract asks and the models do not check: named in the generated module, not left out in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from eventpact.contract.formats import FORMATS as ASSERTED
from eventpact.contract.keywords import KEYWORDS
from eventpact.contract.schema import Schema
from eventpact.generate.python.pieces import FORMATS, bounds, enumeration

_TEXT_BOUNDS = frozenset({"minLength", "maxLength", "pattern"})


def gaps_of(schema: Schema) -> Iterator[str]:
    """The keywords of one option of a place that its piece of the overlay does not hold."""
    present = {name for conjunct in schema.conjuncts for name in conjunct.keywords}
    yield from sorted(name for name in present if name in KEYWORDS and KEYWORDS[name].judged)
    if not schema.types:
        yield "false"
    if any(c.value is True for c in schema.constraints("uniqueItems")):
        yield "uniqueItems"
    if schema.members is not None:
        yield from () if enumeration(schema) else ("enum",)
        return
    yield from _of_strings(schema, present)
    if len(schema.constraints("multipleOf")) > ("multipleOf" in bounds(schema, "number")):
        yield "multipleOf"
    if schema.properties:
        yield from sorted(present & {"minProperties", "maxProperties"})
        yield from () if all(_is_held(schema, c.keywords) for c in schema.conjuncts) else ("additionalProperties",)


def _of_strings(schema: Schema, present: set[str]) -> Iterator[str]:
    formats = {c.value for c in schema.constraints("format")} & ASSERTED.keys()
    if len(formats) > 1 or formats - FORMATS:
        yield "format"
    if formats & FORMATS:
        yield from sorted(present & _TEXT_BOUNDS)
    elif len(schema.constraints("pattern")) > ("pattern" in bounds(schema, "string")):
        yield "pattern"


def _is_held(schema: Schema, keywords: Mapping[str, Any]) -> bool:
    """Whether a class holds the ``additionalProperties`` of *keywords*, which looks at the properties beside it."""
    extra = keywords.get("additionalProperties", True)
    return extra in (True, {}) or (extra is False and keywords.get("properties", {}).keys() == schema.properties.keys())


def overlaps(schema: Schema) -> Iterator[str]:
    """``oneOf`` where a value may fit several of its branches: the models take it, the contract does not."""
    exclusive = any("oneOf" in c.keywords for c in schema.conjuncts)
    if exclusive and any(one.types & other.types for one, other in combinations(schema.options, 2)):
        yield "oneOf"
