"""A plan as text: one line a request, and the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from eventpact.cases import Case, Plan
from eventpact.checks import Statuses, expected
from eventpact.printable import escape


def plan_lines(plan: Plan, statuses: Statuses) -> Iterator[str]:
    """What would be sent: the cases in their order, then the scenarios."""
    for case in plan.cases:
        yield _line(case, statuses)
    for scenario in plan.scenarios:
        for number, step in enumerate(scenario.steps, 1):
            for case in step:
                yield f"{_line(case, statuses)}  [{escape(scenario.id)}, step {number}]"


def _line(case: Case, statuses: Statuses) -> str:
    size = len(case.request.body or b"")
    events = f"{len(case.items)} events, " if case.items else ""
    return f"{escape(case.id)}  {events}{size:,} bytes  → {expected(statuses, case)}"


def plan_sums(plan: Plan) -> Iterator[str]:
    """How much would be sent, and what it would cover."""
    cases = [*plan.cases, *(case for s in plan.scenarios for step in s.steps for case in step)]
    phases = Counter(case.phase.value for case in cases)
    yield f"{len(cases):,} requests: " + ", ".join(f"{count:,} {phase}" for phase, count in phases.items())
    size = sum(len(case.request.body or b"") for case in cases)
    events = sum(len(case.items) for case in cases)
    yield f"{events:,} valid events in accept cases, {size / 1e6:,.1f} MB of bodies"
    tested = sum(site.tested for site in plan.sites)
    yield f"{tested:,} of {len(plan.sites):,} constraint sites"
    told = plan.interactions(plan.cases)
    if told.tuples:
        yield f"{told.covered:,} of {told.tuples:,} {told.strength}-way combinations of field states"
