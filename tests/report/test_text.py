"""The report for people: complete, in order, and safe for a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eventpact.findings import Aspect, Place, Severity
from eventpact.printable import escape
from eventpact.progress import Finished
from eventpact.report import as_document, as_text, bodies, finding_text, verdict_text

from tests.report.making import HOSTILE, REQUEST, RUNS, STEPS, SUBJECT, finding, finished, hostile


@pytest.mark.parametrize("made", RUNS.values(), ids=RUNS)
def test_the_last_line_is_the_verdict(made: Finished) -> None:
    outcome = as_document(SUBJECT, made)["outcome"]
    assert as_text(SUBJECT, made).splitlines()[-1].startswith(outcome.upper())


def test_nothing_hostile_reaches_the_terminal() -> None:
    text = as_text(replace(SUBJECT, url=HOSTILE, contract=HOSTILE), finished(hostile(), aborted=HOSTILE))
    assert all(line == escape(line) for line in text.split("\n"))


def test_findings_are_told_by_aspect_the_gravest_first() -> None:
    made = finished(
        finding(aspect=Aspect.DATE_TIMES),
        finding(aspect=Aspect.STATUS, severity=Severity.DEVIATION),
        finding(aspect=Aspect.DATE_TIMES, severity=Severity.DEVIATION),
    )
    heads = [line for line in as_text(SUBJECT, made).splitlines() if line and not line.startswith(" ")]
    assert [head.partition(":")[0] for head in heads[:5]] == [
        "DATE-TIMES",
        "1. violation",
        "2. deviation",
        "STATUS CODES",
        "3. deviation",
    ]


def test_a_flaky_finding_says_so() -> None:
    text = "\n".join(finding_text(SUBJECT, 1, finding(confirmations=1)))
    assert "1. violation, flaky" in text
    assert "seen     1 of 2 times" in text


def test_a_finding_tells_what_was_asked_got_and_how_to_see_it_again() -> None:
    lines = list(finding_text(SUBJECT, 3, finding(hint="a likely cause", kinds={"a": 1, "b": 12})))
    assert lines[0] == "3. violation: numeric string as number: accepted [reject-type]"
    assert [line.split()[0] for line in lines[1:]] == ["kinds", "at", "expected", "got", "seen", "hint", "id", "again"]
    assert "a (1), b (12)" in lines[1]


def test_steps_are_told_one_after_the_other_and_those_side_by_side_in_one_line() -> None:
    lines = list(finding_text(SUBJECT, 1, finding(steps=STEPS)))
    head, first, second = (line.strip() for line in lines[-3:])
    assert head == "again    2 steps; with new ids: eventpact replay REPORT reject-type.number.accepted"
    assert first.startswith("curl ")
    assert "--data-binary '[1]'" in first
    assert second.count("curl ") == 2
    assert second.endswith(" & wait")


def test_steps_that_are_too_long_to_be_copied_are_replayed() -> None:
    long = replace(REQUEST, body=b"[%s]" % (b"1," * 2_000))
    lines = list(finding_text(SUBJECT, 1, finding(steps=((REQUEST,), (long,)))))
    assert lines[-1].strip() == "again    eventpact replay REPORT reject-type.number.accepted"
    assert bodies(SUBJECT, finished(finding(steps=((REQUEST,), (long,))))) == {}


def test_places_of_one_field_are_named_once_and_many_are_counted() -> None:
    places = tuple(Place("a", f"/{n}", f"s#/{keyword}") for n in range(6) for keyword in ("type", "format"))
    lines = list(finding_text(SUBJECT, 1, finding(places=places)))
    assert sum("  (s#/" in line for line in lines) == 4
    assert any("and 2 more places" in line for line in lines)


def test_the_whole_body_is_no_place_to_name() -> None:
    assert not any(line.split()[0] == "at" for line in finding_text(SUBJECT, 1, finding(places=(Place(),))))


def test_the_last_lines_tell_what_was_covered_and_what_it_cost() -> None:
    lines = list(verdict_text(SUBJECT, RUNS["combinations"]))
    assert lines[0] == (
        "10 of 10 constraint sites tested, 2 of them failed; 499 of 500 combinations of 3 states seen in valid events"
    )
    assert lines[1].startswith("10 requests with 20 valid events in 1.5 s (made in 0.2 s, 1.0 s of waiting")


def test_the_text_counts_what_was_not_tested_by_its_reason() -> None:
    assert "9 of 10 constraint sites tested; 1 not: no example" in as_text(SUBJECT, RUNS["something untested"])


def test_a_run_that_ended_early_says_why() -> None:
    assert next(verdict_text(SUBJECT, RUNS["ended early"])) == "The run ended early: gone"
