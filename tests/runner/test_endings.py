"""A run always ends, with what was seen, and says why where that is early."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from eventpact.cases import Plan
from eventpact.exchange import Answer, Failure, Request
from eventpact.progress import Finished, Progress, Sent
from eventpact.runner import Hooks, Limits, Settings, run

from tests.runner.memory import Making, Receiver, finished, hang, hanging_after, quick


@pytest.mark.parametrize("workers", [1, 4])
def test_a_target_that_hangs_from_some_moment_on_ends_the_run_after_a_few_more_requests(
    making: Making, plan: Plan, workers: int
) -> None:
    receiver = hanging_after(30, making.contract)
    last = finished(making.contract, plan, receiver, quick(workers=workers))
    assert len(receiver.requests) <= 30 + 10 + 2 * workers
    assert "no answer in time" in last.aborted
    assert {finding.rule for finding in last.findings} == {"no-hang"}


def test_sites_that_were_not_reached_before_the_end_are_untested_and_the_others_are_not(making: Making) -> None:
    wrong = [making.reject(tag, at, 5, f"wrong {at}") for tag in making.contract.tags for at in ("/id", "/at", "/kind")]
    stop = asyncio.Event()
    receiver = Receiver(making.contract)
    receiver.fault = lambda events: stop.set() if len(receiver.requests) == 3 + 4 else None
    last = finished(making.contract, making.plan(wrong), receiver, quick(workers=1, hooks={"stop": stop}))
    reached = len(receiver.requests) - 3
    assert 4 <= reached < 9
    assert [one.place for one in last.untested] == [case.place for case in wrong[reached:]]
    assert {one.reason for one in last.untested} == {last.aborted}


def test_a_target_that_never_answers_costs_a_few_requests_and_leaves_all_untested(making: Making, plan: Plan) -> None:
    receiver = Receiver(making.contract, lambda events: hang())
    last = finished(making.contract, plan, receiver, quick(workers=4))
    assert len(receiver.requests) <= 20
    assert {finding.rule for finding in last.findings} == {"no-hang"}
    assert len(last.untested) == last.sites


def test_a_near_miss_that_hangs_at_every_place_costs_a_few_timeouts_and_says_so(making: Making) -> None:
    wrong = [making.reject("reading", f"/made-up-{at}", 5, "wrong") for at in range(60)]
    fault = lambda events: hang() if any("made-up" in str(event) for event in events) else None  # noqa: E731
    receiver = Receiver(making.contract, fault)
    last = finished(making.contract, making.plan(wrong), receiver, quick(workers=1))
    (finding,) = last.findings
    assert last.aborted == ""
    assert len(receiver.requests) < 25
    assert "57 more requests of this kind were not sent" in finding.summary
    assert len(last.untested) == 57
    assert all("not sent any more" in one.reason for one in last.untested)


def test_a_target_that_says_429_for_ever_could_not_be_tested(making: Making, plan: Plan) -> None:
    receiver = Receiver(making.contract, lambda events: Answer(0.0, 429, {"retry-after": "5"}))
    last = finished(making.contract, plan, receiver, quick(workers=8))
    assert last.findings == ()
    assert "429" in last.aborted
    assert len(receiver.requests) < 60


def test_what_a_target_says_before_it_turns_everybody_away_still_counts(making: Making, plan: Plan) -> None:
    receiver = Receiver(making.contract)

    def fault(events: list[Any]) -> Answer | int | None:
        if len(receiver.requests) > 50:
            return Answer(0.0, 429, {"retry-after": "5"})
        return 202 if any(event.get("celsius") == "7" for event in events) else None

    receiver.fault = fault
    last = finished(making.contract, plan, receiver, quick(workers=2))
    assert [finding.rule for finding in last.findings] == ["reject-type"]
    assert "429" in last.aborted


def test_a_target_that_goes_away_ends_the_run_and_the_rest_is_untested(making: Making, plan: Plan) -> None:
    receiver = Receiver(making.contract)
    gone = Answer(0.0, failure=Failure.UNREACHABLE, detail="Connection refused")
    receiver.fault = lambda events: gone if len(receiver.requests) > 60 else None
    last = finished(making.contract, plan, receiver, quick(workers=1))
    assert "cannot be reached any more: Connection refused" in last.aborted
    assert 0 < len(receiver.requests) < 70


def test_the_stop_signal_ends_the_run_at_once_with_what_was_seen(making: Making, plan: Plan) -> None:
    stop = asyncio.Event()
    receiver = Receiver(making.contract)

    def fault(events: list[Any]) -> int | None:
        if len(receiver.requests) == 40:
            stop.set()
        return 202 if any(isinstance(event.get("celsius"), str) for event in events) else None

    receiver.fault = fault
    last = finished(making.contract, plan, receiver, quick(workers=4, hooks={"stop": stop}))
    assert last.aborted.startswith("stopped by the user after 4")
    assert len(receiver.requests) < 60
    assert [finding.rule for finding in last.findings] == ["reject-type"] * len(last.findings) != []
    assert all(finding.repeats == 0 for finding in last.findings)


def test_a_stop_does_not_wait_for_answers_that_do_not_come(making: Making, plan: Plan) -> None:
    class Silent(Receiver):
        async def send(self, request: Request) -> Answer:
            await asyncio.sleep(60)
            raise AssertionError("nobody waits for this")

    stop = asyncio.Event()

    async def go() -> list[Progress]:
        asyncio.get_running_loop().call_later(0.05, stop.set)
        chosen = Settings(hooks=Hooks(stop=stop))
        return [event async for event in run(making.contract, plan, Silent(making.contract), chosen)]

    began = time.monotonic()
    last = asyncio.run(go())[-1]
    assert isinstance(last, Finished)
    assert last.aborted == "stopped by the user after 3 requests"  # the typical events, all still under way
    assert time.monotonic() - began < 20


def test_a_run_that_is_closed_leaves_nothing_under_way(making: Making, plan: Plan) -> None:
    async def go() -> int:
        events = run(making.contract, plan, Receiver(making.contract), quick(workers=8))
        async for event in events:
            if isinstance(event, Sent):
                break
        await events.aclose()
        return len(asyncio.all_tasks())

    assert asyncio.run(go()) == 1


def test_requests_that_hang_when_findings_are_tried_again_do_not_make_the_run_incomplete(making: Making) -> None:
    wrong = [making.reject(tag, at, 5, f"wrong {tag}{at}") for tag in making.contract.tags for at in ("/id", "/at")]
    chosen = quick(workers=1, limits=Limits(hangs=8))
    fault = lambda events: hang() if any(5 in (event.get("at"), event.get("id")) for event in events) else None  # noqa: E731
    last = finished(making.contract, making.plan(wrong), Receiver(making.contract, fault), chosen)
    assert (last.aborted, last.untested) == ("", ())
    assert {finding.rule for finding in last.findings} == {"no-hang"}
    assert all(finding.confirmations == finding.repeats == 3 for finding in last.findings)
