"""Contract → overlay: which places are one class, what it is called, what its fields are."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator
from dataclasses import replace

from eventpact.contract import Contract
from eventpact.contract.keywords import KEYWORDS, Role
from eventpact.contract.schema import Schema, schema_at
from eventpact.generate.naming import Names, pascal_case, place_name
from eventpact.generate.python.fields import VOCABULARY, field_names
from eventpact.generate.python.gaps import gaps_of, overlaps
from eventpact.generate.python.overlay import ClassModel, FieldModel, Overlay
from eventpact.generate.python.pieces import Piece, bounds, default_of, enumeration, scalar, takes_null, union
from eventpact.pointer import Location

#: What makes two places one and the same type: where the keywords stand that ask anything of a payload.
_Key = tuple[Location, ...]
#: A class and a property of it: the place that a gap is reported at, and a name where there is no title.
_Site = tuple[str, str]
#: The types of a union in the order of its members: true is dumped by the first that takes it, and to Python it is 1.
_ORDER = ("string", "boolean", "integer", "number", "array", "object", "null")


def overlay(contract: Contract) -> Overlay:
    """The overlay of *contract*."""
    return _Builder(contract).build()


def _key(schema: Schema) -> _Key:
    return tuple(c.location for c in schema.conjuncts if any(map(_asks, c.keywords)))


def _asks(name: str) -> bool:
    """Whether the keyword asks anything by itself; the members of an ``allOf`` are conjuncts of their own."""
    return name != "allOf" and name in KEYWORDS and KEYWORDS[name].role in {Role.ASSERTION, Role.APPLICATOR}


def _own(schema: Schema, annotation: str) -> str | None:
    """A text written where the type is, rather than where it is referred to."""
    key = _key(schema)
    texts = [c.keywords.get(annotation) for c in schema.conjuncts if c.location in key]
    return next((text for text in texts if isinstance(text, str) and text.strip()), None)


def _has(schema: Schema, name: str) -> bool:
    """Whether a keyword that is only judged, and narrows the reach of another one, is there."""
    return any(name in c.keywords for c in schema.conjuncts)


def _is_closed(schema: Schema) -> bool:
    return schema.closed and not _has(schema, "patternProperties")


class _Builder:
    """One overlay in the making."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._names = Names(VOCABULARY.union(keyword.kwlist))
        self._known: dict[_Key, str] = {}
        self._classes: dict[str, ClassModel] = {}
        self._roots: dict[str, tuple[Piece, str | None]] = {}
        self._open: list[_Key] = []
        self._gaps: dict[str, None] = {}

    def build(self) -> Overlay:
        contract = self._contract
        body, event = self._claim(contract.body, "Body"), self._claim(contract.event, "Event")
        for variant in contract.variants:
            self._claim(variant.schema, pascal_case(variant.tag))
        if event in self._variant_names():
            self._top(contract.event)  # the only variant is the event itself
        else:
            self._roots[event] = (self._tagged_union(), _own(contract.event, "description"))
        if contract.body.options == (contract.body,) and contract.body.types == {"object"}:
            self._top(contract.body)
        else:
            del self._known[_key(contract.body)]
            self._roots[body] = (self._place(contract.body, (body, "")), _own(contract.body, "description"))
        return self._finished(event, body)

    def _variant_names(self) -> list[str]:
        return [self._known[_key(variant.schema)] for variant in self._contract.variants]

    def _tagged_union(self) -> Piece:
        """The variants, told apart by the discriminator: OpenAPI's keyword, which the schema itself need not have."""
        options = [self._top(variant.schema) for variant in self._contract.variants]
        mapping = {v.tag: one["$ref"] for v, one in zip(self._contract.variants, options, strict=True)}
        return {"anyOf": options, "discriminator": {"propertyName": self._contract.discriminator, "mapping": mapping}}

    def _top(self, schema: Schema) -> Piece:
        """The class of a variant or of the body, whose name is claimed already."""
        self._note((self._known[_key(schema)], ""), gaps_of(schema))
        return self._class(schema, ("", ""))

    def _claim(self, schema: Schema, otherwise: str) -> str:
        """The name of the class for *schema*: from its title, else from its own place where it has one, else
        *otherwise*, which tells where it is used."""
        key = _key(schema)
        if key not in self._known:
            first = schema.conjuncts[0]
            shared = pascal_case(place_name(key[0])) if "$ref" in first.keywords and first.location not in key else ""
            self._known[key] = self._names.claim(pascal_case(_own(schema, "title") or ""), shared, otherwise)
        return self._known[key]

    def _place(self, schema: Schema, site: _Site) -> Piece:
        """Every option of the place *schema*, as one piece."""
        if _key(schema) == _key(self._contract.event):
            return _reference(self._known[_key(schema)])
        options = schema.options
        self._note(site, overlaps(schema))
        return union([piece for option in options for piece in self._option(option, site)])

    def _note(self, site: _Site, keywords: Iterator[str]) -> None:
        place = ".".join(filter(None, site))
        self._gaps.update(dict.fromkeys(f"{place}: {keyword}" for keyword in keywords))

    def _option(self, schema: Schema, site: _Site) -> Iterator[Piece]:
        self._note(site, gaps_of(schema))
        listed = enumeration(schema)
        if listed is not None:
            yield listed
        elif not _key(schema):
            yield {}
        else:
            yield from (self._typed(schema, kind, site) for kind in _ORDER if kind in schema.types)

    def _typed(self, schema: Schema, kind: str, site: _Site) -> Piece:
        if kind == "array":
            return self._container(schema, site, self._array)
        if kind == "object":
            has_fields = schema.properties or schema.required or _is_closed(schema)
            return self._class(schema, site) if has_fields else self._container(schema, site, self._map)
        return scalar(schema, kind)

    def _container(self, schema: Schema, site: _Site, build: Callable[[Schema, _Site], Piece]) -> Piece:
        """An array or a map; where it holds itself without an object between, one of anything from there on."""
        key = _key(schema)
        if key in self._open:
            self._note(site, iter(["recursion"]))
            return {"type": "array" if build == self._array else "object"}
        self._open.append(key)
        piece = build(schema, site)
        self._open.remove(key)
        return piece

    def _array(self, schema: Schema, site: _Site) -> Piece:
        items = self._place(schema.items, site) if schema.items and not _has(schema, "prefixItems") else {}
        return {"type": "array", "items": items, **bounds(schema, "array")}

    def _map(self, schema: Schema, site: _Site) -> Piece:
        found = [c.location / "additionalProperties" for c in schema.conjuncts if "additionalProperties" in c.keywords]
        restricted = found and not _has(schema, "patternProperties")
        extra = self._place(schema_at(schema.documents, found), site) if restricted else {}
        return {"type": "object", "additionalProperties": extra or True, **bounds(schema, "object")}

    def _class(self, schema: Schema, site: _Site) -> Piece:
        name = self._claim(schema, site[0] + pascal_case(site[1]))
        if name not in self._classes:
            described = ClassModel(name, _own(schema, "description"), _is_closed(schema), ())
            self._classes[name] = described  # before the fields: one of them may lead back here
            fields = tuple(self._field(schema, property, name) for property in {**schema.properties, **schema.required})
            self._classes[name] = replace(described, fields=fields)
        return _reference(name)

    def _field(self, schema: Schema, property: str, owner: str) -> FieldModel:
        inner = schema.properties.get(property)
        piece = self._place(inner, (owner, property)) if inner else {}
        required = property in schema.required
        default = default_of(inner) if inner and not required else {}
        omittable = not required and not default and not takes_null(piece)
        description = str(inner.annotation("description", "")).strip() if inner else ""
        return FieldModel(property, property, description or None, required, omittable, {**piece, **default})

    def _finished(self, event: str, body: str) -> Overlay:
        """The overlay, each property by one field name throughout."""
        properties = [field.property for one in self._classes.values() for field in one.fields]
        names = field_names(list(dict.fromkeys(properties)), {*self._classes, *self._roots})
        classes = {
            name: replace(one, fields=tuple(replace(field, name=names[field.property]) for field in one.fields))
            for name, one in self._classes.items()
        }
        roots = dict(self._roots)
        if event in roots:
            piece, description = roots[event]
            hint = {**piece["discriminator"], "propertyName": names[self._contract.discriminator]}
            roots[event] = ({**piece, "discriminator": hint}, description)
        return Overlay(classes, roots, event, body, tuple(self._gaps))


def _reference(name: str) -> Piece:
    return {"$ref": f"#/$defs/{name}"}
