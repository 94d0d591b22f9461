"""JSON Pointer, by the examples of RFC 6901 and by what lies beside them."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.pointer import Location, parse_pointer, removed, replaced, resolve, to_pointer

#: The document and the pointers of RFC 6901, §5.
DOCUMENT: dict[str, Any] = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}
EXAMPLES = {
    "": DOCUMENT,
    "/foo": ["bar", "baz"],
    "/foo/0": "bar",
    "/": 0,
    "/a~1b": 1,
    "/c%d": 2,
    "/e^f": 3,
    "/g|h": 4,
    "/i\\j": 5,
    '/k"l': 6,
    "/ ": 7,
    "/m~0n": 8,
}


@pytest.mark.parametrize("pointer", EXAMPLES)
def test_the_examples_of_the_rfc_resolve(pointer: str) -> None:
    assert resolve(DOCUMENT, parse_pointer(pointer)) == EXAMPLES[pointer]


@pytest.mark.parametrize("pointer", EXAMPLES)
def test_the_examples_of_the_rfc_survive_a_round_trip(pointer: str) -> None:
    assert to_pointer(parse_pointer(pointer)) == pointer


def test_escapes_are_undone_once_and_in_the_right_order() -> None:
    assert parse_pointer("/~01") == ("~1",)


@pytest.mark.parametrize("pointer", ["a", "#/a", " /a"])
def test_a_pointer_begins_with_a_slash(pointer: str) -> None:
    with pytest.raises(ValueError, match="begins with"):
        parse_pointer(pointer)


@pytest.mark.parametrize("token", ["2", "-1", "01", "1.0", "+1", "-", "", "٠", "foo"])
def test_a_step_into_an_array_is_a_plain_index_within_it(token: str) -> None:
    with pytest.raises(LookupError):
        resolve(["a", "b"], (token,))


@pytest.mark.parametrize("value", ["text", 5, None, True])
def test_there_is_no_step_into_a_scalar(value: object) -> None:
    with pytest.raises(LookupError):
        resolve(value, ("0",))


def test_an_absent_key_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        resolve({"a": 1}, ("b",))


def test_replacing_leaves_the_original_alone_and_shares_the_rest() -> None:
    original = {"a": [1, {"b": 2}], "c": [3]}
    changed = replaced(original, ("a", 1, "b"), 5)
    assert changed == {"a": [1, {"b": 5}], "c": [3]}
    assert original == {"a": [1, {"b": 2}], "c": [3]}
    assert changed["c"] is original["c"]


def test_replacing_can_add_a_key_and_take_the_place_of_all() -> None:
    assert replaced({}, ("new",), 1) == {"new": 1}
    assert replaced({"a": 1}, (), "other") == "other"


def test_removing_takes_a_key_or_an_item_and_leaves_the_original_alone() -> None:
    original = {"a": [1, 2, 3], "b": 4}
    assert removed(original, ("a", 1)) == {"a": [1, 3], "b": 4}
    assert removed(original, ("b",)) == {"a": [1, 2, 3]}
    assert original == {"a": [1, 2, 3], "b": 4}


@pytest.mark.parametrize("tokens", [("c",), ("a", 7), ("a", "x"), ("b", "c")])
def test_there_is_nothing_to_remove_where_nothing_is(tokens: tuple[str | int, ...]) -> None:
    with pytest.raises(LookupError):
        removed({"a": [1], "b": 2}, tokens)


def test_a_location_is_written_as_a_reference() -> None:
    location = Location("events/a.schema.json") / "properties" / "a/b" / 0
    assert str(location) == "events/a.schema.json#/properties/a~1b/0"
