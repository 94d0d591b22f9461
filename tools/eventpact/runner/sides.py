"""Which side of the contract a payload is on: what shrinking must not change."""

from __future__ import annotations

from typing import Any

from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.verdict import Fault
from eventpact.pointer import Location, Token

#: The verdict about a payload, and its faults: the place of each within its event, and the constraint that it breaks.
Side = tuple[Verdict, frozenset[tuple[tuple[Token, ...], Location | None]]]


class Sides:
    """Tells the sides of payloads of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._oracle = Oracle(contract)
        self._depth = len(contract.events_at) + 1
        self._at = tuple(contract.events_at)

    def of(self, body: Any) -> Side:
        """The side of a request body (a JSON value)."""
        judgement = self._oracle.judge(body)
        return judgement.verdict, frozenset((self._within(fault), fault.location) for fault in judgement.faults)

    def _within(self, fault: Fault) -> tuple[Token, ...]:
        """The place of a fault, whichever event it is in."""
        inside = len(fault.tokens) >= self._depth and fault.tokens[: self._depth - 1] == self._at
        return fault.tokens[self._depth :] if inside else fault.tokens
