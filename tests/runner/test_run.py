"""A run as a whole: what it sends, tells and counts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

import pytest
from eventpact.cases import Case, Choices, Phase, Plan, make_plan
from eventpact.checks import Statuses
from eventpact.contract.interface import Refusal
from eventpact.errors import TargetError
from eventpact.exchange import Answer, Request
from eventpact.findings import Severity, Symptom
from eventpact.progress import Finished, Found, Planned, Sent
from eventpact.runner import Exchange, Pace
from eventpact.targets import Target

from tests.runner.memory import Making, Receiver, finished, follow, hanging_after, quick


@pytest.mark.parametrize("workers", [1, 3, 8])
def test_a_run_begins_with_the_plan_tells_of_each_request_and_ends_with_the_verdict(
    making: Making, plan: Plan, workers: int
) -> None:
    receiver = Receiver(making.contract)
    told = follow(making.contract, plan, receiver, quick(workers=workers))
    assert isinstance(told[0], Planned)
    assert isinstance(told[-1], Finished)
    assert sum(isinstance(event, Sent) for event in told) == len(plan.cases) == len(receiver.requests)
    assert (told[-1].findings, told[-1].untested, told[-1].aborted) == ((), (), "")
    assert told[-1].statistics.requests == len(plan.cases)


def test_one_worker_sends_the_cases_in_the_order_of_the_plan(making: Making, plan: Plan) -> None:
    receiver = Receiver(making.contract)
    finished(making.contract, plan, receiver)
    assert [request.body for request in receiver.requests] == [case.request.body for case in plan.cases]


def test_no_more_requests_are_under_way_than_there_are_workers(making: Making, plan: Plan) -> None:
    class Counting(Receiver):
        now = most = 0

        async def send(self, request: Request) -> Answer:
            self.now += 1
            self.most = max(self.most, self.now)
            await asyncio.sleep(0.001)
            self.now -= 1
            return self.answer(request)

    receiver = Counting(making.contract, lambda events: 500 if any("x" in str(e) for e in events) else None)
    finished(making.contract, plan, receiver, quick(workers=5))
    assert receiver.most == 5


def test_observers_see_every_exchange_of_every_stage(making: Making) -> None:
    seen: list[tuple[Case, Answer]] = []
    receiver = Receiver(making.contract, lambda events: 202 if any(e.get("celsius") == "1" for e in events) else None)
    plan = making.plan([making.reject("reading", "/celsius", "1", around=4)])
    note = lambda case, answer: seen.append((case, answer))  # noqa: E731
    last = finished(making.contract, plan, receiver, quick(workers=1, hooks={"note": (note,)}))
    assert [case.request for case, _ in seen] == receiver.requests
    assert last.statistics.requests == len(seen) > len(plan.cases) + 3


def test_extra_sources_are_counted_judged_and_grouped_like_the_plan(making: Making, plan: Plan) -> None:
    odd = making.reject("reading", "/celsius", "odd", "odd one")
    told = Symptom(
        "no-crash", "together", Severity.VIOLATION, "apart", "", odd.place, "x", odd.request, Answer(0.0, 500)
    )
    known: list[Sequence[Symptom]] = []

    async def source(target: Target, before: Sequence[Symptom]) -> AsyncGenerator[Exchange | Symptom, None]:
        known.append(before)
        yield odd, await target.send(odd.request)
        yield told
        step = replace(odd, phase=Phase.RANDOM)
        yield step, await target.send(step.request)

    receiver = Receiver(making.contract, lambda events: 202 if any(e.get("celsius") == "odd" for e in events) else None)
    events = follow(making.contract, plan, receiver, quick(workers=1, hooks={"extra": (source,)}))
    last = events[-1]
    assert isinstance(last, Finished)
    assert {finding.rule for finding in last.findings} == {"reject-type", "no-crash"}
    assert sum(isinstance(event, Found) for event in events) == 2  # the step on the way is none
    assert known == [[]]
    assert last.statistics.requests == len(receiver.requests)


def test_no_source_is_asked_when_the_run_is_over(making: Making, plan: Plan) -> None:
    async def source(target: Target, before: Sequence[Symptom]) -> AsyncGenerator[Exchange | Symptom, None]:
        raise AssertionError("the run is over")
        yield

    assert finished(making.contract, plan, hanging_after(9, making.contract), quick(hooks={"extra": (source,)})).aborted


def test_an_error_of_a_source_is_raised_as_it_is(making: Making, plan: Plan) -> None:
    async def source(target: Target, before: Sequence[Symptom]) -> AsyncGenerator[Exchange | Symptom, None]:
        raise TargetError("no second key")
        yield

    with pytest.raises(TargetError, match="no second key"):
        finished(making.contract, plan, Receiver(making.contract), quick(hooks={"extra": (source,)}))


def test_the_callers_statuses_are_what_is_right(making: Making, plan: Plan) -> None:
    receiver = Receiver(
        making.contract, lambda events: 422 if any(isinstance(e.get("celsius"), str) for e in events) else None
    )
    declared = Statuses.of(making.contract.interface)
    ours = replace(declared, refused={**declared.refused, Refusal.INVALID: (422,)})
    assert [f.rule for f in finished(making.contract, plan, receiver, quick()).findings] == ["status-exact"]
    assert finished(making.contract, plan, receiver, quick(statuses=ours)).findings == ()


def test_a_rate_holds_over_a_whole_run(making: Making, plan: Plan) -> None:
    last = finished(making.contract, plan, Receiver(making.contract), quick(pace=Pace(rate=10)))
    assert last.statistics.seconds == pytest.approx(len(plan.cases) / 10, rel=0.05)


def test_constraints_that_are_not_kept_are_counted_once_each(making: Making) -> None:
    places = [(tag, at) for tag in making.contract.tags for at in ("/id", "/at")]
    wrong = [making.reject(tag, at, 5, f"wrong {at}", around=around) for tag, at in places for around in (0, 3)]
    receiver = Receiver(making.contract, lambda events: 202 if any(event.get("at") == 5 for event in events) else None)
    last = finished(making.contract, making.plan(wrong), receiver, quick())
    assert (last.sites, last.failed) == (6, 3)


class Taking(Receiver):
    """It answers that all is well, whatever comes."""

    def answer(self, request: Request) -> Answer:
        return Answer(0.001, 202)


@pytest.mark.parametrize("choices", [Choices(), Choices(quick=True), Choices(shard=(1, 9))], ids=str)
def test_no_constraint_is_said_to_be_kept_by_a_receiver_that_takes_everything(making: Making, choices: Choices) -> None:
    plan = make_plan(making.contract, "run", choices)
    last = finished(making.contract, plan, Taking(making.contract), quick())
    assert last.failed == sum(site.tested for site in plan.sites) == last.sites - len(last.untested) > 10


def test_a_constraint_whose_cases_cannot_be_sent_is_not_said_to_be_tested(making: Making) -> None:
    class Keyless(Receiver):
        def applicable(self, request: Request) -> bool:
            return b'"at":5' not in (request.body or b"")

    wrong = [making.reject("reading", at, 5, f"wrong {at}") for at in ("/id", "/at")]
    last = finished(making.contract, making.plan(wrong), Keyless(making.contract), quick())
    assert [(one.place.instance_pointer, one.reason) for one in last.untested] == [
        ("/at", "none of its cases was sent")
    ]
