"""The bundle of the schema: one document that accepts what the contract accepts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from eventpact.contract import Contract, Oracle, Verdict, load
from eventpact.contract.formats import FORMATS
from eventpact.contract.payload import Malformed, read
from eventpact.generate.bundle import bundle, digest
from eventpact.generate.document import json_text
from eventpact.generate.openapi import one_file

from tests.conftest import SCHEMA
from tests.generate.mutations import mutated


def parsed() -> Iterator[Any]:
    """The value of every example that is JSON at all."""
    for file in sorted((SCHEMA / "examples").glob("*/*.json")):
        with suppress(Malformed):
            yield pytest.param(read(file.read_bytes()).value, id=f"{file.parent.name}/{file.stem}")


@pytest.fixture(scope="module")
def rust(contract: Contract) -> jsonschema_rs.Draft202012Validator:
    formats: dict[str, Any] = {f.name: f.strict for f in FORMATS.values()}
    return jsonschema_rs.Draft202012Validator(bundle(contract), formats=formats, validate_formats=True, offline=True)


@pytest.fixture(scope="module")
def python(contract: Contract) -> jsonschema.Draft202012Validator:
    checker = jsonschema.FormatChecker(formats=())
    for known in FORMATS.values():
        checker.checks(known.name)(known.strict)
    return jsonschema.Draft202012Validator(bundle(contract), format_checker=checker)


@pytest.mark.parametrize("value", list(parsed()))
def test_two_validators_of_the_bundle_agree_with_the_oracle_on_every_example(
    value: Any, oracle: Oracle, rust: Any, python: Any
) -> None:
    verdict = oracle.verdict(value)
    if verdict is not Verdict.UNSPECIFIED:
        assert rust.is_valid(value) is python.is_valid(value) is (verdict is Verdict.VALID)


def test_the_bundle_agrees_with_the_oracle_on_changed_payloads(oracle: Oracle, rust: Any) -> None:
    seeds = [json.loads(file.read_bytes()) for file in (SCHEMA / "examples" / "valid").glob("*.json")]
    for payload in mutated(seeds, ["unknown"], 5000, seed=7):
        verdict = oracle.verdict(payload)
        assert verdict is Verdict.UNSPECIFIED or rust.is_valid(payload) is (verdict is Verdict.VALID), payload


@pytest.mark.parametrize("which", ["contract", "telemetry"])
def test_the_bundle_is_valid_json_schema(which: str, request: pytest.FixtureRequest) -> None:
    schema = bundle(request.getfixturevalue(which))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema_rs.meta.validate(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("which", ["contract", "telemetry"])
def test_every_reference_in_the_bundle_leads_to_one_of_its_definitions(
    which: str, request: pytest.FixtureRequest
) -> None:
    schema = bundle(request.getfixturevalue(which))
    text = json_text(schema)
    assert set(re.findall(r'"\$ref": "(.*)"', text)) == {f"#/$defs/{name}" for name in schema["$defs"]}
    assert text.count('"$id"') == ("$id" in schema)
    assert text.count('"$schema"') == 1


def test_definitions_are_called_what_people_call_them(contract: Contract, telemetry: Contract) -> None:
    assert {"Event", "CasinoEvent", "GameRoundEvent", "Timestamp"} <= bundle(contract)["$defs"].keys()
    assert {"Record", "Reading", "DoorMoved", "ZoneMap", "Zone"} <= bundle(telemetry)["$defs"].keys()


def test_annotations_are_kept(contract: Contract) -> None:
    variant = bundle(contract)["$defs"]["CasinoEvent"]
    assert variant["x-idempotency-key"]
    assert variant["properties"]["data"]["properties"]["amount"]["examples"]
    assert variant["properties"]["data"]["properties"]["amount"]["description"]


@pytest.mark.parametrize("which", ["contract", "telemetry"])
def test_the_digest_is_the_same_when_all_files_are_moved_into_one(which: str, request: pytest.FixtureRequest) -> None:
    contract: Contract = request.getfixturevalue(which)
    data = json_text(one_file(contract)).encode()
    moved = load(lambda path: data, "elsewhere.json")
    assert digest(bundle(moved)) == digest(bundle(contract))


DOCUMENTS: dict[str, Any] = {
    "openapi.json": {
        "openapi": "3.1.1",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/": {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "batch.json"}}}},
                    "responses": {"204": {"description": "Taken."}},
                }
            }
        },
    },
    "batch.json": {"type": "array", "items": {"$ref": "one.json"}},
    "one.json": {
        "title": "One",
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"const": "one"},
            "a": {"$ref": "a/data.json"},
            "b": {"$ref": "b/data.json#/$defs/Data"},
            "inside": {"$ref": "a/data.json#/properties/inside"},
            "again": {"$ref": "batch.json"},
        },
    },
    "a/data.json": {"title": "Data", "type": "object", "properties": {"inside": {"type": "string"}}},
    "b/data.json": {"$defs": {"Unused": {}, "Data": {"title": "data", "type": "string"}}},
}


def contract_of(documents: dict[str, Any]) -> Contract:
    return load(lambda path: json.dumps(documents[path]).encode(), "openapi.json")


def test_schemas_with_one_title_get_names_of_their_own() -> None:
    schema = bundle(contract_of(DOCUMENTS))
    assert sorted(schema["$defs"]) == ["Data", "Data2", "Inside", "One"]
    assert schema["$defs"]["One"]["properties"]["a"] == {"$ref": "#/$defs/Data"}
    assert schema["$defs"]["Data2"] == {"title": "data", "type": "string"}


def test_a_reference_back_to_the_body_leads_to_the_root() -> None:
    schema = bundle(contract_of(DOCUMENTS))
    assert schema["$defs"]["One"]["properties"]["again"] == {"$ref": "#"}


def test_the_order_of_definitions_and_of_keys_does_not_matter() -> None:
    turned = {path: dict(reversed(document.items())) for path, document in DOCUMENTS.items()}
    turned["one.json"]["properties"] = dict(reversed(DOCUMENTS["one.json"]["properties"].items()))
    assert digest(bundle(contract_of(turned))) == digest(bundle(contract_of(DOCUMENTS)))


def test_the_digest_follows_the_content() -> None:
    other = {**DOCUMENTS, "a/data.json": {**DOCUMENTS["a/data.json"], "minProperties": 1}}
    assert digest(bundle(contract_of(other))) != digest(bundle(contract_of(DOCUMENTS)))
