"""A report read back: what was written comes back, and what is hostile is refused before anything is sent."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from eventpact.errors import EventpactError
from eventpact.exchange import Answer, Failure, Key
from eventpact.progress import Finished
from eventpact.report import as_document, as_json, read_report
from hypothesis import given
from hypothesis import strategies as st

from tests.report.making import REQUEST, RUNS, STEPS, SUBJECT, answered, finding, finished

GOOD = finished(finding())


def read(made: Finished) -> Any:
    return read_report(as_json(SUBJECT, made).encode(), "report.json")


@pytest.mark.parametrize("name", [name for name in RUNS if name != "hostile"])
def test_what_was_written_is_read_back(name: str) -> None:
    made = RUNS[name]
    recorded = read(made)
    assert (recorded.target, recorded.key_header) == (SUBJECT.url, "x-api-key")
    wanted = [f.minimal.request if f.minimal else f.example.request for f in made.findings]
    assert [stored.request for stored in recorded.findings] == wanted
    assert [stored.id for stored in recorded.findings] == [f.id for f in made.findings]


@pytest.mark.parametrize(
    ("stored", "answer", "again"),
    [
        (answered(status=204), Answer(0.0, 200), True),
        (answered(status=204), Answer(0.0, 422), False),
        (answered(status=204), Answer(0.0, failure=Failure.HANG), False),
        (answered(failure=Failure.HANG, detail="10 s"), Answer(0.0, failure=Failure.HANG, detail="1 s"), True),
        (answered(failure=Failure.HANG), Answer(0.0, failure=Failure.DROP), False),
        (answered(failure=Failure.HANG), Answer(0.0, 204), False),
    ],
)
def test_a_finding_shows_again_when_the_same_is_observed(stored: Any, answer: Answer, again: bool) -> None:
    (found,) = read(finished(stored)).findings
    assert found.shows(answer) is again


def test_another_status_is_another_observation() -> None:
    (found,) = read(GOOD).findings
    crash = replace(found, observed="answered with 500", status=500)
    assert [crash.shows(Answer(0.0, status)) for status in (500, 502, 422)] == [True, False, False]


def test_what_takes_several_requests_comes_with_all_of_them() -> None:
    found = (finding(), finding(steps=STEPS), finding(rule="answer-time"))
    stored = read(finished(*found)).findings
    assert [one.steps for one in stored] == [((REQUEST,),), STEPS, ()]


def test_what_is_about_the_record_is_not_told_by_an_answer() -> None:
    stored = read(finished(finding(), finding(rule="recorded-once"), finding(rule="batch-result"))).findings
    assert [one.answered for one in stored] == [True, False, False]


@pytest.mark.parametrize("prefix", ["evp-1", "evp-0123456789\n", "evp-0123456789/..", "x" * 65])
def test_what_cannot_be_the_beginning_of_ids_is_refused(prefix: str) -> None:
    with pytest.raises(EventpactError, match="/id_prefix"):
        read_report(as_json(replace(SUBJECT, id_prefix=prefix), GOOD).encode(), "report.json")


def test_each_step_is_checked_as_any_request() -> None:
    document = as_document(SUBJECT, finished(finding(steps=STEPS)))
    document["findings"][0]["steps"][1][0]["replay"]["headers"] = [["Host", "far.example"]]
    with pytest.raises(EventpactError, match="sets Host by itself"):
        read_report(json.dumps(document).encode(), "report.json")


def _request(document: Any) -> Any:
    return document["findings"][0]["example"]["request"]


def _set(path: tuple[str, ...], value: Any) -> Callable[[Any], None]:
    def edit(document: Any) -> None:
        at = _request(document)
        for name in path[:-1]:
            at = at[name]
        at[path[-1]] = value

    return edit


HOSTILE: dict[str, Callable[[Any], None]] = {
    "another version": lambda document: document.update(report_version=2),
    "a key header with a line break": lambda document: document.update(key_header="x\r\nx"),
    "a key header with a last line break": lambda document: document.update(key_header="x\n"),
    "host as the key header": lambda document: document.update(key_header="Host"),
    "no findings": lambda document: document.pop("findings"),
    "an unknown key": _set(("replay", "key"), "ROOT"),
    "a key by its value": _set(("replay", "key"), Key.TENANT.value),
    "a method of two words": _set(("method",), "GET / HTTP/1.1"),
    "a method with a last line break": _set(("method",), "GET\n"),
    "a content type of two lines": _set(("replay", "content_type"), "a\r\nx-evil: 1"),
    "a header of two lines": _set(("replay", "headers"), [["x", "a\nb"]]),
    "a header name of two lines": _set(("replay", "headers"), [["x\r\ny", "a"]]),
    "a header without a value": _set(("replay", "headers"), [["x"]]),
    "a header host": _set(("replay", "headers"), [["HOST", "evil.example"]]),
    "a content length": _set(("replay", "headers"), [["Content-Length", "0"]]),
    "a transfer encoding": _set(("replay", "headers"), [["transfer-encoding", "chunked"]]),
    "a body that is no base64": _set(("body_base64",), "\u00e9"),
    "a body that is half base64": _set(("body_base64",), "abc"),
    "more than the schema says": _set(("url",), "http://evil.example"),
}


@pytest.mark.parametrize("edit", HOSTILE.values(), ids=HOSTILE)
def test_a_report_that_tampers_is_refused(edit: Callable[[Any], None]) -> None:
    document = as_document(SUBJECT, GOOD)
    edit(document)
    with pytest.raises(EventpactError) as raised:
        read_report(json.dumps(document).encode(), "evil.json")
    assert str(raised.value).startswith("evil.json: ")


def test_a_body_of_bytes_is_read_back() -> None:
    document = as_document(SUBJECT, GOOD)
    _request(document).update(body=None, body_base64=base64.b64encode(b"\xff\x00").decode())
    assert read_report(json.dumps(document).encode(), "").findings[0].request.body == b"\xff\x00"


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"null", b"{}", b"[" * 100_000, b'"\\ud800"', b"NaN"])
def test_what_is_no_report_is_refused(data: bytes) -> None:
    with pytest.raises(EventpactError):
        read_report(data, "file")


@given(st.binary(max_size=200))
def test_no_bytes_bring_anything_but_a_refusal(data: bytes) -> None:
    with pytest.raises(EventpactError):
        read_report(data, "file")
