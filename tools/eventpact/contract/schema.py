"""Schemas as generators, testers and comparers see them: conjunctions with ``$ref`` and ``allOf`` already followed.

A :class:`Schema` is a view on the documents. What lies below it is worked out when it is asked for, so a schema may be
recursive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

from eventpact.contract.document import Documents
from eventpact.contract.keywords import KEYWORDS, Role
from eventpact.errors import ContractError
from eventpact.pointer import Location, Token
from eventpact.printable import excerpt

ALL_TYPES = frozenset({"null", "boolean", "number", "integer", "string", "array", "object"})
_CHOICES = ("anyOf", "oneOf")


@dataclass(frozen=True)
class Constraint:
    """One assertion: *keyword* with *value*, written at *location*."""

    keyword: str
    value: Any = field(compare=False)
    location: Location


@dataclass(frozen=True)
class Conjunct:
    """One schema object of a conjunction, without the choices that were already made."""

    location: Location
    keywords: Mapping[str, Any] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Schema:
    """What is asked of one place in a payload.

    *conjuncts* all apply; the first is where the place itself is written, so its annotations win.
    """

    documents: Documents = field(compare=False, repr=False)
    conjuncts: tuple[Conjunct, ...]

    @property
    def location(self) -> Location:
        """Where this schema is written: the first place that says more than where to look."""
        written = (c.location for c in self.conjuncts if set(c.keywords) - {"$ref"})
        return next(written, self.conjuncts[0].location)

    def constraints(self, keyword: str | None = None) -> tuple[Constraint, ...]:
        """Every assertion that applies here (of one *keyword*), choices and subschemas apart."""
        return tuple(
            Constraint(name, value, conjunct.location / name)
            for conjunct in self.conjuncts
            for name, value in conjunct.keywords.items()
            if (name == keyword if keyword else name in KEYWORDS and KEYWORDS[name].role is Role.ASSERTION)
        )

    def annotation(self, name: str, default: Any = None) -> Any:
        """The value of an annotation (``title``, ``x-…``); the place's own one before that of what it refers to."""
        values = (c.keywords[name] for c in self.conjuncts if name in c.keywords)
        return next(values, default)

    @property
    def title(self) -> str | None:
        """The title, or None."""
        title = self.annotation("title")
        return title if isinstance(title, str) else None

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types that this schema lets through; "number" includes integers, "integer" stands alone."""
        types = ALL_TYPES
        for constraint in self.constraints("type"):
            named = frozenset([constraint.value] if isinstance(constraint.value, str) else constraint.value)
            types &= named | ({"integer"} if "number" in named else set())
        return types - {"integer"} if "number" in types else types

    @cached_property
    def members(self) -> tuple[Any, ...] | None:
        """The values that ``enum`` and ``const`` leave, or None where neither stands."""
        lists = [c.value for c in self.constraints("enum")] + [[c.value] for c in self.constraints("const")]
        if not lists:
            return None
        return tuple(v for v in lists[0] if all(any(same(v, w) for w in other) for other in lists[1:]))

    @cached_property
    def required(self) -> Mapping[str, Location]:
        """Required property → the ``required`` keyword that asks for it."""
        return {name: c.location for c in reversed(self.constraints("required")) for name in c.value}

    @cached_property
    def properties(self) -> Mapping[str, Schema]:
        """Declared property → its schema, in the order of the files."""
        found: dict[str, list[Location]] = {}
        for conjunct in self.conjuncts:
            for name in conjunct.keywords.get("properties", {}):
                found.setdefault(name, []).append(conjunct.location / "properties" / name)
        return {name: schema_at(self.documents, locations) for name, locations in found.items()}

    @cached_property
    def items(self) -> Schema | None:
        """The schema of every item of an array, or None where nothing is asked of them."""
        found = [c.location / "items" for c in self.conjuncts if "items" in c.keywords]
        return schema_at(self.documents, found) if found else None

    @cached_property
    def options(self) -> tuple[Schema, ...]:
        """This schema once for each way to make its choices (``anyOf``, ``oneOf``); itself when there is none."""
        groups = [
            [c.location / keyword / i for i in range(len(c.keywords[keyword]))]
            for c in self.conjuncts
            for keyword in _CHOICES
            if keyword in c.keywords
        ]
        if not groups:
            return (self,)
        base = [
            Conjunct(c.location, {k: v for k, v in c.keywords.items() if k not in _CHOICES}) for c in self.conjuncts
        ]
        chosen = (schema_at(self.documents, locations, base) for locations in product(*groups))
        return tuple(option for schema in chosen for option in schema.options)

    @property
    def closed(self) -> bool:
        """Whether unknown properties are refused."""
        return any(c.keywords.get("additionalProperties") is False for c in self.conjuncts)

    def children(self) -> Iterator[tuple[Token, Schema]]:
        """The places one step below: each property by name, the items of an array as ``*``, of every option."""
        for option in self.options:
            yield from option.properties.items()
            if option.items is not None:
                yield "*", option.items

    def walk(self) -> Iterator[tuple[tuple[Token, ...], Schema]]:
        """This place and all below it, with the tokens that lead there; recursion is followed once round."""
        yield from self._walk((), ())

    def _walk(
        self, tokens: tuple[Token, ...], above: tuple[tuple[Conjunct, ...], ...]
    ) -> Iterator[tuple[tuple[Token, ...], Schema]]:
        yield tokens, self
        if self.conjuncts not in above:
            for token, child in self.children():
                yield from child._walk((*tokens, token), (*above, self.conjuncts))


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values: 1 is 1.0, true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    return bool(one == other)


def conjuncts(documents: Documents, location: Location, path: tuple[Location, ...] = ()) -> list[Conjunct]:
    """The schema objects that apply at *location*: itself, what it refers to, and the members of its ``allOf``."""
    if location in path:
        raise ContractError(
            "ref-loop",
            "this schema refers to itself without a step into the payload",
            where=location,
            hint="Recursion must go through properties or items.",
        )
    path = (*path, location)
    schema = documents.at(location)
    if isinstance(schema, bool):
        return [Conjunct(location, {} if schema else {"type": []})]
    if not isinstance(schema, dict):
        what = f"a schema is an object or a boolean, not {excerpt(schema)}"
        raise ContractError("metaschema", what, where=location)
    found = [Conjunct(location, schema)]
    if "$ref" in schema:
        found += conjuncts(documents, documents.target(schema["$ref"], location / "$ref"), path)
    for i in range(len(schema.get("allOf", ()))):
        found += conjuncts(documents, location / "allOf" / i, path)
    for keyword in _CHOICES:
        for i in range(len(schema.get(keyword, ()))):
            conjuncts(documents, location / keyword / i, path)
    return found


def schema_at(documents: Documents, locations: Iterable[Location], base: Iterable[Conjunct] = ()) -> Schema:
    """The conjunction of what is at *locations* and of *base*. Raises ContractError when one can't be followed."""
    written = [conjunct for location in locations for conjunct in conjuncts(documents, location)]
    found: dict[Location, Conjunct] = {}
    for conjunct in (*written, *base):
        found.setdefault(conjunct.location, conjunct)
    return Schema(documents, tuple(found.values()))
