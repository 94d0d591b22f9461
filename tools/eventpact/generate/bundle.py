"""The request body's schema in one JSON Schema 2020-12 document: what generators and the digest are made from.

It accepts exactly what the contract's files accept: every schema that a ``$ref`` leads to becomes an entry of
``$defs`` under a name of its own, and nothing else changes but the references (JSON Schema core, §9.3.1).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from eventpact.contract import Contract
from eventpact.contract.document import Documents
from eventpact.contract.keywords import subschemas
from eventpact.errors import ContractError
from eventpact.generate.naming import Names, pascal_case, place_name
from eventpact.pointer import Location, replaced

DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: Gives the ``$ref`` that leads, in the artefact, to what is written at a location.
Link = Callable[[Location], str]
#: Keywords that belong to a document, not to a schema that moves into another one.
_OF_A_DOCUMENT = frozenset({"$schema", "$id", "$defs"})


def body_root(contract: Contract) -> Location:
    """Where the request body's schema is written, plain references to it followed."""
    documents, location = contract.documents, contract.interface.body
    while isinstance(schema := documents.at(location), dict) and schema.keys() == {"$ref"}:
        location = documents.target(schema["$ref"], location / "$ref")
    return location


def referenced(documents: Documents, roots: Iterable[Location]) -> list[Location]:
    """What ``$ref``s lead to from *roots* on, each once, in an order that no order of keys or files changes."""
    found: dict[Location, None] = {}
    pending = list(roots)
    seen = set(pending)
    while pending:
        location = pending.pop(0)
        for child, is_reference in _below(documents, location):
            if is_reference:
                found.setdefault(child)
            if child not in seen:
                seen.add(child)
                pending.append(child)
    return list(found)


def _below(documents: Documents, location: Location) -> Iterator[tuple[Location, bool]]:
    """The schemas one step from the one at *location*: where each is, and whether a ``$ref`` leads there."""
    schema = documents.at(location)
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield documents.target(schema["$ref"], location / "$ref"), True
    parts = [tokens for keyword, tokens, _ in subschemas(schema) if keyword.name not in _OF_A_DOCUMENT]
    yield from ((Location(location.document, location.tokens + tokens), False) for tokens in sorted(parts))


def named(documents: Documents, locations: Iterable[Location], taken: Iterable[str] = ()) -> dict[Location, str]:
    """A name for each schema: from its title, else from what the files call it; none of those *taken*."""
    names = Names(taken)
    return {at: names.claim(*_candidates(documents, at)) for at in locations}


def _candidates(documents: Documents, location: Location) -> tuple[str, str]:
    schema = documents.at(location)
    title = schema.get("title") if isinstance(schema, dict) else None
    return pascal_case(title if isinstance(title, str) else ""), pascal_case(place_name(location))


def moved(documents: Documents, location: Location, link: Link) -> Any:
    """The schema at *location* as it stands in a bundle: references lead where *link* says, all else is kept."""
    schema = documents.at(location)
    if not isinstance(schema, dict):
        return schema
    result: dict[str, Any] = {name: value for name, value in schema.items() if name not in _OF_A_DOCUMENT}
    if "$ref" in schema:
        result["$ref"] = link(documents.target(schema["$ref"], location / "$ref"))
    if isinstance(schema.get("discriminator"), dict):
        result["discriminator"] = _discriminator(documents, location / "discriminator", link)
    for keyword, tokens, _ in subschemas(schema):
        if keyword.name not in _OF_A_DOCUMENT:
            part = moved(documents, Location(location.document, location.tokens + tokens), link)
            result = replaced(result, tokens, part)
    return result


def _discriminator(documents: Documents, location: Location, link: Link) -> Mapping[str, Any]:
    """OpenAPI's hint with the references of its ``mapping`` rewritten; a bare name of a component stays."""
    hint: dict[str, Any] = dict(documents.at(location))
    mapping = hint.get("mapping")
    if isinstance(mapping, dict):
        hint["mapping"] = {tag: _mapped(documents, location, value, link) for tag, value in mapping.items()}
    return hint


def _mapped(documents: Documents, location: Location, reference: Any, link: Link) -> Any:
    with suppress(ContractError, KeyError):  # KeyError: nothing but this hint leads there
        return link(documents.target(reference, location))
    return reference


def bundle(contract: Contract) -> dict[str, Any]:
    """The request body's schema in one document. ``$defs`` is in alphabetical order; ``$id`` is the body's own."""
    documents, root = contract.documents, body_root(contract)
    names = named(documents, (at for at in referenced(documents, [root]) if at != root))

    def link(location: Location) -> str:
        return "#" if location == root else f"#/$defs/{names[location]}"

    schema = documents.at(root)
    head = {"$schema": DIALECT}
    if isinstance(schema, dict) and "$id" in schema:
        head["$id"] = schema["$id"]
    body = moved(documents, root, link)
    definitions = {name: moved(documents, at, link) for at, name in sorted(names.items(), key=lambda item: item[1])}
    return {**head, **(body if isinstance(body, dict) else {"allOf": [body]}), "$defs": definitions}


def digest(schema: Mapping[str, Any]) -> str:
    """SHA-256 of a bundle's content, hexadecimal: white space, the order of keys, moved files and ``$id`` leave it."""
    content = {name: value for name, value in schema.items() if name != "$id"}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
