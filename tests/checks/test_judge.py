"""One answer against what the contract says: a table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eventpact.cases.case import Case, Expectation, Phase
from eventpact.checks import RULES, Statuses, expected, judge, parse_statuses, symptom
from eventpact.checks.rules import listed
from eventpact.contract import Contract
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Failure, Key, Request
from eventpact.findings import Place, Severity

R = Refusal
V, D, REMARK = Severity.VIOLATION, Severity.DEVIATION, Severity.REMARK


def case(
    rule: str = "reject-type",
    *,
    accepted: bool = False,
    refusal: Refusal | None = None,
    key: Key = Key.TENANT,
    inferred: bool = False,
    method: str = "POST",
) -> Case:
    request = Request(method, b"[]", "application/json", key)
    wanted = Expectation(accepted, refusal)
    return Case("id", Phase.REJECT, rule, "kind", Place("a", "/x"), wanted, request, asked="number", inferred=inferred)


@pytest.fixture
def statuses(contract: Contract) -> Statuses:
    return Statuses.of(contract.interface)


@pytest.mark.parametrize(
    ("accepted", "refusal", "status", "broken"),
    [
        (True, None, 204, None),
        (True, None, 200, ("success-exact", D)),
        (True, None, 422, ("reject-type", V)),
        (True, None, 403, ("reject-type", V)),
        (True, None, 301, ("reject-type", V)),
        (True, None, 500, ("no-crash", V)),
        (True, None, 503, ("no-crash", V)),
        (False, R.INVALID, 422, None),
        (False, R.INVALID, 400, ("status-exact", D)),
        (False, R.INVALID, 413, ("status-exact", D)),
        (False, R.INVALID, 204, ("reject-type", V)),
        (False, R.INVALID, 404, ("reject-type", V)),
        (False, R.INVALID, 401, ("reject-type", V)),
        (False, R.INVALID, 302, ("reject-type", V)),
        (False, R.INVALID, 500, ("no-crash", V)),
        (False, R.MALFORMED, 400, None),
        (False, R.MALFORMED, 422, ("status-exact", D)),
        (False, R.KEY, 403, None),
        (False, R.KEY, 401, ("status-exact", D)),
        (False, R.KEY, 204, ("reject-type", V)),
        (False, R.KEY, 422, ("reject-type", V)),
        (False, R.METHOD, 405, None),
        (False, R.METHOD, 404, ("status-exact", D)),
        (False, R.METHOD, 501, ("status-exact", D)),
        (False, R.MEDIA_TYPE, 415, None),
        (False, R.MEDIA_TYPE, 406, ("status-exact", D)),
        (False, None, 204, None),
        (False, None, 422, None),
        (False, None, 302, None),
        (False, None, 500, ("no-crash", V)),
        (False, None, 502, ("no-crash", V)),
        (False, None, 503, ("no-crash", V)),
    ],
)
def test_statuses_are_judged_by_what_the_contract_declares(
    statuses: Statuses, accepted: bool, refusal: Refusal | None, status: int, broken: tuple[str, Severity] | None
) -> None:
    found = judge(statuses, case(accepted=accepted, refusal=refusal), Answer(0.0, status))
    assert (None if found is None else (found.rule, found.severity)) == broken


@pytest.mark.parametrize(("refusal", "rule"), [(R.INVALID, "reject-type"), (None, None)])
def test_a_503_with_retry_after_is_load_and_no_crash(
    statuses: Statuses, refusal: Refusal | None, rule: str | None
) -> None:
    found = judge(statuses, case(refusal=refusal), Answer(0.0, 503, {"retry-after": "1"}))
    assert (found and found.rule) == rule


def test_a_501_is_an_answer_to_a_method_that_is_not_known_and_a_crash_elsewhere(statuses: Statuses) -> None:
    bodiless = replace(case(), request=Request("TRACE", None, None))
    found = [judge(statuses, one, Answer(0.0, 501)) for one in (bodiless, case())]
    assert [one and one.rule for one in found] == [None, "no-crash"]


@pytest.mark.parametrize(
    ("failure", "rule"), [(Failure.HANG, "no-hang"), (Failure.DROP, "no-drop"), (Failure.GARBLED, "no-drop")]
)
@pytest.mark.parametrize("accepted", [True, False])
def test_no_answer_is_a_violation_whatever_was_expected(
    statuses: Statuses, failure: Failure, rule: str, accepted: bool
) -> None:
    answer = Answer(0.0, failure=failure, detail="errno 104")
    found = judge(statuses, case(accepted=accepted, inferred=True), answer)
    assert found is not None
    assert (found.rule, found.severity, found.observed) == (rule, V, failure.value)


def test_the_statuses_that_were_asked_for_are_the_right_ones(contract: Contract) -> None:
    statuses = parse_statuses(["invalid=400", "success=200"], contract.interface)
    given = ((case(refusal=R.INVALID), 400), (case(accepted=True), 200), (case(refusal=R.INVALID), 422))
    found = [judge(statuses, one, Answer(0.0, status)) for one, status in given]
    assert [one and one.rule for one in found] == [None, None, "status-exact"]
    assert expected(statuses, case(refusal=R.INVALID)) == "refused with 400"


def test_what_rests_on_an_inferred_fact_is_a_deviation_unless_it_crashes(statuses: Statuses) -> None:
    inferred = case(refusal=R.INVALID, inferred=True)
    found = [judge(statuses, inferred, Answer(0.0, status)) for status in (204, 500)]
    assert [one and one.severity for one in found] == [D, V]


def test_a_key_in_the_query_that_is_answered_as_a_bad_request_is_a_remark(statuses: Statuses) -> None:
    in_query = case("reject-key", refusal=R.KEY, key=Key.IN_QUERY)
    found = [judge(statuses, in_query, Answer(0.0, status)) for status in (400, 204, 500)]
    assert [one and (one.rule, one.severity) for one in found] == [
        ("key-in-query", REMARK),
        ("reject-key", V),
        ("no-crash", V),
    ]


@pytest.mark.parametrize(
    ("tried", "answer", "rule"),
    [
        (case(), Answer(0.0, 301, {"location": "/"}), "no-redirect"),
        (case(refusal=R.METHOD), Answer(0.0, 405, {"date": ""}), "allow-header"),
        (case(refusal=R.METHOD), Answer(0.0, 405, {"allow": "POST"}), None),
        (case(), Answer(0.0, 401, {"date": ""}), "authenticate-header"),
        (case(), Answer(0.0, 401, {"www-authenticate": "x"}), None),
        (case(refusal=R.INVALID), Answer(0.0, 422, {"date": ""}), "error-body"),
        (case(refusal=R.INVALID), Answer(0.0, 422, {"date": ""}, b"{}"), None),
        (case(method="HEAD"), Answer(0.0, 400, {"date": ""}), None),
        (case(refusal=R.INVALID), Answer(0.0, 422), None),
        (case(accepted=True), Answer(0.0, 204, {"date": ""}), None),
    ],
)
def test_what_is_odd_but_allowed_is_a_remark(statuses: Statuses, tried: Case, answer: Answer, rule: str | None) -> None:
    found = judge(statuses, tried, answer)
    assert (found and found.rule) == rule
    assert found is None or found.severity is REMARK


def test_expectations_name_the_declared_status_of_each_contract(contract: Contract, telemetry: Contract) -> None:
    said = [expected(Statuses.of(c.interface), case(refusal=R.INVALID)) for c in (contract, telemetry)]
    assert said == ["refused with 422", "refused with 400"]
    assert expected(Statuses.of(telemetry.interface), case(accepted=True)) == "accepted with 202"


def test_a_symptom_tells_of_its_case_also_when_another_rule_was_broken(statuses: Statuses) -> None:
    tried = case(refusal=R.INVALID)
    found = symptom(statuses, tried, Answer(0.0, 500), seconds=2.0)
    assert found is not None
    assert (found.rule, found.tests, found.asked, found.seconds) == ("no-crash", "reject-type", "number", 2.0)
    assert symptom(statuses, tried, Answer(0.0, 422)) is None


def test_the_list_of_rules_names_each_rule_once() -> None:
    named = [line.split()[0] for line in listed() if line.startswith("  ")]
    assert sorted(named) == sorted(RULES)


def test_every_rule_says_what_it_shows_and_what_it_is_about() -> None:
    assert all(rule.id == name and rule.shows.endswith(".") for name, rule in RULES.items())
    assert all(rule.aspect.says.endswith(".") for rule in RULES.values())
