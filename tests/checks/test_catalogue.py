"""Families against the catalogue as it is: the kinds of a whole plan, taken or crashing at once, fold to few causes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from eventpact.cases import Case, Plan, make_plan
from eventpact.checks import Statuses, findings, symptom, tried
from eventpact.contract import Contract
from eventpact.exchange import Answer
from eventpact.findings import Finding, Symptom

Chosen = Callable[[Case], bool]


@pytest.fixture(scope="module")
def plan(contract: Contract) -> Plan:
    return make_plan(contract, "run")


@pytest.fixture(scope="module")
def grouped(contract: Contract, plan: Plan) -> Callable[[Chosen, int], list[Finding]]:
    """The findings of a receiver that answers the chosen cases, and no other, with a status of its own."""
    statuses = Statuses.of(contract.interface)

    def group(chosen: Chosen, status: int) -> list[Finding]:
        seen = (symptom(statuses, case, Answer(0.0, status)) for case in plan.cases if chosen(case))
        return findings([one for one in seen if one is not None], tried(plan.cases))

    return group


Grouped = Callable[[Chosen, int], list[Finding]]


def of(*rules: str) -> Chosen:
    return lambda case: case.rule in rules


def converting(asked: str) -> Chosen:
    """The cases of values of one shape, alone or among others, that are of another type."""
    return lambda case: (
        case.asked == asked and " as " in case.kind and case.rule in {"reject-type", "batch-all-checked"}
    )


@pytest.mark.parametrize("asked", ["number", "boolean", "string", "array", "object"])
def test_a_shape_that_takes_other_types_is_one_finding(grouped: Grouped, asked: str) -> None:
    found = grouped(lambda case: converting(asked)(case) and "null" not in case.kind, 204)
    assert len([finding for finding in found if finding.rule == "reject-type"]) == 1
    assert len(found) <= 2


def test_date_times_that_are_not_checked_are_one_finding(grouped: Grouped) -> None:
    (finding,) = grouped(lambda case: case.asked == "date-time" and case.rule in {"reject-format", "reject-type"}, 204)
    assert finding.rule == "reject-format"
    assert len(finding.kinds) > 20


@pytest.mark.parametrize(
    "rule", ["reject-null", "reject-required", "reject-enum", "batch-all-checked", "reject-method"]
)
def test_what_is_taken_everywhere_is_one_finding(grouped: Grouped, rule: str) -> None:
    (finding,) = grouped(of(rule), 204)
    assert finding.rule == rule


def test_a_receiver_that_takes_every_text_for_json_has_few_causes(grouped: Grouped) -> None:
    assert 2 <= len(grouped(of("reject-malformed"), 204)) <= 9


def test_what_crashes_on_every_invalid_event_is_one_finding(grouped: Grouped) -> None:
    rules = ("reject-type", "reject-null", "reject-required", "reject-enum", "reject-format")
    found = grouped(of(*rules, "batch-all-checked"), 500)
    assert len(found) == 1
    assert found[0].id == "no-crash.invalid-events.answered-with-500"


def test_what_crashes_on_whatever_is_odd_has_one_finding_for_each_sort(grouped: Grouped) -> None:
    assert 5 <= len(grouped(of("no-crash"), 500)) <= 40


def test_a_wrong_status_for_everything_invalid_is_one_finding(grouped: Grouped) -> None:
    (finding,) = grouped(of("reject-type", "reject-null", "reject-enum", "batch-all-checked"), 400)
    assert finding.rule == "status-exact"


def test_nothing_is_lost_of_a_receiver_that_takes_everything(contract: Contract, plan: Plan, grouped: Grouped) -> None:
    statuses = Statuses.of(contract.interface)
    seen = [found for case in plan.cases if (found := symptom(statuses, case, Answer(0.0, 204)))]
    made = grouped(lambda case: True, 204)
    assert sum(sum(finding.kinds.values()) for finding in made) == len(seen)
    assert {finding.rule for finding in made} >= {_named(one) for one in seen} - {"batch-all-checked"}
    assert len(made) <= 40


def _named(found: Symptom) -> str:
    return replace(found).rule if found.asked not in {"date-time"} else "reject-format"
