"""Findings that take several requests to show: which ones, and in what order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from eventpact.cases import Scenario
from eventpact.findings import Finding, Symptom


def by_case(scenarios: Iterable[Scenario]) -> Mapping[str, Scenario]:
    """The id of each case → the scenario that it is in."""
    return {case.id: scenario for scenario in scenarios for step in scenario.steps for case in step}


def in_steps(finding: Finding, behind: Sequence[Symptom], scenarios: Mapping[str, Scenario]) -> Finding:
    """*finding* with an example that can be shown again: of the scenario with the fewest requests, where it takes one
    to show what its kinds say, else of a single request. *behind* are its symptoms, *scenarios* as in :func:`by_case`.
    """
    told = [one for one in behind if one.case in scenarios and scenarios[one.case].kind == one.kind]
    alone = [one for one in behind if one.case not in scenarios]
    if told:
        best = min(told, key=lambda one: (_requests(scenarios[one.case]), len(one.request.body or b"")))
    elif finding.example.case in scenarios and alone:
        best = alone[0]
    else:
        best = finding.example
    scenario = scenarios.get(best.case)
    steps = scenario.steps if scenario and _requests(scenario) > 1 else ()
    return replace(
        finding,
        example=best,
        expected=best.expected,
        steps=tuple(tuple(case.request for case in step) for step in steps),
    )


def _requests(scenario: Scenario) -> int:
    return sum(map(len, scenario.steps))
