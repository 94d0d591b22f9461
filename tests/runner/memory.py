"""What the tests of the runner share: a receiver in memory, a clock that need not be waited for, small plans."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

from eventpact.cases import Case, Composer, Item, Phase, Plan, Site
from eventpact.cases.case import ACCEPTED, INVALID
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.model import Variant
from eventpact.exchange import Answer, Failure, Request
from eventpact.findings import Place
from eventpact.pointer import parse_pointer, removed, replaced, resolve
from eventpact.progress import Finished, Progress
from eventpact.runner import Hooks, Settings, run

#: The state of a place that is not there.
ABSENT = object()

Said = Answer | int | None


class FakeClock:
    """Time passes only when everybody waits, and then at once."""

    def __init__(self) -> None:
        self.time = 1_000.0
        self.waiting: list[float] = []

    def now(self) -> float:
        return self.time

    def date(self) -> float:
        return 1_700_000_000.0 + self.time

    async def sleep(self, seconds: float) -> None:
        until = self.time + seconds
        self.waiting.append(until)
        while self.time < until:
            for _ in range(10):
                await asyncio.sleep(0)
            if min(self.waiting) == until:
                self.time = max(self.time, until)
        self.waiting.remove(until)


class Receiver:
    """Keeps *contract*, but for what *fault* says of a batch of events that it would else have taken or refused.

    *fault* gives the answer in place of the right one, or None.
    """

    def __init__(self, contract: Contract, fault: Callable[[list[Any]], Said] = lambda events: None) -> None:
        self.contract = contract
        self.oracle = Oracle(contract)
        self.fault = fault
        self.requests: list[Request] = []

    def applicable(self, request: Request) -> bool:
        return True

    async def send(self, request: Request) -> Answer:
        self.requests.append(request)
        await asyncio.sleep(0)
        return self.answer(request)

    def answer(self, request: Request) -> Answer:
        body = json.loads(request.body or b"null")
        try:
            events = resolve(body, self.contract.events_at)
        except LookupError:
            events = []
        said = self.fault(events)
        if said is None:
            valid = self.oracle.verdict(body) is Verdict.VALID
            said = self.contract.interface.success if valid else 400
        return said if isinstance(said, Answer) else Answer(0.001, said)


class Making:
    """Makes plans for *contract* by hand."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.composer = Composer(contract, "test")

    def variant(self, tag: str) -> Variant:
        return next(variant for variant in self.contract.variants if variant.tag == tag)

    def item(self, tag: str, **states: tuple[str, Any]) -> Item:
        """An event of the variant *tag* with *states*: name of a property at its top → (kind, value)."""
        event = self.composer.typical(self.variant(tag))
        for name, (_, value) in states.items():
            event = removed(event, (name,)) if value is ABSENT else replaced(event, (name,), value)
        shown = frozenset((f"/{name}", kind) for name, (kind, _) in states.items())
        pointer, kind = min(shown, default=("", "typical event"))
        rule = "accept-state" if shown else "accept-typical"
        return Item(event, rule, kind, Place(tag, pointer, "s#"), shown)

    def accept(self, *items: Item, name: str = "x") -> Case:
        one = items[0] if len(items) == 1 else None
        return Case(
            id=f"accept/{name}",
            phase=Phase.ACCEPT,
            rule=one.rule if one else "accept-state",
            kind=one.kind if one else "batch of valid events",
            place=one.place if one else Place(),
            expectation=ACCEPTED,
            request=self.composer.request(self.composer.body([item.value for item in items])),
            items=items,
        )

    def typical(self) -> list[Case]:
        return [self.accept(self.item(tag), name=f"typical/{tag}") for tag in self.contract.tags]

    def reject(
        self, tag: str, pointer: str, value: Any, kind: str = "wrong", *, rule: str = "reject-type", around: int = 0
    ) -> Case:
        """A batch with one event that has a wrong *value*, as the last but one of its *around* good neighbours."""
        variant = self.variant(tag)
        at = tuple(parse_pointer(pointer))
        base = self.composer.typical(variant)
        wrong = removed(base, at) if value is ABSENT else replaced(base, at, value)
        good = [self.composer.typical(variant) for _ in range(around)]
        events = [*good[:-1], wrong, *good[-1:]]
        place = Place(tag, pointer, f"schema#{pointer}")
        return Case(
            id=f"reject/{tag}{pointer}/{kind}/{around}",
            phase=Phase.REJECT,
            rule=rule,
            kind=kind,
            place=place,
            expectation=INVALID,
            request=self.composer.request(self.composer.body(events)),
            asked="thing",
        )

    def plan(self, cases: Sequence[Case]) -> Plan:
        wrong = [case for case in cases if case.phase is Phase.REJECT]
        ids = {place: frozenset(case.id for case in wrong if case.place == place) for place in (c.place for c in wrong)}
        return Plan((*self.typical(), *cases), tuple(Site(place, "type", tested) for place, tested in ids.items()))


def follow(contract: Contract, plan: Plan, target: Any, settings: Settings | None = None) -> list[Progress]:
    """All that a run tells; one request at a time and without waiting, unless *settings* say otherwise."""
    chosen = settings or Settings(workers=1, hooks=Hooks(clock=FakeClock()))

    async def events() -> list[Progress]:
        return [event async for event in run(contract, plan, target, chosen)]

    return asyncio.run(events())


def finished(contract: Contract, plan: Plan, target: Any, settings: Settings | None = None) -> Finished:
    """The last event of a run."""
    last = follow(contract, plan, target, settings)[-1]
    assert isinstance(last, Finished)
    return last


def hang() -> Answer:
    return Answer(10.0, failure=Failure.HANG, detail="10 s")


def quick(**chosen: Any) -> Settings:
    """Settings of a run that waits for nothing; *hooks* are those beside the clock."""
    hooks = Hooks(clock=FakeClock(), **chosen.pop("hooks", {}))
    return Settings(hooks=hooks, **chosen)


def hanging_after(requests: int, contract: Contract) -> Receiver:
    """A sound receiver that gives no answer any more after so many *requests*."""
    receiver = Receiver(contract)
    receiver.fault = lambda events: hang() if len(receiver.requests) > requests else None
    return receiver
