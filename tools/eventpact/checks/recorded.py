"""The ledger of a run: every event that was sent, and whether the contract says that it is recorded."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

from eventpact.cases import Case
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.identity import Identities, Identity
from eventpact.contract.payload import Malformed, Payload, read
from eventpact.exchange import Answer, Key
from eventpact.pointer import resolve

#: Events of a run that are followed; further ones are sent all the same.
MOST_EVENTS = 300_000
#: Bytes of an answer that are kept to be shown.
_SHOWN = 2_000
#: The two tenants that a run may have keys of.
TENANTS = (Key.TENANT, Key.SECOND)


class Outcome(IntEnum):
    """What one request means for one event in it."""

    REFUSED = 0  # it must not be recorded for this request
    OPEN = 1  # it may be
    RECORDED = 2  # it must be, exactly once


@dataclass(frozen=True)
class Exchange:
    """One request, its answer, and how many *events* it carried. *odd*: the standards leave open what its body says."""

    case: Case
    answer: Answer
    odd: bool
    events: int


class Sending(NamedTuple):
    """One event in one request: the *exchange*, its *position* among the events, and what follows from it."""

    exchange: Exchange
    position: int
    outcome: Outcome


class Ledger:
    """Notes the exchanges of a whole run. Idempotency keys that begin with *prefix* are the run's own: only for these
    can it be told that nobody recorded them before.

    Events of a variant without an idempotency key, and events that lack it, cannot be told apart and are not followed;
    nor are more than *most_events*: *left_out* counts those.
    """

    def __init__(self, contract: Contract, prefix: str = "", *, most_events: int = MOST_EVENTS) -> None:
        self.contract = contract
        self.oracle = Oracle(contract)
        self.identities = Identities(contract)
        self.left_out = 0
        self._own = f'"{prefix}' if prefix else ""
        self._most = most_events
        self._known: dict[Identity, dict[Key, list[Sending]]] = {}
        self._refused: list[tuple[Case, Answer]] = []
        self._read = lru_cache(maxsize=16)(self._read_events)

    def note(self, case: Case, answer: Answer) -> None:
        """Take down one exchange, whatever came of it. Call it for every request of the run, repeated ones too."""
        shown = replace(answer, body=answer.body[:_SHOWN])
        if self._of_request(case, answer, odd=True) is Outcome.REFUSED:
            self._refused.append((case, shown))
        else:
            self._take_down(case, shown)

    def _take_down(self, case: Case, answer: Answer) -> None:
        if (payload := self._payload(case)) is None or not (events := self._events(payload)):
            return
        exchange = Exchange(case, answer, bool(payload.oddities), len(events))
        outcomes = self._outcomes(exchange, events)
        for index, (event, outcome) in enumerate(zip(events, outcomes, strict=True)):
            self._note_event(event, Sending(exchange, index, outcome))

    def _note_event(self, event: Any, sending: Sending) -> None:
        found = self.identities.of(event)
        if found is None:
            return
        if found not in self._known and len(self._known) >= self._most:
            self.left_out += 1
            return
        tenants = self._known.setdefault(found, {})
        key = sending.exchange.case.request.key
        for tenant in (key,) if key in TENANTS else TENANTS:
            tenants.setdefault(tenant, []).append(sending)

    def _payload(self, case: Case) -> Payload | None:
        """The body of *case*, read with care where it matters what the standards leave open in it."""
        body, wanted = case.request.body or b"", case.expectation
        try:
            if wanted.accepted or wanted.refusal is not None:
                return Payload(json.loads(body), () if wanted.accepted else _NOT_LOOKED_FOR)
            return read(body, self.contract.interface.limits.nesting)
        except (ValueError, RecursionError):
            return None

    def _events(self, payload: Payload) -> list[Any]:
        try:
            events = resolve(payload.value, self.contract.events_at)
        except LookupError:
            return []
        return events if isinstance(events, list) else []

    def _read_events(self, body: bytes) -> list[Any]:
        """The events in a body that was taken down; where it is no JSON by the letter, as a lax reader takes it."""
        try:
            events = self._events(read(body, self.contract.interface.limits.nesting))
        except Malformed:
            events = []
        return events or self._events(Payload(json.loads(body), ()))

    def _outcomes(self, exchange: Exchange, events: Sequence[Any]) -> Iterator[Outcome]:
        general = self._of_request(exchange.case, exchange.answer, odd=exchange.odd)
        for event in events:
            yield self._of_event(exchange, event) if general is None else general

    def _of_request(self, case: Case, answer: Answer, *, odd: bool) -> Outcome | None:
        """What an exchange means for each of its events; None where it depends on whether the event is valid."""
        status = answer.status
        wanted, dropping = case.expectation, self.contract.interface.batch_policy != "atomic"
        if status is None or status in _UNTOLD or not (200 <= status < 300 or 400 <= status < 500):
            return Outcome.OPEN
        if dropping and wanted.refusal is None and not wanted.accepted and not odd:
            return None
        if status >= 400:
            return Outcome.OPEN if dropping and wanted.refusal is None else Outcome.REFUSED
        taken = wanted.accepted and case.request.key in TENANTS
        return Outcome.RECORDED if taken else Outcome.OPEN

    def _of_event(self, exchange: Exchange, event: Any) -> Outcome:
        """Where invalid events are dropped: the outcome of one of a batch that may hold some."""
        verdict, request, interface = (
            self.oracle.verdict(event, event=True),
            exchange.case.request,
            self.contract.interface,
        )
        if verdict is Verdict.INVALID:
            return Outcome.REFUSED
        plain = (request.method, request.content_type) == (interface.method, interface.media_type)
        sure = plain and request.key in TENANTS and exchange.answer.accepted and verdict is Verdict.VALID
        return Outcome.RECORDED if sure else Outcome.OPEN

    # -- what was noted --------------------------------------------------------------------------------------------

    def known(self, event: Identity) -> bool:
        """Whether the run sent *event*."""
        if event not in self._known:
            self._take_down_refused()
        return event in self._known

    def _take_down_refused(self) -> None:
        """Take down the refused requests: most runs need never look into them, and they are many."""
        refused, self._refused = self._refused, []
        for case, answer in refused:
            self._take_down(case, answer)

    def sent(self, tenant: Key) -> Iterator[tuple[Identity, list[Sending]]]:
        """Every event of the run with the requests of *tenant* that held it, which may be none."""
        for event, tenants in self._known.items():
            yield event, tenants.get(tenant, [])

    def sendings(self, event: Identity, tenant: Key) -> list[Sending]:
        """The requests of *tenant* that held *event*, in their order; refused ones may be missing, or come last."""
        return self._known.get(event, {}).get(tenant, [])

    def refusals(self, event: Identity, tenant: Key) -> list[Sending]:
        """The refused requests of *tenant* that held *event*."""
        self._take_down_refused()
        return [sending for sending in self.sendings(event, tenant) if sending.outcome is Outcome.REFUSED]

    def in_several_variants(self) -> set[Identity]:
        """The events whose id, the first part of the key, events of another variant have as well."""
        tags: defaultdict[str, set[str]] = defaultdict(set)
        ids = {event: json.dumps(json.loads(event[1])[0]) for event in self._known}
        for event, found in ids.items():
            tags[found].add(event[0])
        return {event for event, found in ids.items() if len(tags[found]) > 1}

    def own(self, event: Identity) -> bool:
        """Whether the key of *event* is the run's own, so that nobody else ever sent it."""
        return self._own in event[1]

    def content(self, sending: Sending) -> Any:
        """The event as it was sent."""
        return self._read(sending.exchange.case.request.body or b"")[sending.position]


#: What may be odd in a body that was to be refused does not matter unless it was accepted.
_NOT_LOOKED_FOR = ("not looked for",)
#: Refusals that speak of haste: whether the request was looked at at all is open.
_UNTOLD = frozenset({408, 429})
