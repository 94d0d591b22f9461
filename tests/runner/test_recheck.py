"""What was read back is tried again: with less in it where one request shows it, and told apart from what comes and
goes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from eventpact.checks.recorded import Ledger
from eventpact.contract import Contract
from eventpact.errors import TargetError
from eventpact.findings import OF_RECORDS, Finding, Severity, Symptom
from eventpact.progress import Finished
from eventpact.runner import Effort, Exchange, Hooks, Settings, run, smoke
from eventpact.runner.scenarios import exchanges
from eventpact.targets import Target

from tests.runner.memory import FakeClock
from tests.state.planted import PLANTED, Planted
from tests.state.recording import RecordingReceiver
from tests.state.running import PREFIX, of_records, some_of_the_plan, with_policy

#: Rules of a fault that are told with the plainest one.
FOLDED = {"duplicates are refused": {"scope-accepted"}}
#: Faults that show now and then only.
BY_CHANCE = {"now and then an event is lost", "duplicates race each other"}


def named(name: str) -> Planted:
    return next(planted for planted in PLANTED if planted.name == name)


def findings(receiver: RecordingReceiver, *, readings: int = 99, **chosen: Any) -> list[Finding]:
    """What a whole run finds, remarks aside; after so many *readings* nothing can be read any more."""
    contract, left = receiver.contract, iter(range(readings))
    plan = some_of_the_plan(contract)
    ledger = Ledger(contract, PREFIX)

    async def read(noted: Ledger) -> Sequence[Symptom]:
        if next(left, None) is None:
            raise TargetError("is gone")
        return of_records(noted, receiver)

    async def of_state(target: Target, _: Sequence[Symptom]) -> AsyncGenerator[Exchange | Symptom, None]:
        async for exchange in exchanges(target, plan.scenarios, workers=4):
            yield exchange

    async def recorded(_: Target, __: Sequence[Symptom]) -> AsyncGenerator[Exchange | Symptom, None]:
        for symptom in await read(ledger):
            yield symptom

    hooks = Hooks(extra=(of_state, recorded), note=[ledger.note], clock=FakeClock(), read=read)

    async def follow() -> Finished:
        await smoke(contract, plan, receiver, "http://memory/")
        async for event in run(contract, plan, receiver, Settings(workers=4, hooks=hooks, **chosen)):
            if isinstance(event, Finished):
                return event
        raise AssertionError("a run ends with Finished")

    found = asyncio.run(follow()).findings
    return [finding for finding in found if finding.severity is not Severity.REMARK or finding.rule in OF_RECORDS]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_each_fault_is_told_by_its_rules_alone_and_seen_again(planted: Planted, contract: Contract) -> None:
    found = findings(planted.receiver(with_policy(contract, planted.policy)))
    assert {finding.rule for finding in found} == planted.rules - FOLDED.get(planted.name, set())
    assert all(finding.repeats >= 3 for finding in found)
    if planted.name not in BY_CHANCE:
        assert [finding.id for finding in found if finding.flaky] == []


@pytest.mark.parametrize("name", ["duplicates are refused", "duplicates crash it"])
def test_what_befalls_an_event_that_is_sent_again_is_one_finding_however_it_comes(
    name: str, contract: Contract
) -> None:
    (finding,) = findings(named(name).receiver(contract))
    assert finding.example.kind == "same event sent again"
    assert [len(step) for step in finding.steps] == [1, 1]
    assert set(finding.kinds) > {"same event again among others", "same key with other content"}


def test_a_sound_receiver_is_read_once_and_has_no_finding(contract: Contract) -> None:
    assert findings(RecordingReceiver(contract), readings=1) == []


def test_the_one_value_that_is_not_kept_is_all_that_is_left_of_an_event(contract: Contract) -> None:
    (finding,) = findings(named("decimals are rounded").receiver(contract))
    assert finding.minimal is not None
    (event,) = json.loads(finding.minimal.request.body or b"")
    ((pointer, text),) = finding.minimal.needed
    assert pointer == f"/0{finding.example.place.instance_pointer}"
    assert json.loads(text) != round(json.loads(text), 1)
    others = [value for value in event["data"].values() if isinstance(value, float) and value != round(value, 1)]
    assert others in ([], [json.loads(text)])
    assert finding.minimal.accepted is not None
    assert 1 < finding.minimal.requests <= Effort().requests


def test_what_needs_a_second_event_keeps_just_that(contract: Contract) -> None:
    found = findings(named("the first event of a batch is recorded").receiver(contract))
    alone = next(finding for finding in found if not finding.steps)
    assert alone.minimal is not None
    assert len(json.loads(alone.minimal.request.body or b"")) == 2


def test_what_takes_several_requests_has_the_shortest_way_to_it(contract: Contract) -> None:
    (finding,) = findings(named("duplicates are recorded").receiver(contract))
    first, second = finding.steps
    assert first == second
    assert len(first) == 1
    assert finding.example.request == first[0]
    assert "times sent: 2, accepted: 2, found: 2" in finding.expected


def test_what_comes_and_goes_is_flaky_and_has_no_smallest_request(contract: Contract) -> None:
    receiver = named("now and then an event is lost").receiver(contract)
    (finding,) = findings(receiver)
    assert finding.flaky
    assert finding.minimal is None


@pytest.mark.parametrize("readings", [1, 2])
def test_where_nothing_can_be_read_any_more_findings_stay_as_they_are(contract: Contract, readings: int) -> None:
    (finding,) = findings(named("decimals are rounded").receiver(contract), readings=readings)
    assert (finding.minimal, finding.repeats, finding.flaky) == (None, 0, False)


def test_the_first_request_of_all_is_no_duplicate_of_the_plan(contract: Contract) -> None:
    """Else a receiver that refuses duplicates would refuse the first typical event."""
    receiver = RecordingReceiver(contract)
    plan = some_of_the_plan(contract)
    asyncio.run(smoke(contract, plan, receiver, "http://memory/"))
    sent = [event for events in receiver.kept.values() for event in events]
    assert len(sent) == 1
    assert sent[0] not in json.loads(plan.smoke.request.body or b"")
    assert receiver.identities.of(sent[0]) != receiver.identities.of(json.loads(plan.smoke.request.body or b"")[0])


def test_only_so_many_findings_get_a_smallest_request(contract: Contract) -> None:
    (finding,) = findings(named("decimals are rounded").receiver(contract), effort=replace(Effort(), findings=0))
    assert finding.minimal is None
    assert finding.confirmations == finding.repeats == 3
