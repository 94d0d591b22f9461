"""Pairs of versions for tests: plain schemas, and contracts made up around the schema of one event's data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from eventpact.compat import Comparison, Reading, compare, compare_schemas
from eventpact.contract import Contract, load
from eventpact.contract.document import Documents
from eventpact.pointer import Location

STRICT, PRAGMATIC = Reading.STRICT, Reading.PRAGMATIC


def plain(schema: Any) -> tuple[Documents, Location]:
    """A schema in a document of its own."""
    text = json.dumps(schema).encode()
    return Documents(lambda path: text), Location("schema.json")


def compared(old: Any, new: Any, reading: Reading = STRICT) -> Comparison:
    """Two plain schemas, compared."""
    return compare_schemas(plain(old), plain(new), reading=reading)


def document(variants: Mapping[str, Any], **operation: Any) -> dict[str, Any]:
    """An OpenAPI document whose body is an array of events of the variants (tag → schema of its data); *operation*
    replaces parts of the operation, and ``path`` and ``method`` say where it is."""
    path, method = operation.pop("path", "/events"), operation.pop("method", "post")
    media_type = operation.pop("media_type", "application/json")
    schemas = {tag: _variant(tag, data) for tag, data in variants.items()}
    event = {"anyOf": [{"$ref": f"#/components/schemas/{tag}"} for tag in variants]}
    body = {"type": "array", "items": event}
    return {
        "openapi": "3.1.1",
        "info": {"title": "Made up", "version": "1"},
        "paths": {
            path: {
                method: {
                    "requestBody": {"content": {media_type: {"schema": body}}},
                    "responses": {"204": {"description": "Taken."}},
                    **operation,
                }
            }
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    }


def _variant(tag: str, data: Any) -> Any:
    notes = {name: data[name] for name in data if name.startswith("x-idempotency")}
    rest = {name: part for name, part in data.items() if name not in notes}
    return {
        "type": "object", "required": ["event", "data"],
        "properties": {"event": {"const": tag}, "data": rest}, **notes,
    }  # fmt: skip


def contract(content: Mapping[str, Any]) -> Contract:
    """The contract in an OpenAPI document."""
    text = json.dumps(content).encode()
    return load(lambda path: text, "openapi.json")


def contracts(old: Mapping[str, Any], new: Mapping[str, Any], reading: Reading = PRAGMATIC) -> Comparison:
    """Two contracts, given as OpenAPI documents, compared."""
    return compare(contract(old), contract(new), reading=reading)


def rules(comparison: Comparison) -> list[str]:
    """The rules of the changes, each once, in alphabetical order."""
    return sorted({change.rule for change in comparison.changes})
