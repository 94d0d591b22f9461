"""The search of the random phase: rounds of Hypothesis, each after what no round has found yet."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from unittest import SkipTest

from hypothesis import HealthCheck, Verbosity, given, seed, settings
from hypothesis import Phase as Stage
from hypothesis.database import ExampleDatabase, choices_from_bytes
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from eventpact.cases import Case
from eventpact.cases.random import RandomEvents, stored
from eventpact.cases.random.backend import BACKEND
from eventpact.cases.random.tape import Recipe
from eventpact.exchange import Answer
from eventpact.runner.random.cases import RandomCases, minimal
from eventpact.runner.random.causes import Causes
from eventpact.runner.random.database import example_key
from eventpact.runner.random.hunt import Ask, Bench, Enough, Hunt, Judged, Over, Shown, Signature

#: Batches of a round, of valid events and of damaged ones.
_ROUND = {"valid": 200, "damaged": 100}
#: The share of the time that shrinking one example may take.
_SHRINK_SHARE = 0.4
#: Kept examples that are tried first, at most.
_REPLAYED = 50
#: How often a minimal example is sent for the exchange that shows it.
_SENT = 3


@dataclass(frozen=True)
class Budget:
    """How long a search goes on, in *seconds*; its *seed*; *writes*: whether valid events are sent, too."""

    seconds: float
    seed: int
    writes: bool


@dataclass(frozen=True)
class Link:
    """What the search knows of the world. *ask* sends cases and *say* tells of an exchange that was made before;
    *check* raises Over when nobody waits for more; *judged* says what is wrong with an exchange."""

    ask: Ask
    say: Callable[[Case, Answer], None]
    check: Callable[[], None]
    judged: Judged


class Search:
    """Looks for events that go wrong. It runs in a thread of its own and blocks."""

    def __init__(  # noqa: PLR0913 - one place puts it together
        self,
        events: RandomEvents,
        cases: RandomCases,
        link: Link,
        budget: Budget,
        *,
        causes: Causes,
        database: ExampleDatabase | None,
    ) -> None:
        valid = {"valid": events.valid()} if budget.writes else {}
        self._strategies = {**valid, "damaged": events.damaged()}
        self._events = events
        self._key = example_key(events.contract)
        self._seed = budget.seed
        self._writes = budget.writes
        self._say = link.say
        self._database = database
        self._flaky: set[Signature] = set()
        until = time.monotonic() + budget.seconds
        self._bench = Bench(
            cases=cases,
            ask=link.ask,
            judged=link.judged,
            causes=causes,
            until=until,
            shrink_seconds=budget.seconds * _SHRINK_SHARE,
            typical=set(),
            flaky=self._tell_of_flaky,
            check=link.check,
        )

    def run(self) -> None:
        """Search until the time is up or *ask* raises Over; what an earlier run found comes first."""
        try:
            self._replay()
            for turn in count():
                for kind in self._strategies:
                    self._round(turn, kind)
        except Over:
            return

    def _replay(self) -> None:
        """Try what failed in an earlier run; what does not fail any more is kept no longer."""
        kept = list(self._database.fetch(self._key)) if self._database else []
        for value in sorted(kept, key=lambda value: (len(value), value))[:_REPLAYED]:
            hunt = Hunt(self._bench)
            hypothesis_hunts(hunt.fails, self._events.these(_count(value)), 0, kept=value)
            if hunt.best is not None:
                self._tell(hunt.best)
            elif self._database is not None and self._writes:  # else it may not have been sent
                self._database.delete(self._key, value)

    def _round(self, turn: int, kind: str) -> None:
        """One example at most. It is shrunk, told of and kept, also when the time is up meanwhile."""
        hunt = Hunt(self._bench)
        chosen = random.Random(f"{self._seed}/{turn}/{kind}").getrandbits(64)  # noqa: S311 - to be repeated
        hypothesis_hunts(hunt.fails, self._strategies[kind], chosen, most=_ROUND[kind])
        if hunt.best is None:
            return
        try:
            events = [self._events.trimmed(event) for event in hunt.best.events]
            hypothesis_hunts(hunt.fails, self._events.these(len(events)), chosen, kept=stored(events, spare=True))
        finally:
            best = replace(hunt.best, events=tuple(map(self._events.trimmed, hunt.best.events)))
            if self._database is not None:
                self._database.save(self._key, stored(best.events))
            self._tell(best)

    def _tell(self, shown: Shown) -> None:
        """Leave its cause out from now on, and send it once more as the case that is to be judged."""
        self._bench.causes.learn(shown.events, shown.symptom)
        for _ in range(_SENT):
            case = self._bench.cases.case(shown.events)
            assert case is not None, "it was sent before"
            answer = self._bench.ask([minimal(case)])[0]
            symptom = self._bench.judged(case, answer)
            if symptom is not None and (symptom.rule, symptom.observed) == shown.signature:
                return
        self._say(minimal(shown.case), shown.answer)

    def _tell_of_flaky(self, shown: Shown) -> None:
        """What was seen and did not come again is told of once."""
        if shown.signature not in self._flaky:
            self._flaky.add(shown.signature)
            self._say(minimal(shown.case), shown.answer)


class _Found(Exception):
    """The one exception that Hypothesis sees."""


class _One(ExampleDatabase):
    """A database of one example, for one call of Hypothesis; nothing is kept of what that finds."""

    def __init__(self, value: bytes) -> None:
        super().__init__()
        self._value = value

    def fetch(self, key: bytes) -> Iterable[bytes]:
        yield self._value

    def save(self, key: bytes, value: bytes) -> None:
        pass

    def delete(self, key: bytes, value: bytes) -> None:
        pass


#: What Hypothesis warns tests of. A batch is large and slow to draw, and is meant to be; nothing is ever filtered.
_UNHEALTHY = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
    HealthCheck.filter_too_much,
    HealthCheck.nested_given,
)


def hypothesis_hunts(
    fails: Callable[[Any], bool], strategy: SearchStrategy[Any], chosen: int, *, most: int = 0, kept: bytes = b""
) -> None:
    """Let Hypothesis try *most* examples of *strategy*, chosen by the number *chosen*, until one *fails*.

    Or try the one that is *kept*, and shrink it where it holds a choice more than it needs. What comes of it is known
    to *fails*; nothing is raised but what *fails* raises and Hypothesis does not catch.
    """

    @given(strategy)
    def test(example: Any) -> None:
        if fails(example):
            raise _Found

    stages = (Stage.reuse, Stage.shrink) if kept else (Stage.generate,)
    run = settings(
        max_examples=max(most, 1),
        database=_One(kept) if kept else None,
        phases=stages,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        suppress_health_check=_UNHEALTHY,
        verbosity=Verbosity.quiet,
        print_blob=False,
        backend=BACKEND,
    )(seed(chosen)(test))  # in this order: a seed would take the database away
    with suppress(HypothesisException, _Found, Enough, SkipTest):  # skipped: a kept example makes no sense any more
        run()


def _count(value: bytes) -> int:
    """How many events a kept example is of."""
    return max(1, len(choices_from_bytes(value) or ()) // len(Recipe(0).choices))
