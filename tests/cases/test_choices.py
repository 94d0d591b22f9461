"""What a plan is made of: strength, quick, without writes, in shards."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from eventpact.cases import Choices, Phase, Plan, alone, make_plan
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.interface import Refusal
from eventpact.pointer import resolve


@pytest.mark.parametrize("parts", [2, 7])
def test_shards_together_are_the_plan_and_none_overlaps(telemetry: Contract, telemetry_plan: Plan, parts: int) -> None:
    shards = [make_plan(telemetry, "run", Choices(shard=(i, parts))) for i in range(1, parts + 1)]
    ids = [case.id for shard in shards for case in shard.cases]
    assert sorted(ids) == sorted(case.id for case in telemetry_plan.cases)
    assert {case.id: case for shard in shards for case in shard.cases} == {c.id: c for c in telemetry_plan.cases}
    assert max(len(shard.cases) for shard in shards) - min(len(shard.cases) for shard in shards) <= 1
    scenarios = [scenario.id for shard in shards for scenario in shard.scenarios]
    assert sorted(scenarios) == sorted(scenario.id for scenario in telemetry_plan.scenarios)


def test_a_shard_says_of_each_site_that_it_does_not_test_that_another_one_does(
    telemetry: Contract, telemetry_plan: Plan
) -> None:
    shards = [make_plan(telemetry, "run", Choices(shard=(i, 40))) for i in range(1, 41)]
    for alike in zip(telemetry_plan.sites, *(shard.sites for shard in shards), strict=True):
        assert len({(site.place, site.keyword) for site in alike}) == 1
        assert {site.reason for site in alike[1:]} <= {"", "another shard tests it"}
        assert any(site.tested for site in alike[1:])
    for shard in shards:
        sent = {alone(case.id) for case in shard.cases}
        assert all(bool(site.cases & sent) == site.tested for site in shard.sites)
    assert not all(site.tested for shard in shards for site in shard.sites)


def test_the_shards_of_a_plan_show_its_combinations_together(telemetry: Contract, telemetry_plan: Plan) -> None:
    shards = [make_plan(telemetry, "run", Choices(shard=(i, 3))) for i in (1, 2, 3)]
    whole = telemetry_plan.interactions(telemetry_plan.cases)
    assert all(0 < shard.interactions(shard.cases).covered < whole.covered for shard in shards)
    assert telemetry_plan.interactions(case for shard in shards for case in shard.cases) == whole


@pytest.fixture(scope="module")
def unwritten(contract: Contract) -> Plan:
    return make_plan(contract, "run", Choices(writes=False))


def test_without_writes_nothing_is_left_that_a_sound_receiver_records(
    contract: Contract, oracle: Oracle, unwritten: Plan
) -> None:
    assert unwritten.scenarios == ()
    for case in unwritten.cases:
        about_the_body = case.expectation.refusal in {Refusal.INVALID, Refusal.MALFORMED}
        if about_the_body:
            assert oracle.judge_text(case.request.body or b"").verdict is Verdict.INVALID, case.id
        elif case.expectation.refusal is None:
            assert case.empty, case.id
            assert recordable(contract, oracle, case.request.body) == [], case.id


def recordable(contract: Contract, oracle: Oracle, body: bytes | None) -> list[Any]:
    """The valid events in a body, if it is one."""
    try:
        events = resolve(json.loads(body or b""), contract.events_at)
    except (ValueError, LookupError, RecursionError):
        return []
    return [e for e in events if oracle.verdict(e, event=True) is Verdict.VALID] if isinstance(events, list) else []


def test_without_writes_every_site_is_tested_all_the_same(plan: Plan, unwritten: Plan) -> None:
    assert unwritten.sites == plan.sites
    assert [c.id for c in unwritten.of(Phase.REJECT)] == [c.id for c in plan.of(Phase.REJECT)]


def test_without_writes_the_first_case_may_be_sent_to_a_live_system(unwritten: Plan) -> None:
    assert unwritten.smoke.empty


@pytest.fixture(scope="module")
def small(contract: Contract) -> Plan:
    return make_plan(contract, "run", Choices(quick=True))


def test_a_quick_plan_has_every_kind_for_every_shape_that_is_asked_for(plan: Plan, small: Plan) -> None:
    def shown(cases: Plan) -> set[tuple[str, str]]:
        return {(case.kind, case.asked) for case in cases.of(Phase.REJECT)}

    assert shown(small) == shown(plan)
    assert not any(case.mates for case in small.of(Phase.REJECT))
    assert {case.phase for case in small.cases} == {case.phase for case in plan.cases}


def test_a_quick_plan_is_small(plan: Plan, small: Plan) -> None:
    assert len(small.cases) < 1_000
    assert len(small.cases) * 5 < len(plan.cases)
    told = small.interactions(small.cases)
    assert told.strength == 2
    assert told.covered == told.tuples > 1_000


def test_a_quick_plan_tests_every_site(small: Plan) -> None:
    sent = {case.id for case in small.cases}
    assert [site for site in small.sites if not site.cases & sent] == []


@pytest.mark.parametrize("strength", [1, 2, 4])
def test_any_strength_covers_what_it_promises(telemetry: Contract, strength: int) -> None:
    plan = make_plan(telemetry, "run", Choices(strength=strength))
    found = plan.interactions(plan.cases)
    assert found.strength == strength
    assert found.covered == found.tuples > 0


def test_the_plainest_come_first_and_then_one_of_each_kind(plan: Plan) -> None:
    rules = [case.rule for case in plan.cases]
    assert rules[:6] == ["accept-typical"] * 6
    assert rules[12] == "accept-mixed"
    seen: set[tuple[str, ...]] = set()
    news = []
    for case in plan.cases[14:]:
        shown = (case.phase.value, case.rule, case.kind, case.asked)
        news.append(shown not in seen)
        seen.add(shown)
    assert sum(before < after for before, after in pairwise(news)) == 0


def test_phases_take_turns(plan: Plan) -> None:
    assert len({case.phase for case in plan.cases[20:40]}) >= 8
