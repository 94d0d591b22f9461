"""JUnit XML: what a CI system reads of a run; and nothing that was reported becomes markup."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as XML

import pytest
from eventpact.findings import Aspect, Severity
from eventpact.progress import Finished
from eventpact.report import REPORTS
from hypothesis import given

from tests.report.making import HOSTILE, RUNS, SUBJECT, finding, finished, hostile, texts


def suite(made: Finished, contract: str = "Player events") -> XML.Element:
    found = XML.fromstring(REPORTS["junit"](replace(SUBJECT, contract=contract), made).encode()).find("testsuite")
    assert found is not None
    return found


@pytest.mark.parametrize("made", RUNS.values(), ids=RUNS)
def test_the_counts_are_those_of_the_cases(made: Finished) -> None:
    read = suite(made)
    assert int(read.attrib["tests"]) == len(read.findall("testcase")) > 0
    assert int(read.attrib["failures"]) == len(read.findall("testcase/failure"))
    assert int(read.attrib["errors"]) == len(read.findall("testcase/error"))


def test_a_violation_is_a_failure_and_milder_findings_are_not() -> None:
    made = finished(*(finding(id=severity.value, severity=severity) for severity in Severity))
    read = suite(made)
    failed = [case.attrib["name"] for case in read.findall("testcase") if case.find("failure") is not None]
    told = [case.attrib["name"] for case in read.findall("testcase") if case.find("system-out") is not None]
    assert (failed, told) == (["violation"], ["deviation", "remark"])


def test_aspects_without_a_finding_are_tests_that_pass() -> None:
    read = suite(finished(finding()))
    classes = [case.attrib["classname"] for case in read.findall("testcase")]
    assert sorted(classes) == sorted(f"eventpact.{aspect.label}" for aspect in Aspect)


def test_a_run_that_ended_early_is_an_error_and_claims_nothing_of_what_it_did_not_test() -> None:
    read = suite(RUNS["ended early"])
    (case,) = read.findall("testcase")
    error = case.find("error")
    assert error is not None
    assert error.attrib["message"] == "gone"


def test_the_text_of_a_failure_is_that_of_the_finding() -> None:
    failure = suite(finished(finding())).find("testcase/failure")
    assert failure is not None
    assert "expected refused with 422" in (failure.text or "")
    assert failure.attrib["message"] == "numeric string as number: accepted"


def test_hostile_text_is_no_markup() -> None:
    read = suite(finished(hostile(), aborted=HOSTILE), contract=HOSTILE)
    assert {element.tag for element in read.iter()} <= {"testsuite", "testcase", "failure", "error", "system-out"}
    assert "<script>" in read.attrib["name"]


@given(texts)
def test_any_text_is_read_back_from_the_xml(text: str) -> None:
    failure = suite(finished(finding(summary=text))).find("testcase/failure")
    assert failure is not None
    assert text.isprintable() is False or failure.attrib["message"] == text
