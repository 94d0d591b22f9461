"""One run: a generator of progress. It neither prints nor decides what a report looks like."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace

from eventpact.cases import Case, Composer, Plan
from eventpact.cases.accept import part
from eventpact.checks import findings, judge
from eventpact.checks.judge import expected
from eventpact.contract import Contract
from eventpact.exchange import Answer
from eventpact.findings import Finding, Symptom
from eventpact.progress import Finished, Found, Planned, Progress, Sent, Statistics, Untested
from eventpact.targets import Target

Exchange = tuple[Case, Answer]


@dataclass(frozen=True)
class Settings:
    """How a run is made: requests under way at once, and how often a finding is tried again."""

    workers: int = 8
    repeats: int = 2


@dataclass
class _Tally:
    """What has been seen so far."""

    began: float
    requests: int = 0
    events: int = 0
    network: float = 0.0
    symptoms: list[Symptom] = field(default_factory=list)

    def add(self, case: Case, answer: Answer) -> Sent:
        self.requests += 1
        self.events += len(case.items)
        self.network += answer.seconds
        return Sent(case.phase.value, len(case.items), answer)


async def run(
    contract: Contract, plan: Plan, target: Target, settings: Settings, *, generation_seconds: float = 0.0
) -> AsyncGenerator[Progress, None]:
    """Send the cases of *plan* to *target*; the last event is :class:`Finished`.

    A target that can't be reached any more ends the run early; every other failure is a symptom, and the run goes on.
    """
    cases = [case for case in plan.cases if target.applicable(case.request)]
    yield Planned(Counter(case.phase.value for case in cases))
    tally = _Tally(time.perf_counter())
    composer, aborted = Composer(contract, ""), ""
    answers = _side_by_side(cases, lambda case: _settle(composer, target, case), settings.workers)
    async for case, answer in answers:
        yield tally.add(case, answer)
        symptom = _symptom(contract, case, answer, tally.began)
        if symptom is not None:
            tally.symptoms.append(symptom)
            yield Found(symptom)
        if answer.unreachable:
            aborted = f"after {tally.requests} requests it cannot be reached any more: {answer.detail}"
            await answers.aclose()
            break
    confirmed = [
        finding if aborted else await _confirmed(contract, target, plan, finding, settings.repeats)
        for finding in findings(tally.symptoms)
    ]
    yield _finished(plan, confirmed, tally, aborted, generation_seconds)


async def _side_by_side(
    cases: Iterable[Case], settle: Callable[[Case], Awaitable[list[Exchange]]], workers: int
) -> AsyncGenerator[Exchange, None]:
    """The exchanges of all *cases*, at most *workers* cases at once, as they come in."""
    waiting = iter(cases)
    running: set[asyncio.Task[list[Exchange]]] = set()
    try:
        while True:
            while len(running) < workers and (case := next(waiting, None)) is not None:
                running.add(asyncio.ensure_future(settle(case)))
            if not running:
                return
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                for exchange in task.result():
                    yield exchange
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _settle(composer: Composer, target: Target, case: Case) -> list[Exchange]:
    """Send *case*; where a batch of valid events is not accepted, its halves, down to the events that are refused.

    A batch whose halves are all accepted is itself what is refused.
    """
    answer = await target.send(case.request)
    if len(case.items) < 2 or answer.accepted or answer.unreachable:
        return [(case, answer)]
    middle = len(case.items) // 2
    found = [
        exchange
        for items in (case.items[:middle], case.items[middle:])
        for exchange in await _settle(composer, target, part(composer, case, items))
    ]
    return found if any(not below.accepted for _, below in found) else [(case, answer), *found]


def _symptom(contract: Contract, case: Case, answer: Answer, began: float) -> Symptom | None:
    wanted = case.expectation
    broken = judge(contract.interface, case.rule, answer, accepted=wanted.accepted, refusal=wanted.refusal)
    if broken is None:
        return None
    rule, severity, observed = broken
    return Symptom(
        rule=rule,
        kind=case.kind,
        severity=severity,
        observed=observed,
        expected=expected(contract.interface, accepted=wanted.accepted, refusal=wanted.refusal),
        place=case.place,
        case=case.id,
        request=case.request,
        answer=answer,
        seconds=time.perf_counter() - began,
    )


async def _confirmed(contract: Contract, target: Target, plan: Plan, finding: Finding, repeats: int) -> Finding:
    """*finding* with how often its example went wrong in the same way again."""
    again = 0
    for _ in range(repeats):
        answer = await target.send(finding.example.request)
        again += answer.status == finding.example.answer.status and answer.failure is finding.example.answer.failure
    return replace(finding, confirmations=again, repeats=repeats)


def _finished(plan: Plan, confirmed: list[Finding], tally: _Tally, aborted: str, generation_seconds: float) -> Finished:
    untested = tuple(Untested(s.place, s.keyword, aborted or s.reason) for s in plan.sites if aborted or not s.tested)
    statistics = Statistics(
        requests=tally.requests,
        events=tally.events,
        seconds=time.perf_counter() - tally.began,
        generation_seconds=generation_seconds,
        network_seconds=tally.network,
    )
    return Finished(tuple(confirmed), len(plan.sites), untested, statistics, aborted)
