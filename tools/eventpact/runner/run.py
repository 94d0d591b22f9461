"""One run: a generator of progress. It neither prints nor decides what a report looks like."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing, suppress
from dataclasses import replace

from eventpact.cases import Phase, Plan
from eventpact.checks import findings, tried
from eventpact.contract import Contract
from eventpact.findings import OF_RECORDS, Finding, Symptom
from eventpact.progress import Finished, Planned, Progress, Statistics
from eventpact.runner.confirm import Confirmation
from eventpact.runner.coverage import failed, untested
from eventpact.runner.growth import growth
from eventpact.runner.isolation import TYPICAL, Isolation
from eventpact.runner.minimise import Minimiser
from eventpact.runner.random import is_minimal
from eventpact.runner.recheck import Recheck
from eventpact.runner.renewal import Renewal
from eventpact.runner.sender import Sender
from eventpact.runner.settings import Settings, Source
from eventpact.runner.side_by_side import side_by_side
from eventpact.runner.steps import by_case, in_steps
from eventpact.runner.trials import Trials
from eventpact.targets import Target


async def run(
    contract: Contract, plan: Plan, target: Target, settings: Settings, *, generation_seconds: float = 0.0
) -> AsyncGenerator[Progress, None]:
    """Send the cases of *plan* to *target*, then what the extra sources send; the last event is :class:`Finished`.

    Every failure is a symptom, and the run goes on, until nothing can be tested any more: then, and at the stop signal,
    it ends early with what was seen, and says why.
    """
    cases = [case for case in plan.cases if target.applicable(case.request)]
    yield Planned(Counter(case.phase.value for case in cases))
    one = _Run(contract, replace(plan, cases=tuple(cases)), target, settings)
    async with aclosing(one.following(one.send_all())) as told:
        async for event in told:
            yield event
    one.group()
    async with aclosing(one.following(one.explain())) as told:
        async for event in told:
            yield event
    yield one.finished(plan, generation_seconds)


class _Run:
    """What the stages of one run share."""

    def __init__(self, contract: Contract, plan: Plan, target: Target, settings: Settings) -> None:
        self.contract = contract
        self.plan = plan
        self.settings = settings
        self.sender = Sender(contract, target, settings)
        self.renewal = Renewal(contract, plan)
        self.isolation = Isolation(contract, plan, self.sender, self.renewal)
        self.findings: dict[str, Finding] = {}
        self.scenarios = by_case(plan.scenarios)
        self.ended_early = ""

    @property
    def aborted(self) -> str:
        """Why no more is sent, or nothing."""
        stop = self.settings.hooks.stop
        stopped = stop is not None and stop.is_set()
        by_user = f"stopped by the user after {self.sender.target.requests:,} requests" if stopped else ""
        return self.sender.over or by_user

    # -- stages --------------------------------------------------------------------------------------------------------

    async def send_all(self) -> None:
        """The plan's cases, the typical events before all that builds on them; then the extra sources."""
        cases, workers = self.plan.cases, self.settings.workers
        await side_by_side([case for case in cases if case.rule == TYPICAL], self.isolation.settle, workers)
        await side_by_side([case for case in cases if case.rule != TYPICAL], self.isolation.settle, workers)
        if not self.aborted:
            await growth(self.contract, self.plan, self.sender, self.renewal)
        for source in self.settings.hooks.extra:
            if not self.aborted:
                await self._draw(source)

    async def _draw(self, source: Source) -> None:
        drawn = source(self.sender.target, self.sender.symptoms())
        try:
            async for one in drawn:
                if isinstance(one, Symptom):
                    self.sender.keep(one)
                    continue
                self.sender.took(*one)
                if one[0].phase is not Phase.RANDOM or is_minimal(one[0]):
                    self.sender.judged(*one)
        finally:
            await drawn.aclose()

    def group(self) -> None:
        """Symptoms → findings. What they are tried again with says nothing about the run: all was sent by then."""
        self.ended_early = self.aborted
        found = findings(self.sender.symptoms(), tried(self.sender.tried))
        behind = {finding.id: [seen.symptom for seen in self.sender.behind(finding)] for finding in found}
        self.findings = {one.id: in_steps(one, behind[one.id], self.scenarios) for one in found}

    async def explain(self) -> None:
        """Each finding with its smallest request and how often it was seen again."""
        read = self.settings.hooks.read
        of_records = [finding for finding in self.findings.values() if read and finding.rule in OF_RECORDS]
        found = [finding for finding in self.findings.values() if finding not in of_records]
        minimiser = Minimiser(self.contract, self.sender, self.renewal)
        confirmation = Confirmation(self.sender, self.renewal, self.scenarios)

        async def explain_one(finding: Finding) -> None:
            if found.index(finding) < self.settings.effort.findings:
                minimal = await minimiser.minimal(self.sender.behind(finding)[0])
                finding = self.findings[finding.id] = replace(finding, minimal=minimal)
            self.findings[finding.id] = await confirmation.confirmed(finding)

        if not self.ended_early:
            self.sender.count_anew()
            await side_by_side(found, explain_one, self.settings.workers)
            if read is not None and of_records:
                trials = Trials(self.contract, self.sender, self.renewal, self.scenarios)
                recheck = Recheck(self.contract, self.sender, self.renewal, trials, read)
                self.findings |= {finding.id: finding for finding in await recheck.explained(of_records)}

    async def following(self, stage: Coroutine[None, None, None]) -> AsyncGenerator[Progress, None]:
        """What happens in a *stage*, as it happens; it is cut short when the run can't go on or is to stop."""
        sender, stop = self.sender, self.settings.hooks.stop
        work = asyncio.ensure_future(stage)
        ends = [asyncio.ensure_future(event.wait()) for event in (sender.ended, stop) if event is not None]
        for end in ends:
            end.add_done_callback(lambda done: work.cancel() if not done.cancelled() else None)
        work.add_done_callback(lambda _: sender.outbox.put_nowait(None))
        try:
            while (event := await sender.outbox.get()) is not None:
                yield event
            with suppress(asyncio.CancelledError):
                await work
        finally:
            for task in (*ends, work):
                task.cancel()
            await asyncio.gather(*ends, work, return_exceptions=True)

    def finished(self, plan: Plan, generation_seconds: float) -> Finished:
        """The last event of the run."""
        sender = self.sender
        left = untested(plan, sender, self.isolation.variants, self.ended_early)
        statistics = Statistics(
            requests=sender.target.requests,
            events=sender.events,
            seconds=sender.clock.now() - sender.began,
            generation_seconds=generation_seconds,
            network_seconds=sender.target.seconds,
        )
        return Finished(
            findings=tuple(self._with_what_was_held_back(finding) for finding in self.findings.values()),
            sites=len(plan.sites),
            untested=left,
            statistics=statistics,
            aborted=self.ended_early,
            interactions=plan.interactions(sender.tried),
            failed=failed(plan, sender, left),
        )

    def _with_what_was_held_back(self, finding: Finding) -> Finding:
        """*finding*, which says so when requests were not sent for fear of another crash."""
        held_back = sum(
            count
            for (rule, asked, kind), count in self.sender.held_back.items()
            if kind in finding.kinds and asked == finding.example.asked and rule == finding.example.tests
        )
        if not held_back:
            return finding
        return replace(finding, summary=f"{finding.summary} ({held_back} more requests of this kind were not sent)")
