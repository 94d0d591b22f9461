"""The pace of a run: a target that is asked no faster than it may be, and waited for when it says so."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from eventpact.exchange import Answer, Failure, Request
from eventpact.runner.clock import Clock
from eventpact.runner.settings import Pace
from eventpact.targets import Target

#: Seconds to wait before the second try when a 429 names none; they double each time.
_FIRST_WAIT = 0.5
#: Requests in a row that were turned away each time: nobody is let through.
_TURNED_AWAY = 3
#: A receiver whose process died is given this many seconds, and twice as many again, to come back.
_RESTART = 0.5


class PacedTarget:
    """*target*, asked at the pace that *pace* allows; one for all connections of a run.

    *requests* and *seconds* count what went over the network. *turned_away* says why nothing gets through any more, or
    is empty.
    """

    def __init__(self, target: Target, pace: Pace, clock: Clock) -> None:
        self._target = target
        self._pace = pace
        self._clock = clock
        self._next = 0.0
        self._held_until = 0.0
        self._waited = 0.0
        self._given_up = 0
        self._answered = False
        self.requests = 0
        self.seconds = 0.0

    def applicable(self, request: Request) -> bool:
        """Whether *request* can be made with the key at hand."""
        return self._target.applicable(request)

    async def send(self, request: Request) -> Answer:
        """The answer to *request*, sent again where the target asks for it: its last word."""
        answer = await self._once(request)
        for again in range(self._pace.retries):
            seconds = self._wait(answer, again)
            if seconds is None or self._waited >= self._pace.patience:
                break
            await self._hold(seconds)
            answer = await self._once(request)
        if self._asks_to_wait(answer):
            self._given_up += 1
        elif answer.failure is None:
            self._given_up, self._waited, self._answered = 0, 0.0, True
        return answer

    @property
    def turned_away(self) -> str:
        """Why nothing gets through any more, or nothing."""
        if self._given_up < _TURNED_AWAY and self._waited < self._pace.patience:
            return ""
        return f"it asks to be left alone (429 or 503 with Retry-After), after {self._waited:.0f} s of waiting still"

    async def _once(self, request: Request) -> Answer:
        await self._turn()
        self.requests += 1
        answer = await self._target.send(request)
        self.seconds += answer.seconds
        return answer

    async def _turn(self) -> None:
        """Wait for the end of a pause, and for this request's place in the schedule: places are never made up for."""
        while (pause := self._held_until - self._clock.now()) > 0:
            await self._clock.sleep(pause)
        if self._pace.rate is None:
            return
        now = self._clock.now()
        turn = max(now, self._next)
        self._next = turn + 1 / self._pace.rate
        if turn > now:
            await self._clock.sleep(turn - now)

    async def _hold(self, seconds: float) -> None:
        """Keep all connections still; a pause that another one asked for already is not waited for twice."""
        until = self._clock.now() + seconds
        if until > self._held_until:
            self._waited += until - max(self._held_until, self._clock.now())
            self._held_until = until

    def _wait(self, answer: Answer, again: int) -> float | None:
        """Seconds to wait before the same request is sent again, or None where this answer is the last word."""
        if answer.failure is Failure.UNREACHABLE and self._answered and again < 2:
            return _RESTART * (again + 1)
        if not self._asks_to_wait(answer):
            return None
        asked = retry_after(answer, self._clock.date())
        doubling = _FIRST_WAIT * (1 << again)
        return min(doubling if asked is None else asked, self._pace.longest_wait)

    def _asks_to_wait(self, answer: Answer) -> bool:
        return answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers)


def retry_after(answer: Answer, date: float) -> float | None:
    """Seconds that Retry-After asks for (RFC 9110 §10.2.3: seconds or a date), 0 at least; None where it names none.

    *date* is the time now, in seconds since 1970.
    """
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(parsedate_to_datetime(text).timestamp() - date, 0.0)
    except (ValueError, OverflowError):
        return None
