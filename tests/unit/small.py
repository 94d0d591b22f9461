"""Contracts as small as a test needs them, from Python values and without a disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from eventpact.contract import Contract, load
from eventpact.contract.document import Documents, Reader
from eventpact.contract.schema import Schema, schema_at
from eventpact.errors import ContractError
from eventpact.pointer import Location

ENTRY = "openapi.json"
#: Where `entry` writes the body's schema.
BODY = Location(ENTRY, ("paths", "/events", "post", "requestBody", "content", "application/json", "schema"))


def reader(files: Mapping[str, Any]) -> Reader:
    """A reader of *files*: bytes as they are, anything else as JSON."""

    def read(path: str) -> bytes:
        if path not in files:
            raise ContractError("ref-resolves", "cannot be read (No such file)", where=path)
        content = files[path]
        return content if isinstance(content, bytes) else json.dumps(content).encode()

    return read


def event(properties: Mapping[str, Any] | None = None, kind: str = "a", **keywords: Any) -> dict[str, Any]:
    """The schema of one event, told apart by its `kind`."""
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": kind}, **(properties or {})},
        **keywords,
    }


def entry(body: Any, *, components: Any = None, **operation: Any) -> dict[str, Any]:
    """An OpenAPI document whose one operation takes *body*."""
    described = {
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"204": {"description": "Taken."}},
        **operation,
    }
    document = {
        "openapi": "3.1.1",
        "info": {"title": "Small", "version": "1"},
        "paths": {"/events": {"post": described}},
    }
    return document | ({"components": components} if components else {})


def contract(*variants: Any, files: Mapping[str, Any] | None = None, **operation: Any) -> Contract:
    """A contract whose body is an array of *variants*."""
    items = variants[0] if len(variants) == 1 else {"anyOf": list(variants)}
    return contract_of({"type": "array", "items": items}, files=files, **operation)


def contract_of(body: Any, *, files: Mapping[str, Any] | None = None, **operation: Any) -> Contract:
    """A contract whose body is *body*."""
    return load(reader({ENTRY: entry(body, **operation), **(files or {})}), ENTRY)


def schema(value: Any, files: Mapping[str, Any] | None = None) -> Schema:
    """The model's view of the schema *value*."""
    return schema_at(Documents(reader({"s.json": value, **(files or {})})), [Location("s.json")])
