"""The OpenAPI document in one file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from eventpact.contract import Contract, Oracle, load
from eventpact.generate.document import json_text
from eventpact.generate.openapi import one_file
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.conftest import SCHEMA

EXAMPLES = sorted((SCHEMA / "examples").glob("*/*.json"))


@pytest.mark.parametrize("which", ["contract", "telemetry"])
def test_the_document_is_valid_openapi(which: str, request: pytest.FixtureRequest) -> None:
    document = one_file(request.getfixturevalue(which))
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


@pytest.fixture(scope="module")
def reloaded(contract: Contract) -> Contract:
    """The contract that the document in one file is: whatever it refers to beyond itself could not be read."""
    data = json_text(one_file(contract)).encode()
    return load({"alone.json": data}.__getitem__, "alone.json")


def test_the_document_alone_is_the_same_contract(contract: Contract, reloaded: Contract) -> None:
    assert reloaded.tags == contract.tags
    assert reloaded.interface.statuses == contract.interface.statuses
    assert reloaded.interface.limits == contract.interface.limits
    assert [variant.idempotency_key for variant in reloaded.variants] == [v.idempotency_key for v in contract.variants]


def test_the_document_alone_judges_every_example_as_the_contract_does(oracle: Oracle, reloaded: Contract) -> None:
    alone = Oracle(reloaded)
    for file in EXAMPLES:
        data = file.read_bytes()
        assert alone.judge_text(data).verdict is oracle.judge_text(data).verdict, file.name


def test_a_document_that_is_one_file_already_stays_as_it_is(telemetry: Contract) -> None:
    assert one_file(telemetry) == telemetry.documents.document(telemetry.entry)


def test_examples_and_extensions_are_kept_though_they_look_like_references() -> None:
    look_alike = {"$ref": "nowhere.json", "schema": {"$ref": "nowhere.json"}}
    operation = {
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {"$ref": "batch.json"},
                    "example": look_alike,
                    "examples": {"schema": {"value": look_alike}},
                }
            }
        },
        "responses": {"204": {"$ref": "other.json#/Taken"}, "400": {"$ref": "#/components/responses/schema"}},
        "x-note": look_alike,
    }
    documents: dict[str, Any] = {
        "openapi.json": {
            "openapi": "3.1.1",
            "info": {"title": "T", "version": "1"},
            "paths": {"/": {"post": operation}},
            "components": {"responses": {"schema": {"description": "Bad."}}},
        },
        "batch.json": {"title": "Batch", "type": "array", "items": {"$ref": "event.json"}},
        "event.json": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "a"}}},
        "other.json": {"Taken": {"description": "Taken."}},
    }
    contract = load(lambda path: json.dumps(documents[path]).encode(), "openapi.json")
    post = one_file(contract)["paths"]["/"]["post"]
    content = post["requestBody"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/Batch"}
    assert content["example"] == content["examples"]["schema"]["value"] == post["x-note"] == look_alike
    assert post["responses"] == {"204": {"description": "Taken."}, "400": {"$ref": "#/components/responses/schema"}}
