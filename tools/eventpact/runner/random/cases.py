"""Random events → cases: one request for many valid events, one for each damaged one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from eventpact.cases import Case, Composer, Expectation, Item, Phase
from eventpact.cases.case import ACCEPTED, OPEN, of_invalid_event
from eventpact.cases.compose import encode, has
from eventpact.cases.random import RandomEvent
from eventpact.cases.values import typical
from eventpact.contract import Oracle, Verdict
from eventpact.findings import Place
from eventpact.pointer import replaced, resolve, to_pointer

#: Events and bytes of a request, at most: far below any limit, so that a limit on size does not mask the rest.
_EVENTS, _BYTES = 16, 60_000
_MINIMAL = "random/minimal/"


def is_minimal(case: Case) -> bool:
    """Whether *case* was shrunk and is to be judged; the other random cases are steps on the way to one."""
    return case.id.startswith(_MINIMAL)


def minimal(case: Case) -> Case:
    """*case* as the one that is to be judged."""
    return replace(case, id=_MINIMAL + case.id.rpartition("/")[2])


class RandomCases:
    """Makes the cases of one run; each event gets an idempotency key of its own when it is sent. Without *writes*, none
    that a sound receiver might record."""

    def __init__(self, composer: Composer, oracle: Oracle, *, writes: bool = True) -> None:
        self._writes = writes
        self._composer = composer
        self._oracle = oracle
        self._serial = count(1)
        self._typical = {variant.tag: typical(variant.schema) for variant in composer.contract.variants}
        limit = composer.contract.interface.limits.events
        self._most = min(_EVENTS, limit) if limit else _EVENTS

    def split(self, events: Sequence[RandomEvent]) -> Iterator[list[RandomEvent]]:
        """*events* as they go into requests: valid ones together, a damaged one alone."""
        batch: list[RandomEvent] = []
        size = 0
        for event in events:
            if event.damage is not None:
                yield [event]
                continue
            own = len(event.text)
            if batch and (len(batch) == self._most or size + own > _BYTES):
                yield batch
                batch, size = [], 0
            batch.append(event)
            size += own
        if batch:
            yield batch

    def case(self, events: Sequence[RandomEvent]) -> Case | None:
        """The case that sends *events* in one request; None where the body around them would have another verdict, or
        where it might be recorded and may not."""
        if any(self._may_not_be_recorded(event) for event in events if event.verdict is not Verdict.INVALID):
            return None
        values = [self._renewed(event) for event in events]
        body = encode(self._composer.body(values))
        verdict = events[0].verdict
        if self._oracle.judge_text(body).verdict is not verdict:
            return None  # more than the array may hold, say
        items = tuple(_item(event, value) for event, value in zip(events, values, strict=True))
        only = events[0] if len(events) == 1 else None
        return Case(
            id=f"random/{next(self._serial)}",
            phase=Phase.RANDOM,
            rule=items[0].rule,
            kind=_kind(only) if only else "random valid event",
            place=_place(only) if only else Place(),
            expectation=self._expectation(verdict),
            request=self._composer.raw(body),
            items=items if verdict is Verdict.VALID else (),
            asked=_asked(only) if only else "",
        )

    def _renewed(self, event: RandomEvent) -> Any:
        """The event with names of its own, also where an odd object brought others along."""
        value = event.value
        if event.verdict is not Verdict.INVALID:
            for tokens in self._composer.identifiers(event.variant):
                if has(value, tokens):
                    value = replaced(value, tokens, resolve(self._typical[event.variant.tag], tokens))
        return self._composer.renewed(event.variant, value)

    def _may_not_be_recorded(self, event: RandomEvent) -> bool:
        """Whether nothing may be recorded, or its damage is in what names something: no prefix would tell of it."""
        if event.damage is None:
            return not self._writes
        names = (to_pointer(tokens) for tokens in self._composer.identifiers(event.variant))
        return not self._writes or any(f"{name}/".startswith(f"{event.damage.pointer}/") for name in names)

    def _expectation(self, verdict: Verdict) -> Expectation:
        if verdict is Verdict.INVALID:
            return of_invalid_event(self._composer.contract.interface)
        return ACCEPTED if verdict is Verdict.VALID else OPEN


def _item(event: RandomEvent, value: object) -> Item:
    rule = event.damage.rule if event.damage and event.verdict is Verdict.INVALID else "accept-state"
    states = frozenset((oddity.pointer, oddity.move.kind) for oddity in event.oddities)
    if event.damage:
        states |= {(event.damage.pointer, event.damage.kind)}
    return Item(value, rule, "random event", _place(event), states)


def _kind(event: RandomEvent) -> str:
    """What is random about an event, in words that are the same for one cause at all places."""
    if event.damage is not None:
        sort = {Verdict.INVALID: "invalid", Verdict.VALID: "valid", Verdict.UNSPECIFIED: "unspecified"}[event.verdict]
        return f"random {sort} event: {event.damage.kind}"
    kinds = sorted({oddity.kind for oddity in event.oddities})
    return f"random valid event: {' and '.join(kinds)}" if 0 < len(kinds) <= 4 else "random valid event"


def _place(event: RandomEvent) -> Place:
    if event.damage is not None:
        return Place(event.variant.tag, event.damage.pointer, event.damage.schema_pointer)
    pointer = event.oddities[0].pointer if len(event.oddities) == 1 else ""
    return Place(event.variant.tag, pointer, str(event.variant.schema.location))


def _asked(event: RandomEvent) -> str:
    if event.damage is not None:
        return event.damage.asked
    return event.oddities[0].asked if len(event.oddities) == 1 else ""
