"""Events with only some of their states, and many things to do a few at a time."""

from __future__ import annotations

import asyncio
from itertools import combinations
from typing import Any

import pytest
from eventpact.cases import Choices, Item, Phase, Plan, make_plan
from eventpact.cases.compose import has
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.schema import same
from eventpact.pointer import parse_pointer, resolve
from eventpact.runner.renewal import Renewal
from eventpact.runner.side_by_side import side_by_side
from eventpact.runner.subset import Subsets, composed
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(scope="module", params=["contract", "telemetry"])
def planned(request: pytest.FixtureRequest) -> tuple[Contract, Plan, list[Item]]:
    contract: Contract = request.getfixturevalue(request.param)
    plan = make_plan(contract, "run", Choices(strength=2))
    items = [item for case in plan.of(Phase.ACCEPT) for item in case.items if len(item.states) > 1]
    return contract, plan, items[::5]


def test_an_event_with_all_its_states_is_the_event(planned: tuple[Contract, Plan, list[Item]]) -> None:
    contract, plan, items = planned
    renewal = Renewal(contract, plan)
    for item in items:
        variant = contract.variant(item.value)
        assert variant is not None
        typical = renewal.with_names_of(item.value, renewal.composer.typical(variant))
        assert same(composed(typical, item.value, item.states, item.states), item.value), item.states


def test_an_event_with_none_of_its_states_is_typical(planned: tuple[Contract, Plan, list[Item]]) -> None:
    contract, plan, items = planned
    renewal = Renewal(contract, plan)
    for item in items:
        variant = contract.variant(item.value)
        assert variant is not None
        typical = renewal.composer.typical(variant)
        assert same(composed(typical, item.value, item.states, []), typical), item.states


def test_a_pair_of_states_is_shown_by_a_valid_event_that_has_both(planned: tuple[Contract, Plan, list[Item]]) -> None:
    contract, plan, items = planned
    subsets, oracle = Subsets(contract, Renewal(contract, plan)), Oracle(contract)
    for item in items[:40]:
        for pair in list(combinations(sorted(item.states), 2))[:10]:
            made = subsets.item(item, pair)
            if made is None:
                continue
            assert oracle.verdict(made.value, event=True) is Verdict.VALID
            assert made.states == frozenset(pair)
            put_back = [pointer for pointer, _ in item.states - set(pair)]
            for pointer, _ in pair:
                if not inner(pair) and not any(one.startswith(f"{pointer}/") for one in put_back):
                    assert at_of(made.value, pointer) == at_of(item.value, pointer)


def inner(pair: tuple[tuple[str, str], ...]) -> bool:
    """Whether one place of a pair lies within the other."""
    (one, _), (other, _) = pair
    return other.startswith(one) or one.startswith(other)


def at_of(value: Any, pointer: str) -> Any:
    at = parse_pointer(pointer)
    found = resolve(value, at) if has(value, at) else "absent"
    return sorted(found) if isinstance(found, dict) else found if not str(found).startswith("run-") else "an id"


def test_what_is_refused_is_put_back_and_the_rest_is_kept(planned: tuple[Contract, Plan, list[Item]]) -> None:
    contract, plan, items = planned
    subsets = Subsets(contract, Renewal(contract, plan))
    for item in items[:40]:
        state = min(item.states)
        left = subsets.without(item, [frozenset({state})])
        assert left is None or left.states == item.states - {state}
        pair = frozenset(sorted(item.states)[:2])
        less = subsets.without(item, [pair])
        assert less is None or len(less.states) == len(item.states) - 1
        assert subsets.without(item, [frozenset({("/nowhere", "never")})]) is item
        assert subsets.without(item, [frozenset({one}) for one in item.states]) is None


@given(st.integers(0, 40), st.integers(1, 9))
def test_all_is_done_once_in_order_and_never_more_at_a_time_than_allowed(things: int, workers: int) -> None:
    begun: list[int] = []
    now = most = 0

    async def do(thing: int) -> None:
        nonlocal now, most
        begun.append(thing)
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1

    asyncio.run(side_by_side(range(things), do, workers))
    assert begun == list(range(things))
    assert most <= workers


def test_what_one_raises_ends_the_others_and_is_raised() -> None:
    begun: list[int] = []

    async def do(thing: int) -> None:
        begun.append(thing)
        await asyncio.sleep(0)
        if thing == 3:
            raise ValueError("three")

    with pytest.raises(ValueError, match="three"):
        asyncio.run(side_by_side(range(100), do, 4))
    assert len(begun) < 20
