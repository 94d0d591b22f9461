"""Random contracts: a few variants with fields of every shape, bare or in an envelope."""

from __future__ import annotations

import json
from typing import Any

from eventpact.contract import Contract, load
from hypothesis import strategies as st

#: Shapes of fields, each with an example where none can be made up.
SHAPES: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": ["string", "null"], "examples": ["word", None]},
    {"type": "string", "minLength": 2, "maxLength": 5},
    {"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$", "examples": ["AB-12"]},
    {"type": "string", "enum": ["one", "Two", "three"]},
    {"enum": ["a", 1, True, None]},
    {"type": "string", "format": "date-time"},
    {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "uuid"},
    {"type": "number"},
    {"type": "number", "exclusiveMinimum": 0, "maximum": 100, "multipleOf": 0.5},
    {"type": "integer", "minimum": 1},
    {"type": "boolean"},
    {"type": "object"},
    {"type": "array", "items": {"type": "number"}, "maxItems": 50},
    {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
    {"type": "object", "required": ["n"], "properties": {"n": {"type": "number"}, "t": {"type": "string"}}},
    {"type": "object", "properties": {"n": {"type": "boolean"}}, "additionalProperties": False},
    {"anyOf": [{"type": "array", "items": {"type": "object", "properties": {"n": {"type": "number"}}}},
               {"type": "null"}]},
    {"const": 5},
)  # fmt: skip
NAMES = ("alpha", "beta", "gamma", "delta", "a/b", "é")


@st.composite
def events(draw: st.DrawFn, tag: str) -> dict[str, Any]:
    """The schema of one variant."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    properties = {name: draw(st.sampled_from(SHAPES)) for name in names}
    required = [name for name in names if draw(st.booleans())]
    event: dict[str, Any] = {
        "type": "object",
        "required": ["kind", *required],
        "properties": {"kind": {"const": tag}, **properties},
    }
    if draw(st.booleans()):
        event["properties"]["id"] = {"type": "string", "examples": ["id-1"]}
        event["required"].append("id")
        event["x-idempotency-key"] = ["/id"]
    if draw(st.integers(0, 3)) == 0:
        event["additionalProperties"] = False
    return event


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """A contract of one to three variants."""
    variants = [draw(events(tag)) for tag in ("first", "second", "third")[: draw(st.integers(1, 3))]]
    body: dict[str, Any] = {"type": "array", "items": {"anyOf": variants} if len(variants) > 1 else variants[0]}
    if draw(st.booleans()):
        body = {
            "type": "object",
            "required": ["events", "sender"],
            "properties": {"sender": {"type": "string", "examples": ["s-1"]}, "events": body},
        }
    operation = {
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"200": {}},
        "x-eventpact": {"limits": {"events": draw(st.sampled_from([100, 300])), "nesting": 20}},
    }
    document = {
        "openapi": "3.1.1",
        "info": {"title": "Random", "version": "1.0.0"},
        "paths": {"/in": {"post": operation}},
    }
    return load(lambda path: json.dumps(document).encode(), "random.json")
