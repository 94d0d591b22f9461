"""What the models cannot check is named in the generated module; all else is checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from eventpact.contract import Contract
from eventpact.generate.python.build import overlay

PLACE = {"type": "object", "properties": {"q": {"type": "string"}}}


@pytest.fixture
def gaps(one_file_contract: Callable[..., Contract]) -> Callable[..., list[str]]:
    """The gaps of a contract with one property `f` of the schema given."""

    def of(schema: Any, **schemas: Any) -> list[str]:
        properties = {"kind": {"const": "odd"}, "f": schema}
        variant = {"title": "Odd", "type": "object", "required": ["kind"], "properties": properties}
        return list(overlay(one_file_contract({"Odd": variant}, **schemas)).gaps)

    return of


@pytest.mark.parametrize(
    ("schema", "keyword"),
    [
        ({"not": {"type": "string"}}, "not"),
        ({"type": "array", "uniqueItems": True}, "uniqueItems"),
        ({"type": "array", "contains": {"type": "string"}}, "contains"),
        ({"enum": [1.5]}, "enum"),
        ({"enum": [[1]]}, "enum"),
        ({"type": "string", "pattern": "(?=a)b"}, "pattern"),
        ({"allOf": [{"type": "string", "pattern": "a"}, {"pattern": "b"}]}, "pattern"),
        ({"type": "string", "format": "date-time", "maxLength": 20}, "maxLength"),
        ({**PLACE, "minProperties": 1}, "minProperties"),
        ({**PLACE, "additionalProperties": {"type": "number"}}, "additionalProperties"),
        ({"oneOf": [{"type": "string", "minLength": 1}, {"type": "string", "maxLength": 5}]}, "oneOf"),
        ({"allOf": [{"type": "integer", "multipleOf": 2}, {"multipleOf": 3}]}, "multipleOf"),
        ({"type": "number", "multipleOf": 0.01}, "multipleOf"),
        ({"allOf": [{**PLACE, "additionalProperties": False}, {"properties": {"r": {}}}]}, "additionalProperties"),
        ({"type": "object", "patternProperties": {"^x": {}}, "additionalProperties": False}, "patternProperties"),
        ({"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "number"}}, "prefixItems"),
        (False, "false"),
    ],
)
def test_a_keyword_that_the_models_do_not_hold_is_named(schema: Any, keyword: str, gaps: Any) -> None:
    assert gaps(schema) == [f"Odd.f: {keyword}"]


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": [True, 1, "a", None]},
        {"enum": [2, 3]},
        {"enum": [0, "a"]},
        {"enum": [True]},
        {"type": "string", "pattern": r"^\d+\w$", "minLength": 2},
        {"oneOf": [{"type": "string"}, {"type": "null"}]},
        {**PLACE, "additionalProperties": False},
        {"type": "object", "additionalProperties": {"type": "number"}, "minProperties": 1},
        {"type": "integer", "exclusiveMinimum": 0.5, "multipleOf": 3},
        {"type": "array", "uniqueItems": False, "minItems": 1},
        {},
    ],
)
def test_what_the_models_hold_is_no_gap(schema: Any, gaps: Any) -> None:
    assert gaps(schema) == []


def test_recursion_without_an_object_between_is_a_gap(gaps: Any) -> None:
    tree = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
    assert gaps({"$ref": "#/components/schemas/Tree"}, Tree=tree) == ["Odd.f: recursion"]
