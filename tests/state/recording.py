"""A sound receiver in memory that records and can be read back, in steps, so that a test can replace one by a fault."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Any

from eventpact.cases import Composer
from eventpact.contract import Contract, Verdict
from eventpact.contract.identity import Identities
from eventpact.contract.interface import Refusal
from eventpact.contract.payload import Malformed, read
from eventpact.exchange import Answer, Key, Request
from eventpact.pointer import replaced, resolve

from tests.contract.sound import SoundReceiver

TENANTS = (Key.TENANT, Key.SECOND)


class RecordingReceiver(SoundReceiver):
    """Keeps *contract* in both batch policies, for two tenants. *kept* is what each of them can read back."""

    def __init__(self, contract: Contract) -> None:
        super().__init__(contract)
        self.kept: dict[Key, list[Any]] = {tenant: [] for tenant in TENANTS}
        self.seen: set[Hashable] = set()
        self.identities = Identities(contract)
        composer = Composer(contract, "")
        self._sample = composer.typical(contract.variants[0])

    async def send(self, request: Request) -> Answer:
        """The answer to *request*; what is accepted is recorded before it is given."""
        await asyncio.sleep(0)  # others that were sent at the same time come in between, as they would on a wire
        refusal = self.refusal(request)
        if refusal is not None:
            self.on_refusal(request, refusal)
            return Answer(0.0, self.interface.status(refusal))
        await self.record(request.key, self.good(request))
        return Answer(0.0, self.interface.success)

    def refusal(self, request: Request) -> Refusal | None:
        """Why *request* is refused, or None."""
        steps = (self.method, self.key, self.media_type, self.size, self.payload)
        return next((refusal for step in steps if (refusal := step(request)) is not None), None)

    def key(self, request: Request) -> Refusal | None:
        return None if request.key in TENANTS or self.interface.key_header is None else Refusal.KEY

    def payload(self, request: Request) -> Refusal | None:
        refusal = super().payload(request)
        if refusal is not Refusal.INVALID or self.interface.batch_policy == "atomic":
            return refusal
        body = read(request.body or b"")
        if body.oddities or not self.events(request):
            return refusal
        rest = replaced(body.value, self.contract.events_at, RecordingReceiver.good(self, request) or [self._sample])
        return None if self.oracle.verdict(rest) is Verdict.VALID else refusal

    def events(self, request: Request) -> list[Any]:
        """The events in a body, whatever they are worth."""
        try:
            events = resolve(read(request.body or b"").value, self.contract.events_at)
        except (LookupError, Malformed):
            return []
        return events if isinstance(events, list) else []

    def good(self, request: Request) -> list[Any]:
        """The events of an accepted batch that are to be recorded."""
        return [e for e in self.events(request) if self.oracle.verdict(e, event=True) is Verdict.VALID]

    def on_refusal(self, request: Request, refusal: Refusal) -> None:
        """What a refusal leaves behind: nothing."""

    async def record(self, tenant: Key, events: list[Any]) -> None:
        """Record what is new of *events*."""
        for event in events:
            known = self.identity(tenant, event)
            if known not in self.seen:
                self.seen.add(known)
                self.keep(tenant, event)

    def identity(self, tenant: Key, event: Any) -> Hashable:
        """What makes two events one and the same."""
        return tenant, self.identities.of(event)

    def keep(self, tenant: Key, event: Any) -> None:
        """Put one event into the store."""
        self.kept[tenant].append(self.stored(event))

    def stored(self, event: Any) -> Any:
        """An event as the store holds it."""
        return event

    def read_back(self, tenant: Key) -> list[Any]:
        """The events of one tenant."""
        return self.kept[tenant]
