"""After a run: read back what was recorded, and hold it against the ledger."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from eventpact.checks.batch_result import batch_results
from eventpact.checks.recorded import Ledger
from eventpact.checks.sightings import Sightings
from eventpact.checks.state import symptoms
from eventpact.exchange import Key
from eventpact.findings import Symptom
from eventpact.targets.reading import read_events

#: Seconds between two readings, and how long nothing must come in before the rest is held to be lost.
_PAUSE = 0.25
_STILL = 1.0


@dataclass(frozen=True)
class Source:
    """Where the events of one *tenant* can be read: *url*, asked with *headers*, which hold the tenant's own key."""

    tenant: Key
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Readback:
    """What was read: the *symptoms*, how many *events* in all, and the *readings* that it took."""

    symptoms: tuple[Symptom, ...]
    events: int
    readings: int


async def read_back(
    ledger: Ledger,
    sources: Sequence[Source],
    *,
    timeout: float = 10.0,
    patience: float = 5.0,
    began: float = 0.0,
) -> Readback:
    """What *sources*, and a declared Batch-Result, say against *ledger*.

    Symptoms are timed from *began* (by ``time.perf_counter``), *timeout* is that of
    :func:`~eventpact.targets.reading.read_events`.

    A receiver may record after it has answered: while accepted events are missing it is read again, until nothing new
    has come for a second, for *patience* seconds at most. Raises TargetError where a source cannot be read.
    """
    deadline = time.monotonic() + patience
    readings, fewest, since = 0, -1, time.monotonic()
    while True:
        seen = [await _read(ledger, source, timeout) for source in sources]
        readings += 1
        missing, now = sum(one.missing() for one in seen), time.monotonic()
        if missing != fewest:
            fewest, since = missing, now
        if not missing or now >= deadline or now - since >= _STILL:
            break
        await asyncio.sleep(_PAUSE)
    at = time.perf_counter() - began
    wrong = (*symptoms(ledger, seen), *batch_results(ledger))
    found = tuple(replace(symptom, seconds=at) for symptom in wrong)
    return Readback(found, sum(one.events for one in seen), readings)


async def _read(ledger: Ledger, source: Source, timeout: float) -> Sightings:
    seen = Sightings(ledger, source.tenant)
    async for event in read_events(source.url, headers=source.headers, timeout=timeout):
        seen.see(event)
    return seen
