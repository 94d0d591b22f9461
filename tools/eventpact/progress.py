"""A run as it happens: frozen events that the runner yields and reports fold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eventpact.exchange import Answer
from eventpact.findings import Finding, Place, Severity, Symptom


@dataclass(frozen=True)
class Planned:
    """Before the first request: how many *cases* each phase has, in the order of the phases."""

    cases: Mapping[str, int]


@dataclass(frozen=True)
class Sent:
    """One exchange: the *phase* of its case, how many *events* it carried, the *answer*."""

    phase: str
    events: int
    answer: Answer


@dataclass(frozen=True)
class Found:
    """A case went wrong."""

    symptom: Symptom


@dataclass(frozen=True)
class Untested:
    """A constraint that no case of the plan breaks, or no case was sent for, and why."""

    place: Place
    keyword: str
    reason: str


@dataclass(frozen=True)
class Interactions:
    """How many combinations (*tuples*) of states of any *strength* places of an event there are, and how many of them
    some valid event shows that was sent; the schema forbids the rest of a whole plan."""

    strength: int
    tuples: int
    covered: int


NO_INTERACTIONS = Interactions(strength=1, tuples=0, covered=0)


@dataclass(frozen=True)
class Statistics:
    """What a run cost: *requests* and *events* sent, wall *seconds* in all, *generation_seconds* before the first
    request, and *network_seconds*, summed over connections that work side by side."""

    requests: int
    events: int
    seconds: float
    generation_seconds: float
    network_seconds: float


@dataclass(frozen=True)
class Finished:
    """After the last request.

    *sites* counts the constraint sites of the contract, *failed* those of the tested ones where a payload that breaks
    just them was taken, or brought no proper answer; *aborted* says why the run ended early, or is empty.
    """

    findings: tuple[Finding, ...]
    sites: int
    untested: tuple[Untested, ...]
    statistics: Statistics
    aborted: str = ""
    interactions: Interactions = NO_INTERACTIONS
    failed: int = 0

    def worst(self) -> Severity | None:
        """The gravest severity among the findings, or None."""
        return min((f.severity for f in self.findings), key=lambda severity: severity.rank, default=None)


Progress = Planned | Sent | Found | Finished
