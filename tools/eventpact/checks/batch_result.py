"""The response header ``Batch-Result``, where a contract declares it: how many events of a batch were recorded, were
duplicates, or were invalid.

Its form is a dictionary of integers (RFC 9651 §3.2): ``recorded=3, duplicates=1, invalid=0``. It tells of state where
nothing can be read back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from eventpact.cases.case import Phase
from eventpact.checks.recorded import TENANTS, Exchange, Ledger, Outcome
from eventpact.checks.rules import RULES
from eventpact.contract import Contract
from eventpact.contract.identity import Identity
from eventpact.findings import Symptom
from eventpact.printable import excerpt

NAME = "Batch-Result"
_MEMBERS = ("recorded", "duplicates", "invalid")
_DICTIONARY = re.compile(r"[ ]*([a-z]+)=([0-9]{1,15})[ ]*")


def is_declared(contract: Contract) -> bool:
    """Whether the contract declares the header for its status of success."""
    operation = contract.documents.document(contract.entry)["paths"][contract.interface.path]
    response = operation[contract.interface.method.lower()]["responses"].get(str(contract.interface.success), {})
    headers = response.get("headers", {}) if isinstance(response, dict) else {}
    return isinstance(headers, dict) and any(str(name).lower() == NAME.lower() for name in headers)


def parse_result(text: str) -> dict[str, int] | None:
    """The three counts in a header's value; None where it is something else."""
    members = [_DICTIONARY.fullmatch(part) for part in text.split(",")]
    found = {match[1]: int(match[2]) for match in members if match}
    return found if all(members) and set(found) == set(_MEMBERS) else None


@dataclass
class _Batch:
    """What the ledger knows of one request: its followed events, and what must come of each."""

    exchange: Exchange
    events: list[tuple[Identity, Outcome]] = field(default_factory=list)

    @property
    def certain(self) -> bool:
        """Whether it is certain what must come of each event: then the header can be judged."""
        known = len(self.events) == self.exchange.events
        return known and self.exchange.answer.accepted and all(o is not Outcome.OPEN for _, o in self.events)

    @property
    def result(self) -> dict[str, int] | None:
        """What the header says."""
        return parse_result(self.exchange.answer.headers.get(NAME.lower(), ""))


def batch_results(ledger: Ledger) -> list[Symptom]:
    """What is wrong with the header's counts; empty where the contract does not declare it.

    Each header must count all events of its batch. Of requests that share events, in whatever order they were handled,
    the counts of recorded ones must add up to the number of different events.
    """
    if not is_declared(ledger.contract):
        return []
    return [symptom for batches in _related(ledger) for symptom in _judged(ledger, batches)]


def _judged(ledger: Ledger, batches: list[_Batch]) -> Iterator[Symptom]:
    wrong = [(batch, said) for batch in batches if batch.certain and (said := _mistake(batch)) is not None]
    for batch, said in wrong:
        yield _symptom(batch, "batch-result", said, "the three counts, which add up to the events of the batch")
    taken = [batch for batch in batches if batch.exchange.answer.accepted]
    unsure = wrong or any(not batch.certain for batch in taken)
    open_ones = any(outcome is Outcome.OPEN for batch in batches for _, outcome in batch.events)
    if unsure or open_ones or not taken or not all(map(_is_alone, batches)):
        return
    events = {event for batch in taken for event, outcome in batch.events if outcome is Outcome.RECORDED}
    if not all(map(ledger.own, events)):
        return
    counted = sum((batch.result or {})["recorded"] for batch in taken)
    if counted != len(events):
        rule, said = ("recorded-once", "more") if counted > len(events) else ("recorded-all", "fewer")
        wanted = f"{len(events)} recorded by {len(taken)} requests; they say {counted}"
        yield _symptom(taken[-1], rule, f"{said} events counted as recorded than there are", wanted)


def _is_alone(batch: _Batch) -> bool:
    """Whether nothing else of a run sends the events of a request: the first one of all, say, comes twice."""
    return batch.exchange.case.phase is Phase.STATE


def _mistake(batch: _Batch) -> str | None:
    result = batch.result
    if result is None:
        return "no such header, or one that cannot be read"
    if sum(result.values()) != batch.exchange.events:
        return "counts that do not add up to the batch"
    invalid = sum(outcome is Outcome.REFUSED for _, outcome in batch.events)
    return "another number of invalid events" if result["invalid"] != invalid else None


def _symptom(batch: _Batch, rule: str, observed: str, expected: str) -> Symptom:
    case, answer = batch.exchange.case, batch.exchange.answer
    header = answer.headers.get(NAME.lower())
    return Symptom(
        rule=rule,
        kind=NAME,
        severity=RULES[rule].severity,
        observed=observed,
        expected=f"{expected} ({NAME}: {'absent' if header is None else excerpt(header)})",
        place=case.place,
        case=case.id,
        request=case.request,
        answer=answer,
    )


def _related(ledger: Ledger) -> Iterable[list[_Batch]]:
    """The requests of each tenant, those that share an event together."""
    for tenant in TENANTS:
        batches: dict[int, _Batch] = {}
        groups: dict[int, int] = {}  # a request → another one of its group; the first of a group → itself

        def first(one: int, groups: dict[int, int] = groups) -> int:
            while groups[one] != one:
                groups[one] = one = groups[groups[one]]
            return one

        for event, sendings in ledger.sent(tenant):
            for sending in sendings:
                known = id(sending.exchange)
                batches.setdefault(known, _Batch(sending.exchange)).events.append((event, sending.outcome))
                groups.setdefault(known, known)
                groups[first(known)] = first(id(sendings[0].exchange))
        related: dict[int, list[_Batch]] = defaultdict(list)
        for known, batch in batches.items():
            related[first(known)].append(batch)
        yield from related.values()
