"""What is known to be refused is taken out of cases, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from eventpact.cases import Case, Composer, Phase, Plan
from eventpact.cases.isolate import Suspects, isolated
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.interface import Refusal


def test_a_case_without_suspects_stays_as_it_is(contract: Contract, plan: Plan) -> None:
    composer = Composer(contract, "again")
    assert all(isolated(composer, case, Suspects()) is case for case in plan.cases)


def test_events_that_hold_a_suspect_state_leave_their_batch(contract: Contract, plan: Plan) -> None:
    composer = Composer(contract, "again")
    case = next(
        c for c in plan.of(Phase.ACCEPT) if len(c.items) > 20 and len({s for i in c.items for s in i.states}) > 9
    )
    tag = case.items[0].place.variant
    bad = next(iter(sorted(case.items[0].states)))
    left = isolated(composer, case, Suspects(states=frozenset([(tag, *bad)])))
    assert left is not None
    assert left.items == tuple(i for i in case.items if i.place.variant != tag or bad not in i.states)
    assert json.loads(left.request.body or b"") == [item.value for item in left.items]


def test_nothing_is_left_of_a_single_event_that_holds_a_suspect(contract: Contract, plan: Plan) -> None:
    composer = Composer(contract, "again")
    assert isolated(composer, plan.smoke, Suspects(variants=frozenset([plan.smoke.place.variant]))) is None


def test_mates_that_are_refused_leave_and_the_wrong_event_stays(contract: Contract, plan: Plan, oracle: Oracle) -> None:
    composer, gone = Composer(contract, "again"), frozenset(contract.tags[:2])
    for case in [c for c in plan.of(Phase.REJECT) if c.mates][::17]:
        left = isolated(composer, case, Suspects(variants=gone))
        if case.place.variant in gone:
            assert left is None
            continue
        assert left is not None
        assert left.mates == case.mates - gone
        before, after = json.loads(case.request.body or b""), json.loads(left.request.body or b"")
        assert len(after) == len(before) - 2
        assert [event for event in before if event in after] == after
        assert oracle.verdict(after) is Verdict.INVALID


def test_a_request_whose_event_is_refused_gets_one_of_another_variant(
    contract: Contract, plan: Plan, oracle: Oracle
) -> None:
    composer, gone = Composer(contract, "again"), frozenset(contract.tags[:1])
    for case in plan.of(Phase.KEY) + plan.of(Phase.WIRE) + plan.of(Phase.MEDIA_TYPE):
        left = isolated(composer, case, Suspects(variants=gone))
        assert left is not None
        assert left.mates.isdisjoint(gone)
        assert replace(left.request, body=case.request.body) == case.request
        assert oracle.judge_text(left.request.body or b"").verdict is Verdict.VALID


def test_where_no_variant_is_left_a_request_shows_nothing(contract: Contract, plan: Plan) -> None:
    composer = Composer(contract, "again")
    every = Suspects(variants=frozenset(contract.tags))
    assert all(isolated(composer, case, every) is None for case in plan.of(Phase.KEY))


def test_what_is_no_json_needs_no_event_to_be_refused(contract: Contract, plan: Plan) -> None:
    composer, every = Composer(contract, "again"), Suspects(variants=frozenset(contract.tags))
    malformed = [c for c in plan.of(Phase.JSON) if c.expectation.refusal is Refusal.MALFORMED]
    assert len(malformed) > 100
    whole = [case for case in malformed if not case.place.variant]
    assert whole
    assert all(isolated(composer, case, every) is case for case in whole)


@pytest.mark.parametrize("name", ["contract", "telemetry"])
def test_no_case_comes_on_the_other_side_of_the_contract(name: str, request: pytest.FixtureRequest) -> None:
    """Else a receiver that refuses one variant would be blamed for taking what is valid, or for its size."""
    contract = request.getfixturevalue(name)
    plan: Plan = request.getfixturevalue("plan" if name == "contract" else "telemetry_plan")
    composer, oracle = Composer(contract, "again"), Oracle(contract)
    for tag in contract.tags:
        for case in plan.cases:
            left = isolated(composer, case, Suspects(variants=frozenset([tag])))
            if left is None or left is case or not _is_about_the_body(case):
                continue
            valid = oracle.judge_text(left.request.body or b"").verdict is Verdict.VALID
            assert valid is left.expectation.accepted, left.id


def _is_about_the_body(case: Case) -> bool:
    return case.expectation.accepted or case.expectation.refusal in {
        Refusal.INVALID,
        Refusal.MALFORMED,
        Refusal.TOO_LARGE,
    }
