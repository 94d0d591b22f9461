"""One answer against what the contract says: a table, and how symptoms become findings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eventpact.checks import RULES, findings, judge
from eventpact.checks.judge import expected
from eventpact.contract import Contract
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Failure, Request
from eventpact.findings import Place, Severity, Symptom

R = Refusal


@pytest.mark.parametrize(
    ("accepted", "refusal", "status", "broken"),
    [
        (True, None, 204, None),
        (True, None, 200, ("success-exact", Severity.DEVIATION)),
        (True, None, 422, ("rule", None)),
        (True, None, 403, ("rule", None)),
        (True, None, 503, ("rule", None)),
        (True, None, 301, ("rule", None)),
        (True, None, 500, ("no-crash", Severity.VIOLATION)),
        (False, R.INVALID, 422, None),
        (False, R.INVALID, 400, ("status-exact", Severity.DEVIATION)),
        (False, R.INVALID, 413, ("status-exact", Severity.DEVIATION)),
        (False, R.INVALID, 204, ("rule", None)),
        (False, R.INVALID, 404, ("rule", None)),
        (False, R.INVALID, 401, ("rule", None)),
        (False, R.INVALID, 302, ("rule", None)),
        (False, R.INVALID, 500, ("no-crash", Severity.VIOLATION)),
        (False, R.MALFORMED, 400, None),
        (False, R.MALFORMED, 422, ("status-exact", Severity.DEVIATION)),
        (False, R.KEY, 403, None),
        (False, R.KEY, 401, ("status-exact", Severity.DEVIATION)),
        (False, R.KEY, 204, ("rule", None)),
        (False, R.METHOD, 405, None),
        (False, R.METHOD, 404, ("status-exact", Severity.DEVIATION)),
        (False, R.METHOD, 501, ("status-exact", Severity.DEVIATION)),
        (False, R.MEDIA_TYPE, 415, None),
        (False, None, 204, None),
        (False, None, 422, None),
        (False, None, 503, None),
        (False, None, 500, ("no-crash", Severity.VIOLATION)),
        (False, None, 502, ("no-crash", Severity.VIOLATION)),
    ],
)
def test_statuses_are_judged_by_what_the_contract_declares(
    contract: Contract, accepted: bool, refusal: Refusal | None, status: int, broken: tuple[str, Severity | None] | None
) -> None:
    verdict = judge(contract.interface, "reject-type", Answer(0.0, status), accepted=accepted, refusal=refusal)
    if broken is None:
        assert verdict is None
    else:
        assert verdict is not None
        rule = "reject-type" if broken[0] == "rule" else broken[0]
        assert verdict[:2] == (rule, broken[1] or RULES[rule].severity)


@pytest.mark.parametrize(
    ("failure", "rule"), [(Failure.HANG, "no-hang"), (Failure.DROP, "no-drop"), (Failure.GARBLED, "no-drop")]
)
@pytest.mark.parametrize("accepted", [True, False])
def test_no_answer_is_a_violation_whatever_was_expected(
    contract: Contract, failure: Failure, rule: str, accepted: bool
) -> None:
    verdict = judge(contract.interface, "any", Answer(0.0, failure=failure), accepted=accepted, refusal=None)
    assert verdict is not None
    assert verdict[:2] == (rule, Severity.VIOLATION)


def test_expectations_name_the_declared_status_of_each_contract(contract: Contract, telemetry: Contract) -> None:
    said = [expected(c.interface, accepted=False, refusal=R.INVALID) for c in (contract, telemetry)]
    assert said == ["refused with 422", "refused with 400"]
    assert expected(telemetry.interface, accepted=True, refusal=None) == "accepted with 202"


SYMPTOM = Symptom(
    rule="reject-type",
    kind="numeric string as number",
    severity=Severity.VIOLATION,
    observed="accepted",
    expected="refused with 422",
    place=Place("a", "/x", "s#/x/type"),
    case="case",
    request=Request("POST", b'["longer"]', "application/json"),
    answer=Answer(0.0, 204),
)


def test_one_kind_at_many_places_is_one_finding_with_the_smallest_example() -> None:
    small = replace(SYMPTOM, place=Place("b", "/y", "s#/y/type"), request=replace(SYMPTOM.request, body=b"[]"))
    (finding,) = findings([SYMPTOM, small, SYMPTOM])
    assert finding.places == (SYMPTOM.place, small.place)
    assert finding.example == small
    assert "at 2 places" in finding.summary


def test_another_kind_or_another_observation_is_another_finding() -> None:
    others = [SYMPTOM, replace(SYMPTOM, kind="boolean as number"), replace(SYMPTOM, observed="answered with 404")]
    assert len(findings(others)) == 3


def test_a_status_that_is_wrong_everywhere_is_one_finding() -> None:
    symptoms = [
        replace(
            SYMPTOM, rule="status-exact", kind=f"kind {n}", observed="refused with 400", severity=Severity.DEVIATION
        )
        for n in range(50)
    ]
    assert len(findings(symptoms)) == 1


def test_the_gravest_finding_comes_first() -> None:
    mild = replace(SYMPTOM, rule="status-exact", severity=Severity.DEVIATION)
    assert [f.severity for f in findings([mild, SYMPTOM])] == [Severity.VIOLATION, Severity.DEVIATION]
