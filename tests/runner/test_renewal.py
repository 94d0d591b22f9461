"""New ids for the same payload: whatever else it holds stays as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from eventpact.cases import Case, Choices, Composer, Phase, Plan, make_plan
from eventpact.cases.compose import encode, has
from eventpact.contract import Contract, Oracle
from eventpact.pointer import replaced, resolve
from eventpact.runner.renewal import NOT_PLAIN, Renewal, value_of

from tests.runner.memory import Making

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module", params=["contract", "telemetry"])
def planned(request: pytest.FixtureRequest) -> tuple[Contract, Plan]:
    contract: Contract = request.getfixturevalue(request.param)
    return contract, make_plan(contract, "run", Choices(strength=1))


def plain(plan: Plan) -> list[tuple[Case, Any]]:
    """The cases whose bodies are JSON as cases write it, with the values."""
    values = [(case, value_of(case.request.body)) for case in plan.cases if len(case.request.body or b"") < 100_000]
    return [(case, value) for case, value in values if value is not NOT_PLAIN]


def without_ids(contract: Contract, body: Any) -> Any:
    """*body* without the ids of its events."""
    events = resolve(body, contract.events_at) if has(body, contract.events_at) else None
    for index, event in enumerate(events if isinstance(events, list) else ()):
        variant = contract.variant(event)
        for tokens in variant.idempotency_key if variant else ():
            if has(event, tokens):
                body = replaced(body, (*contract.events_at, index, *tokens), None)
    return body


def test_nothing_but_ids_changes_in_any_case_of_a_plan(planned: tuple[Contract, Plan]) -> None:
    contract, plan = planned
    renewal = Renewal(contract, plan)
    for case, value in plain(plan):
        renewed = renewal.body(value)
        assert encode(without_ids(contract, renewed)) == encode(without_ids(contract, value)), case.id


def test_the_verdict_about_a_case_stays_the_same(planned: tuple[Contract, Plan]) -> None:
    contract, plan = planned
    renewal, oracle = Renewal(contract, plan), Oracle(contract)
    for case in plan.cases:
        before = case.request.body or b""
        if len(before) < 100_000:
            after = renewal.request(case.request).body or b""
            assert oracle.judge_text(after).verdict is oracle.judge_text(before).verdict, case.id


def test_typical_events_get_ids_that_neither_the_plan_nor_another_try_has(planned: tuple[Contract, Plan]) -> None:
    contract, plan = planned
    renewal = Renewal(contract, plan)
    typical = [case for case in plan.of(Phase.ACCEPT) if case.rule == "accept-typical"]
    bodies = [renewal.request(case.request).body for case in typical for _ in range(3)]
    assert len({*bodies, *(case.request.body for case in typical)}) == 4 * len(typical)


def test_what_was_a_duplicate_within_a_batch_stays_one(telemetry: Contract) -> None:
    making = Making(telemetry)
    one, other = making.item("reading").value, making.item("reading").value
    renewal = Renewal(telemetry, making.plan([]))
    events = resolve(renewal.body(making.composer.body([one, other, one])), telemetry.events_at)
    assert events[0] == events[2] != events[1]


def test_an_id_that_the_run_did_not_make_is_left_alone(telemetry: Contract) -> None:
    making = Making(telemetry)
    renewal = Renewal(telemetry, making.plan([]))
    for odd in ("", "q", None, 7, "elsewhere-12"):
        event = {**making.item("reading").value, "id": odd}
        assert renewal.event(event) == event


def test_ids_in_bodies_that_are_no_plain_json_are_renewed_in_the_bytes(telemetry: Contract) -> None:
    making = Making(telemetry)
    case = making.accept(making.item("reading"), making.item("reading"))
    odd = replace(case.request, body=b"/* batch */ " + (case.request.body or b""))
    renewal = Renewal(telemetry, making.plan([]))
    once, again = renewal.request(odd).body or b"", renewal.request(odd).body or b""
    assert once.startswith(b"/* batch */ ")
    ids = [record["id"] for body in (once, again) for record in json.loads(body[12:])["records"]]
    assert len(set(ids)) == 4


def test_a_plan_whose_ids_are_not_free_is_sent_again_as_it_is(telemetry: Contract) -> None:
    fixed = Composer(telemetry, "x").body([{"kind": "reading", "id": "fixed"}])
    making = Making(telemetry)
    smoke = replace(making.accept(making.item("reading")), request=making.composer.request(fixed))
    renewal = Renewal(telemetry, Plan((smoke,), ()))
    assert renewal.request(smoke.request) == smoke.request
