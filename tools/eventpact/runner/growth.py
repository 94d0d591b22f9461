"""How the time of an answer grows with the size of a batch: linearly, or so that large batches take for ever."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median

from eventpact.cases import Case, Phase, Plan
from eventpact.cases.compose import has
from eventpact.checks import RULES
from eventpact.contract import Contract
from eventpact.exchange import Answer
from eventpact.findings import Symptom
from eventpact.pointer import resolve
from eventpact.runner.renewal import NOT_PLAIN, Renewal, value_of
from eventpact.runner.sender import Sender

RULE = "answer-time"

#: Seconds: a batch that is answered faster than this is fast enough, however its time grows.
_MATTERS = 0.3
#: Seconds: shorter times tell more of the network and of chance than of the batch.
_MEASURABLE = 0.01
#: Beyond this power of the number of events it is not one of the usual O(n) or O(n·log n).
_STEEP = 1.5
#: Batches, from the largest down, whose times are compared, each sent as often as this.
_SIZES, _TIMES = 4, 3

#: (events, seconds)
Point = tuple[int, float]


async def growth(contract: Contract, plan: Plan, sender: Sender, renewal: Renewal) -> None:
    """Measure with the plan's batches of growing size, one request at a time, and keep a symptom where the time grows
    far faster than the batch, twice over."""
    sized = _sized(contract, plan)[-_SIZES:]
    if len(sized) < 2 or (await _measured(sized[-1][1], sender, renewal, 1))[0] < _MATTERS:
        return
    for last in (False, True):
        measured = [(events, await _measured(case, sender, renewal, _TIMES)) for events, case in sized]
        points = [(events, seconds) for events, (seconds, _) in measured]
        power = steepness(points)
        if power is None or power < _STEEP or points[-1][1] < _MATTERS:
            return
        if last:
            sender.keep(_symptom(sized[-1][1], measured[-1][1][1], points, sender))


def _sized(contract: Contract, plan: Plan) -> list[tuple[int, Case]]:
    """The accept cases of the size phase by their number of events, the smallest first."""
    found: dict[int, Case] = {}
    for case in plan.of(Phase.SIZE):
        body = value_of(case.request.body) if case.expectation.accepted else NOT_PLAIN
        events = resolve(body, contract.events_at) if has(body, contract.events_at) else None
        if isinstance(events, list) and events:
            found.setdefault(len(events), case)
    return sorted(found.items())


async def _measured(case: Case, sender: Sender, renewal: Renewal, times: int) -> tuple[float, Answer]:
    """The median time of the answers to *case*, and the last one; no time at all where one was refused."""
    answers = [await sender.send(renewal.case(case)) for _ in range(times)]
    refused = any(not answer.accepted for answer in answers)
    return 0.0 if refused else median(answer.seconds for answer in answers), answers[-1]


def steepness(points: Sequence[Point]) -> float | None:
    """The power of the number of events with which the time grows: the slope of the line that fits best on paper with
    two logarithmic scales. None where fewer than two times are long enough to tell."""
    telling = [(math.log(events), math.log(seconds)) for events, seconds in points if seconds >= _MEASURABLE]
    if len(telling) < 2:
        return None
    x, y = fmean(x for x, _ in telling), fmean(y for _, y in telling)
    return sum((a - x) * (b - y) for a, b in telling) / sum((a - x) ** 2 for a, _ in telling)


def _symptom(case: Case, answer: Answer, points: Sequence[Point], sender: Sender) -> Symptom:
    times = ", ".join(f"{seconds:.2f} s for {events:,}" for events, seconds in points)
    return Symptom(
        rule=RULE,
        kind="batches of growing size",
        severity=RULES[RULE].severity,
        observed="the time grows much faster than the batch",
        expected=f"a time that grows no faster than the batch; measured: {times} events",
        place=case.place,
        case=case.id,
        request=case.request,
        answer=answer,
        seconds=sender.clock.now() - sender.began,
        tests=RULE,
    )
