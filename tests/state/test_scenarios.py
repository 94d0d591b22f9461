"""The scenarios of a plan: complete, valid where they say so, safe, and sent in their order."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
from eventpact.cases import Case, Choices, Composer, Scenario
from eventpact.cases.state import state_scenarios
from eventpact.checks.rules import RULES
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.identity import Identities
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Failure, Key, Request
from eventpact.pointer import resolve
from eventpact.runner.scenarios import exchanges

from tests.state.running import PREFIX, scenarios_of, with_policy


def cases(scenarios: tuple[Scenario, ...]) -> list[Case]:
    """All cases of *scenarios*."""
    return [case for scenario in scenarios for step in scenario.steps for case in step]


def events(contract: Contract, case: Case) -> list[Any]:
    """The events of a case."""
    found: list[Any] = resolve(json.loads(case.request.body or b""), contract.events_at)
    return found


@pytest.mark.parametrize("policy", ["atomic", "drop-invalid"])
def test_what_must_be_accepted_is_valid_and_what_must_not_is_not(chosen: Contract, policy: str) -> None:
    contract = with_policy(chosen, policy)
    oracle = Oracle(contract)
    for case in cases(scenarios_of(contract)):
        verdict = oracle.judge_text(case.request.body or b"").verdict
        if case.expectation.accepted:
            assert verdict is Verdict.VALID, case.id
            assert case.request.key in {Key.TENANT, Key.SECOND}
        elif case.expectation.refusal in {Refusal.INVALID, Refusal.MALFORMED, None}:
            assert verdict is Verdict.INVALID, case.id
        assert case.rule in RULES


def test_no_two_scenarios_share_an_event_and_all_ids_are_the_runs_own(chosen: Contract) -> None:
    identities, seen = Identities(chosen), Counter[Any]()
    for scenario in scenarios_of(chosen):
        own = set()
        for case in cases((scenario,)):
            if case.expectation.refusal is not Refusal.MALFORMED:
                own |= {identities.of(event) for event in events(chosen, case)}
        assert all(found is None or PREFIX in found[1] for found in own)
        seen.update(own - {None})
    assert [found for found, count in seen.items() if count > 1] == []


def test_ids_of_cases_and_scenarios_tell_them_apart(chosen: Contract) -> None:
    scenarios = scenarios_of(chosen)
    assert len({scenario.id for scenario in scenarios}) == len(scenarios)
    ids = [case.id for case in cases(scenarios)]
    assert len(set(ids)) == len(ids)


def test_every_variant_has_every_kind_of_scenario(contract: Contract) -> None:
    kinds = Counter(kind for kind, tag in {(s.kind, s.id.split("/")[3]) for s in scenarios_of(contract)})
    once = {kind for kind, count in kinds.items() if count < len(contract.variants)}
    assert all("several variants" in kind or "another part of the key" in kind for kind in once)
    assert len(kinds) >= 20


def test_the_same_event_is_sent_one_to_five_times_again(contract: Contract) -> None:
    lengths = {len(s.steps) for s in scenarios_of(contract) if s.kind == "same event sent again"}
    assert lengths == {2, 3, 4, 5, 6}


def test_a_key_of_several_parts_is_sent_with_another_value_of_the_other_part(contract: Contract) -> None:
    (variant,) = (v for v in contract.variants if len(v.idempotency_key) > 1)
    found = [s for s in scenarios_of(contract) if "another part of the key" in s.kind]
    identities = Identities(contract)
    for scenario in found:
        keys = {identities.of(event) for case in cases((scenario,)) for event in events(contract, case)}
        parts = [json.loads(key[1]) for key in keys if key]
        assert len(parts) > 2
        assert len({tuple(part[:1]) for part in parts}) == 1
        assert all(case.inferred and case.place.variant == variant.tag for case in cases((scenario,)))
    assert len(found) == 2


def test_only_what_rests_on_an_inferred_key_is_called_inferred(contract: Contract, telemetry: Contract) -> None:
    inferred = {v.tag for v in contract.variants if v.schema.annotation("x-inferred")}
    assert inferred
    assert {case.place.variant for case in cases(scenarios_of(contract)) if case.inferred} == inferred
    assert not any(case.inferred for case in cases(scenarios_of(telemetry)))


def test_without_writes_there_is_no_scenario(contract: Contract) -> None:
    assert scenarios_of(contract, writes=False) == ()


def test_a_small_plan_is_a_part_that_names_every_variant(contract: Contract) -> None:
    small, whole = scenarios_of(contract, quick=True), scenarios_of(contract)
    assert len(small) < len(whole) / 2
    assert {s.kind for s in small} == {s.kind for s in whole}
    assert {case.place.variant for case in cases(small)} == set(contract.tags)


def test_without_a_second_tenant_its_key_is_never_used(contract: Contract) -> None:
    alone = scenarios_of(contract, second_tenant=False)
    assert not any(case.request.key is Key.SECOND for case in cases(alone))
    assert any(case.request.key is Key.SECOND for case in cases(scenarios_of(contract)))


@pytest.mark.parametrize("parts", [2, 3, 7])
def test_shards_are_the_whole_plan_without_overlap(contract: Contract, parts: int) -> None:
    whole = [s.id for s in scenarios_of(contract)]
    shards = [[s.id for s in scenarios_of(contract, shard=(i, parts))] for i in range(1, parts + 1)]
    assert sorted(one for shard in shards for one in shard) == sorted(whole)


def test_the_same_contract_and_prefix_give_the_same_bytes(contract: Contract) -> None:
    one, other = (state_scenarios(Composer(contract, "p"), Oracle(contract), Choices()) for _ in range(2))
    assert one == other


def test_a_variant_without_an_id_that_can_be_new_has_no_scenario(telemetry: Contract) -> None:
    class Fixed(Composer):
        def renewed(self, variant: Any, event: Any) -> Any:
            return event

    assert state_scenarios(Fixed(telemetry, "p"), Oracle(telemetry), Choices(second_tenant=True)) == ()


class Slow:
    """A target that notes when requests come and go, and is gone after *most* of them."""

    def __init__(self, most: int = 10**9) -> None:
        self.under_way: list[bytes] = []
        self.widest = 0
        self.seen = 0
        self.log: list[tuple[str, bytes]] = []
        self._most = most

    def applicable(self, request: Request) -> bool:
        return True

    async def send(self, request: Request) -> Answer:
        self.seen += 1
        if self.seen > self._most:
            return Answer(0.0, failure=Failure.UNREACHABLE)
        body = request.body or b""
        self.under_way.append(body)
        self.widest = max(self.widest, len(self.under_way))
        self.log.append(("came", body))
        for _ in range(3):
            await asyncio.sleep(0)
        self.log.append(("went", body))
        self.under_way.remove(body)
        return Answer(0.0, 204)


def sent(target: Slow, scenarios: tuple[Scenario, ...], workers: int = 3) -> list[tuple[Case, Answer]]:
    """The exchanges of *scenarios*."""

    async def follow() -> list[tuple[Case, Answer]]:
        return [exchange async for exchange in exchanges(target, scenarios, workers=workers)]

    return asyncio.run(follow())


def test_every_case_is_sent_once_and_each_step_waits_for_the_one_before(contract: Contract) -> None:
    scenarios = scenarios_of(contract)
    for scenario in scenarios:
        target = Slow()
        noted = sent(target, (scenario,))
        assert [case.id for case, _ in noted] == [case.id for case in cases((scenario,))]
        at = 0
        for step in scenario.steps:
            block = [event for event, _ in target.log[at : at + 2 * len(step)]]
            assert block == ["came"] * len(step) + ["went"] * len(step)
            at += 2 * len(step)


def test_several_scenarios_are_under_way_at_once_and_no_more_than_asked(contract: Contract) -> None:
    narrow = tuple(s for s in scenarios_of(contract) if all(len(step) == 1 for step in s.steps))
    for workers in (1, 3, 8):
        target = Slow()
        noted = sent(target, narrow, workers)
        assert sorted(case.id for case, _ in noted) == sorted(case.id for case in cases(narrow))
        assert target.widest == workers


def test_requests_that_are_to_meet_meet_nobody_else(contract: Contract) -> None:
    wide = tuple(s for s in scenarios_of(contract) if any(len(step) > 1 for step in s.steps))
    target = Slow()
    sent(target, wide, workers=8)
    assert target.widest == max(len(step) for s in wide for step in s.steps)


def test_a_scenario_ends_where_the_target_is_gone(contract: Contract) -> None:
    scenario = next(s for s in scenarios_of(contract) if len(s.steps) > 3)
    noted = sent(Slow(most=1), (scenario,))
    assert [answer.failure for _, answer in noted] == [None, Failure.UNREACHABLE]
