"""What was read back of one tenant, against the ledger: how often each event is there, and how it differs."""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Iterable
from typing import Any

from eventpact.checks.content import Difference, differences
from eventpact.checks.recorded import Ledger, Outcome, Sending
from eventpact.contract.identity import Identity
from eventpact.contract.schema import same
from eventpact.exchange import Key

#: The version of marshal without references, so that equal values make equal bytes.
_PLAIN = 2


class Sightings:
    """What was read back with the key of one *tenant*; give every event of it to :meth:`see`.

    Only the run's own events are kept in mind, each as a count and as how it differs from what was sent.
    """

    def __init__(self, ledger: Ledger, tenant: Key) -> None:
        self.tenant = tenant
        self.events = 0
        self.counts: Counter[Identity] = Counter()
        self.differences: dict[Identity, tuple[Difference, ...]] = {}
        self.refused: dict[Identity, Sending] = {}  # recorded as a refused request had it
        self._ledger = ledger

    def see(self, event: Any) -> None:
        """Take down one recorded event."""
        self.events += 1
        found = self._ledger.identities.of(event)
        if found is None or not self._ledger.known(found):
            return
        self.counts[found] += 1
        if self.counts[found] == 1 and (changed := self._compared(found, event)):
            refused = self._refused(found, event)
            if refused is None:
                self.differences[found] = changed
            else:
                self.refused[found] = refused

    def missing(self) -> int:
        """How many events must be recorded and were not seen: more may come where a receiver stores them late."""
        return sum(must(sendings) and not self.counts[event] for event, sendings in self._ledger.sent(self.tenant))

    def _compared(self, found: Identity, event: Any) -> tuple[Difference, ...]:
        """How *event* differs from the nearest content that may have been recorded under its key."""
        sendings = [s for s in self._ledger.sendings(found, self.tenant) if s.outcome is not Outcome.REFUSED]
        if any(_is_just(self._ledger.content(s), event) for s in sendings):
            return ()
        if not self._ledger.own(found) or not must(sendings) or any(s.exchange.odd for s in sendings):
            return ()
        variant = self._ledger.contract.variant(event)
        assert variant is not None  # it has an identity
        nearest: tuple[Difference, ...] | None = None
        for sending in sendings:
            changed = tuple(differences(variant.schema, self._ledger.content(sending), event))
            if not changed:
                return ()
            if nearest is None or _gravity(changed) > _gravity(nearest):
                nearest = changed
        return nearest or ()

    def _refused(self, found: Identity, event: Any) -> Sending | None:
        """The refused request that held just this content, or None."""
        sendings = self._ledger.refusals(found, self.tenant)
        return next((s for s in sendings if same(self._ledger.content(s), event)), None)


def _is_just(sent: Any, found: Any) -> bool:
    """Whether two events are the same to the letter: the case of nearly all, told fast (1 is not true here)."""
    return sent == found and marshal.dumps(sent, _PLAIN) == marshal.dumps(found, _PLAIN)


def _gravity(changed: tuple[Difference, ...]) -> tuple[int, int]:
    """Greater for what is less grave."""
    return min(d.severity.rank for d in changed), -len(changed)


def must(sendings: Iterable[Sending]) -> bool:
    """Whether an event must be recorded for any of its *sendings*."""
    return any(sending.outcome is Outcome.RECORDED for sending in sendings)


def none_may(sendings: Iterable[Sending]) -> bool:
    """Whether an event must not be recorded: each of its *sendings* was refused."""
    return all(sending.outcome is Outcome.REFUSED for sending in sendings)
