"""Compiled validators for a contract: jsonschema-rs over its documents, with our own definition of every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote

import jsonschema_rs

from eventpact.contract.document import Documents
from eventpact.contract.formats import FORMATS
from eventpact.contract.integrity import reachable
from eventpact.contract.keywords import NOT_MONOTONE
from eventpact.contract.verdict import Verdict
from eventpact.errors import ContractError
from eventpact.pointer import Location, parse_pointer, replaced, to_pointer

#: Base of the addresses under which jsonschema-rs knows the documents; nothing is ever fetched.
_BASE = "https://contract.invalid/"

Check = Callable[[object], bool]


class Validator:
    """The validator of the schema at *root*, once for each reading of what formats leave open.

    What is written at *without* asks for nothing. A format that :data:`FORMATS` does not define is not asserted (lint
    reports it). Raises ContractError when the schema cannot be compiled.
    """

    def __init__(self, documents: Documents, root: Location, *, without: Location | None = None) -> None:
        schemas = {at: schema for at, schema in reachable(documents, root) if isinstance(schema, dict)}
        named = {schema["format"] for schema in schemas.values() if isinstance(schema.get("format"), str)}
        ignored: dict[str, Check] = dict.fromkeys(named - FORMATS.keys(), _anything)
        registry = _registry(documents, schemas, without)
        self._strict = _compiled(registry, root, ignored | {f.name: f.strict for f in FORMATS.values()})
        self.lenient = _compiled(registry, root, ignored | {f.name: f.lenient for f in FORMATS.values()})
        self._monotone = not any(NOT_MONOTONE & schema.keys() for schema in schemas.values())

    def is_valid(self, value: Any) -> bool:
        """Whether the verdict is that *value* is valid, in less time."""
        return self._strict.is_valid(value) and (self._monotone or self.lenient.is_valid(value))

    def verdict(self, value: Any) -> Verdict:
        """Valid or invalid when both readings agree, the one that takes nothing that is open and the one that takes all
        of it; else unspecified."""
        strict = self._strict.is_valid(value)
        if strict and self._monotone:
            return Verdict.VALID
        lenient = self.lenient.is_valid(value)
        if strict is not lenient:
            return Verdict.UNSPECIFIED
        return Verdict.VALID if strict else Verdict.INVALID


def _anything(value: object) -> bool:
    return True


def _registry(
    documents: Documents, schemas: Mapping[Location, Mapping[str, Any]], without: Location | None
) -> jsonschema_rs.Registry:
    """The documents by their addresses, each ``$ref`` followed already: model and validator cannot differ about it."""
    contents = {path: _without_id(content) for path, content in documents.contents.items()}
    changes = {
        at / "$ref": _address(documents.target(schema["$ref"], at / "$ref"))
        for at, schema in schemas.items()
        if "$ref" in schema
    }
    for at, value in {**changes, **({without: True} if without else {})}.items():
        contents[at.document] = replaced(contents[at.document], at.tokens, value)
    resources = [(_address(Location(path)), content) for path, content in contents.items()]
    return jsonschema_rs.Registry(resources, draft=jsonschema_rs.Draft202012)


def _address(location: Location) -> str:
    return f"{_BASE}{quote(location.document)}#{quote(to_pointer(location.tokens))}".removesuffix("#")


def _compiled(
    registry: jsonschema_rs.Registry, root: Location, formats: dict[str, Check]
) -> jsonschema_rs.Draft202012Validator:
    try:
        return jsonschema_rs.Draft202012Validator(
            {"$ref": _address(root)},
            formats=formats,
            validate_formats=True,
            registry=registry,
            offline=True,
        )
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise ContractError(
            "metaschema",
            f"the schema cannot be compiled: {getattr(error, 'message', error)}",
            where=root,
            hint="`eventpact lint` names the place.",
        ) from None


def _without_id(content: Any) -> Any:
    """Documents are known by their paths; an ``$id`` of their own would rival that."""
    if isinstance(content, dict) and "$id" in content:
        return {k: v for k, v in content.items() if k != "$id"}
    return content


def location_of(error: jsonschema_rs.ValidationError) -> Location | None:
    """Where the keyword is written that *error* is about."""
    address = error.absolute_keyword_location
    if address is None or not address.startswith(_BASE):
        return None
    document, _, fragment = address[len(_BASE) :].partition("#")
    return Location(unquote(document), parse_pointer(unquote(fragment)))
