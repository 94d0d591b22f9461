"""Scenarios on their way: the steps of each in their order, several scenarios at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from eventpact.cases import Case, Scenario
from eventpact.exchange import Answer
from eventpact.targets import Target

Exchange = tuple[Case, Answer]


def applicable(target: Target, scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios of which every request can be made with the keys at hand."""
    return [s for s in scenarios if all(target.applicable(case.request) for step in s.steps for case in step)]


async def exchanges(target: Target, scenarios: Sequence[Scenario], *, workers: int) -> AsyncGenerator[Exchange, None]:
    """The exchanges of all *scenarios*, at most *workers* scenarios at once, each as it is done.

    Those that send requests side by side come last and one by one, so that their requests really meet. A scenario ends
    where the target cannot be reached.
    """
    for group, at_once in (
        ([s for s in scenarios if not _is_wide(s)], workers),
        ([s for s in scenarios if _is_wide(s)], 1),
    ):
        waiting = iter(group)
        running: set[asyncio.Task[list[Exchange]]] = set()
        try:
            while True:
                while len(running) < at_once and (scenario := next(waiting, None)) is not None:
                    running.add(asyncio.ensure_future(_followed(target, scenario)))
                if not running:
                    break
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for exchange in (exchange for task in done for exchange in task.result()):
                    yield exchange
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


def _is_wide(scenario: Scenario) -> bool:
    return any(len(step) > 1 for step in scenario.steps)


async def _followed(target: Target, scenario: Scenario) -> list[Exchange]:
    found: list[Exchange] = []
    for step in scenario.steps:
        answers = await asyncio.gather(*(target.send(case.request) for case in step))
        found += zip(step, answers, strict=True)
        if any(answer.unreachable for answer in answers):
            break
    return found
