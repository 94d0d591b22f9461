"""Receivers in memory with one fault that only random data shows, and what a test asks of a phase against them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from eventpact.cases import Case, Composer
from eventpact.checks import Statuses, symptom
from eventpact.contract import Contract, Oracle
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Request
from eventpact.findings import Symptom
from eventpact.pointer import resolve
from eventpact.runner.random import RandomSettings, is_minimal, random_phase
from eventpact.targets import Target

from tests.contract.sound import SoundReceiver

Shows = Callable[[Any], bool]


class Refusing(SoundReceiver):
    """Refuses a valid batch when one of its events *shows* something."""

    def __init__(self, contract: Contract, shows: Shows) -> None:
        super().__init__(contract)
        self._shows = shows

    def payload(self, request: Request) -> Refusal | None:
        refusal = super().payload(request)
        return refusal or (Refusal.INVALID if any(map(self._shows, self.events(request))) else None)

    def events(self, request: Request) -> list[Any]:
        found: list[Any] = resolve(json.loads(request.body or b"[]"), self.contract.events_at)
        return found


class Crashing(Refusing):
    """Answers 500 when an event *shows* something, whether the batch is valid or not."""

    def answer(self, request: Request) -> Answer | int:
        shown = any(map(self._shows, self.events(request)))
        return 500 if shown else super().answer(request)


class Lax(SoundReceiver):
    """Accepts an invalid batch when an event *shows* something."""

    def __init__(self, contract: Contract, shows: Shows) -> None:
        super().__init__(contract)
        self._shows = shows

    def payload(self, request: Request) -> Refusal | None:
        found = resolve(json.loads(request.body or b"[]"), self.contract.events_at)
        return None if any(map(self._shows, found)) else super().payload(request)


def strings(value: Any) -> Iterator[str]:
    """Every string in *value*, the names of properties included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, child in value.items():
            yield name
            yield from strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from strings(child)


@dataclass
class Seen:
    """The exchanges of a phase, and what was found: the minimal cases that show a symptom."""

    exchanges: list[tuple[Case, Answer]] = field(default_factory=list)
    found: list[tuple[Case, Symptom]] = field(default_factory=list)

    @property
    def bodies(self) -> list[str]:
        """What was sent."""
        return [(case.request.body or b"").decode() for case, _ in self.exchanges]

    def events(self, contract: Contract) -> list[Any]:
        """The events of the minimal cases."""
        bodies = [json.loads(case.request.body or b"[]") for case, _ in self.found]
        return [event for body in bodies for event in resolve(body, contract.events_at)]


def judge_of(contract: Contract) -> Callable[[Case, Answer], Symptom | None]:
    """What is wrong with an exchange, by the rules of a run."""
    statuses = Statuses.of(contract.interface)
    return lambda case, answer: symptom(statuses, case, answer)


def follow(
    contract: Contract, target: Target, settings: RandomSettings, *, prefix: str = "run", until: int | None = None
) -> Seen:
    """A phase to its end, or until so many minimal cases were seen."""
    seen, judged = Seen(), judge_of(contract)

    async def run() -> None:
        phase = random_phase(Composer(contract, prefix), Oracle(contract), target, judged, settings)
        async for case, answer in phase:
            seen.exchanges.append((case, answer))
            found = judged(case, answer) if is_minimal(case) else None
            if found is not None:
                seen.found.append((case, found))
            if until is not None and len(seen.found) >= until:
                break
        await phase.aclose()

    asyncio.run(run())
    return seen
