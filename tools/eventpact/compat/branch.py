"""Goals → branches: conjunctions of single keywords, with every choice of a schema made (a semantic tableau)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

import jsonschema_rs

from eventpact.compat.site import Form, Forms, Site
from eventpact.contract.formats import FORMATS

JSON_TYPES = frozenset({"null", "boolean", "number", "string", "array", "object"})
#: What a value must be for a keyword to say anything about it (JSON Schema validation, §6); others: any type.
_ABOUT: dict[str, str] = {
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"),
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), "string"),
    **dict.fromkeys(
        ("minItems", "maxItems", "uniqueItems", "items", "prefixItems", "contains", "unevaluatedItems"), "array"
    ),
    **dict.fromkeys(
        ("required", "properties", "additionalProperties", "patternProperties", "propertyNames", "minProperties",
         "maxProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties"), "object"
    ),
}  # fmt: skip
_PLAIN = frozenset({"type", "enum", "const", *_ABOUT}) - {"dependentSchemas"}
#: Keywords whose value holds schemas.
_OF_SCHEMAS = frozenset({
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
        strict, lenient = _checks(self.keyword, json.dumps(self.value))
        return strict.is_valid(scalar) if self.wanted else not lenient.is_valid(scalar)

    def contradicts(self, other: Literal) -> bool:
        """Whether no value can do what both want, as one is the other's opposite."""
        if self.wanted is other.wanted or self.keyword != other.keyword or self.name != other.name:
            return False
        return self.keyword == PRESENT or (
            self.keyword not in _OF_SCHEMAS and text_of(self.value) == text_of(other.value)
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


@dataclass(frozen=True)
class Branch:
    """A conjunction: the *types* that a value may have, the *literals* that it has to fulfil, and the forms of the
    schemas that it keeps (*held*)."""

    types: frozenset[str] = JSON_TYPES
    literals: tuple[Literal, ...] = ()
    held: frozenset[Form] = field(default=frozenset(), repr=False)

    def wanting(self, keyword: str) -> list[Literal]:
        """The literals for one keyword that is to be kept."""
        return [one for one in self.literals if one.keyword == keyword and one.wanted]

    @cached_property
    def members(self) -> frozenset[str] | None:
        """The values that an ``enum`` or a ``const`` leaves, as texts, or None."""
        lists = [_members(one.site) for one in self.literals if one.wanted and one.keyword in {"enum", "const"}]
        return next((one for one in lists if one is not None), None)

    @cached_property
    def required(self) -> frozenset[str]:
        """The properties that must be there."""
        return frozenset(name for one in self.wanting("required") for name in one.value)

    @cached_property
    def tags(self) -> dict[str, frozenset[str]]:
        """Properties that may have a few values only."""
        found = [tag for one in self.wanting("properties") for tag in _tags(one.site).items()]
        return dict(reversed(found))

    def clashes(self, site: Site) -> bool:
        """Whether it is plain that no value of this branch keeps *site*; False when it is not plain."""
        facts = _facts(site)
        if not self.types & facts.types:
            return True
        if self.members is not None and facts.members is not None and not self.members & facts.members:
            return True
        return self.types <= {"object"} and any(
            name in self.tags and not self.tags[name] & values
            for name, values in facts.tags.items()
            if name in self.required or name in facts.required
        )


@dataclass(frozen=True)
class _Facts:
    """What is plain of a schema: *types*, *members*, *required* names, and the *tags*, properties of few values."""

    types: frozenset[str]
    members: frozenset[str] | None
    required: frozenset[str]
    tags: dict[str, frozenset[str]]


def _conjoined(site: Site) -> Iterator[Site]:
    """The schema at *site* and those that it asserts besides: what it refers to and its ``allOf``."""
    yield site
    if site.target:
        yield from _conjoined(site.target)
    for i in range(len(site.schema.get("allOf", ()))):
        yield from _conjoined(site.below("allOf", i))


@lru_cache(8192)
def _facts(site: Site) -> _Facts:
    parts = list(_conjoined(site))
    types = JSON_TYPES
    for part in parts:
        types &= _types(part.schema.get("type"))
    members = next((m for m in map(_members, parts) if m is not None), None)
    required = frozenset(name for part in parts for name in part.schema.get("required", ()))
    tags = {name: values for part in parts for name, values in _tags(part).items()}
    return _Facts(types, members, required, tags)


def _types(value: Any) -> frozenset[str]:
    if value is None:
        return JSON_TYPES
    named = {value} if isinstance(value, str) else set(value)
    return frozenset("number" if name == "integer" else name for name in named)


@lru_cache(8192)
def _members(site: Site) -> frozenset[str] | None:
    values = site.schema.get("enum", [site.schema["const"]] if "const" in site.schema else None)
    return None if values is None else frozenset(map(text_of, values))


def text_of(value: Any) -> str:
    """A text that equal values have in common, also 1 and 1.0."""
    if isinstance(value, (dict, list)) or isinstance(value, bool) or not isinstance(value, (int, float)):
        return json.dumps(value, sort_keys=True)
    return str(int(value)) if value == int(value) else repr(value)


@lru_cache(8192)
def _tags(site: Site) -> dict[str, frozenset[str]]:
    found = {}
    for name in site.schema.get("properties", {}):
        members = (_members(part) for part in _conjoined(site.below("properties", name)))
        values = next((one for one in members if one is not None), None)
        if values is not None:
            found[name] = values
    return found


class Tableau:
    """Expands goals, with the forms of schemas at hand."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms

    def branches(self, goals: Goals, branch: Branch | None = None) -> Iterator[Branch]:
        """Every way to fulfil *goals* (and *branch*); what is plainly impossible is left out."""
        branch = branch or Branch()
        if not branch.types:
            return
        if not goals:
            yield branch
            return
        position = next((i for i, goal in enumerate(goals) if goal.wanted), 0)
        rest = goals[:position] + goals[position + 1 :]
        for extended, more in self._step(branch, goals[position]):
            yield from self.branches((*more, *rest), extended)

    def _step(self, branch: Branch, goal: Goal | Literal) -> Iterator[tuple[Branch, Goals]]:
        if isinstance(goal, Literal):
            if not any(goal.contradicts(one) for one in branch.literals):
                yield replace(branch, types=branch.types & _types_for(goal), literals=(*branch.literals, goal)), ()
        elif goal.wanted:
            yield from self._kept(branch, goal.site)
        elif branch.clashes(goal.site):
            yield branch, ()
        else:
            yield from ((branch, leaf.goals) for leaf in self.leaves(branch, goal.site, every=False))

    def _kept(self, branch: Branch, site: Site) -> Iterator[tuple[Branch, Goals]]:
        form = self.forms.of(site)
        if form in branch.held:
            yield branch, ()
        elif not branch.clashes(site):
            goals = [Goal(site.below("allOf", i), wanted=True) for i in range(len(site.schema.get("allOf", ())))]
            goals += [Goal(site.target, wanted=True)] if site.target else []
            goals += [Goal(site.below("not"), wanted=False)] if "not" in site.schema else []
            literals = [Literal(name, site, wanted=True) for name in site.schema if name in _PLAIN]
            inner = (part.site for part in goals if part.wanted)
            if all(self.forms.of(part) != form for part in inner):  # else it is a wrapper, and the part is yet to come
                branch = replace(branch, held=branch.held | {form})
            yield from ((branch, (*literals, *goals, *chosen)) for chosen in _choices(site))

    def leaves(self, branch: Branch, site: Site, *, every: bool = True) -> Iterator[Leaf]:
        """The ways in which a value of *branch* might break *site*. Where several parts must be broken at once, each of
        them is named in turn when *every* is asked for, else one of them."""
        if self.forms.of(site) in branch.held:
            return
        schema = site.schema
        if site.target:
            yield from self.leaves(branch, site.target, every=every)
        for i in range(len(schema.get("allOf", ()))):
            yield from self.leaves(branch, site.below("allOf", i), every=every)
        for name in schema:
            if name in _PLAIN:
                yield Leaf(site, name, (Literal(name, site, wanted=False),))
        if "not" in schema:
            yield Leaf(site, "not", (Goal(site.below("not"), wanted=True),))
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                yield from self._unchosen(branch, site, keyword, every=every)
        yield from self._unconditional(branch, site, every=every)

    def _unchosen(self, branch: Branch, site: Site, keyword: str, *, every: bool) -> Iterator[Leaf]:
        """No option is kept; of ``oneOf``, also two at once."""
        options = [site.below(keyword, i) for i in range(len(site.schema[keyword]))]
        near = [option for option in options if not branch.clashes(option)]
        if not near:
            yield Leaf(site, keyword)
        for focus in near if every else near[:1]:
            others = tuple(Goal(one, wanted=False) for one in near if one is not focus)
            for leaf in self.leaves(branch, focus, every=every):
                yield replace(leaf, goals=(*leaf.goals, *others))
        if keyword == "oneOf":
            for pair in combinations(near, 2):
                yield Leaf(site, keyword, tuple(Goal(one, wanted=True) for one in pair))

    def _unconditional(self, branch: Branch, site: Site, *, every: bool) -> Iterator[Leaf]:
        """What is asked for under a condition is broken, the condition being met."""
        for word, met in (("then", True), ("else", False)):
            if "if" in site.schema and word in site.schema:
                for leaf in self.leaves(branch, site.below(word), every=every):
                    yield replace(leaf, goals=(*leaf.goals, Goal(site.below("if"), wanted=met)))
        for name in site.schema.get("dependentSchemas", ()):
            present = Literal(PRESENT, site, wanted=True, name=name)
            for leaf in self.leaves(branch, site.below("dependentSchemas", name), every=every):
                yield replace(leaf, goals=(*leaf.goals, present))


def _types_for(literal: Literal) -> frozenset[str]:
    """The types of the values that can do what *literal* wants."""
    if literal.keyword == PRESENT:
        return frozenset({"object"}) if literal.wanted else JSON_TYPES
    if literal.keyword == "type":
        named = {literal.value} if isinstance(literal.value, str) else set(literal.value)
        return _types(literal.value) if literal.wanted else JSON_TYPES - named
    about = _ABOUT.get(literal.keyword)
    return JSON_TYPES if about is None or literal.wanted else frozenset({about})


def _choices(site: Site) -> Iterator[Goals]:
    """The ways to choose: one of the options of ``anyOf`` and ``oneOf``, a side of ``if``, whether a property is there."""
    ways: list[Goals] = [()]
    for alternatives in _alternatives(site):
        ways = [(*way, *chosen) for way in ways for chosen in alternatives]
    yield from ways


def _alternatives(site: Site) -> Iterator[list[Goals]]:
    schema = site.schema
    if "anyOf" in schema:
        yield [(Goal(site.below("anyOf", i), wanted=True),) for i in range(len(schema["anyOf"]))]
    if "oneOf" in schema:
        options = range(len(schema["oneOf"]))
        yield [tuple(Goal(site.below("oneOf", j), wanted=i == j) for j in options) for i in options]
    if "if" in schema and ("then" in schema or "else" in schema):
        yield [
            (Goal(site.below("if"), wanted=met), *((Goal(site.below(word), wanted=True),) if word in schema else ()))
            for word, met in (("then", True), ("else", False))
        ]
    for name in schema.get("dependentSchemas", ()):
        there = Literal(PRESENT, site, wanted=True, name=name)
        subschema = Goal(site.below("dependentSchemas", name), wanted=True)
        yield [(replace(there, wanted=False),), (there, subschema)]
