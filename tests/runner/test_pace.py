"""The pace of a run: no faster than it may be, and still where the target asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email.utils import formatdate
from itertools import pairwise

import pytest
from eventpact.exchange import Answer, Failure, Request
from eventpact.runner import Pace
from eventpact.runner.pace import PacedTarget, retry_after
from eventpact.runner.side_by_side import side_by_side
from hypothesis import given
from hypothesis import strategies as st

from tests.runner.memory import FakeClock

POST = Request("POST", b"[]", "application/json")


class Turnstile:
    """Answers what *says* gives for the number of the request; keeps when each came."""

    def __init__(self, clock: FakeClock, says: Callable[[int], Answer], takes: float = 0.0) -> None:
        self.clock, self.says, self.takes = clock, says, takes
        self.came: list[float] = []

    def applicable(self, request: Request) -> bool:
        return True

    async def send(self, request: Request) -> Answer:
        self.came.append(self.clock.now())
        number = len(self.came)
        if self.takes:
            await self.clock.sleep(self.takes)
        return self.says(number)


def busy(after: str | None = None, status: int = 429) -> Answer:
    return Answer(0.0, status, {} if after is None else {"retry-after": after})


GOOD = Answer(0.0, 204)


def paced(
    says: Callable[[int], Answer], pace: Pace, requests: int, *, workers: int = 1, takes: float = 0.0
) -> tuple[Turnstile, PacedTarget, list[Answer]]:
    clock = FakeClock()
    turnstile = Turnstile(clock, says, takes)
    answers: list[Answer] = []

    async def go() -> PacedTarget:
        target = PacedTarget(turnstile, pace, clock)

        async def one(_: int) -> None:
            answers.append(await target.send(POST))

        await side_by_side(range(requests), one, workers)
        return target

    return turnstile, asyncio.run(go()), answers


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_for_and_the_request_sent_again(status: int) -> None:
    turnstile, _, answers = paced(lambda n: busy("7", status) if n == 1 else GOOD, Pace(), 1)
    assert [at - turnstile.came[0] for at in turnstile.came] == [0, 7]
    assert answers == [GOOD]


def test_a_date_in_retry_after_is_waited_for() -> None:
    date = formatdate(FakeClock().date() + 12, usegmt=True)
    turnstile, _, _ = paced(lambda n: busy(date) if n == 1 else GOOD, Pace(), 1)
    assert turnstile.came[1] - turnstile.came[0] == 12


def test_all_connections_are_still_while_one_was_asked_to_wait() -> None:
    turnstile, _, answers = paced(lambda n: busy("5") if n == 3 else GOOD, Pace(), 40, workers=8, takes=0.1)
    began = turnstile.came[0]
    assert [at for at in turnstile.came if began + 0.2 < at < began + 5.0] == []
    assert len(answers) == 40
    assert all(answer is GOOD for answer in answers)


def test_a_503_that_does_not_ask_for_patience_is_an_answer_like_others() -> None:
    turnstile, target, answers = paced(lambda n: Answer(0.0, 503), Pace(), 5)
    assert len(turnstile.came) == 5
    assert answers[0].status == 503
    assert target.turned_away == ""


def test_waits_double_where_no_time_is_named_and_end_with_the_retries() -> None:
    turnstile, _, answers = paced(lambda n: busy(), Pace(retries=3), 1)
    assert [b - a for a, b in pairwise(turnstile.came)] == [0.5, 1.0, 2.0]
    assert answers[0].status == 429


def test_no_single_wait_is_longer_than_the_cap() -> None:
    turnstile, _, _ = paced(lambda n: busy("86400") if n == 1 else GOOD, Pace(longest_wait=30), 1)
    assert turnstile.came[1] - turnstile.came[0] == 30


def test_a_target_that_lets_nobody_through_is_told_of_as_such() -> None:
    _, target, _ = paced(lambda n: busy("1"), Pace(retries=2), 3)
    assert "429" in target.turned_away


def test_patience_ends_however_many_retries_are_left() -> None:
    turnstile, target, _ = paced(lambda n: busy("30"), Pace(retries=1000, patience=100), 1)
    assert target.turned_away
    assert turnstile.came[-1] - turnstile.came[0] <= 130


def test_one_payload_that_is_always_turned_away_does_not_stop_the_others() -> None:
    _, target, answers = paced(lambda n: busy("0") if 3 <= n <= 6 else GOOD, Pace(retries=3), 10)
    assert [answer.status for answer in answers].count(429) == 1
    assert target.turned_away == ""


def test_some_payloads_that_are_turned_away_now_and_then_do_not_stop_the_others_either() -> None:
    _, target, _ = paced(lambda n: busy("0") if n % 2 else GOOD, Pace(retries=0), 20)
    assert target.turned_away == ""


@pytest.mark.parametrize("workers", [1, 8])
def test_a_rate_holds_and_never_bursts(workers: int) -> None:
    turnstile, _, _ = paced(lambda n: GOOD, Pace(rate=20), 100, workers=workers, takes=0.3 if workers > 1 else 0.01)
    gaps = [b - a for a, b in pairwise(turnstile.came)]
    assert min(gaps) >= 0.05 - 1e-9
    assert turnstile.came[-1] - turnstile.came[0] == pytest.approx(99 / 20, rel=0.01)


def test_time_in_which_nothing_was_sent_is_not_made_up_for() -> None:
    turnstile, _, _ = paced(lambda n: busy("10") if n == 2 else GOOD, Pace(rate=10), 20, workers=4)
    after = [at for at in turnstile.came if at >= turnstile.came[0] + 10]
    assert min(b - a for a, b in pairwise(after)) >= 0.1 - 1e-9


def test_a_receiver_that_restarts_is_given_a_moment() -> None:
    down = Answer(0.0, failure=Failure.UNREACHABLE)
    _, _, answers = paced(lambda n: down if n in {2, 3} else GOOD, Pace(), 3)
    assert answers == [GOOD, GOOD, GOOD]


def test_a_receiver_that_was_never_there_is_not_waited_for() -> None:
    turnstile, _, _ = paced(lambda n: Answer(0.0, failure=Failure.UNREACHABLE), Pace(), 1)
    assert len(turnstile.came) == 1


def test_requests_and_their_seconds_are_counted_with_every_retry() -> None:
    _, target, _ = paced(lambda n: busy("1") if n == 1 else Answer(0.25, 204), Pace(), 4)
    assert (target.requests, target.seconds) == (5, 1.0)


@given(st.text(max_size=40) | st.integers(-(10**12), 10**12).map(str))
def test_whatever_stands_in_retry_after_is_read_without_a_raise_and_is_never_negative(value: str) -> None:
    seconds = retry_after(Answer(0.0, 429, {"retry-after": value}), 1.7e9)
    assert seconds is None or seconds >= 0


@given(st.integers(-100_000, 100_000))
def test_a_date_is_read_as_the_time_until_then(seconds: int) -> None:
    date = formatdate(1.7e9 + seconds, usegmt=True)
    assert retry_after(Answer(0.0, 429, {"retry-after": date}), 1.7e9) == max(seconds, 0)
