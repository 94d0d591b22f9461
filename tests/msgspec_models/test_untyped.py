"""What msgspec's types cannot say is checked all the same, or named as a gap; the text of the package says which."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from eventpact.contract import Verdict

from tests.generate.mutations import VALUES
from tests.msgspec_models.conftest import Made
from tests.unit.small import contract, event

Make = Callable[..., Made]
PLACE = {"type": "object", "properties": {"a": {"type": "number"}}}
MORE: list[Any] = [
    {"a": 1, "b": 2}, {"b": "x"}, {"a": "x"}, {"x-1": 1}, [1, 1.0], [1, 2, 3], [1, True], [0, False], ["a", "b"],
    [{}, {}],
    "ab", "abc\n", "a b", "aé", "é1", "2015-03-02", "018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f", 0.1, 0.3, 3, 6, 7.5,
    1e17, -1,     "018f5b9e6f0a7c3e9d522b1a4c5d6e7f", 10**17,
]  # fmt: skip
TYPED = [
    {"type": "string", "pattern": r"^\d+\w$"}, {"type": "string", "minLength": 1, "maxLength": 2}, {"type": "boolean"},
    {"type": ["integer", "null"], "exclusiveMinimum": 0.5}, {"type": "number", "minimum": 0.1, "exclusiveMaximum": 7.5},
    {"type": "integer", "multipleOf": 3}, {"type": "array", "items": {"type": "integer"}, "maxItems": 2},
    {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1}, {"enum": [0, "a", None]},
    {"enum": [True, False, "a"]}, {"type": "string", "format": "date"}, {"type": "string", "format": "uuid"},
    {"type": "string", "format": "unheard-of"}, {"oneOf": [{"type": "string"}, {"type": "null"}]}, {},
    {**PLACE, "additionalProperties": False}, {"type": ["string", "number"], "minLength": 2, "minimum": 2},
    {"minimum": 2}, {"required": ["a"]}, True, {"type": "array"}, {"type": "object"}, {"const": None}, {"const": 1},
]  # fmt: skip
UNTYPED = [
    {"not": {"type": "string"}}, {"type": "array", "uniqueItems": True}, {"type": "array", "contains": {"const": 1}},
    {"type": "array", "contains": {"type": "integer"}, "minContains": 2, "maxContains": 2}, {"enum": [1.5, 3]},
    {"enum": [[1], {"a": 1}]}, {"enum": [True]}, {"allOf": [{"type": "string", "pattern": "a"}, {"pattern": "b"}]},
    {"type": "string", "format": "date-time", "maxLength": 20}, {**PLACE, "minProperties": 1},
    {**PLACE, "additionalProperties": {"type": "number"}}, {**PLACE, "patternProperties": {"^x-": {"type": "number"}}},
    {"type": "object", "patternProperties": {"^x-": True}, "additionalProperties": False}, {"multipleOf": 0.1},
    {"oneOf": [{"type": "string", "minLength": 1}, {"type": "string", "maxLength": 5}]},
    {"type": "number", "multipleOf": 3},
    {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "number"}}]},
    {"anyOf": [PLACE, {"type": "object", "required": ["b"]}]}, {"allOf": [{"multipleOf": 2}, {"multipleOf": 3}]},
    {"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "number"}},
    {"propertyNames": {"maxLength": 1}},
    {"if": {"type": "string"}, "then": {"minLength": 3}, "else": {"type": "number"}},
    {"dependentRequired": {"a": ["b"]}},
    {"dependentSchemas": {"b": {"required": ["a"]}}}, {"type": "string", "pattern": "(?=a)ab"}, False,
    {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "maxLength": 2}]}, {"minimum": 2**70},
    {"allOf": [{"properties": {"a": {}}, "additionalProperties": False}, {"properties": {"b": {}}}]},
]  # fmt: skip


def judged(make: Make, schema: Any) -> Made:
    """A package with the schema as a field, and every value judged by it and by the oracle."""
    made = make(contract(event({"f": schema}, title="Odd"), event({}, kind="b")))
    for value in [*VALUES, *MORE]:
        for payload in ([{"kind": "a", "f": value}], [{"kind": "b"}, {"f": value, "kind": "a"}]):
            data = json.dumps(payload).encode()
            verdict = made.oracle.judge_text(data).verdict
            if verdict is not Verdict.UNSPECIFIED:
                assert made.takes(data) is (verdict is Verdict.VALID), (schema, value)
    return made


def about(made: Made) -> str:
    """The package's docstring on one line."""
    return " ".join(made.generated.__doc__.split())


@pytest.mark.parametrize("schema", TYPED, ids=json.dumps)
def test_what_types_can_say_is_exact_and_fast(schema: Any, make: Make) -> None:
    assert "every body is checked" not in about(judged(make, schema))


@pytest.mark.parametrize("schema", UNTYPED, ids=json.dumps)
def test_what_types_cannot_say_is_exact_and_named(schema: Any, make: Make) -> None:
    assert "every body is checked against the schema as well" in about(judged(make, schema))


def test_what_cannot_be_checked_at_all_is_named(make: Make) -> None:
    fields = {"p": {"type": "string", "pattern": r"^\p{Lu}"}, "u": {"unevaluatedProperties": False}}
    made = make(contract(event(fields), event({}, kind="b")))
    assert "The contract asks for more than is checked here:" in about(made)
    assert "/p/pattern: Python's re has no equivalent of this pattern" in about(made)
    assert "/u/unevaluatedProperties: not checked" in about(made)


def test_a_single_variant_needs_its_discriminator_too(make: Make) -> None:
    made = make(contract({"anyOf": [event({"n": {"type": "integer"}}, required=["kind", "n"])]}))
    bodies = {b'[{"kind":"a","n":1}]': True, b'[{"n":1}]': False, b'[{"kind":"b","n":1}]': False}
    assert {body: made.takes(body) for body in bodies} == bodies


def test_events_within_events_are_told_apart_too(make: Make) -> None:
    inner, other = ({"$ref": f"#/components/schemas/{name}"} for name in "EA")
    schemas = {name: event({"inner": inner, "other": other}, kind=name) for name in ("A", "B")}
    one_of = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in schemas]}
    made = make(contract({"$ref": "#/components/schemas/E"}, components={"schemas": {**schemas, "E": one_of}}))
    kinds: list[Any] = [{"kind": "A"}, {"kind": "B"}, {}, {"kind": "C"}, 1]
    for one, another in product(kinds, kinds):
        data = json.dumps([{"kind": "A", "inner": one, "other": another}]).encode()
        assert made.takes(data) is (made.oracle.judge_text(data).verdict is Verdict.VALID), data
