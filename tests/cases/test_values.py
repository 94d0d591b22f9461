"""Typical and minimal values, and the two catalogues."""

from __future__ import annotations

import json
from typing import Any

import pytest
from eventpact.cases import make_plan
from eventpact.cases.near_misses import CATALOGUE, near_misses
from eventpact.cases.states import states
from eventpact.cases.values import json_type, typical
from eventpact.contract import Contract, Oracle, Verdict, load
from eventpact.contract.schema import Schema
from eventpact.errors import ContractError


def contract_with(data: dict[str, Any], **keywords: Any) -> Contract:
    """A contract of one variant, with *keywords*, whose property `value` has the schema *data*."""
    event = {
        "type": "object",
        "required": ["kind", "value"],
        "properties": {"kind": {"const": "only"}, "value": data},
        **keywords,
    }
    document = {
        "openapi": "3.1.1",
        "info": {"title": "Small", "version": "1.0.0"},
        "paths": {
            "/in": {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": {"type": "array", "items": event}}}},
                    "responses": {"200": {}},
                }
            }
        },
    }
    return load(lambda path: json.dumps(document).encode(), "small.json")


def value_of(contract: Contract) -> Schema:
    return contract.variants[0].schema.properties["value"]


@pytest.mark.parametrize("minimal", [False, True])
@pytest.mark.parametrize("name", ["contract", "telemetry"])
def test_typical_and_minimal_events_are_valid(name: str, minimal: bool, request: pytest.FixtureRequest) -> None:
    contract: Contract = request.getfixturevalue(name)
    oracle = Oracle(contract)
    for variant in contract.variants:
        event = typical(variant.schema, minimal=minimal)
        assert oracle.verdict(event, event=True) is Verdict.VALID


def test_a_minimal_event_holds_what_is_required_and_nothing_else(contract: Contract) -> None:
    for variant in contract.variants:
        event = typical(variant.schema, minimal=True)
        assert set(event["data"]) == set(variant.schema.properties["data"].required)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "x"),
        ({"type": "string", "minLength": 3}, "xxx"),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "number", "exclusiveMinimum": 5}, 6),
        ({"type": "number", "maximum": -2}, -2),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({"type": ["null", "string"], "examples": [None, "a"]}, "a"),
        ({"enum": ["b", "a"]}, "b"),
        ({"type": "array", "minItems": 2, "items": {"type": "integer"}}, [1, 1]),
        ({"type": "array"}, []),
        ({"anyOf": [{"type": "null"}, {"type": "object", "properties": {"a": {"const": 1}}}]}, {"a": 1}),
        ({"type": "string", "format": "date"}, "2026-03-14"),
        ({"type": "number", "default": 0}, 0),
    ],
)
def test_a_typical_value_is_made_from_what_the_schema_says(schema: dict[str, Any], value: Any) -> None:
    assert typical(value_of(contract_with(schema))) == value


def test_a_pattern_without_an_example_is_told_of_with_its_place() -> None:
    with pytest.raises(ContractError) as caught:
        make_plan(contract_with({"type": "string", "pattern": "^[A-Z]{9}$"}), "run")
    assert caught.value.rule == "examples-present"
    assert "/properties/value" in str(caught.value)


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string", "maxLength": 4}, "string beyond maxLength"),
        ({"type": "string", "minLength": 1}, "string short of minLength"),
        ({"type": "string", "pattern": "^x+$"}, "string against its pattern"),
        ({"type": "integer", "minimum": 0}, "integer beyond minimum"),
        ({"type": "number", "maximum": 9}, "number beyond maximum"),
        ({"type": "number", "exclusiveMinimum": 0}, "number beyond exclusiveMinimum"),
        ({"type": "number", "exclusiveMaximum": 9}, "number beyond exclusiveMaximum"),
        ({"type": "array", "maxItems": 2, "items": {"type": "integer"}}, "array beyond maxItems"),
        ({"type": "array", "minItems": 1, "items": {"type": "integer"}}, "array short of minItems"),
        ({"type": "object", "additionalProperties": False}, "undeclared property in a closed object"),
        ({"type": "string", "format": "uuid"}, "word as uuid"),
        ({"type": "string", "format": "date"}, "30 February"),
    ],
)
def test_each_constraint_has_a_near_miss_that_is_sent(schema: dict[str, Any], kind: str) -> None:
    assert kind in {case.kind for case in make_plan(contract_with(schema), "run").cases}


@pytest.mark.parametrize("kind", ["undeclared property in a closed object", "string beyond maxLength"])
def test_a_near_miss_that_breaks_nothing_is_not_sent(kind: str) -> None:
    assert kind not in {case.kind for case in make_plan(contract_with({"type": ["string", "object"]}), "run").cases}


def test_near_misses_of_a_type_never_have_that_type() -> None:
    for near_miss in (n for n in CATALOGUE if n.rule == "reject-type" and n.asked in {"string", "boolean", "array"}):
        right = {"string": "a", "boolean": True, "array": [1]}[near_miss.asked]
        schema = value_of(contract_with({"type": near_miss.asked}))
        assert json_type(near_miss.make(schema, right)) != near_miss.asked


def test_kinds_of_near_misses_are_unique_for_what_is_asked() -> None:
    assert len({(n.asked, n.kind) for n in CATALOGUE}) == len(CATALOGUE)


def test_near_misses_of_a_date_time_are_two_dozen_at_least(telemetry: Contract) -> None:
    at = telemetry.variants[0].schema.properties["at"]
    formats = [n for n, _ in near_misses(at, "2026-05-01T06:30:00Z") if n.rule == "reject-format"]
    assert len(formats) >= 24


def test_states_of_a_nullable_enum_hold_null_and_each_member() -> None:
    schema = value_of(contract_with({"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}]}))
    assert {json.dumps(value) for _, value in states(schema)} >= {'"a"', '"b"', "null"}
