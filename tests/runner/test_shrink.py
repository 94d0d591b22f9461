"""JSON values made smaller: what the steps promise, whatever the value."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from eventpact.cases.compose import has
from eventpact.pointer import resolve
from eventpact.runner.shrink import differences, removable, smaller, taken_over, text, without
from hypothesis import given
from hypothesis import strategies as st

names = st.sampled_from(["a", "b", "c/d", "0", ""])
values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.0, 1.0, 2.5]) | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(values, values)
def test_taking_over_all_differences_gives_the_other_value_byte_for_byte(one: Any, other: Any) -> None:
    made = taken_over(other, one, differences(one, other))
    assert text(sort(made)) == text(sort(one))


def sort(value: Any) -> Any:
    """*value* with its properties in order: which one comes first is no difference."""
    if isinstance(value, dict):
        return {name: sort(value[name]) for name in sorted(value)}
    return [sort(item) for item in value] if isinstance(value, list) else value


@given(values)
def test_a_value_does_not_differ_from_itself(value: Any) -> None:
    assert list(differences(value, value)) == []


def test_a_whole_number_differs_from_its_spelling_with_a_fraction() -> None:
    assert list(differences({"a": [1, True]}, {"a": [1.0, 1]})) == [("a", 0), ("a", 1)]


@given(values, values)
def test_no_difference_lies_within_another(one: Any, other: Any) -> None:
    places = list(differences(one, other))
    assert not any(a != b and b[: len(a)] == a for a in places for b in places)


@given(values, st.data())
def test_what_is_kept_stays_where_it_was_when_all_that_is_removable_is_gone(value: Any, data: st.DataObject) -> None:
    everywhere = list(removable(value, []))
    keep = data.draw(st.lists(st.sampled_from(everywhere), max_size=3)) if everywhere else []
    kept = [(at, resolve(value, at)) for at in keep]
    free = list(removable(value, keep))
    left = without(value, free)
    for at, child in kept:
        assert has(left, at)
        assert type(resolve(left, at)) is type(child)
    assert not set(free) & set(keep)


@given(values)
def test_all_of_a_container_is_removable(value: Any) -> None:
    left = without(value, removable(value, []))
    assert left in ({}, []) if isinstance(value, (dict, list)) else left == value


@given(values)
def test_what_is_smaller_is_so_and_of_the_same_type(value: Any) -> None:
    for less in smaller(value):
        assert len(text(less)) < len(text(value))
        assert type(less) is type(value)


@given(values.filter(lambda value: len(text(value)) <= 32))
def test_what_can_be_read_at_a_glance_is_left_as_it_is(value: Any) -> None:
    assert list(smaller(value)) == []


def test_the_smallest_comes_first() -> None:
    lengths = [len(less) for less in smaller("x" * 300)]
    assert lengths[0] == 0
    assert all(one < other for one, other in pairwise(lengths))
    assert lengths[-1] == 299
