"""The model's view of one place: what its schemas, taken together, ask for."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.contract.schema import ALL_TYPES, same
from eventpact.errors import ContractError

from tests.unit.small import schema

ANY = ALL_TYPES - {"integer"}


@pytest.mark.parametrize(
    ("value", "types"),
    [
        ({}, ANY),
        (True, ANY),
        (False, set()),
        ({"type": "number"}, {"number"}),
        ({"type": "integer"}, {"integer"}),
        ({"type": ["integer", "null"]}, {"integer", "null"}),
        ({"type": ["integer", "number"]}, {"number"}),
        ({"type": "number", "allOf": [{"type": "integer"}]}, {"integer"}),
        ({"type": "integer", "allOf": [{"type": "number"}]}, {"integer"}),
        ({"type": ["number", "string"], "allOf": [{"type": ["integer", "string"]}]}, {"integer", "string"}),
        ({"type": ["number", "null"], "allOf": [{"type": ["string", "null"]}]}, {"null"}),
        ({"type": "string", "allOf": [{"type": "number"}]}, set()),
        ({"type": "string", "allOf": [False]}, set()),
        ({"allOf": [{"allOf": [{"type": "object"}]}]}, {"object"}),
    ],
)
def test_types_are_what_all_of_its_parts_let_through(value: Any, types: set[str]) -> None:
    assert schema(value).types == types


@pytest.mark.parametrize(
    ("value", "members"),
    [
        ({"type": "string"}, None),
        ({"enum": ["a", 1, None]}, ("a", 1, None)),
        ({"const": False}, (False,)),
        ({"enum": [1, 2, 3], "allOf": [{"enum": [3, 2]}]}, (2, 3)),
        ({"enum": [1, True, "1"], "allOf": [{"const": True}]}, (True,)),
        ({"enum": ["a"], "const": "b"}, ()),
    ],
)
def test_members_are_what_every_enum_and_const_leaves(value: Any, members: tuple[Any, ...] | None) -> None:
    assert schema(value).members == members


def test_a_reference_and_what_stands_beside_it_both_apply() -> None:
    place = schema(
        {"$ref": "#/$defs/Word", "maxLength": 5, "$defs": {"Word": {"type": "string", "minLength": 1}}},
    )
    asked = {c.keyword: (c.value, str(c.location)) for c in place.constraints()}
    assert asked == {
        "maxLength": (5, "s.json#/maxLength"),
        "type": ("string", "s.json#/$defs/Word/type"),
        "minLength": (1, "s.json#/$defs/Word/minLength"),
    }


def test_constraints_can_be_asked_for_by_keyword() -> None:
    place = schema({"maximum": 5, "allOf": [{"maximum": 3}, {"minimum": 1}]})
    assert [c.value for c in place.constraints("maximum")] == [5, 3]


def test_the_places_own_annotation_comes_before_that_of_what_it_refers_to() -> None:
    definitions = {"$defs": {"A": {"title": "Theirs", "description": "Theirs"}}}
    place = schema({"$ref": "#/$defs/A", "title": "Own", **definitions})
    assert place.title == "Own"
    assert place.annotation("description") == "Theirs"
    assert place.annotation("examples", "none") == "none"


def test_a_title_that_is_no_string_is_none() -> None:
    assert schema({}).title is None


def test_a_schema_is_written_where_more_than_a_reference_stands() -> None:
    files = {"a.json": {"$ref": "b.json"}, "b.json": {"type": "string"}}
    assert str(schema({"$ref": "a.json"}, files).location) == "b.json#"
    assert str(schema({"$ref": "a.json", "title": "Mine"}, files).location) == "s.json#"


def test_properties_of_all_parts_are_one_object() -> None:
    place = schema(
        {
            "properties": {"a": {"type": "string"}},
            "required": ["a"],
            "allOf": [{"properties": {"a": {"maxLength": 3}, "b": True}, "required": ["b", "c"]}],
        }
    )
    assert list(place.properties) == ["a", "b"]
    assert [c.keyword for c in place.properties["a"].constraints()] == ["type", "maxLength"]
    assert {name: str(at) for name, at in place.required.items()} == {
        "a": "s.json#/required",
        "b": "s.json#/allOf/0/required",
        "c": "s.json#/allOf/0/required",
    }


def test_items_of_all_parts_apply_to_each_item() -> None:
    place = schema({"items": {"type": "integer"}, "allOf": [{"items": {"minimum": 1}}]})
    assert place.items is not None
    assert [c.keyword for c in place.items.constraints()] == ["type", "minimum"]
    assert schema({"type": "array"}).items is None


@pytest.mark.parametrize(
    ("value", "closed"),
    [
        ({}, False),
        ({"additionalProperties": True}, False),
        ({"additionalProperties": {"type": "string"}}, False),
        ({"allOf": [{"additionalProperties": False}]}, True),
    ],
)
def test_an_object_is_closed_when_a_part_of_it_refuses_the_unknown(value: Any, closed: bool) -> None:
    assert schema(value).closed is closed


def options(value: Any) -> list[Any]:
    """What tells the options of *value* apart: the constants in them, in order of the parts."""
    return [tuple(c.value for c in option.constraints("const")) for option in schema(value).options]


def test_a_schema_without_choices_is_its_only_option() -> None:
    place = schema({"type": "string"})
    assert place.options == (place,)


def test_each_branch_of_a_choice_is_an_option_and_nested_choices_are_flat() -> None:
    assert options({"anyOf": [{"const": 1}, {"oneOf": [{"const": 2}, {"const": 3}]}]}) == [(1,), (2,), (3,)]


def test_choices_side_by_side_multiply() -> None:
    sides = {"anyOf": [{"const": 1}, {"const": 2}], "oneOf": [{"const": 3}, {"const": 4}]}
    assert sorted(options(sides)) == [(1, 3), (1, 4), (2, 3), (2, 4)]
    assert sorted(options({"allOf": [{"anyOf": [{"const": 1}, {"const": 2}]}, {"anyOf": [{"const": 3}]}]})) == [
        (1, 3),
        (2, 3),
    ]


def test_what_stands_beside_a_choice_applies_to_every_option() -> None:
    place = schema(
        {"$ref": "#/$defs/A", "anyOf": [{"const": 1}, {"const": 2}], "$defs": {"A": {"maximum": 9}}, "title": "Both"},
    )
    assert [[c.keyword for c in option.constraints()] for option in place.options] == [["const", "maximum"]] * 2
    assert all(option.title == "Both" and len(option.options) == 1 for option in place.options)


def test_a_choice_behind_a_reference_is_made_too() -> None:
    assert options({"$ref": "#/$defs/A", "$defs": {"A": {"anyOf": [{"const": 1}, {"const": 2}]}}}) == [(1,), (2,)]


def test_a_branch_comes_before_what_stands_beside_it() -> None:
    first, _ = schema({"title": "All", "anyOf": [{"title": "One"}, {"title": "Two"}]}).options
    assert first.title == "One"


def test_walking_visits_every_place_of_every_option() -> None:
    value = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "anyOf": [
            {"properties": {"b": {"type": "array", "items": {"properties": {"c": True}}}}},
            {"properties": {"d": True}},
        ],
    }
    places = [tokens for tokens, _ in schema(value).walk()]
    assert set(places) == {(), ("a",), ("b",), ("b", "*"), ("b", "*", "c"), ("d",)}


def test_recursion_is_followed_once_round() -> None:
    tree = {"properties": {"name": True, "sub": {"type": "array", "items": {"$ref": "#"}}}}
    places = [tokens for tokens, _ in schema(tree).walk()]
    assert ("sub", "*", "sub") in places
    assert max(map(len, places)) < 6


@pytest.mark.parametrize(
    "value",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"anyOf": [{"type": "string"}, {"$ref": "#"}]},
        {"$ref": "#/$defs/A", "$defs": {"A": {"oneOf": [{"$ref": "#"}]}}},
    ],
)
def test_a_loop_without_a_step_into_the_payload_is_refused(value: Any) -> None:
    with pytest.raises(ContractError) as caught:
        schema(value)
    assert caught.value.rule == "ref-loop"


@pytest.mark.parametrize("value", [5, None, "text", ["type"]])
def test_what_is_neither_object_nor_boolean_is_no_schema(value: Any) -> None:
    with pytest.raises(ContractError) as caught:
        schema({"$ref": "#/x-not", "x-not": value})
    assert (caught.value.rule, caught.value.where) == ("metaschema", "s.json#/x-not")


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (0.0, -0.0, True),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        (None, False, False),
        ("1", 1, False),
        ([1, 2], [1.0, 2], True),
        ([1, 2], [2, 1], False),
        ([True], [1], False),
        ({"a": 1, "b": [False]}, {"b": [False], "a": 1.0}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": None}, {"b": None}, False),
        ([], {}, False),
    ],
)
def test_json_values_are_the_same_by_value_and_type(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal
