"""Schemas as they are written, one object at a time, and what of them can be told without a search."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eventpact.contract.document import Documents
from eventpact.contract.keywords import KEYWORDS, Role, subschemas
from eventpact.pointer import Location

JSON_TYPES = frozenset({"null", "boolean", "number", "string", "array", "object"})
#: What a value must be for a keyword to say anything about it (JSON Schema validation, §6); others: any type.
ABOUT: dict[str, str] = {
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
#: A form that can be compared: equal forms accept the same values.
Form = str
Types = frozenset[str]


@dataclass(frozen=True)
class Site:
    """The schema that is written at *location* of *documents*."""

    documents: Documents
    location: Location

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """Its keywords; ``{}`` for true, and an ``enum`` of nothing for false."""
        schema = self.documents.at(self.location)
        if isinstance(schema, bool):
            return {} if schema else {"enum": []}
        keywords: Mapping[str, Any] = schema
        return keywords

    @cached_property
    def is_false(self) -> bool:
        """Whether it is the schema ``false``, which accepts nothing."""
        return self.documents.at(self.location) is False

    def below(self, *tokens: str | int) -> Site:
        """The subschema that *tokens* lead to."""
        return Site(self.documents, Location(self.location.document, (*self.location.tokens, *map(str, tokens))))

    @cached_property
    def target(self) -> Site | None:
        """What its ``$ref`` leads to, or None."""
        if "$ref" not in self.schema:
            return None
        return Site(self.documents, self.documents.target(self.schema["$ref"], self.location / "$ref"))

    def conditional(self) -> Iterator[Site]:
        """The subschemas that this schema applies to the same value, and that need not hold."""
        for keyword, tokens, _ in subschemas(self.schema):
            if keyword.in_place and keyword.name not in {"allOf", "not"}:
                yield self.below(*tokens)

    def in_place(self) -> Iterator[Site]:
        """This schema and all that it applies to the same value, whether or not it is asserted; each once."""
        pending, seen = [self], {self.location}
        while pending:
            site = pending.pop()
            yield site
            parts = [site.below(*tokens) for keyword, tokens, _ in subschemas(site.schema) if keyword.in_place]
            parts += [site.target] if site.target else []
            pending += [part for part in parts if part.location not in seen]
            seen.update(part.location for part in parts)

    @cached_property
    def declared(self) -> Mapping[str, Site]:
        """Each property that is named here, anywhere in place, with the first schema for it."""
        found: dict[str, Site] = {}
        for site in self.in_place():
            for name in site.schema.get("properties", {}):
                found.setdefault(name, site.below("properties", name))
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Each property that is declared or required here, anywhere in place."""
        required = (name for site in self.in_place() for name in site.schema.get("required", ()))
        return frozenset((*self.declared, *required))


class Forms:
    """Works out the forms of sites, each once."""

    def __init__(self) -> None:
        self._forms: dict[tuple[int, Location], Form] = {}

    def of(self, site: Site) -> Form:
        """The form of *site*: annotations, names and places of definitions, the order of what has none, and what
        is said of values of other types than may be there, are gone."""
        key = id(site.documents), site.location
        if key not in self._forms:
            self._forms[key] = _text(_form(site, (), JSON_TYPES))
        return self._forms[key]


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _form(site: Site, above: tuple[tuple[Location, Types], ...], types: Types) -> Any:
    """The form of *site* for values of *types*; *above* are the sites that led here, each with its types."""
    while site.schema.keys() == {"$ref"} and site.target is not None:
        site = site.target
    types &= types_named(site.schema.get("type"))
    if (here := (site.location, types)) in above:
        return {"again": len(above) - above.index(here)}
    above = (*above, here)
    form = {n: _value(n, value) for n, value in site.schema.items() if _asserts(n) and ABOUT.get(n) in {None, *types}}
    for keyword, tokens, _ in subschemas(site.schema):
        if keyword.name != "$defs" and ABOUT.get(keyword.name) in {None, *types}:
            within = types if keyword.in_place else JSON_TYPES
            _insert(form, tokens, _form(site.below(*tokens), above, within))
    return _tidy(form, _form(site.target, above, types) if site.target else None)


def types_named(value: Any) -> Types:
    """The JSON types that the value of ``type`` names; integers are numbers."""
    if value is None:
        return JSON_TYPES
    named = {value} if isinstance(value, str) else set(value)
    return frozenset("number" if name == "integer" else name for name in named)


def _asserts(name: str) -> bool:
    return name in KEYWORDS and KEYWORDS[name].role is Role.ASSERTION


def _insert(form: dict[str, Any], tokens: tuple[str, ...], part: Any) -> None:
    name, rest = tokens[0], tokens[1:]
    if not rest:
        form[name] = part
    elif rest[0].isdigit() and name in {"allOf", "anyOf", "oneOf", "prefixItems"}:
        form.setdefault(name, []).append(part)
    else:
        form.setdefault(name, {})[rest[0]] = part


def _value(name: str, value: Any) -> Any:
    """The value of an assertion without what makes no difference in it."""
    if name in {"type", "required"} and isinstance(value, list):
        return sorted(set(value))
    if name == "type":
        return [value]
    if name == "enum":
        return sorted({_text(_whole(member)) for member in value})
    return _text(_whole(value)) if name == "const" else _whole(value)


def _whole(value: Any) -> Any:
    """*value* with numbers that are equal written alike."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return {name: _whole(item) for name, item in value.items()} if isinstance(value, dict) else value


def _tidy(form: dict[str, Any], referred: Any) -> Any:
    """*form* with what it refers to among its ``allOf``, and the members of choices in one order."""
    if "const" in form:
        form["enum"] = [form.pop("const")] if "enum" not in form else [*form["enum"], "&", form.pop("const")]
    parts = [part for part in [*form.pop("allOf", ()), *([referred] if referred is not None else ())] if part != {}]
    if parts:
        form["allOf"] = sorted(parts, key=_text)
    for name in ("anyOf", "oneOf"):
        if name in form:
            form[name] = sorted(form[name], key=_text)
    if form.keys() == {"allOf"} and len(form["allOf"]) == 1:
        return form["allOf"][0]
    return form
