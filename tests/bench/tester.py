"""Measure the default plan, without the random phase, against the reference receiver: `make bench`."""

from __future__ import annotations

import json
import os
import secrets
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from eventpact.cases import Phase, Plan, make_plan
from eventpact.contract import Contract, load
from eventpact.files import contract_reader
from eventpact.pointer import replaced
from eventpact.progress import Finished
from eventpact.receiver.embedded import embedded

from tests.bench.figure import Figure, told
from tests.receivers.starting import Running
from tests.receivers.trial import over_http

ROOT = Path(__file__).parents[2]

SAMPLES = 5


def timed_plan(contract: Contract) -> tuple[float, Plan]:
    """A plan with a prefix of its own, and the seconds that it took to make."""
    began = time.perf_counter()
    plan = make_plan(contract, f"bench-{secrets.token_hex(4)}")
    return time.perf_counter() - began, plan


def distinct_events(contract: Contract, plan: Plan) -> int:
    """How many of the valid events differ in more than their idempotency keys."""
    return len({json.dumps(_anonymous(contract, event), sort_keys=True) for event in _valid(plan)})


def _valid(plan: Plan) -> Iterator[object]:
    return (item.value for case in plan.of(Phase.ACCEPT) for item in case.items)


def _anonymous(contract: Contract, event: object) -> object:
    variant = contract.variant(event)
    for tokens in variant.idempotency_key if variant else ():
        try:
            event = replaced(event, tokens, "")
        except LookupError:
            continue
    return event


def trial(contract: Contract) -> tuple[float, float, Plan, Finished]:
    """Seconds to make a plan, seconds to run it against a new reference receiver, the plan, and how it ended."""
    generating, plan = timed_plan(contract)
    with embedded(ROOT / "schema" / "openapi.yaml") as receiver:
        began = time.perf_counter()
        finished = over_http(contract, plan, Running(receiver.url, receiver.key, ""))
        return generating, time.perf_counter() - began, plan, finished


def main() -> int:
    """Print the table; exit 1 when a figure is out of bounds."""
    contract = load(*contract_reader(ROOT / "schema" / "openapi.yaml"))
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.2f}")
    trials = [trial(contract) for _ in range(SAMPLES)]
    _, _, plan, finished = trials[0]
    return told([
        Figure("requests of the default plan", finished.statistics.requests, "requests", at_least=1_500),
        Figure("distinct valid events", distinct_events(contract, plan), "events", at_least=4_000),
        Figure("making the plan, median", statistics.median(t[0] for t in trials), "s", at_most=1.5),
        Figure("the run, median", statistics.median(t[1] for t in trials), "s", at_most=5),
        Figure("findings on the reference receiver", max(len(t[3].findings) for t in trials), "findings", at_most=0),
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
