"""Plans of random contracts: what every plan promises, whatever the contract."""

from __future__ import annotations

import json
from itertools import combinations, product
from typing import Any

import pytest
from eventpact.cases import Case, Choices, Phase, Plan, make_plan
from eventpact.cases.case import alone
from eventpact.cases.compose import has
from eventpact.cases.covering import ABSENT, Parameter, combined, parameters
from eventpact.cases.places import spots
from eventpact.cases.values import typical
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.exchange import Request
from eventpact.pointer import resolve
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.contracts import contracts

pytestmark = pytest.mark.thorough

few = settings(max_examples=25, deadline=None)


def verdict(oracle: Oracle, case: Case) -> Verdict:
    return oracle.judge_text(case.request.body or b"").verdict


def is_plain(contract: Contract, request: Request) -> bool:
    return request == Request(contract.interface.method, request.body, contract.interface.media_type)


@few
@given(contracts())
def test_every_accept_case_is_valid_and_every_reject_case_is_not(contract: Contract) -> None:
    plan, oracle = make_plan(contract, "run"), Oracle(contract)
    for case in plan.cases:
        if case.expectation.accepted:
            assert verdict(oracle, case) is Verdict.VALID, case.id
        elif case.phase in {Phase.REJECT, Phase.ENVELOPE, Phase.JSON}:
            assert verdict(oracle, case) is Verdict.INVALID, case.id
        elif case.phase is Phase.OPEN and is_plain(contract, case.request) and not case.mates:
            assert verdict(oracle, case) is Verdict.UNSPECIFIED, case.id


@few
@given(contracts())
def test_a_reject_case_breaks_what_it_names_and_its_mates_break_nothing(contract: Contract) -> None:
    plan, oracle = make_plan(contract, "run"), Oracle(contract)
    for case in plan.of(Phase.REJECT):
        events = resolve(json.loads(case.request.body or b""), contract.events_at)
        wrong = [event for event in events if oracle.verdict(event, event=True) is not Verdict.VALID]
        assert len(wrong) == 1, case.id
        faults = oracle.judge(wrong[0], event=True).faults
        assert case.place.schema_pointer in {str(fault.location) for fault in faults}, case.id
        named = case.place.instance_pointer
        assert all(named.startswith(f.pointer) or f.pointer.startswith(named) for f in faults), case.id


@few
@given(contracts())
def test_every_site_is_tested_or_says_why_not(contract: Contract) -> None:
    plan = make_plan(contract, "run")
    reached = {case.place.schema_pointer for case in plan.of(Phase.REJECT) + plan.of(Phase.ENVELOPE)}
    for site in plan.sites:
        assert site.tested or site.reason
        if site.tested and site.keyword in {"format", "maxLength", "pattern", "maximum", "multipleOf", "uniqueItems"}:
            assert site.place.schema_pointer in reached, site
        assert not site.reason.startswith("the catalogue"), site


@few
@given(contracts(), st.integers(2, 5))
def test_shards_are_the_plan_and_the_same_each_time(contract: Contract, parts: int) -> None:
    plan = make_plan(contract, "run")
    shards = [make_plan(contract, "run", Choices(shard=(i, parts))) for i in range(1, parts + 1)]
    together = [case for shard in shards for case in shard.cases]
    assert len(together) == len(plan.cases)
    assert {case.id: case for case in together} == {case.id: case for case in plan.cases}


@few
@given(contracts())
def test_without_writes_a_sound_receiver_records_nothing(contract: Contract) -> None:
    plan, oracle = make_plan(contract, "run", Choices(writes=False)), Oracle(contract)
    assert not any(case.may_write for case in plan.cases)
    for case in plan.of(Phase.REJECT):
        assert verdict(oracle, case) is Verdict.INVALID
    whole = make_plan(contract, "run")
    assert plan.sites == whole.sites
    assert {alone(case.id) for case in plan.of(Phase.REJECT)} == {alone(case.id) for case in whole.of(Phase.REJECT)}


@few
@given(contracts(), st.integers(1, 3))
def test_interactions_are_those_that_are_found_by_counting(contract: Contract, strength: int) -> None:
    oracle = Oracle(contract)

    def is_valid(event: object) -> bool:
        return oracle.verdict(event, event=True) is Verdict.VALID

    for variant in contract.variants:
        base, at = typical(variant.schema), list(spots(variant.tag, variant.schema))
        found = combined(base, at, is_valid, strength)
        varied = [p for p in parameters(base, at, is_valid) if len(p.states) > 1]
        size = max(min(strength, len(varied)), 1)
        wanted = {choice for chosen in combinations(varied, size) for choice in choices_of(chosen)}
        held = {part for event in found.payloads for part in combinations(shown(event, varied), size)}
        told = found.combinations.count(zip(found.payloads, found.states, strict=True))
        assert told == (len(wanted), len(wanted & held))
        if not found.left_out:
            assert wanted <= held


Shown = tuple[tuple[Any, ...], str]


def choices_of(chosen: tuple[Parameter, ...]) -> set[tuple[Shown, ...]]:
    """Each choice of a state for each place, but where one leaves another no room."""
    return {
        tuple((p.spot.tokens, state.key) for p, state in zip(chosen, states, strict=True))
        for states in product(*(p.states for p in chosen))
        if not any(
            inner.spot.tokens[: len(outer.spot.tokens)] == outer.spot.tokens != inner.spot.tokens
            and (state.value is ABSENT or not has(state.value, inner.spot.tokens[len(outer.spot.tokens) :]))
            for outer, state in zip(chosen, states, strict=True)
            for inner in chosen
        )
    }


def shown(event: Any, varied: list[Parameter]) -> list[Shown]:
    """The state of each place that an event has room for; what other places are in is told by what it is made of."""
    return [(p.spot.tokens, key) for p in varied if (key := state_in(event, p, varied)) is not None]


def state_in(event: Any, parameter: Parameter, varied: list[Parameter]) -> str | None:
    tokens = parameter.spot.tokens
    inside = [p.spot.tokens[len(tokens) :] for p in varied if p.spot.tokens[: len(tokens)] == tokens and p != parameter]
    if not has(event, tokens):
        return "absent" if has(event, tokens[:-1]) and room(event, tokens) else None
    value = resolve(event, tokens)
    for state in parameter.states:
        there = state.value is not ABSENT and all(has(state.value, below) for below in inside)
        if not there and state.key == json.dumps(value):
            return state.key
        if there and inside and like(state.value, value, inside):
            return state.key
        if there and not inside and state.key == json.dumps(value):
            return state.key
    return None


def room(event: Any, tokens: tuple[Any, ...]) -> bool:
    """Whether the place could be there: an item of an empty array could not."""
    parent = resolve(event, tokens[:-1])
    return isinstance(parent, dict)


def like(state: Any, value: Any, inside: list[tuple[Any, ...]]) -> bool:
    """Whether *value* is *state* but for the places *inside*."""
    if type(state) is not type(value):
        return False
    if isinstance(state, dict):
        own = {below[0] for below in inside}
        return {k: v for k, v in state.items() if k not in own} == {k: v for k, v in value.items() if k not in own}
    return len(state) == len(value)


def test_a_plan_is_never_without_a_case(contract: Contract) -> None:
    plan: Plan = make_plan(contract, "run", Choices(shard=(1, 1)))
    assert plan.cases
