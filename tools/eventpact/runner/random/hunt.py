"""What Hypothesis asks about a batch: does it show the symptom that is looked for?

The answer about one batch is always the same, whatever the target does: an event that failed and was confirmed has
failed for good, and so with one that passed. So Hypothesis never sees a flaky target, and a batch that is shrunk costs
requests only for the events in it that are new.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eventpact.cases import Case
from eventpact.cases.random import RandomEvent
from eventpact.exchange import Answer
from eventpact.findings import Severity, Symptom
from eventpact.runner.random.cases import RandomCases
from eventpact.runner.random.causes import Causes

#: Sends cases side by side and gives their answers in the same order. Raises Over.
Ask = Callable[[Sequence[Case]], list[Answer]]
Judged = Callable[[Case, Answer], Symptom | None]
Signature = tuple[str, str]

#: How often a symptom must be seen again before it is shrunk, and each smaller one on the way.
_CONFIRM, _CONFIRM_SMALLER = 2, 1
#: Requests that shrinking one example may take.
_SHRINK_REQUESTS = 400


class Over(BaseException):
    """The time is up, the target is gone, or nobody waits for more."""


class Enough(BaseException):
    """This example has been shrunk for long enough."""


class Failed(BaseException):
    """A fault of the tester's own, which Hypothesis must not shrink; the cause says which."""


@dataclass(frozen=True)
class Shown:
    """Events that showed a *symptom*, and the exchange."""

    events: tuple[RandomEvent, ...]
    case: Case
    answer: Answer
    symptom: Symptom

    @property
    def signature(self) -> Signature:
        """What stays the same while it is shrunk."""
        return self.symptom.rule, self.symptom.observed


@dataclass(frozen=True)
class Bench:
    """What every hunt of a search works with. *until* is the end of the search, by the monotonic clock; shrinking one
    example may take *shrink_seconds*; *typical* are typical events that passed, *flaky* is told of what did not come
    again, *check* raises Over when nobody waits for more."""

    cases: RandomCases
    ask: Ask
    judged: Judged
    causes: Causes
    until: float
    shrink_seconds: float
    typical: set[bytes]
    flaky: Callable[[Shown], None]
    check: Callable[[], None]


class Hunt:
    """One call of Hypothesis. *best* is the last batch that failed, cut down to the event that fails by itself where
    there is one."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.best: Shown | None = None
        self._failing: dict[frozenset[bytes], Shown] = {}
        self._harmless: set[frozenset[bytes]] = set()
        self._passing: set[bytes] = set()
        self._together = False
        self._requests = 0
        self._enough = bench.until

    def fails(self, batch: Sequence[RandomEvent]) -> bool:
        """Whether *batch* shows the symptom that this hunt is after: the first that is confirmed."""
        self._check()
        try:
            return self._fails(batch)
        except Exception as error:
            raise Failed from error

    def _fails(self, batch: Sequence[RandomEvent]) -> bool:
        events = {_key(event): event for event in batch if not self._bench.causes.explain(event)}
        known = next((shown for keys, shown in self._failing.items() if keys <= events.keys()), None)
        if known is not None:
            self.best = known
            return True
        if self._together:
            return self._still_together(events)
        seen = self._passing | self._bench.typical
        return self._any_fails([event for key, event in events.items() if key not in seen])

    def _check(self) -> None:
        self._bench.check()
        now = time.monotonic()
        if now >= self._bench.until:
            raise Over
        if self.best is not None and (self._requests > _SHRINK_REQUESTS or now >= self._enough):
            raise Enough

    def _any_fails(self, events: list[RandomEvent]) -> bool:
        for shown, sent in self._probed(self._bench.cases.split(events)):
            if shown is None:
                self._passed(sent)
            elif self._is_wanted(shown):
                return self._taken(self._isolated(shown))
        return False

    def _passed(self, sent: list[RandomEvent]) -> None:
        if self.best is not None:
            self._passing.update(map(_key, sent))
        self._bench.typical.update(_key(event) for event in sent if not event.oddities and event.damage is None)

    def _is_wanted(self, shown: Shown) -> bool:
        return self.best is None or shown.signature == self.best.signature

    def _probed(self, requests: Iterable[list[RandomEvent]]) -> list[tuple[Shown | None, list[RandomEvent]]]:
        """What each of *requests* shows, all sent side by side."""
        made = [(case, sent) for sent in requests if (case := self._bench.cases.case(sent)) is not None]
        answers = self._bench.ask([case for case, _ in made])
        self._requests += len(made)
        return [(self._shown(sent, case, answer), sent) for (case, sent), answer in zip(made, answers, strict=True)]

    def _shown(self, sent: list[RandomEvent], case: Case, answer: Answer) -> Shown | None:
        symptom = self._bench.judged(case, answer)
        if symptom is None or symptom.severity is Severity.REMARK:
            return None
        shown = Shown(tuple(sent), case, answer, symptom)
        return None if shown.signature in self._bench.causes.signatures else shown

    def _again(self, events: Sequence[RandomEvent], signature: Signature) -> Shown | None:
        """What *events* show when they are sent in one request; None where it is not *signature*."""
        shown = next((shown for shown, _ in self._probed([list(events)])), None)
        return shown if shown is not None and shown.signature == signature else None

    def _isolated(self, shown: Shown) -> Shown:
        """The one event among those of *shown* that fails by itself; those that are needed where there is none."""
        while len(shown.events) > 1:
            middle = len(shown.events) // 2
            halves = shown.events[:middle], shown.events[middle:]
            failing = (self._again(half, shown.signature) for half in halves)
            half = next((found for found in failing if found is not None), None)
            if half is None:
                return self._without_others(shown)
            shown = half
        return shown

    def _without_others(self, shown: Shown) -> Shown:
        """*shown* without the events that it does not need."""
        for event in shown.events:
            rest = [other for other in shown.events if other is not event]
            shown = self._again(rest, shown.signature) or shown
        return shown

    def _taken(self, shown: Shown) -> bool:
        """Take *shown* for what is hunted, when it comes again each time."""
        first = self.best is None
        for _ in range(_CONFIRM if first else _CONFIRM_SMALLER):
            if self._again(shown.events, shown.signature) is None:
                self._bench.flaky(shown)
                self._passing.update(map(_key, shown.events))
                return False
        if first:
            self._together = len(shown.events) > 1
            self._requests = 0
            self._enough = time.monotonic() + self._bench.shrink_seconds
        self.best = shown
        self._failing[frozenset(map(_key, shown.events))] = shown
        return True

    def _still_together(self, events: dict[bytes, RandomEvent]) -> bool:
        """Whether *events* fail in one request; none of them does by itself."""
        assert self.best is not None
        if not events or frozenset(events) in self._harmless:
            return False
        shown = self._again(list(events.values()), self.best.signature)
        if shown is not None and self._taken(shown):
            return True
        self._harmless.add(frozenset(events))
        return False


def _key(event: RandomEvent) -> bytes:
    """Tells events apart; the idempotency key is the typical one in all of them."""
    return event.text + event.variant.tag.encode()
