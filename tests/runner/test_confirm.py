"""A finding is tried again: what does not show each time is told of as flaky."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from eventpact.cases import Case, Phase
from eventpact.exchange import Answer
from eventpact.findings import Finding
from eventpact.runner import Effort, Hooks, Settings

from tests.runner.memory import FakeClock, Making, Receiver, finished

#: No smallest requests: what is confirmed is the example.
AS_IT_IS = Effort(findings=0)


def confirmed(
    making: Making, cases: list[Case], fault: Callable[[list[Any]], Any], effort: Effort = AS_IT_IS
) -> tuple[Finding, Receiver]:
    receiver = Receiver(making.contract, fault)
    chosen = Settings(workers=1, effort=effort, hooks=Hooks(clock=FakeClock()))
    (finding,) = finished(making.contract, making.plan(cases), receiver, chosen).findings
    return finding, receiver


def text_taken(events: list[Any]) -> int | None:
    return 202 if any(isinstance(event.get("celsius"), str) for event in events) else None


def test_what_shows_each_time_is_confirmed_three_times(making: Making) -> None:
    finding, _ = confirmed(making, [making.reject("reading", "/celsius", "1")], text_taken)
    assert (finding.confirmations, finding.repeats, finding.flaky) == (3, 3, False)


def test_its_smallest_request_is_what_is_confirmed(making: Making) -> None:
    finding, receiver = confirmed(making, [making.reject("reading", "/celsius", "1", around=4)], text_taken, Effort())
    sizes = [len(request.body or b"") for request in receiver.requests[-3:]]
    assert finding.minimal is not None
    assert max(sizes) <= len(finding.minimal.request.body or b"") + 4
    assert (finding.confirmations, finding.repeats) == (3, 3)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_does_not_show_each_time_is_flaky(making: Making, times: int) -> None:
    seen = 0

    def fault(events: list[Any]) -> int | None:
        nonlocal seen
        seen += text_taken(events) is not None
        return text_taken(events) if seen <= times else None

    finding, _ = confirmed(making, [making.reject("reading", "/celsius", "1")], fault)
    assert (finding.confirmations, finding.repeats, finding.flaky) == (times - 1, 3, True)


def test_what_goes_wrong_in_another_way_is_not_confirmed(making: Making) -> None:
    answers = iter([202, 500, 202, 500])
    fault = lambda events: next(answers) if text_taken(events) else None  # noqa: E731
    finding, _ = confirmed(making, [making.reject("reading", "/celsius", "1")], fault)
    assert (finding.confirmations, finding.repeats) == (1, 3)


def test_a_receiver_that_answers_for_duplicates_without_a_look_is_not_taken_for_a_flaky_one(making: Making) -> None:
    known: set[Any] = set()

    def fault(events: list[Any]) -> int | None:
        ids = {event.get("id") for event in events}
        if ids <= known:
            return 400  # the very same request is refused from the second time on
        known.update(ids)
        return text_taken(events)

    finding, _ = confirmed(making, [making.reject("reading", "/celsius", "1")], fault)
    assert not finding.flaky


def test_the_other_places_of_a_finding_are_tried_again_too(making: Making) -> None:
    cases = [making.reject(tag, "/at", 7, "number as date-time") for tag in ("reading", "door", "zones")]
    fault = lambda events: 202 if any(event.get("at") == 7 for event in events) else None  # noqa: E731
    finding, _ = confirmed(making, cases, fault)
    assert len(finding.places) == 3
    assert (finding.confirmations, finding.repeats) == (5, 5)


def test_a_place_that_does_not_show_it_again_makes_the_finding_flaky(making: Making) -> None:
    cases = [making.reject(tag, "/at", 7, "number as date-time") for tag in ("reading", "door", "zones")]
    doors = 0

    def fault(events: list[Any]) -> int | None:
        nonlocal doors
        doors += any(event.get("at") == 7 and event["kind"] == "zones" for event in events)
        if doors > 1 and any(event["kind"] == "zones" for event in events):
            return None
        return 202 if any(event.get("at") == 7 for event in events) else None

    finding, _ = confirmed(making, cases, fault)
    assert finding.flaky


def test_what_takes_several_requests_is_not_tried_with_one(making: Making) -> None:
    case = replace(making.reject("reading", "/celsius", "1"), phase=Phase.STATE)
    finding, _ = confirmed(making, [case], text_taken)
    assert (finding.repeats, finding.flaky) == (0, False)


def test_a_crash_that_comes_back_is_confirmed_like_any_other(making: Making) -> None:
    fault = lambda events: Answer(0.0, 500) if text_taken(events) else None  # noqa: E731
    finding, _ = confirmed(making, [making.reject("reading", "/celsius", "1")], fault)
    assert (finding.rule, finding.confirmations) == ("no-crash", 3)
