"""Contracts that ask for things together, give no examples, have one variant or none that can be made."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.cases.covering import combined
from eventpact.cases.legal import LEGAL, Tier
from eventpact.cases.places import spots
from eventpact.contract import Contract, Oracle, Verdict, load
from eventpact.generate.vectors import files

from tests.unit.small import ENTRY, contract, contract_of, entry, event, reader
from tests.vectors.reading import Made, body, made_of

TEXT = {"type": "string", "examples": ["a"]}


def sound(made: Made) -> Made:
    """*made*, each of whose vectors the oracle judges as it states."""
    for vector in made.all:
        judgement = made.oracle.judge_text(body(vector))
        assert judgement.verdict.value == vector["verdict"], vector["id"]
        assert vector["verdict"] != "invalid" or len(judgement.faults) == 1, vector["id"]
    return made


def events_of(made: Made) -> list[dict[str, Any]]:
    """The event of each valid payload that has one alone."""
    return [v["payload"][0] for v in made.read("valid") if "payload" in v and len(v["payload"]) == 1]


def test_states_that_may_not_stand_together_are_left_out_and_told_of() -> None:
    one_at_least: dict[str, Any] = {"not": {"properties": {"a": False, "b": False}}}
    made = sound(made_of(contract(event({"a": TEXT, "b": TEXT, "c": {"type": "boolean"}}, **one_at_least))))
    assert {("a" in e, "b" in e) for e in events_of(made)} == {(False, True), (True, False), (True, True)}
    told = (
        "- Pairs of states that the contract forbids:\n  - a: /a: optional property absent with /b: optional property"
    )
    assert told in made.files["README.md"].replace("\\", "")


def test_every_other_pair_is_there_when_one_is_forbidden() -> None:
    empty: dict[str, Any] = {"properties": {"a": {"const": ""}, "b": {"const": ""}}, "required": ["a", "b"]}
    made = contract(event({"a": TEXT, "b": TEXT, "c": {"type": ["boolean", "null"]}}, **dict[str, Any]({"not": empty})))
    oracle, variant = Oracle(made), made.variants[0]

    def is_valid(value: Any) -> bool:
        return oracle.verdict([value]) is Verdict.VALID

    found = combined({"kind": "a", "a": "a", "b": "a", "c": True}, spots("a", variant.schema), is_valid)
    assert all(map(is_valid, found.payloads))
    values = ["a", None, *(one.value for one in LEGAL if one.asked == "string" and one.tier is Tier.CORE)]
    assert "" in values
    held = {(e.get("a"), e.get("b")) for e in found.payloads}
    assert {(a, b) for a in values for b in values} - held == {("", "")}
    ((one, other),) = found.left_out
    assert [(one[0].tokens, one[1].value), (other[0].tokens, other[1].value)] == [(("a",), ""), (("b",), "")]


def test_three_that_may_not_stand_together_leave_every_pair() -> None:
    flag = {"type": "boolean"}
    both: dict[str, Any] = {"not": {"properties": {n: {"const": False} for n in "xyz"}, "required": ["x", "y", "z"]}}
    made = sound(made_of(contract(event({"x": flag, "y": flag, "z": flag}, **both))))
    held = {(e.get("x"), e.get("y")) for e in events_of(made)} & {
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    }
    assert len(held) == 4
    assert "forbids" not in made.files["README.md"]


def test_nested_objects_vary_with_what_is_around_them_and_not_where_they_are_absent() -> None:
    inner = {"type": ["object", "null"], "properties": {"n": {"type": "boolean"}}}
    made = sound(made_of(contract(event({"o": inner, "f": {"type": "boolean"}}))))
    held = {(str(e.get("o", "absent")), e.get("f", "absent")) for e in events_of(made)}
    assert {("None", True), ("None", False), ("None", "absent"), ("absent", True), ("absent", "absent")} <= held
    assert {("{'n': True}", False), ("{'n': False}", True), ("{'n': False}", "absent")} <= held


def test_a_contract_of_one_variant_names_the_variants_own_keyword() -> None:
    made = sound(made_of(contract(event({"n": {"type": "number"}}))))
    about = {v["id"]: (v["pointer"], v["keyword"]) for v in made.read("invalid")}
    assert about["a/kind/required-property-absent"] == ("/0", "required")
    assert about["a/kind/unknown-member"] == ("/0/kind", "const")
    assert about["a/null-as-object"] == ("/0", "type")


def test_an_optional_property_without_an_example_is_left_out_of_the_events_and_told_of() -> None:
    made = sound(made_of(contract(event({"p": {"type": "string", "pattern": "^[A-Z]{9}$"}, "n": {"type": "number"}}))))
    assert len(made.read("valid")) > 10
    assert "Constraints that no vector breaks alone" in made.files["README.md"]
    assert "/properties/p/pattern" in made.files["README.md"]


def test_a_variant_that_cannot_be_made_for_want_of_an_example_is_told_of() -> None:
    needy = event({"p": {"type": "string", "pattern": "^[A-Z]{9}$"}}, kind="needy", required=["kind", "p"])
    made = sound(made_of(contract(event({"n": {"type": "number"}}, kind="fine"), needy)))
    assert not any("needy/" in vector["id"] for vector in made.read("valid"))
    assert "no valid event could be made, for want of examples:\n  - needy\n" in made.files["README.md"]


def test_next_to_no_vector_is_no_crash() -> None:
    needy = event({"p": {"type": "string", "pattern": "^[A-Z]{9}$"}}, required=["kind", "p"])
    made = made_of(contract(needy))
    assert [vector["id"] for vector in made.all] == ["batch-of-none"]
    assert "| `invalid.ndjson` | 0 |" in made.files["README.md"]


@pytest.mark.parametrize("name", ["", "a/b~c", "\u2028", 'q"`', "?!hole!?", "é", "kind\n"])
def test_names_may_be_anything(name: str) -> None:
    made = sound(
        made_of(contract(event({name: {"type": "number"}, "o": {"type": "object", "properties": {name: TEXT}}})))
    )
    assert made.all


@pytest.mark.parametrize("levels", [3, 100_000])
def test_any_limit_of_nesting_will_do(levels: int) -> None:
    sound(made_of(contract(event({"n": {"type": "number"}}), **{"x-eventpact": {"limits": {"nesting": levels}}})))


def test_events_deep_in_an_envelope_are_found() -> None:
    inner = {"type": "array", "items": event({"n": {"type": "number"}})}
    outer = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "object", "required": ["b"], "properties": {"b": inner}}},
    }
    made = sound(made_of(contract_of(outer)))
    assert any(vector.get("pointer") == "/a/b/0/n" for vector in made.read("invalid"))


def test_the_same_contract_gives_the_same_files(telemetry: Contract) -> None:
    assert files(telemetry) == files(telemetry)


SHAPES: list[Any] = [
    {}, True, False, {"type": "null"}, {"minimum": 3}, {"enum": ["a", None, 1, True]}, {"const": 5},
    {"enum": [{"a": 1}, [1]]}, {"type": "string", "minLength": 1.0}, {"type": "array", "maxItems": 2.0},
    {"type": "array", "minItems": 2.0, "items": {"type": "integer"}}, {"type": "array", "uniqueItems": True},
    {"type": "number", "exclusiveMinimum": -1, "maximum": 99, "multipleOf": 0.5},
    {"type": ["integer", "null"], "minimum": 0.5, "exclusiveMaximum": 100}, {"type": "string", "format": "email"},
    {"type": ["string", "null"], "format": "date-time", "maxLength": 20}, {"type": "string", "format": "uuid"},
    {"type": "array", "prefixItems": [{"type": "string"}], "items": False}, {"$ref": "#/components/schemas/Tree"},
    {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "integer"}, {"type": "null"}]},
    {"oneOf": [{"type": "object", "properties": {"q": {}}, "additionalProperties": False}, {"type": "number"}]},
    {"type": "object", "additionalProperties": {"type": "number"}}, {"not": {"type": "string"}},
    {"type": "object", "properties": {"q": {"type": "string"}}, "additionalProperties": {"type": "number"}},
    {"if": {"type": "string"}, "then": {"minLength": 2}}, {"type": "number", "default": "x"},
]  # fmt: skip
TREE = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}


def shaped(properties: dict[str, Any], **keywords: Any) -> Contract:
    body_ = {"type": "array", "items": event(properties, **keywords)}
    return load(reader({ENTRY: entry(body_, components={"schemas": {"Tree": TREE}})}), ENTRY)


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_a_property_of_any_shape_may_be_there_or_be_required(number: int) -> None:
    sound(made_of(shaped({"v": SHAPES[number], "w": {"type": "boolean"}})))
    sound(made_of(shaped({"v": SHAPES[number]}, required=["kind", "v"])))


def test_properties_of_every_shape_may_stand_together() -> None:
    made = sound(made_of(shaped({f"f{i}": shape for i, shape in enumerate(SHAPES)})))
    assert len(made.read("valid")) > 100
