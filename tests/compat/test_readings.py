"""The two readings of open objects, and the modes of the schema registries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from eventpact.compat import Bump, Effect

from tests.compat.versions import PRAGMATIC, STRICT, compared, contracts, document, rules

_OPEN = {"type": "object", "properties": {"a": {"type": "string"}}}
_WITH_B = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "number"}}}


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "additionalProperties": False}


def test_an_optional_property_of_an_open_object_narrows_in_the_strict_reading_alone() -> None:
    strict, pragmatic = compared(_OPEN, _WITH_B, STRICT), compared(_OPEN, _WITH_B, PRAGMATIC)
    assert rules(strict) == rules(pragmatic) == ["property-added-optional"]
    assert strict.narrowed is not None
    assert not isinstance(strict.narrowed.body["b"], (int, float))
    assert (strict.bump, strict.backward, strict.forward) == (Bump.MAJOR, False, True)
    assert (pragmatic.narrowed, pragmatic.widened, pragmatic.bump) == (None, None, Bump.MINOR)
    assert pragmatic.changes[0].effect is Effect.NONE


def test_a_property_that_an_open_object_no_longer_declares_widens_in_the_strict_reading_alone() -> None:
    strict, pragmatic = compared(_WITH_B, _OPEN, STRICT), compared(_WITH_B, _OPEN, PRAGMATIC)
    assert rules(strict) == rules(pragmatic) == ["property-removed"]
    assert (strict.backward, strict.forward) == (True, False)
    assert pragmatic.full


@pytest.mark.parametrize("reading", [STRICT, PRAGMATIC])
def test_an_optional_property_of_a_closed_object_widens_in_both_readings(reading: Any) -> None:
    comparison = compared(_closed(_OPEN), _closed(_WITH_B), reading)
    assert rules(comparison) == ["property-added-optional"]
    assert comparison.narrowed is None
    assert comparison.widened is not None
    assert "b" in comparison.widened.body
    assert comparison.bump is Bump.MINOR


@pytest.mark.parametrize("reading", [STRICT, PRAGMATIC])
def test_closing_an_object_narrows_in_both_readings_and_shows_a_property_that_neither_declares(reading: Any) -> None:
    comparison = compared(_OPEN, _closed(_OPEN), reading)
    assert rules(comparison) == ["object-closed"]
    assert comparison.narrowed is not None
    assert not comparison.narrowed.body.keys() & {"a", "b"}


@pytest.mark.parametrize("reading", [STRICT, PRAGMATIC])
def test_a_property_that_was_ruled_by_a_schema_for_unknown_ones_is_not_new(reading: Any) -> None:
    old = {**_OPEN, "additionalProperties": {"type": ["number", "null"]}}
    new = {**_WITH_B, "additionalProperties": {"type": ["number", "null"]}}
    comparison = compared(old, new, reading)
    assert comparison.narrowed is not None
    assert comparison.narrowed.body == {"b": None}


@pytest.mark.parametrize("reading", [STRICT, PRAGMATIC])
def test_a_new_property_deep_down_is_told_once_and_not_what_is_in_it(reading: Any) -> None:
    inner = {"type": "object", "required": ["y"], "properties": {"y": {"type": "object", "properties": {"z": {}}}}}
    old, new = ({"type": "array", "items": {"type": "object", "properties": p}} for p in ({}, {"x": inner}))
    comparison = compared(old, new, reading)
    assert [(change.rule, change.place) for change in comparison.changes] == [("property-added-optional", "/*/x")]


def test_the_variants_of_a_choice_are_read_each_for_itself() -> None:
    """What one variant declares is new to the other all the same."""
    old = document({"one": _OPEN, "two": _WITH_B})
    new = document({"one": _WITH_B, "two": _WITH_B})
    comparison = contracts(old, new, PRAGMATIC)
    assert [(c.rule, c.variant, c.place) for c in comparison.changes] == [("property-added-optional", "one", "/data/b")]
    assert comparison.full
    strict = contracts(old, new, STRICT)
    assert strict.narrowed is not None
    assert strict.narrowed.body[0]["event"] == "one"


def test_modes_follow_narrowed_and_widened() -> None:
    narrower, wider = {"type": "integer"}, {"type": "number"}
    there, back, both = compared(wider, narrower), compared(narrower, wider), compared({"const": 1}, {"const": 2})
    assert [(c.backward, c.forward, c.full) for c in (there, back, both)] == [
        (False, True, False),
        (True, False, False),
        (False, False, False),
    ]


def test_a_witness_holds_nothing_that_the_other_version_alone_declares_in_the_pragmatic_reading() -> None:
    old, new = _OPEN, {**_WITH_B, "required": ["a"], "minProperties": 2}
    comparison = compared(old, new, PRAGMATIC)
    witnesses = [change.witness for change in comparison.changes if change.witness is not None]
    assert witnesses
    assert all("b" not in json.loads(witness.text) for witness in witnesses)
