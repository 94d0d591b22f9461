"""A request body's bytes → the records to keep, or why it is refused.

Stricter than the contract asks: a body that the standards leave open (a key twice in one object, an integer past 64
bits, a leap second, …) is refused, because sound parsers read it differently and this receiver stores exactly what it
took. Where the batch policy drops invalid events, those with a value that is left open are dropped too, and a body that
is left open as a whole is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from eventpact.contract import Contract, Judgement, Oracle
from eventpact.contract.identity import Identities
from eventpact.contract.interface import Refusal
from eventpact.contract.payload import Malformed, Payload, read
from eventpact.pointer import Token, replaced, resolve, to_pointer
from eventpact.receiver.problem import Fault, Refused
from eventpact.receiver.store import Record, to_record

#: Faults told of one body.
_MOST_FAULTS = 100
#: JSON values in an event that is explained: a fault costs some 45 µs and 4 KB, and each value may be one.
_MOST_VALUES = 5_000


class Intake:
    """Takes the bodies of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._oracle = Oracle(contract)
        self._identities = Identities(contract)

    def take(self, body: bytes) -> list[Record]:
        """The records of the events to keep, in their order. Raises Refused."""
        payload = self._read(body)
        events = self._events(payload.value)
        self._check_count(events)
        if payload.oddities:
            raise Refused(Refusal.INVALID, f"The body is left open by the standards: {'; '.join(payload.oddities)}.")
        if not self._oracle.is_valid(payload.value):
            events = self._kept(payload.value, events)
        return [to_record(self._identities, event) for event in events]

    def _read(self, body: bytes) -> Payload:
        try:
            return read(body, self._contract.interface.limits.nesting)
        except Malformed as error:
            raise Refused(Refusal.MALFORMED, f"The body {error}.") from None

    def _events(self, value: Any) -> Sequence[Any]:
        """The events in a body; empty where there is no array of them."""
        try:
            events = resolve(value, self._contract.events_at)
        except LookupError:
            return ()
        return events if isinstance(events, list) else ()

    def _check_count(self, events: Sequence[Any]) -> None:
        limit = self._contract.interface.limits.events
        if limit is not None and len(events) > limit:
            raise Refused(Refusal.TOO_LARGE, f"The batch has {len(events):,} events; the limit is {limit:,}.")

    def _kept(self, value: Any, events: Sequence[Any]) -> Sequence[Any]:
        """The events that the batch policy keeps of a body that is not valid. Raises Refused."""
        bad = [i for i, event in enumerate(events) if not self._oracle.is_valid(event, event=True)]
        dropped = frozenset(bad)
        good = [event for i, event in enumerate(events) if i not in dropped]
        rest = replaced(value, self._contract.events_at, good) if bad else value
        around = self._around(rest, some_dropped=bool(bad))
        if around or self._contract.interface.batch_policy == "atomic":
            raise self._refused(around, events, bad)
        return good

    def _around(self, rest: Any, *, some_dropped: bool) -> list[Fault]:
        """The faults outside the events. Once some are dropped, their array says nothing of its own length."""
        judgement = self._oracle.judge_around(rest)
        at = to_pointer(self._contract.events_at)
        return [fault for fault in _faults(judgement, (), None) if not (some_dropped and fault["pointer"] == at)]

    def _refused(self, around: Sequence[Fault], events: Sequence[Any], bad: Sequence[int]) -> Refused:
        faults = list(around[:_MOST_FAULTS])
        complete = len(around) <= _MOST_FAULTS
        for index in bad:
            found = list(self._event_faults(events[index], index))
            complete = complete and len(faults) + len(found) <= _MOST_FAULTS
            faults += found[: _MOST_FAULTS - len(faults)]
            if not complete:
                break
        what = f"{len(bad):,} of {len(events):,} events {'is' if len(bad) == 1 else 'are'} not valid"
        detail = f"{what if bad else 'The body is not valid'}; nothing was recorded."
        if not complete:
            detail += f" The first {len(faults)} faults are listed."
        return Refused(Refusal.INVALID, detail, faults=faults)

    def _event_faults(self, event: Any, index: int) -> Iterator[Fault]:
        at: tuple[Token, ...] = (*self._contract.events_at, index)
        variant = self._contract.variant(event)
        tag = None if variant is None else variant.tag
        if _more_values_than(event, _MOST_VALUES):
            yield _fault(to_pointer(at), "the event is not valid, and too large to say where", tag)
        else:
            yield from _faults(self._oracle.judge(event, event=True), at, tag)


def _faults(judgement: Judgement, at: tuple[Token, ...], variant: str | None) -> Iterator[Fault]:
    for fault in judgement.faults:
        yield _fault(to_pointer(at) + fault.pointer, fault.message, fault.variant)
    for oddity in judgement.oddities:
        yield _fault(to_pointer(at), f"{oddity}, and so refused here", variant)


def _fault(pointer: str, detail: str, variant: str | None) -> Fault:
    return {"pointer": pointer, "detail": detail} | ({"variant": variant} if variant else {})


def _more_values_than(value: Any, limit: int) -> bool:
    waiting, seen = [value], 0
    while waiting and seen <= limit:
        one = waiting.pop()
        seen += 1
        if isinstance(one, (dict, list)):
            waiting += one.values() if isinstance(one, dict) else one[: limit + 1]
    return seen > limit
