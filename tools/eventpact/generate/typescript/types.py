"""The types of a contract's values, as a person would write them: one interface for each kind of object.

A type lets through all that the contract accepts. What types cannot say (bounds, patterns, closed objects) is left to
the checks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from eventpact.contract import Contract
from eventpact.contract.keywords import KEYWORDS, Role
from eventpact.contract.schema import Schema, schema_at
from eventpact.generate.naming import Names, pascal_case, place_name
from eventpact.generate.typescript.literals import comment, member, type_literal
from eventpact.pointer import Location

#: Names that index.ts exports for itself.
EXPORTED = frozenset({"Fault", "InvalidBatch", "Result"})

#: What makes two places one and the same: where keywords stand that ask anything of a payload, and which.
Key = tuple[tuple[Location, tuple[str, ...]], ...]
_PLAIN = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}
_ORDER = (*_PLAIN, "array", "object")


def key_of(schema: Schema) -> Key:
    """What tells *schema* from others: empty where nothing is asked."""
    asked = ((c.location, tuple(sorted(filter(_asks, c.keywords)))) for c in schema.conjuncts)
    return tuple((location, names) for location, names in asked if names)


def _asks(name: str) -> bool:
    """Whether the keyword asks anything by itself; the members of an ``allOf`` are conjuncts of their own."""
    return name != "allOf" and name in KEYWORDS and KEYWORDS[name].role in {Role.ASSERTION, Role.APPLICATOR}


def own_text(schema: Schema, annotation: str) -> str:
    """A text written where the type is, rather than where it is referred to; empty where there is none."""
    places = {location for location, _ in key_of(schema)}
    texts = (c.keywords.get(annotation) for c in schema.conjuncts if c.location in places)
    return next((text for text in texts if isinstance(text, str) and text.strip()), "")


class Types:
    """The declarations, made as they are asked for: *event* and *body* are the names of these two."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._names = Names(EXPORTED)
        self._known: dict[Key, str] = {}
        self._declared: dict[str, list[str]] = {}
        self._open: list[Key] = []
        self.body, self.event = self._claim(contract.body, "Body"), self._claim(contract.event, "Event")
        for variant in contract.variants:
            self._claim(variant.schema, pascal_case(variant.tag))
        members = [self._interface(variant.schema, "") for variant in contract.variants]
        if self.event not in members:
            self._alias(self.event, contract.event, " | ".join(members))
        if not self._is_interface(contract.body):
            del self._known[key_of(contract.body)]
        body = self._place(contract.body, (self.body, ""))
        if body != self.body:
            self._alias(self.body, contract.body, body)

    def text(self) -> str:
        """Every declaration: the body, the event, then each variant with what is in it."""
        order = dict.fromkeys([self.body, self.event, *self._declared])
        return "\n".join("\n".join(self._declared[name]) + "\n" for name in order)

    def _is_interface(self, schema: Schema) -> bool:
        return schema.options == (schema,) and schema.types == {"object"} and _has_fields(schema)

    def _claim(self, schema: Schema, otherwise: str) -> str:
        key = key_of(schema)
        if key not in self._known:
            first = schema.conjuncts[0]
            shared = "$ref" in first.keywords and key and first.location != key[0][0]
            place = pascal_case(place_name(key[0][0])) if shared else ""
            self._known[key] = self._names.claim(pascal_case(own_text(schema, "title")), place, otherwise)
        return self._known[key]

    def _alias(self, name: str, schema: Schema, meaning: str) -> None:
        self._declared[name] = [*comment([own_text(schema, "description")]), f"export type {name} = {meaning};"]

    def _place(self, schema: Schema, site: tuple[str, str]) -> str:
        """The type of a place; *site* is the interface and the property that a name is made from without a title."""
        if key_of(schema) == key_of(self._contract.event):
            return self.event
        found = [part for option in schema.options for part in self._option(option, site)]
        return "unknown" if "unknown" in found else " | ".join(dict.fromkeys(found)) or "never"

    def _option(self, schema: Schema, site: tuple[str, str]) -> Iterator[str]:
        if schema.members is not None:
            yield from map(type_literal, schema.members)
        elif len(schema.types) == len(_PLAIN) + 1:  # number includes integer
            yield "unknown"
        else:
            yield from (self._typed(schema, kind, site) for kind in _ORDER if kind in schema.types)

    def _typed(self, schema: Schema, kind: str, site: tuple[str, str]) -> str:
        if kind in _PLAIN:
            return _PLAIN[kind]
        if kind == "array":
            return self._container(schema, "unknown[]", lambda: self._array(schema, site))
        if _has_fields(schema):
            return self._interface(schema, site[0] + pascal_case(site[1]))
        return self._container(schema, "{ [name: string]: unknown }", lambda: self._map(schema, site))

    def _container(self, schema: Schema, otherwise: str, make: Callable[[], str]) -> str:
        """An array or a map; *otherwise* where it holds itself without an interface between."""
        key = key_of(schema)
        if key in self._open:
            return otherwise
        self._open.append(key)
        text = make()
        self._open.remove(key)
        return text

    def _array(self, schema: Schema, site: tuple[str, str]) -> str:
        tuples = any("prefixItems" in c.keywords for c in schema.conjuncts)
        items = self._place(schema.items, site) if schema.items and not tuples else "unknown"
        return f"({items})[]" if " " in items else f"{items}[]"

    def _map(self, schema: Schema, site: tuple[str, str]) -> str:
        found = [c.location / "additionalProperties" for c in schema.conjuncts if "additionalProperties" in c.keywords]
        patterns = any("patternProperties" in c.keywords for c in schema.conjuncts)
        values = self._place(schema_at(schema.documents, found), site) if found and not patterns else "unknown"
        return f"{{ [name: string]: {values} }}"

    def _interface(self, schema: Schema, otherwise: str) -> str:
        name = self._claim(schema, otherwise)
        if name not in self._declared:
            self._declared[name] = []  # before the properties: one of them may lead back here
            properties = {**schema.properties, **dict.fromkeys(schema.required)}
            properties.update(schema.properties)
            lines = [line for each, inner in properties.items() for line in self._property(schema, each, inner, name)]
            head = comment([own_text(schema, "description")])
            self._declared[name] = [*head, f"export interface {name} {{", *lines, "}"]
        return name

    def _property(self, schema: Schema, name: str, inner: Schema | None, owner: str) -> Iterator[str]:
        mark = "" if name in schema.required else "?"
        kind = self._place(inner, (owner, name)) if inner else "unknown"
        yield from comment(_about(inner) if inner else [], "  ")
        yield f"  {member(name)}{mark}: {kind};"


def _has_fields(schema: Schema) -> bool:
    return bool(schema.properties or schema.required)


def _about(schema: Schema) -> Iterator[str]:
    yield str(schema.annotation("description", ""))
    formats = sorted(
        {str(constraint.value) for option in schema.options for constraint in option.constraints("format")}
    )
    default = schema.annotation("default")
    facts = [f"Format: {name}." for name in formats]
    facts += [f"Default: {json.dumps(default)}."] if default is not None else []
    yield " ".join(facts)
