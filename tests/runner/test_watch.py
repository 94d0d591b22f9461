"""Whether to go on: limits to hangs, and near misses that are not sent again and again."""

from __future__ import annotations

import pytest
from eventpact.cases import Case
from eventpact.contract import Contract
from eventpact.exchange import Answer, Failure
from eventpact.runner import Limits
from eventpact.runner.watch import Watch

from tests.runner.memory import Making, hang

GOOD = Answer(0.0, 202)
DEFAULT = Limits()


@pytest.fixture(scope="module")
def cases(telemetry: Contract) -> list[Case]:
    """One near miss at fifty places."""
    making = Making(telemetry)
    return [making.reject("reading", f"/made-up-{at}", 5) for at in range(50)]


def watched(cases: list[Case], answers: list[Answer], limits: Limits = DEFAULT) -> Watch:
    watch = Watch(limits)
    for number, (case, answer) in enumerate(zip(cases, answers, strict=False), 1):
        watch.took(case, answer, number)
    return watch


def test_ten_hangs_in_a_row_end_the_run_and_nine_do_not(cases: list[Case]) -> None:
    assert watched(cases, [hang()] * 9).over == ""
    assert "10 requests in a row" in watched(cases, [hang()] * 10).over


def test_an_answer_in_between_starts_the_count_anew(cases: list[Case]) -> None:
    assert watched(cases, [*[hang()] * 9, GOOD, *[hang()] * 9]).over == ""


def test_so_many_hangs_in_all_end_the_run_too(cases: list[Case]) -> None:
    answers = [hang(), GOOD] * 25
    assert watched(cases, answers, Limits(hangs=26)).over == ""
    assert "25 requests" in watched(cases, answers, Limits(hangs=25)).over


def test_a_target_that_is_gone_ends_the_run_and_says_after_how_many_requests(cases: list[Case]) -> None:
    gone = Answer(0.0, failure=Failure.UNREACHABLE, detail="Connection refused")
    assert (
        watched(cases, [GOOD, GOOD, gone]).over == "after 3 requests it cannot be reached any more: Connection refused"
    )


def test_a_key_that_is_refused_all_of_a_sudden_ends_the_run(telemetry: Contract) -> None:
    making = Making(telemetry)
    valid = [making.accept(making.item("reading")) for _ in range(30)]
    assert watched(valid, [Answer(0.0, 403)] * 19).over == ""
    assert "key" in watched(valid, [Answer(0.0, 403)] * 20).over
    assert watched(valid, [Answer(0.0, 403), GOOD] * 15).over == ""


@pytest.mark.parametrize(
    ("answer", "places"),
    [
        (Answer(0.0, 500), 12),
        (hang(), 3),
        (Answer(0.0, failure=Failure.DROP), 3),
        (Answer(0.0, failure=Failure.GARBLED), 3),
    ],
)
def test_a_near_miss_that_breaks_the_target_is_held_back_after_so_many_places(
    cases: list[Case], answer: Answer, places: int
) -> None:
    assert not watched(cases, [answer] * (places - 1)).holds_back(cases[-1])
    watch = watched(cases, [answer] * places)
    assert watch.holds_back(cases[-1])
    assert sum(watch.held_back.values()) == 1


def test_other_kinds_go_on_being_sent(cases: list[Case], telemetry: Contract) -> None:
    watch = watched(cases, [hang()] * 5)
    assert not watch.holds_back(Making(telemetry).reject("reading", "/celsius", 5, "another kind"))


def test_what_is_answered_is_never_held_back(cases: list[Case]) -> None:
    assert not watched(cases, [Answer(0.0, 400)] * 40).holds_back(cases[-1])
    assert not watched(cases, [GOOD] * 40).holds_back(cases[-1])
