"""How a fault is planted: a sound receiver with one step replaced, or one that keeps an edited contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import is_
from pathlib import Path
from typing import Any

from eventpact.cases import Case, Phase
from eventpact.contract import Contract, Verdict, load
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Request
from eventpact.files import contract_reader
from eventpact.pointer import replaced

from tests.conftest import SCHEMA, TELEMETRY
from tests.contract.sound import Edit, SoundReceiver, edited

#: A step of a receiver: None where it has nothing against a request.
Step = Callable[[SoundReceiver, Request], Refusal | None]


@dataclass(frozen=True)
class Planted:
    """A faulty receiver by *name*, made for the contract at *entry*, and what a run must find: *rule* broken, and
    nothing else; by one of *kinds* (a pattern), where it says so. *also* are rules that the same fault cannot but
    break. Only the cases that it *shows* in are sent: to all others it is as sound as the sound receiver."""

    name: str
    rule: str
    make: Callable[[Path], SoundReceiver]
    entry: Path = TELEMETRY
    kinds: str = ""
    also: frozenset[str] = frozenset()
    shows: Callable[[Case], bool] = lambda case: True

    def __str__(self) -> str:
        return self.name if self.entry == TELEMETRY else f"ours: {self.name}"

    def receiver(self) -> SoundReceiver:
        """The faulty receiver."""
        return self.make(self.entry)


def of_phases(*phases: Phase) -> Callable[[Case], bool]:
    """Whether a case is of one of *phases*."""
    return lambda case: case.phase in phases


OURS = SCHEMA / "openapi.yaml"
_contracts: dict[Path, Contract] = {}


def contract_of(entry: Path) -> Contract:
    """The contract at *entry*, read once."""
    if entry not in _contracts:
        _contracts[entry] = load(*contract_reader(entry))
    return _contracts[entry]


def as_schema(name: str, rule: str, edit: Edit, **more: Any) -> Planted:
    """A receiver that keeps the contract with *edit* applied to it."""
    return Planted(name, rule, lambda entry: SoundReceiver(edited(entry, edit), remembered=False), **more)


def step(name: str, rule: str, steps: dict[str, Callable[..., Any]], **more: Any) -> Planted:
    """A receiver with its *steps* of these names replaced."""
    kind = type("Faulty", (SoundReceiver,), steps)
    return Planted(name, rule, lambda entry: kind(contract_of(entry)), **more)


Condition = Callable[[Any], bool]


def refusing(events: Callable[[list[Any]], bool]) -> Step:
    """A payload step that also refuses a valid batch whose *events* are like this."""

    def payload(self: SoundReceiver, request: Request) -> Refusal | None:
        refusal = SoundReceiver.payload(self, request)
        return Refusal.INVALID if refusal is None and events(self.events(request)) else refusal

    return payload


def refusing_any(when: Condition) -> Step:
    """A payload step that also refuses a batch with an event for which *when* holds."""
    return refusing(lambda events: any(map(when, events)))


Mend = Callable[[list[Any]], list[Any]]


def taking(mend: Mend) -> Step:
    """A payload step that sees the events of an invalid batch as *mend* makes them: what it mends, it takes."""

    def payload(self: SoundReceiver, request: Request) -> Refusal | None:
        refusal = SoundReceiver.payload(self, request)
        if refusal is not Refusal.INVALID or not (events := self.events(request)):
            return refusal
        mended = mend(events)
        if len(mended) == len(events) and all(map(is_, mended, events)):
            return refusal
        body = replaced(self.value(request), self.contract.events_at, mended)
        return None if self.oracle.verdict(body) is Verdict.VALID else refusal

    return payload


Moment = Callable[[SoundReceiver, Request, int], bool]


def answering(when: Moment, answer: Answer) -> Callable[..., Any]:
    """An answer step that gives *answer* instead of the right status when *when* holds."""

    def replaced_answer(self: SoundReceiver, request: Request) -> Answer | int:
        right = SoundReceiver.answer(self, request)
        assert isinstance(right, int)
        return answer if when(self, request, right) else right

    return replaced_answer


def saying(refusal: Refusal) -> Moment:
    """When a request is to be refused for *refusal*."""
    return lambda self, request, status: status == self.interface.status(refusal)


def succeeding(self: SoundReceiver, request: Request, status: int) -> bool:
    """When a request is to be accepted."""
    return status == self.interface.success


def holding(text: bytes) -> Moment:
    """When the body holds *text*."""
    return lambda self, request, status: text in (request.body or b"")


def both(*moments: Moment) -> Moment:
    """When all of *moments* hold."""
    return lambda self, request, status: all(moment(self, request, status) for moment in moments)
