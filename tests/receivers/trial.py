"""One contract run against a receiver, as `eventpact test` makes it, but for what it prints."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from eventpact.cases import Composer, Phase, Plan
from eventpact.checks import Statuses, symptom
from eventpact.contract import Contract, Oracle
from eventpact.findings import Finding, Severity, Symptom
from eventpact.progress import Finished
from eventpact.runner import Exchange, Hooks, Settings, run
from eventpact.runner.random import RandomSettings, random_phase
from eventpact.targets import HttpTarget, Target

from tests.receivers.starting import Running

#: Seconds to wait for an answer: a machine that does other things as well must not look like a fault.
PATIENCE = 60.0


def over_http(
    contract: Contract, plan: Plan, receiver: Running, settings: Settings | None = None, *, patience: float = PATIENCE
) -> Finished:
    """What a run against *receiver* finds; it waits *patience* seconds for an answer."""

    async def follow() -> Finished:
        header = contract.interface.key_header
        async with HttpTarget(receiver.url, key_header=header, key=receiver.key, timeout=patience) as target:
            return await _last(contract, plan, target, settings or Settings())

    return asyncio.run(follow())


def in_memory(contract: Contract, plan: Plan, target: Target, settings: Settings | None = None) -> Finished:
    """What a run against a receiver in memory finds."""
    return asyncio.run(_last(contract, plan, target, settings or Settings(workers=4)))


def with_random_events(contract: Contract, seed: int, seconds: float) -> Settings:
    """Settings of a run that goes on with random events for so many *seconds*."""
    statuses, composer = Statuses.of(contract.interface), Composer(contract, f"random-{seed}")

    def drawn(target: Target, known: Sequence[Symptom]) -> AsyncGenerator[Exchange | Symptom, None]:
        chosen = RandomSettings(seconds, seed, workers=4, known=known)
        return random_phase(composer, Oracle(contract), target, lambda c, a: symptom(statuses, c, a), chosen)

    return Settings(workers=4, hooks=Hooks(extra=[drawn]))


async def _last(contract: Contract, plan: Plan, target: Target, settings: Settings) -> Finished:
    events = [event async for event in run(contract, plan, target, settings)]
    assert isinstance(events[-1], Finished)
    return events[-1]


def held_against(finished: Finished) -> tuple[Finding, ...]:
    """What was found but remarks, on which no contract rests."""
    return tuple(finding for finding in finished.findings if finding.severity is not Severity.REMARK)


def thinned(plan: Plan) -> Plan:
    """*plan* without the near misses that stand among other events: each is sent alone all the same."""
    return replace(plan, cases=tuple(case for case in plan.cases if case.phase is not Phase.REJECT or not case.mates))
