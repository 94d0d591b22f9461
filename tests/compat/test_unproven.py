"""What can neither be shown nor excluded is told, and counts as a break."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.compat import Bump, Effect

from tests.compat.versions import compared

_LOOKING_AHEAD = {"type": "string", "pattern": r"^(?=.*[A-Z])(?!.*[XYZ]{9})[a-zA-Z]{12}\d{40}$"}
_LONG = 5_000_000


@pytest.mark.parametrize(
    ("old", "new", "keyword"),
    [
        (_LOOKING_AHEAD, {**_LOOKING_AHEAD, "minLength": 52}, "minLength"),
        ({"type": "string", "maxLength": _LONG}, {"type": "string", "maxLength": _LONG - 1}, "maxLength"),
        ({"type": "array", "maxItems": _LONG}, {"type": "array", "maxItems": _LONG - 1}, "maxItems"),
        ({"type": "object", "maxProperties": _LONG}, {"type": "object", "maxProperties": _LONG - 1}, "maxProperties"),
    ],
)
def test_a_difference_that_no_body_shows_is_unproven_and_breaks(old: Any, new: Any, keyword: str) -> None:
    comparison = compared(old, new)
    assert comparison.narrowed is None
    assert [(one.direction, one.pointer) for one in comparison.unproven] == [
        (Effect.NARROWED, f"schema.json#/{keyword}")
    ]
    assert comparison.bump is Bump.MAJOR
    assert (comparison.backward, comparison.forward, comparison.full) == (False, True, False)
    assert all(one.reason for one in comparison.unproven)


def test_long_strings_and_arrays_within_reason_are_shown() -> None:
    for kind, least in (("string", "minLength"), ("array", "minItems")):
        comparison = compared({"type": kind}, {"type": kind, least: 4_000})
        assert comparison.narrowed is not None
        assert comparison.unproven == ()
        back = compared({"type": kind, least: 4_000}, {"type": kind, least: 4_001})
        assert back.narrowed is not None
        assert len(back.narrowed.body) == 4_000


def test_many_different_items_are_found_and_few_are_all() -> None:
    unique = {"type": "array", "uniqueItems": True}
    for items in ({"type": "integer"}, {"type": "string"}):
        comparison = compared({**unique, "items": items}, {**unique, "items": items, "maxItems": 60})
        assert comparison.narrowed is not None
        assert len(comparison.narrowed.body) == 61
    few = {**unique, "items": {"enum": ["a", "b", "c"]}}
    assert compared(few, {**few, "maxItems": 3}).changes == ()


def test_a_large_choice_of_what_overlaps_ends_and_is_no_less_than_told() -> None:
    names = [f"p{number}" for number in range(6)]
    properties = {name: {"type": "string"} for name in names}
    options = [{"type": "object", "required": [name], "properties": properties} for name in names]
    comparison = compared({"anyOf": options}, {"anyOf": options[:-1]})
    assert comparison.bump is Bump.MAJOR
    assert not comparison.backward
