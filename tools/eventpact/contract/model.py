"""The narrow waist: a contract as an HTTP interface, variants and schemas, each with its location.

Everything that generates, tests or compares sees these values, never a raw ``$ref``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from eventpact.contract.document import Documents, Reader
from eventpact.contract.integrity import problems
from eventpact.contract.interface import Interface, read_interface
from eventpact.contract.schema import Schema, schema_at
from eventpact.errors import ContractError
from eventpact.pointer import Location, parse_pointer, to_pointer
from eventpact.printable import excerpt, one_of

_KEY = "x-idempotency-key"


@dataclass(frozen=True)
class Variant:
    """One kind of event: its *tag* (the discriminator's value), a *schema* without choices at its top, and the
    *idempotency_key*: tokens of the places in an event that make it one and the same (empty where none is declared)."""

    tag: str
    schema: Schema
    idempotency_key: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """What people call it: the title, else the tag."""
        return self.schema.title or self.tag


@dataclass(frozen=True)
class Contract:
    """An HTTP interface that takes batches of events.

    *body* is the request body's schema; *events_at* the tokens from the body to the array of events (empty: the body
    is the array); *event* the schema of one, written at *event_at*;
    *discriminator* the property that tells the *variants* apart.
    """

    title: str
    version: str
    entry: str
    documents: Documents = field(compare=False, repr=False)
    interface: Interface
    body: Schema
    events_at: tuple[str, ...]
    event: Schema
    event_at: Location
    discriminator: str
    variants: tuple[Variant, ...]

    @property
    def tags(self) -> list[str]:
        """The discriminator's values, in the order of the contract."""
        return [variant.tag for variant in self.variants]

    def variant(self, event: Any) -> Variant | None:
        """The variant that *event* says it is, or None."""
        tag = event.get(self.discriminator) if isinstance(event, dict) else None
        return next((v for v in self.variants if v.tag == tag), None) if isinstance(tag, str) else None


def load(read: Reader, entry: str) -> Contract:
    """The contract whose OpenAPI 3.1 document is *entry*. Raises ContractError with the location and the lint rule."""
    documents = Documents(read)
    interface = read_interface(documents, entry)
    for problem in problems(documents, interface.body):
        raise problem
    body = schema_at(documents, [interface.body])
    events_at, event = find_events(body, interface.events_at)
    variants = event.options
    discriminator = _discriminator(event, variants)
    info = documents.document(entry)["info"]
    return Contract(
        title=str(info["title"]),
        version=str(info["version"]),
        entry=entry,
        documents=documents,
        interface=interface,
        body=body,
        events_at=events_at,
        event=event,
        event_at=event.conjuncts[0].location,
        discriminator=discriminator,
        variants=tuple(_variant(option, discriminator) for option in variants),
    )


def find_events(body: Schema, declared: tuple[str, ...] | None) -> tuple[tuple[str, ...], Schema]:
    """The array of events in the body: the *declared* one, or the array of objects nearest to the top."""
    arrays = [
        (tokens, schema.items)
        for tokens, place in body.walk()
        if "*" not in tokens and (declared is None or tokens == declared)
        for schema in place.options
        if "array" in schema.types and schema.items is not None and _is_object(schema.items)
    ]
    if not arrays:
        raise ContractError(
            "events-found",
            "no array of events is found in the request body",
            where=body.location,
            hint="The body must be an array of objects, or an object with such an array in a property; where there are "
            "several, name the one in x-eventpact: {events: /pointer/to/it}.",
        )
    arrays.sort(key=lambda found: (len(found[0]), -len(found[1].options)))
    tokens, event = arrays[0]
    return tuple(str(token) for token in tokens), event


def _is_object(schema: Schema) -> bool:
    return all(option.types == {"object"} for option in schema.options)


def _tag(option: Schema, name: str) -> str | None:
    """The one string that *option* requires in its property *name*, or None."""
    members = option.properties[name].members if name in option.properties else None
    if name in option.required and members and len(members) == 1 and isinstance(members[0], str):
        return members[0]
    return None


def _discriminator(event: Schema, options: tuple[Schema, ...]) -> str:
    candidates = [
        name
        for name in options[0].properties
        if all(_tag(option, name) is not None for option in options)
        and len({_tag(option, name) for option in options}) == len(options)
    ]
    if candidates:
        return candidates[0]
    raise ContractError(
        "variant-discriminated",
        f"nothing tells the {len(options)} variants apart",
        where=event.location,
        hint="Each variant needs one and the same required property, with an enum of one string of its own.",
    )


def _variant(option: Schema, discriminator: str) -> Variant:
    tag = _tag(option, discriminator)
    assert tag is not None  # _discriminator made sure
    return Variant(tag, option, _idempotency_key(option))


def _idempotency_key(schema: Schema) -> tuple[tuple[str, ...], ...]:
    for problem in key_problems(schema):
        raise problem
    return tuple(parse_pointer(pointer) for pointer in _declared_key(schema))


def key_problems(schema: Schema) -> Iterator[ContractError]:
    """What is wrong with the idempotency key that the schema of a variant declares."""
    written = next((c.location for c in schema.conjuncts if _KEY in c.keywords), schema.location)
    for pointer in _declared_key(schema):
        tokens = parse_pointer(pointer) if isinstance(pointer, str) and pointer.startswith("/") else ()
        if not _always_there(schema, tokens):
            yield ContractError(
                "idempotency-key",
                f"{_KEY} names {excerpt(pointer)}, which no event must have",
                where=written / _KEY,
                hint=f"Give JSON Pointers of required properties, such as {one_of(_pointers(schema), 3)}.",
            )


def _declared_key(schema: Schema) -> list[Any]:
    declared = schema.annotation(_KEY, [])
    return declared if isinstance(declared, list) else [declared]


def _always_there(schema: Schema, tokens: tuple[str, ...]) -> bool:
    for token in tokens:
        if token not in schema.required or token not in schema.properties:
            return False
        schema = schema.properties[token]
    return bool(tokens)


def _pointers(schema: Schema) -> list[str]:
    names = (tuple(str(token) for token in tokens) for tokens, place in schema.walk() if not place.properties)
    return [to_pointer(tokens) for tokens in names if _always_there(schema, tokens)]
