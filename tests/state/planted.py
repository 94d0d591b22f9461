"""Faults of state, one step each, and the finding that each must bring: its rules and its gravest severity."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eventpact.contract import Verdict
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Key, Request
from eventpact.findings import Severity

from tests.state.recording import RecordingReceiver
from tests.state.storing import (
    as_integers,
    date_times,
    first_only,
    lost,
    now_and_then,
    nulls_for_absent,
    offset_for_z,
    rounded,
    shortened,
    to_microseconds,
    to_seconds,
    values,
    without_optional,
    without_unknown,
)


@dataclass(frozen=True)
class Planted:
    """A receiver with one fault by *name*; a run must find just *rules* broken, *severity* being the gravest.

    *kinds* is the number of kinds that it is told in, where that says something; *policy* the batch policy that it
    takes to show.
    """

    name: str
    receiver: type[RecordingReceiver]
    rules: frozenset[str]
    severity: Severity | None = Severity.VIOLATION
    kinds: int | None = None
    policy: str = "atomic"


def _fault(name: str, *rules: str, steps: dict[str, Callable[..., Any]], **more: Any) -> Planted:
    return Planted(name, type("Faulty", (RecordingReceiver,), steps), frozenset(rules), **more)


# -- duplicates ----------------------------------------------------------------------------------------------------


def _always_new(self: RecordingReceiver, tenant: Key, event: Any) -> Any:
    return object()


async def _new_within_a_batch(self: RecordingReceiver, tenant: Key, events: list[Any]) -> None:
    new = [event for event in events if self.identity(tenant, event) not in self.seen]
    self.seen |= {self.identity(tenant, event) for event in new}
    for event in new:
        self.keep(tenant, event)


async def _look_then_leap(self: RecordingReceiver, tenant: Key, events: list[Any]) -> None:
    for event in events:
        known = self.identity(tenant, event)
        if known not in self.seen:
            await asyncio.sleep(0)
            self.seen.add(known)
            self.keep(tenant, event)


def _by_content(self: RecordingReceiver, tenant: Key, event: Any) -> Any:
    return tenant, json.dumps(event, sort_keys=True)


async def _last_wins(self: RecordingReceiver, tenant: Key, events: list[Any]) -> None:
    mine = {self.identities.of(one): one for one in self.kept[tenant]}
    mine |= {self.identities.of(event): event for event in events}
    self.kept[tenant] = list(mine.values())


def _told_apart(status: int) -> Callable[..., Any]:
    async def send(self: RecordingReceiver, request: Request) -> Answer:
        fine = self.refusal(request) is None
        known = fine and any(self.identity(request.key, event) in self.seen for event in self.events(request))
        return Answer(0.0, status) if known else await RecordingReceiver.send(self, request)

    return send


# -- scope ---------------------------------------------------------------------------------------------------------


def _scoped(scope: Callable[[RecordingReceiver, Key, tuple[str, str]], Any]) -> Callable[..., Any]:
    def of(self: RecordingReceiver, tenant: Key, event: Any) -> Any:
        known = self.identities.of(event)
        assert known is not None
        return scope(self, tenant, known)

    return of


def _first_part(self: RecordingReceiver, tenant: Key, known: tuple[str, str]) -> Any:
    return tenant, known[0], json.loads(known[1])[0]


# -- refused batches -----------------------------------------------------------------------------------------------


def _recorded_until_the_fault(self: RecordingReceiver, request: Request, refusal: Refusal) -> None:
    for event in self.events(request) if refusal is Refusal.INVALID else ():
        if self.oracle.verdict(event, event=True) is not Verdict.VALID:
            return
        _record_now(self, request.key, event)


def _record_now(self: RecordingReceiver, tenant: Key, event: Any) -> None:
    known = self.identity(tenant, event)
    if known not in self.seen:
        self.seen.add(known)
        self.keep(tenant, event)


def _good_ones_recorded(self: RecordingReceiver, request: Request, refusal: Refusal) -> None:
    for event in self.good(request) if refusal is Refusal.INVALID else ():
        _record_now(self, request.key, event)


def _marked_as_seen(when: Refusal) -> Callable[..., Any]:
    def on_refusal(self: RecordingReceiver, request: Request, refusal: Refusal) -> None:
        for event in self.good(request) if refusal is when else ():
            self.seen.add(self.identity(Key.TENANT, event))

    return on_refusal


def _recorded_without_a_key(self: RecordingReceiver, request: Request, refusal: Refusal) -> None:
    for event in self.good(request) if refusal is Refusal.KEY else ():
        _record_now(self, Key.TENANT, event)


def _whole_batch_dropped(self: RecordingReceiver, request: Request) -> list[Any]:
    events, good = self.events(request), RecordingReceiver.good(self, request)
    return good if len(good) == len(events) else []


# -- tenants -------------------------------------------------------------------------------------------------------


def _everybodys(self: RecordingReceiver, tenant: Key) -> list[Any]:
    return [*self.kept[Key.TENANT], *self.kept[Key.SECOND]]


_ALL, _ONCE, _NOTHING, _SAME = "recorded-all", "recorded-once", "recorded-nothing-refused", "recorded-unchanged"
_APART = "recorded-apart"
_V, _R = Severity.VIOLATION, Severity.REMARK

PLANTED: tuple[Planted, ...] = (
    _fault("duplicates are recorded", _ONCE, steps={"identity": _always_new}, kinds=1),
    _fault("duplicates within a batch are recorded", _ONCE, steps={"record": _new_within_a_batch}, kinds=1),
    _fault("duplicates race each other", _ONCE, steps={"record": _look_then_leap}, kinds=1),
    _fault("duplicates are told by all their content", _ONCE, steps={"identity": _by_content}, kinds=1),
    _fault("duplicates are refused", "resend-accepted", "scope-accepted", steps={"send": _told_apart(409)}),
    _fault("duplicates crash it", "no-crash", steps={"send": _told_apart(500)}),
    _fault("the last content wins", steps={"record": _last_wins}, severity=None),
    _fault("an id of another variant is a duplicate", _ALL,
           steps={"identity": _scoped(lambda self, tenant, known: (tenant, known[1].split('"')[1]))}, kinds=2),
    _fault("an id of another tenant is a duplicate", _ALL,
           steps={"identity": _scoped(lambda self, tenant, known: known)}, kinds=2),
    _fault("the case of ids is ignored", _ALL,
           steps={"identity": _scoped(lambda self, tenant, known: (tenant, known[0], known[1].lower()))}, kinds=1),
    _fault("what comes before an invalid event is recorded", _NOTHING,
           steps={"on_refusal": _recorded_until_the_fault}, kinds=1),
    _fault("the valid events of a refused batch are recorded", _NOTHING,
           steps={"on_refusal": _good_ones_recorded}, kinds=1),
    _fault("events of a refused batch count as seen", _ALL,
           steps={"on_refusal": _marked_as_seen(Refusal.INVALID)}, kinds=1),
    _fault("events with a wrong key count as seen", _ALL, steps={"on_refusal": _marked_as_seen(Refusal.KEY)}, kinds=1),
    _fault("events of another media type count as seen", _ALL,
           steps={"on_refusal": _marked_as_seen(Refusal.MEDIA_TYPE)}, kinds=1),
    _fault("events with a wrong key are recorded", _NOTHING, steps={"on_refusal": _recorded_without_a_key}, kinds=1),
    _fault("nothing is recorded", _ALL, steps={"keep": lost}, kinds=1),
    _fault("now and then an event is lost", _ALL, steps={"keep": now_and_then}, kinds=1),
    _fault("the first event of a batch is recorded", _ALL, steps={"record": first_only}),
    _fault("decimals are rounded", _SAME, steps={"stored": values(rounded)}, kinds=1),
    _fault("long strings are cut", _ALL, _SAME, steps={"stored": values(shortened)}),
    _fault("whole numbers lose their fraction", steps={"stored": values(as_integers)}, severity=None),
    _fault("date-times lose their fraction", _SAME, steps={"stored": date_times(to_seconds)}),
    _fault("date-times are spelled otherwise", _SAME, steps={"stored": date_times(offset_for_z)}, severity=_R,
           kinds=1),
    _fault("date-times are cut to microseconds", _SAME, steps={"stored": date_times(to_microseconds)}, severity=_R),
    _fault("null stands for what was absent", _SAME, steps={"stored": nulls_for_absent}, severity=_R),
    _fault("optional properties are left out", _SAME, steps={"stored": without_optional}, kinds=1),
    _fault("unknown properties are left out", steps={"stored": without_unknown}, severity=None),
    _fault("every tenant reads everything", _APART, steps={"read_back": _everybodys}, kinds=1),
    _fault("a wholly refused batch where invalid events are dropped", _ALL,
           steps={"good": _whole_batch_dropped}, kinds=1, policy="drop-invalid"),
    _fault("invalid events are recorded where they are to be dropped", _NOTHING,
           steps={"good": lambda self, request: self.events(request)}, policy="drop-invalid"),
)  # fmt: skip

#: Shows only where a variant has a key of several parts; the contract calls that key inferred.
PART_OF_A_KEY = _fault("only the id of a key counts", _ALL, steps={"identity": _scoped(_first_part)},
                       severity=Severity.DEVIATION)  # fmt: skip
