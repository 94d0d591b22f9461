"""Covering arrays cover: every combination is looked for in the rows, by other means than they are made by."""

from __future__ import annotations

import json
import math
import time
from itertools import combinations, product

import pytest
from eventpact.cases.compose import has
from eventpact.cases.covering import ABSENT, combined, covering, parameters
from eventpact.cases.places import spots
from eventpact.cases.values import typical
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.pointer import resolve
from hypothesis import given, settings
from hypothesis import strategies as st

Sizes = st.lists(st.integers(1, 5), max_size=7)
Strength = st.integers(1, 3)


def wanted(sizes: list[int], strength: int) -> set[tuple[tuple[int, int], ...]]:
    """Every combination of levels of *strength* parameters, or of all where there are fewer."""
    return {
        tuple(zip(chosen, levels, strict=True))
        for chosen in combinations(range(len(sizes)), min(strength, len(sizes)))
        for levels in product(*(range(sizes[p]) for p in chosen))
    }


def held(rows: list[tuple[int | None, ...]], size: int) -> set[tuple[tuple[int, int], ...]]:
    """Every combination of *size* levels that stands in some row."""
    return {
        part
        for row in rows
        for part in combinations([(p, a) for p, a in enumerate(row) if a is not None], size)
    }  # fmt: skip


@settings(deadline=None)
@given(Sizes, Strength)
def test_every_combination_is_in_a_row(sizes: list[int], strength: int) -> None:
    rows = covering(sizes, strength)
    assert wanted(sizes, strength) <= held(rows, min(strength, len(sizes)))


@settings(deadline=None)
@given(Sizes, Strength)
def test_a_row_has_a_level_of_each_parameter_and_none_that_is_not(sizes: list[int], strength: int) -> None:
    for row in covering(sizes, strength):
        assert len(row) == len(sizes)
        assert all(a is not None and 0 <= a < size for a, size in zip(row, sizes, strict=True))


@settings(deadline=None)
@given(Sizes, Strength)
def test_the_same_sizes_give_the_same_rows_and_none_twice(sizes: list[int], strength: int) -> None:
    rows = covering(sizes, strength)
    assert covering(sizes, strength) == rows
    assert len(set(rows)) == len(rows)


@settings(deadline=None)
@given(Sizes, Strength)
def test_no_row_is_without_a_combination_of_its_own_when_it_is_made(sizes: list[int], strength: int) -> None:
    size = min(strength, len(sizes))
    before: set[tuple[tuple[int, int], ...]] = set()
    for row in covering(sizes, strength):
        assert held([row], size) - before or not sizes
        before |= held([row], size)


@settings(deadline=None)
@given(Sizes.filter(lambda sizes: len(sizes) > 1), Strength, st.data())
def test_excluded_pairs_are_in_no_row_and_all_without_them_are(
    sizes: list[int], strength: int, data: st.DataObject
) -> None:
    pairs = sorted(wanted(sizes, 2))
    excluded = set(data.draw(st.lists(st.sampled_from(pairs), max_size=6)))
    rows = covering(sizes, strength, {(pair[0], pair[1]) for pair in excluded})
    assert not held(rows, 2) & excluded
    possible = {c for c in wanted(sizes, strength) if not set(combinations(c, 2)) & excluded}
    assert possible <= held(rows, min(strength, len(sizes)))


@settings(deadline=None)
@given(Sizes.filter(lambda sizes: math.prod(sizes) > 1), Strength)
def test_this_check_notices_a_row_that_is_gone(sizes: list[int], strength: int) -> None:
    rows = covering(sizes, strength)
    gone = [
        row
        for row in rows
        if not wanted(sizes, strength) <= held([r for r in rows if r != row], min(strength, len(sizes)))
    ]
    assert rows[-1] in gone


def test_a_parameter_with_no_level_left_is_none() -> None:
    rows = covering([2, 2], 2, {((0, 1), (1, 0)), ((0, 1), (1, 1))})
    assert sorted(rows, key=str) == [(0, 0), (0, 1), (1, None)]


def test_few_parameters_and_none() -> None:
    assert covering([], 2) == [()]
    assert sorted(covering([3], 2)) == [(0,), (1,), (2,)]
    assert len(covering([4, 3, 2], 1)) == 4


@pytest.mark.parametrize(("sizes", "strength"), [([2, 0], 2), ([2, 2], 0), ([-1], 1)])
def test_what_has_no_levels_or_no_strength_is_refused(sizes: list[int], strength: int) -> None:
    with pytest.raises(ValueError, match="level"):
        covering(sizes, strength)


@pytest.mark.parametrize(
    ("sizes", "most"),
    [([12, 12, 11, 11, 10, 9, 9, 9, 8, 8, 8, 7, 7, 6, 2, 2], 170), ([8] * 16, 130), ([4] * 10, 32), ([2] * 20, 13)],
)
def test_pairs_take_few_rows_and_little_time(sizes: list[int], most: int) -> None:
    began = time.process_time()
    rows = covering(sizes, 2)
    assert time.process_time() - began < 1
    first, second = sorted(sizes)[-2:]
    assert first * second <= len(rows) <= most


@pytest.mark.parametrize("strength", [1, 2, 3])
def test_combined_payloads_hold_every_combination_of_states_of_flat_events(strength: int, telemetry: Contract) -> None:
    oracle, variant = Oracle(telemetry), telemetry.variants[0]
    base, at = typical(variant.schema), list(spots(variant.tag, variant.schema))

    def is_valid(event: object) -> bool:
        return oracle.verdict(event, event=True) is Verdict.VALID

    found = combined(base, at, is_valid, strength)
    assert found.left_out == ()
    assert all(map(is_valid, found.payloads))
    fields = [p for p in parameters(base, at, is_valid) if p.spot.tokens]
    wanted = {
        tuple((p.spot.tokens, state.key) for p, state in zip(chosen, states, strict=True))
        for chosen in combinations(fields, strength)
        for states in product(*(p.states for p in chosen))
    }
    for payload in found.payloads:
        held = [(p.spot.tokens, key_in(payload, p.spot.tokens)) for p in fields]
        wanted.difference_update(combinations(held, strength))
    assert wanted == set()


def key_in(payload: object, tokens: tuple[str | int, ...]) -> str:
    return json.dumps(resolve(payload, tokens)) if has(payload, tokens) else "absent"


def test_absence_is_no_json_value() -> None:
    with pytest.raises(TypeError):
        json.dumps(ABSENT)
