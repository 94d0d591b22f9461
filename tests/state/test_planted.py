"""Each fault of state brings just its finding; a sound receiver brings none, in either policy, for either contract."""

from __future__ import annotations

import asyncio

import pytest
from eventpact.cases import Case, make_plan
from eventpact.contract import Contract
from eventpact.exchange import Answer
from eventpact.findings import Symptom
from eventpact.runner.scenarios import exchanges

from tests.state.planted import PART_OF_A_KEY, PLANTED, Planted
from tests.state.recording import RecordingReceiver
from tests.state.running import PREFIX, exchanged, gravest, of_run, scenarios_of, with_policy


@pytest.mark.parametrize("policy", ["atomic", "drop-invalid"])
def test_a_sound_receiver_brings_no_symptom(chosen: Contract, policy: str) -> None:
    contract = with_policy(chosen, policy)
    receiver = RecordingReceiver(contract)
    noted = exchanged(receiver)
    assert of_run(receiver, noted) == []
    assert len(receiver.kept[list(receiver.kept)[1]]) > 3


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_fault_brings_its_finding_and_no_other(planted: Planted, contract: Contract) -> None:
    kept = with_policy(contract, planted.policy)
    receiver = planted.receiver(kept)
    found = of_run(receiver, exchanged(receiver))
    assert {(s.rule, s.kind) for s in found if s.rule not in planted.rules} == set()
    assert {s.rule for s in found} == planted.rules
    assert gravest(found) is (planted.severity if planted.rules else None)
    if planted.kinds is not None:
        assert len({s.kind for s in found}) == planted.kinds, {s.kind for s in found}


def test_a_key_of_which_only_a_part_counts_is_a_deviation_where_it_is_inferred(contract: Contract) -> None:
    receiver = PART_OF_A_KEY.receiver(contract)
    found = of_run(receiver, exchanged(receiver))
    assert {s.rule for s in found} == PART_OF_A_KEY.rules
    assert gravest(found) is PART_OF_A_KEY.severity
    assert len({s.kind for s in found}) == 1


def _symptoms(planted: Planted, contract: Contract) -> list[Symptom]:
    """What a run with the whole plan finds: in it, strings at the edge of what is legal stand as ids, too."""
    receiver = planted.receiver(contract)

    async def follow() -> list[tuple[Case, Answer]]:
        plan = make_plan(contract, PREFIX)
        alone = [(case, await receiver.send(case.request)) for case in plan.cases]
        return [*alone, *[one async for one in exchanges(receiver, scenarios_of(contract), workers=4)]]

    return of_run(receiver, asyncio.run(follow()))


def test_ids_at_the_edge_do_not_hide_that_ids_count_for_all_variants(telemetry: Contract) -> None:
    planted = next(one for one in PLANTED if one.name == "an id of another variant is a duplicate")
    found = _symptoms(planted, telemetry)
    assert {symptom.rule for symptom in found} == planted.rules
    assert {symptom.kind for symptom in found} == {"same id in several variants"}


def test_a_key_that_comes_with_other_content_is_told_from_a_duplicate(telemetry: Contract) -> None:
    planted = next(one for one in PLANTED if one.name == "duplicates are told by all their content")
    found = _symptoms(planted, telemetry)
    assert {(symptom.rule, symptom.kind) for symptom in found} == {("recorded-once", "same key with other content")}
