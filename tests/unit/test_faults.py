"""Faults: one per cause, told of the variant and the branch that was meant, exact and safe to print."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.contract import Contract, Fault, Oracle
from eventpact.contract.schema import Schema
from eventpact.pointer import removed, replaced, resolve

from tests.unit.small import contract as small
from tests.unit.small import contract_of, event


def faults(contract: Contract, value: Any, *, single: bool = False) -> list[tuple[str, str, str | None, str]]:
    judgement = Oracle(contract).judge(value, event=single)
    return [(f.pointer, str(f.location), f.variant, f.message) for f in judgement.faults]


def messages(value: Any, schema: Any, **fields: Any) -> list[str]:
    """What is said of *value* in a property with *schema*."""
    found = Oracle(small(event({"x": schema}), event(kind="b"))).judge({"kind": "a", "x": value, **fields}, event=True)
    return [fault.message for fault in found.faults]


def example(schema: Schema, depth: int = 0) -> Any:
    """A payload made of the first example of every place; arrays have one item, deep ones none."""
    found = schema.annotation("examples")
    if found:
        return found[0]
    if schema.members:
        return schema.members[0]
    option = schema.options[0]
    if "object" in option.types:
        return {name: example(place, depth + 1) for name, place in option.properties.items()}
    if "array" in option.types:
        return [example(option.items, depth + 1)] if option.items and depth < 6 else []
    return schema.annotation("default", False)


def test_an_example_of_every_variant_is_valid(contract: Contract, telemetry: Contract) -> None:
    for one in (contract, telemetry):
        for variant in one.variants:
            assert Oracle(one).judge(example(variant.schema), event=True).faults == ()


def test_a_missing_property_is_one_fault_at_the_object_and_names_the_variant(
    contract: Contract, oracle: Oracle
) -> None:
    for variant in contract.variants:
        sound = example(variant.schema)
        for tokens, place in variant.schema.walk():
            for name, written in place.required.items() if "*" not in tokens else ():
                if (*tokens, name) == (contract.discriminator,):
                    continue
                (fault,) = oracle.judge(removed(sound, (*tokens, name)), event=True).faults
                assert fault == Fault(tokens, written, variant.tag, f'"{name}" is missing')


@pytest.mark.parametrize("wrong", [[[]], {"unknown": 1}, 1.5, True, "text", None])
def test_a_value_of_another_type_is_one_fault_at_its_place(contract: Contract, oracle: Oracle, wrong: Any) -> None:
    for variant in contract.variants:
        sound = example(variant.schema)
        for tokens, _ in variant.schema.walk():
            path = tuple(0 if token == "*" else token for token in tokens)
            if not path or path == (contract.discriminator,):
                continue
            event_ = replaced(sound, path, wrong)
            judgement = oracle.judge(event_, event=True)
            if judgement.faults and not isinstance(resolve(sound, path), dict | list):
                (fault,) = judgement.faults
                assert (fault.tokens, fault.variant) == (path, variant.tag)


def test_faults_of_a_body_carry_the_place_of_their_event() -> None:
    one = small(event({"n": {"type": "number"}}), event(kind="b"))
    at = "openapi.json#/paths/~1events/post/requestBody/content/application~1json/schema/items"
    assert faults(one, [{"kind": "b"}, {"kind": "a", "n": "x"}, 7, {"kind": "a", "n": None}]) == [
        ("/1/n", f"{at}/anyOf/0/properties/n/type", "a", 'expected a number, got the string "x"'),
        ("/2", at, None, "expected an event (an object), got the number 7"),
        ("/3/n", f"{at}/anyOf/0/properties/n/type", "a", "expected a number, got null"),
    ]


def test_two_faults_of_one_event_are_two_messages() -> None:
    one = small(event({"n": {"type": "number"}, "s": {"type": "string"}}, required=["kind", "t"]))
    assert {message for *_, message in faults(one, [{"kind": "a", "n": None, "s": 5}])} == {
        "expected a number, got null",
        "expected a string, got the number 5",
        '"t" is missing',
    }


def test_the_schema_pointer_leads_through_references_to_the_keyword_itself() -> None:
    files = {"word.json": {"$defs": {"Word": {"type": "string", "maxLength": 3}}}}
    one = small(event({"w": {"allOf": [{"$ref": "word.json#/$defs/Word"}]}}), files=files)
    (found,) = faults(one, [{"kind": "a", "w": "long"}])
    assert found == ("/0/w", "word.json#/$defs/Word/maxLength", "a", '"long" is longer than 3 characters')


def test_a_fault_in_a_nested_choice_is_told_of_the_branch_that_was_meant() -> None:
    inner = {"anyOf": [{"type": "array", "items": {"required": ["id"]}}, {"type": "null"}, {"type": "string"}]}
    one = small(event({"x": inner}), event(kind="b"))
    (found,) = faults(one, [{"kind": "a", "x": [{"id": 1}, {}]}])
    assert found[0] == "/0/x/1"
    assert found[3] == '"id" is missing'


def test_a_nested_choice_that_fits_nowhere_is_told_as_such() -> None:
    assert messages(5, {"anyOf": [{"type": "array"}, {"type": "null"}]}) == [
        "expected an array or null, got the number 5"
    ]
    assert messages(5, {"oneOf": [{"enum": ["a"]}, {"const": 7}]}) == ["the number 5 fits none of the 2 alternatives"]
    assert messages(5, {"oneOf": [{"minimum": 1}, {"type": "integer"}]}) == [
        "the number 5 fits more than one of the alternatives"
    ]


def test_a_branch_is_known_by_the_discriminator_at_any_depth() -> None:
    inner = {"oneOf": [event({"n": {"type": "number"}}, kind="p"), event({"n": {"type": "string"}}, kind="q")]}
    assert messages({"kind": "q", "n": 5}, inner) == ["expected a string, got the number 5"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, "kind is missing: it says which event this is (reading or door)"),
        ({"kind": "raeding"}, '"raeding" is no event: expected reading or door; did you mean "reading"?'),
        ({"kind": "READING"}, '"READING" is no event: expected reading or door'),
        ({"kind": 5}, "5 is no event: expected reading or door"),
        ({"kind": None}, "null is no event: expected reading or door"),
        ({"kind": ["reading"]}, '["reading"] is no event: expected reading or door'),
        ([], "expected an event (an object), got an array of 0"),
        ("reading", 'expected an event (an object), got the string "reading"'),
        (None, "expected an event (an object), got null"),
    ],
)
def test_what_names_no_variant_is_one_fault_that_names_them_all(value: Any, message: str) -> None:
    (found,) = faults(small(event(kind="reading"), event(kind="door")), [value])
    assert found[2:] == (None, message)
    assert found[0] == ("/0/kind" if isinstance(value, dict) and "kind" in value else "/0")


ENVELOPE = {
    "type": "object",
    "required": ["sender", "records"],
    "properties": {
        "sender": {"type": "string"},
        "records": {"type": "array", "minItems": 1, "uniqueItems": True, "items": event({"n": {"type": "number"}})},
    },
}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([], [("", "expected an object, got an array of 0")]),
        ({"records": [{"kind": "a"}]}, [("", '"sender" is missing')]),
        (
            {"sender": 5, "records": []},
            [("/records", "0 items are fewer than 1"), ("/sender", "expected a string, got the number 5")],
        ),
        ({"sender": "s", "records": {}}, [("/records", "expected an array, got an object")]),
        ({"sender": "s", "records": [{"kind": "a"}] * 2}, [("/records", "two items are the same")]),
        (
            {"sender": 5, "records": [{"kind": "a", "n": 1}, {"kind": "a", "n": ""}]},
            [
                ("/sender", "expected a string, got the number 5"),
                ("/records/1/n", 'expected a number, got the string ""'),
            ],
        ),
    ],
)
def test_faults_of_the_envelope_are_told_once_and_apart_from_those_of_events(body: Any, expected: Any) -> None:
    found = faults(contract_of(ENVELOPE), body)
    assert sorted((pointer, message) for pointer, _, _, message in found) == sorted(expected)
    assert all(variant is None for pointer, _, variant, _ in found if not pointer.startswith("/records/"))


def test_a_body_that_may_be_null_explains_the_faults_of_its_events_once() -> None:
    body = {"anyOf": [{"type": "null"}, {"type": "array", "items": event({"n": {"type": "number"}})}]}
    (found,) = faults(contract_of(body), [{"kind": "a", "n": "x"}])
    assert (found[0], found[2]) == ("/0/n", "a")
    (found,) = faults(contract_of(body), 5)
    assert found[3] == "expected an array or null, got the number 5"


def test_a_fault_that_only_the_body_sees_is_not_lost() -> None:
    body = {"type": "array", "items": event(), "prefixItems": [event({"first": True}, required=["kind", "first"])]}
    found = faults(contract_of(body), [{"kind": "a"}])
    assert found
    assert found[0][3] == '"first" is missing'


def test_what_stands_beside_the_choice_of_variants_is_explained_too() -> None:
    beside = {"anyOf": [event(), event(kind="b")], "required": ["id"], "properties": {"n": {"type": "number"}}}
    (found,) = faults(contract_of({"type": "array", "items": beside}), [{"kind": "a", "id": 1, "n": "x"}])
    assert found[2:] == ("a", 'expected a number, got the string "x"')


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"type": ["null", "string"]}, 5, "expected a string or null, got the number 5"),
        ({"type": "integer"}, 1.5, "expected an integer, got the number 1.5"),
        ({"type": "object"}, True, "expected an object, got true"),
        ({"type": "string", "enum": ["a", "b"]}, 5, 'expected "a" or "b", got 5'),
        ({"enum": ["a", None, 1]}, "A", 'expected "a", null or 1, got "A"'),
        ({"type": "string", "const": "a"}, None, 'expected "a", got null'),
        ({"format": "date"}, "x", 'expected an RFC 3339 date such as 2015-03-02, got "x"'),
        ({"minimum": 1}, 0, "0 is less than 1"),
        ({"maximum": 1}, 2, "2 is more than 1"),
        ({"exclusiveMinimum": 1}, 1, "1 is not more than 1"),
        ({"exclusiveMaximum": 1}, 1, "1 is not less than 1"),
        ({"multipleOf": 2}, 3, "3 is no multiple of 2"),
        ({"minLength": 2}, "a", '"a" is shorter than 2 characters'),
        ({"pattern": "^b"}, "a", '"a" does not match "^b"'),
        ({"minItems": 2}, [1], "1 items are fewer than 2"),
        ({"maxItems": 1}, [1, 2], "2 items are more than 1"),
        ({"uniqueItems": True}, [1, 1], "two items are the same"),
        ({"minProperties": 1}, {}, "0 properties are fewer than 1"),
        ({"maxProperties": 0}, {"a": 1}, "1 properties are more than 0"),
        ({"additionalProperties": False}, {"a": 1, "b": 2}, 'not allowed here: "a" and "b"'),
        ({"required": ["a"]}, {}, '"a" is missing'),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, '"b" is missing'),
        ({"not": {"type": "null"}}, None, "null breaks the keyword not"),
        ({"contains": {"const": 1}}, [2], "an array of 1 breaks the keyword contains"),
        ({"if": {"type": "string"}, "then": {"minLength": 2}}, "a", '"a" is shorter than 2 characters'),
    ],
)
def test_every_keyword_has_a_message(schema: Any, value: Any, message: str) -> None:
    assert messages(value, schema) == [message]


def test_what_may_not_be_there_at_all_says_so() -> None:
    assert messages(5, False) == ["nothing is allowed here, got the number 5"]


HOSTILE = "\x1b[2J\u202e\x00" + "x" * 10_000


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "number"}, HOSTILE),
        ({"enum": ["a"]}, {"k": HOSTILE}),
        ({"pattern": "^a$"}, HOSTILE),
        ({"type": "string", "format": "date-time"}, HOSTILE),
        ({"additionalProperties": False}, {f"{i}\x1b\u202e" + "k" * 1000: 1 for i in range(500)}),
        ({"uniqueItems": True}, ["\x1b" * 1000] * 2),
        ({"maxLength": 1}, HOSTILE),
    ],
)
def test_hostile_values_are_escaped_and_cut_short(schema: Any, value: Any) -> None:
    (message,) = messages(value, schema)
    assert message.isprintable()
    assert message.encode()
    assert len(message) < 900


def test_a_hostile_name_of_an_event_is_escaped_and_cut_short() -> None:
    (found,) = faults(small(event(), event(kind="b")), [{"kind": HOSTILE}])
    assert found[3].isprintable()
    assert len(found[3]) < 200


def test_a_batch_of_nothing_but_faults_is_explained_in_reasonable_time(contract: Contract, oracle: Oracle) -> None:
    broken = [{contract.discriminator: contract.tags[0]}] * 10_000
    assert len(oracle.judge(broken).faults) == 10_000
