"""Measures random events: batches and events a second, ours and hypothesis-jsonschema's, in one process.

``python tests/bench/strategies.py`` prints a table. Both are drawn by Hypothesis, nothing is sent. What ours draws is
judged by the oracle on the way; the other's events are counted as they come.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eventpact.cases import Composer
from eventpact.cases.random import RandomEvents
from eventpact.cases.random.backend import BACKEND
from eventpact.contract import Oracle, load
from eventpact.files import contract_reader
from eventpact.generate.bundle import bundle
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from hypothesis_jsonschema import from_schema

ENTRY = Path(__file__).parents[2] / "schema" / "openapi.yaml"


def drawn(strategy: SearchStrategy[Any], batches: int, backend: str) -> tuple[float, int, int]:
    """(seconds, batches, events) of about so many *batches*."""
    seen: list[int] = []

    @settings(
        max_examples=batches, database=None, derandomize=False, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck), backend=backend,
    )  # fmt: skip
    @seed(1)
    @given(strategy)
    def collect(batch: list[Any]) -> None:
        seen.append(len(batch))

    began = time.perf_counter()
    collect()
    return time.perf_counter() - began, len(seen), sum(seen)


def measured(name: str, make: Callable[[], SearchStrategy[Any]], batches: int, backend: str) -> float:
    """Print a line of the table; the events a second."""
    began = time.perf_counter()
    strategy = make()
    ready = time.perf_counter() - began
    seconds, count, events = drawn(strategy, batches, backend)
    print(f"| {name} | {ready:.2f} | {count / seconds:.0f} | {events / seconds:,.0f} |")
    return events / seconds


def main() -> int:
    """Print the table and how many times faster ours is; exit 1 below 20 times."""
    contract = load(*contract_reader(ENTRY))
    events = RandomEvents(Composer(contract, "bench"), Oracle(contract))
    print("| strategy | seconds to make | batches/s | events/s |\n|---|---|---|---|")
    batch = json.loads(json.dumps(bundle(contract)))
    drawn(from_schema(batch), 5, "hypothesis")  # it reads the modules that are loaded, once
    peer = measured("from_schema of the batch", lambda: from_schema(batch), 100, "hypothesis")
    ours = measured("valid events", events.valid, 400, BACKEND)
    damaged = measured("damaged events", events.damaged, 400, BACKEND)
    print(f"\n{ours / peer:.0f} and {damaged / peer:.0f} times as many events a second; {dict(events.counts)}")
    return int(ours < 20 * peer)


if __name__ == "__main__":
    sys.exit(main())
