"""What makes the smallest request go wrong, in words."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from eventpact.findings import Finding, Minimal
from eventpact.printable import escape
from eventpact.report.difference import difference
from hypothesis import given
from hypothesis import strategies as st

from tests.report.making import REQUEST, finding, finished, hostile

RIGHT = [{"a": 12.5, "b": [1, 2], "c": None}]


def against(wrong: Any, right: Any = RIGHT) -> Finding:
    bodies = [value if isinstance(value, bytes) else json.dumps(value).encode() for value in (wrong, right)]
    return finding(minimal=Minimal(replace(REQUEST, body=bodies[0]), 5, accepted=replace(REQUEST, body=bodies[1])))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ([{**RIGHT[0], "a": "12.5"}], '/0/a is "12.5" instead of 12.5'),
        ([{**RIGHT[0], "a": 12}], "/0/a is 12 instead of 12.5"),
        ([{**RIGHT[0], "b": [1]}], "/0/b/1 is absent instead of 2"),
        ([{**RIGHT[0], "d/e": True}], "/0/d~1e is true instead of absent"),
        ([{**RIGHT[0], "c": {}}], "/0/c is {} instead of null"),
        ({"0": RIGHT[0]}, "the body is {"),
    ],
)
def test_what_differs_from_a_request_that_is_treated_right_is_named(wrong: Any, says: str) -> None:
    assert difference(against(wrong)).startswith(f"as one that is treated right, but {says}")


@pytest.mark.parametrize(("wrong", "right"), [(1, 1.0), (True, 1), (0, False), (None, [])])
def test_values_that_python_holds_to_be_equal_are_told_apart(wrong: Any, right: Any) -> None:
    assert difference(against([wrong], [right]))


def test_ids_of_two_events_are_told_only_where_nothing_else_differs() -> None:
    right, wrong = ({"id": f"run-{n}", "a": value} for n, value in ((7, 1), (12, "1")))
    assert difference(against(wrong, right)) == 'as one that is treated right, but /a is "1" instead of 1'
    assert "run-12" in difference(against({**right, "id": "run-12"}, right))


@pytest.mark.parametrize(("wrong", "right"), [(b"\xff", RIGHT), (RIGHT, b"{"), (RIGHT, RIGHT), (b"", b"")])
def test_nothing_is_said_where_bodies_cannot_be_compared(wrong: Any, right: Any) -> None:
    assert difference(against(wrong, right)) == ""


def test_nothing_is_said_where_nothing_was_made_smaller() -> None:
    assert difference(finding()) == ""
    assert difference(finding(minimal=Minimal(REQUEST, 3))) == ""


def test_deep_bodies_are_no_trouble() -> None:
    deep = b"[" * 900 + b"1" + b"]" * 900
    assert isinstance(difference(against(deep, deep.replace(b"1", b"2"))), str)


def test_values_that_must_come_together_are_told_together() -> None:
    needed = (("/0/bet_type", '"System"'), ("/0/bets", "null"))
    refused = replace(finding().example, observed="refused with 422")
    told = difference(finding(example=refused, minimal=Minimal(REQUEST, 5, needed)))
    assert told == 'refused with 422 when /0/bet_type is "System" and /0/bets is null; either alone is not'


def test_more_than_two_values_are_told_as_well() -> None:
    needed = tuple((f"/{n}", str(n)) for n in range(6))
    told = difference(finding(minimal=Minimal(REQUEST, 5, needed)))
    assert told == "accepted when /0 is 0, /1 is 1, /2 is 2, /3 is 3 and 2 more; any of them alone is not"


def test_hostile_values_are_escaped() -> None:
    assert difference(hostile()) == escape(difference(hostile()))
    assert finished(hostile())


_json = st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5), lambda inner:
    st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=8)  # fmt: skip


@given(_json, _json)
def test_a_difference_is_told_where_there_is_one(wrong: Any, right: Any) -> None:
    texts = [json.dumps(value, sort_keys=True) for value in (wrong, right)]
    assert (difference(against(wrong, right)) != "") == (texts[0] != texts[1])
