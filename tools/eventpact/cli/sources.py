"""What goes along with the cases of a plan: scenarios, the random phase, and reading back what was recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace

from eventpact.cases import Case, Composer, Plan
from eventpact.checks import Statuses, symptom
from eventpact.checks.batch_result import is_declared
from eventpact.checks.recorded import Ledger
from eventpact.contract import Contract, Oracle
from eventpact.errors import TargetError
from eventpact.exchange import Answer, Key
from eventpact.findings import Symptom
from eventpact.runner import Exchange, Hooks
from eventpact.runner import Source as RunSource
from eventpact.runner.random import RandomSettings, random_phase
from eventpact.runner.readback import Source, read_back
from eventpact.runner.scenarios import applicable, exchanges
from eventpact.targets import Target


@dataclass(frozen=True)
class Readbacks:
    """The URLs at which the tenant and a second one can read what was recorded of them; None where there is none."""

    first: str | None = None
    second: str | None = None

    def sources(self, contract: Contract, key: str | None, second_key: str | None) -> list[Source]:
        """Where to read, each with the tenant's own key in the contract's header."""
        header = contract.interface.key_header
        found = ((Key.TENANT, self.first, key), (Key.SECOND, self.second, second_key))
        return [
            Source(tenant, url, {header: value} if header and value else {})
            for tenant, url, value in found
            if url is not None
        ]


NO_READBACKS = Readbacks()


class Along:
    """The further sources of one run of *plan*, whose ids begin with *prefix*; *timeout*: seconds for one answer.

    *unread*: why what was recorded could not be read, or None. *left_out*: events sent that were not followed.
    """

    def __init__(
        self,
        contract: Contract,
        plan: Plan,
        *,
        prefix: str,
        random: RandomSettings,
        readbacks: Sequence[Source],
        timeout: float,
    ) -> None:
        self._contract = contract
        self._plan = plan
        self._prefix = prefix
        self._random = random
        self._readbacks = readbacks
        self._timeout = timeout
        self._began = 0.0
        self._ledger = Ledger(contract, prefix)
        self._statuses = Statuses.of(contract.interface)
        self.unread: TargetError | None = None

    @property
    def left_out(self) -> int:
        """How many events were sent, but are too many to be followed."""
        return self._ledger.left_out

    def hooks(self, statuses: Statuses, stop: asyncio.Event) -> Hooks:
        """What the run is to do beside the plan's cases; *statuses* are those that are right."""
        self._statuses = statuses
        self._began = time.perf_counter()
        extra: list[RunSource] = [self._scenarios]
        if self._random.seconds > 0:
            extra.append(self._drawn)
        if self._readbacks or is_declared(self._contract):
            extra.append(self._recorded)
            return Hooks(extra=extra, note=[self._ledger.note], stop=stop, read=self._read)
        return Hooks(extra=extra, stop=stop)

    async def _scenarios(self, target: Target, _: Sequence[Symptom]) -> AsyncGenerator[Exchange | Symptom, None]:
        async for exchange in exchanges(target, applicable(target, self._plan.scenarios), workers=self._random.workers):
            yield exchange

    async def _drawn(self, target: Target, known: Sequence[Symptom]) -> AsyncGenerator[Exchange | Symptom, None]:
        composer = Composer(self._contract, f"{self._prefix}-r")
        settings = replace(self._random, known=known)
        async for exchange in random_phase(composer, Oracle(self._contract), target, self._judged, settings):
            yield exchange

    def _judged(self, case: Case, answer: Answer) -> Symptom | None:
        return symptom(self._statuses, case, answer)

    async def _recorded(self, _: Target, __: Sequence[Symptom]) -> AsyncGenerator[Exchange | Symptom, None]:
        try:
            found = await self._read(self._ledger)
        except TargetError as error:
            self.unread = error
            return
        for one in found:
            yield one

    async def _read(self, ledger: Ledger) -> Sequence[Symptom]:
        found = await read_back(ledger, self._readbacks, timeout=self._timeout, began=self._began)
        return found.symptoms
