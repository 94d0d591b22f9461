"""What a value is to do: keep or break schemas (goals) and single keywords of them (literals)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import jsonschema_rs

from eventpact.compat.site import ABOUT, JSON_TYPES, Site, types_named
from eventpact.contract.formats import FORMATS

PLAIN = frozenset({"type", "enum", "const", *ABOUT}) - {"dependentSchemas"}
#: Keywords whose value holds schemas.
OF_SCHEMAS = frozenset({
    "items", "prefixItems", "contains", "unevaluatedItems", "properties", "additionalProperties", "patternProperties",
    "propertyNames", "unevaluatedProperties",
})  # fmt: skip
#: Keywords whose value is no schema: a validator of nothing else tells whether a scalar keeps them.
_OF_SCALARS = frozenset({
    "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
    "maxLength", "pattern", "format",
})  # fmt: skip


#: See :class:`Literal`.
PRESENT = "present"


@dataclass(frozen=True)
class Goal:
    """A value is to keep the schema at *site* (*wanted*), or to break it."""

    site: Site
    wanted: bool


@dataclass(frozen=True)
class Literal:
    """A value is to keep one *keyword* of *site*, or to break it. The keyword ``PRESENT`` is none of JSON Schema's: an
    object is to have the property *name*, or not to have it."""

    keyword: str
    site: Site
    wanted: bool
    name: str | None = None

    @property
    def value(self) -> Any:
        """The keyword's value."""
        return self.site.schema[self.keyword]

    def holds(self, scalar: Any) -> bool:
        """Whether a scalar, or a composite that is judged by its type or as a member, does what is wanted."""
        if self.keyword not in _OF_SCALARS:
            return True
        if self.keyword == "format" and self.value not in FORMATS:
            return self.wanted
        if self.keyword in {"enum", "const"} and not isinstance(scalar, (list, dict)):
            return (text_of(scalar) in self._members) is self.wanted
        strict, lenient = self._validators
        return strict.is_valid(scalar) if self.wanted else not lenient.is_valid(scalar)

    @cached_property
    def _members(self) -> frozenset[str]:
        return frozenset(map(text_of, self.value if self.keyword == "enum" else [self.value]))

    @cached_property
    def _validators(self) -> tuple[Any, Any]:
        return _checks(self.keyword, json.dumps(self.value))

    def contradicts(self, other: Literal) -> bool:
        """Whether no value can do what both want, as one is the other's opposite."""
        if self.wanted is other.wanted or self.keyword != other.keyword or self.name != other.name:
            return False
        return self.keyword == PRESENT or (
            self.keyword not in OF_SCHEMAS and text_of(self.value) == text_of(other.value)
        )


@lru_cache(4096)
def _checks(keyword: str, value: str) -> tuple[Any, Any]:
    """Validators of one keyword: of what surely keeps it, and of what may."""
    schema = {keyword: json.loads(value)}
    formats = ({f.name: f.strict for f in FORMATS.values()}, {f.name: f.lenient for f in FORMATS.values()})
    strict, lenient = (
        jsonschema_rs.Draft202012Validator(schema, formats=one, validate_formats=True, offline=True) for one in formats
    )
    return strict, lenient


Goals = tuple[Goal | Literal, ...]


@dataclass(frozen=True)
class Leaf:
    """One way to break a schema: to break the *keyword* of *site*; *goals* say how."""

    site: Site
    keyword: str
    goals: Goals = ()

    @property
    def literal(self) -> Literal | None:
        """What breaks it, or None where no single keyword of the value's own does."""
        literals = (goal for goal in self.goals if isinstance(goal, Literal))
        return next((one for one in literals if one.site == self.site and one.keyword == self.keyword), None)


def types_for(literal: Literal) -> frozenset[str]:
    """The types of the values that can do what *literal* wants."""
    if literal.keyword == PRESENT:
        return frozenset({"object"}) if literal.wanted else JSON_TYPES
    if literal.keyword == "type":
        named = {literal.value} if isinstance(literal.value, str) else set(literal.value)
        return types_named(literal.value) if literal.wanted else JSON_TYPES - named
    about = ABOUT.get(literal.keyword)
    return JSON_TYPES if about is None or literal.wanted else frozenset({about})


def text_of(value: Any) -> str:
    """A text that equal values have in common, also 1 and 1.0."""
    if isinstance(value, (dict, list, bool)) or not isinstance(value, (int, float)):
        return json.dumps(value, sort_keys=True)
    return str(int(value)) if value == int(value) else repr(value)
