"""What is written otherwise and means the same is no change."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.compat import Bump, Reading, compare
from eventpact.contract import Contract

from tests.compat.trials import loaded
from tests.compat.versions import compared, contracts, document, rules

_NODE = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def _tree(name: str, extra: Any = None) -> Any:
    node = {"type": "object", "properties": {"within": {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}}}
    return {"$ref": f"#/$defs/{name}", "$defs": {name: node, **(extra or {})}}


def _conditional(more: Any) -> Any:
    """An object with properties that only one side of a condition evaluates."""
    return {
        "type": "object",
        "unevaluatedProperties": {"type": "string"},
        "if": {"properties": {"a": {"type": "array", "items": {"type": "string", "format": "date"}}}, **more},
        "else": {"minProperties": 3, "patternProperties": {"^a": {"type": "boolean"}}},
    }


SAME: dict[str, tuple[Any, Any]] = {
    "enum of one and const": ({"enum": ["a"]}, {"const": "a"}),
    "order of an enum": ({"enum": ["a", 1]}, {"enum": [1.0, "a"]}),
    "order of required": ({"required": ["a", "b"]}, {"required": ["b", "a"]}),
    "list of types and anyOf": ({"type": ["string", "null"]}, {"anyOf": [{"type": "null"}, {"type": "string"}]}),
    "list of one type": ({"type": "string"}, {"type": ["string"]}),
    "anyOf and oneOf of what excludes each other": (
        {"anyOf": [{"type": "null"}, {"type": "string"}]}, {"oneOf": [{"type": "string"}, {"type": "null"}]}
    ),
    "number or integer": ({"type": ["number", "integer"]}, {"type": "number"}),
    "allOf flattened": ({"allOf": [_NODE, {"minProperties": 1}]}, _NODE),
    "bounds of integers": ({"type": "integer", "minimum": 1}, {"type": "integer", "exclusiveMinimum": 0}),
    "bound that another implies": ({"type": "number", "minimum": 5},
                                   {"type": "number", "minimum": 5, "exclusiveMinimum": 4}),
    "steps of integers": ({"type": "integer"}, {"type": "number", "multipleOf": 1}),
    "bound of another type": ({"type": "string"}, {"type": "string", "minimum": 3, "maxItems": 2}),
    "pattern of objects in a condition": (_conditional({}), _conditional({"pattern": "^[a-z]+$"})),
    "digits": ({"type": "string", "pattern": "^[0-9]+$"}, {"type": "string", "pattern": r"^\d\d*$"}),
    "length as a pattern": ({"type": "string", "pattern": "^[ab]{2,3}$"},
                            {"type": "string", "pattern": "^(a|b)*$", "minLength": 2, "maxLength": 3}),
    "least length of 0": ({"type": "string"}, {"type": "string", "minLength": 0}),
    "length that a format implies": ({"type": "string", "format": "date"},
                                     {"type": "string", "format": "date", "minLength": 10, "maxLength": 10}),
    "enum and what it keeps": ({"enum": ["ab", "cd"]},
                               {"enum": ["ab", "cd", "abc", 7], "type": "string", "maxLength": 2}),
    "not": ({"not": {"type": "string"}}, {"type": ["null", "boolean", "number", "array", "object"]}),
    "not not": ({"type": "string"}, {"not": {"not": {"type": "string"}}}),
    "if without then": (_NODE, {**_NODE, "if": {"required": ["x"]}}),
    "if and anyOf": (
        {"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}},
        {"type": "object", "dependentRequired": {"a": ["b"]}},
    ),
    "dependentSchemas and dependentRequired": (
        {"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}},
        {"type": "object", "dependentRequired": {"a": ["b"]}},
    ),
    "additionalProperties that says nothing": (_NODE, {**_NODE, "additionalProperties": True}),
    "count of what is required": (_NODE, {**_NODE, "minProperties": 1}),
    "names of an object without any": ({"type": "object", "maxProperties": 0},
                                       {"type": "object", "additionalProperties": False}),
    "items of an array without any": ({"type": "array", "maxItems": 0}, {"type": "array", "items": False}),
    "nothing is valid": (False, {"type": "string", "minLength": 2, "maxLength": 1}),
    "nothing is valid, with numbers": ({"not": {}}, {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 1}),
    "recursion, renamed": (_tree("Node"), _tree("Zone", {"Unused": {"type": "null"}})),
    "recursion, unrolled": (
        _tree("Node"),
        {**_tree("Node"), "$ref": "#/$defs/Outer",
         "$defs": {**_tree("Node")["$defs"], "Outer": _tree("Node")["$defs"]["Node"]}},
    ),
}  # fmt: skip


def test_what_says_nothing_at_one_place_of_a_recursion_and_something_at_another_is_a_change() -> None:
    def tree(node: Any) -> Any:
        inner = {"properties": {"x": {"$ref": "#/$defs/Node"}}, **node}
        return {"type": "object", "$ref": "#/$defs/Node", "$defs": {"Node": inner}}

    comparison = compared(tree({}), tree({"pattern": "^a"}))
    assert comparison.narrowed is not None
    assert comparison.widened is None


@pytest.mark.parametrize("spelling", SAME)
@pytest.mark.parametrize("reading", Reading)
def test_another_spelling_is_no_change(spelling: str, reading: Reading) -> None:
    one, other = SAME[spelling]
    for comparison in (compared(one, other, reading), compared(other, one, reading)):
        assert (comparison.changes, comparison.unproven) == ((), ())
        assert comparison.bump is Bump.NONE
        assert comparison.full


def test_a_contract_and_itself_differ_in_nothing(contract: Contract, telemetry: Contract) -> None:
    for one in (contract, telemetry):
        for reading in Reading:
            comparison = compare(one, one, reading=reading)
            assert (comparison.changes, comparison.unproven, comparison.bump) == ((), (), Bump.NONE)


def test_a_moved_file_and_a_renamed_definition_are_no_change(contract: Contract) -> None:
    text = {path: content for path, content in contract.documents.contents.items() if path != "common.schema.json"}
    moved = _renamed(text, "../common.schema.json#/$defs/Timestamp", "../shared/time.json#/$defs/Moment")
    moved = _renamed(moved, "../common.schema.json#/$defs/NullableTimestamp", "../shared/time.json#/$defs/MomentOrNull")
    definitions = contract.documents.contents["common.schema.json"]["$defs"]
    names = {"MomentOrNull": definitions["NullableTimestamp"], "Moment": definitions["Timestamp"]}
    new = loaded({**moved, "shared/time.json": {"$defs": names}}, contract.entry)
    assert compare(contract, new).changes == ()


def _renamed(value: Any, reference: str, other: str) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(part, reference, other) for name, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part, reference, other) for part in value]
    return other if value == reference else value


def test_the_order_of_variants_is_no_change() -> None:
    variants = {"one": _NODE, "two": {"type": "object"}}
    assert contracts(document(variants), document(dict(reversed(variants.items())))).changes == ()


def test_a_text_is_a_patch_and_touches_no_body() -> None:
    old, new = document({"one": _NODE}), document({"one": {**_NODE, "description": "New."}})
    comparison = contracts(old, new)
    assert rules(comparison) == ["documentation-changed"]
    assert comparison.bump is Bump.PATCH
    assert comparison.full
