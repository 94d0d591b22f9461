"""What a contract is made of, and each way in which it cannot be made."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.contract import Contract
from eventpact.errors import ContractError

from tests.unit.small import contract as small
from tests.unit.small import contract_of, event


def test_our_variants_are_told_apart_by_their_event(contract: Contract) -> None:
    assert contract.discriminator == "event"
    assert len(contract.variants) == len(set(contract.tags)) == 6
    assert all(variant.idempotency_key for variant in contract.variants)
    assert contract.events_at == ()


def test_variants_of_another_shape_are_told_apart_by_their_kind(telemetry: Contract) -> None:
    assert (telemetry.discriminator, telemetry.tags) == ("kind", ["reading", "door", "zones"])
    assert [variant.name for variant in telemetry.variants] == ["Reading", "Door moved", "Zone map"]
    assert telemetry.events_at == ("records",)
    assert {variant.idempotency_key for variant in telemetry.variants} == {(("id",),)}


def test_a_single_variant_needs_no_choice() -> None:
    assert small(event()).tags == ["a"]


def test_variants_may_be_nested_choices() -> None:
    nested = {"oneOf": [event(kind="b"), {"anyOf": [event(kind="c"), event(kind="d")]}]}
    assert small(event(), nested).tags == ["a", "b", "c", "d"]


def test_an_event_is_of_the_variant_that_it_names() -> None:
    found = small(event(), event(kind="b"))
    variant = found.variant({"kind": "b"})
    assert variant is not None
    assert variant.tag == "b"


@pytest.mark.parametrize("value", [{"kind": "c"}, {"kind": 5}, {"kind": ["a"]}, {}, [], None, "a"])
def test_an_event_that_names_no_variant_is_of_none(value: Any) -> None:
    assert small(event(), event(kind="b")).variant(value) is None


def test_the_discriminator_is_the_first_property_that_tells_all_apart() -> None:
    def variant(kind: str, shape: str) -> dict[str, Any]:
        properties = {"shape": {"const": shape}, "group": {"const": "same"}, "kind": {"enum": [kind]}}
        return {"type": "object", "required": ["shape", "group", "kind"], "properties": properties}

    assert small(variant("a", "x"), variant("b", "x")).discriminator == "kind"
    assert small(variant("a", "x"), variant("b", "y")).discriminator == "shape"


def test_the_events_are_the_array_of_objects_nearest_to_the_top() -> None:
    notes = {"type": "array", "items": {"type": "string"}}
    deep = {"type": "object", "properties": {"list": {"type": "array", "items": event(kind="deep")}}}
    near = {"type": "array", "items": event(kind="near")}
    body = {"type": "object", "properties": {"notes": notes, "deep": deep, "near": near}}
    assert contract_of(body).events_at == ("near",)
    assert contract_of(body, **{"x-eventpact": {"events": "/deep/list"}}).tags == ["deep"]


@pytest.mark.parametrize(
    ("body", "settings"),
    [
        ({"type": "object"}, {}),
        ({"type": "array"}, {}),
        ({"type": "array", "items": {"type": "string"}}, {}),
        ({"type": "array", "items": True}, {}),
        (event(), {}),
        ({"type": "array", "items": event()}, {"events": "/records"}),
        (True, {}),
    ],
)
def test_a_body_without_events_is_refused(body: Any, settings: dict[str, Any]) -> None:
    with pytest.raises(ContractError) as caught:
        contract_of(body, **{"x-eventpact": settings})
    assert caught.value.rule == "events-found"
    assert "schema" in (caught.value.where or "")
    assert "x-eventpact" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "variants",
    [
        (event(), event()),
        (event(), event(required=[])),
        (event(), {"type": "object"}),
        (event({"kind": {"enum": ["a", "b"]}}), event(kind="c")),
        (event({"kind": {"const": 1}}), event({"kind": {"const": 2}})),
        ({"type": "object"},),
    ],
)
def test_variants_that_nothing_tells_apart_are_refused(variants: tuple[Any, ...]) -> None:
    with pytest.raises(ContractError) as caught:
        small(*variants)
    assert caught.value.rule == "variant-discriminated"
    assert caught.value.hint


@pytest.mark.parametrize("key", ["/id", "/data", "id", "", "/", "/data/none", "/kind/x", 5, None, ["/kind", 5], [[]]])
def test_an_idempotency_key_that_an_event_may_lack_is_refused(key: Any) -> None:
    properties = {"id": {"type": "string"}, "data": {"type": "object", "properties": {"n": True}}}
    with pytest.raises(ContractError) as caught:
        small(event(properties, **{"x-idempotency-key": key}))
    assert caught.value.rule == "idempotency-key"
    assert (caught.value.where or "").endswith("/items/x-idempotency-key")
    assert "such as /kind" in (caught.value.hint or "")


def test_an_idempotency_key_may_have_several_parts_at_any_depth() -> None:
    data = {"type": "object", "required": ["id"], "properties": {"id": True}}
    keywords: dict[str, Any] = {"required": ["kind", "data"], "x-idempotency-key": ["/kind", "/data/id"]}
    one = event({"data": data}, **keywords)
    assert small(one).variants[0].idempotency_key == (("kind",), ("data", "id"))


@pytest.mark.parametrize(
    ("broken", "rule", "where"),
    [
        ({"type": "text"}, "metaschema", "/type"),
        ({"nullable": True}, "keyword-supported", "/nullable"),
        ({"$ref": "#/nowhere"}, "ref-resolves", "/$ref"),
        ({"$ref": "../up.json"}, "ref-local", "/$ref"),
        ({"allOf": [{"$ref": "broken.json"}]}, "document-parses", None),
    ],
)
def test_a_schema_that_cannot_be_used_stops_loading_with_its_rule_and_place(
    broken: Any, rule: str, where: str | None
) -> None:
    with pytest.raises(ContractError) as caught:
        small(event({"x": broken}), files={"broken.json": b"{"})
    assert caught.value.rule == rule
    expected = f"/items/properties/x{where}" if where else "broken.json:1:2"
    assert (caught.value.where or "").endswith(expected)
