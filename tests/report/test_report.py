"""Reports: the published schema holds, nothing hostile acts, and the curl does what was done."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from eventpact.exchange import Answer, Failure, Key, Request
from eventpact.findings import Finding, Place, Severity, Symptom
from eventpact.printable import escape
from eventpact.progress import Finished, Statistics, Untested
from eventpact.report import Subject, as_document, finding_text, verdict_text
from eventpact.report.curl import curl
from hypothesis import given
from hypothesis import strategies as st

SUBJECT = Subject("Player events", "1.0.0", "http://127.0.0.1:1/bulk", "x-api-key")
STATISTICS = Statistics(requests=10, events=20, seconds=1.5, generation_seconds=0.2, network_seconds=1.0)
HOSTILE = 'x\x1b[31m\u202e<script>alert(1)</script>\r\n"; rm -rf / #\ud800'


def finding(**changes: Any) -> Finding:
    symptom = Symptom(
        rule="reject-type",
        kind="numeric string as number",
        severity=Severity.VIOLATION,
        observed="accepted",
        expected="refused with 422",
        place=Place("casino", "/data/amount", "events/casino.schema.json#/x"),
        case="case",
        request=Request("POST", b'[{"amount":"1"}]', "application/json"),
        answer=Answer(0.01, 204),
        seconds=0.5,
    )
    made = Finding("id", symptom.rule, symptom.severity, "summary", (symptom.place,), symptom.expected, symptom, 2, 2)
    return replace(made, **changes)


def finished(*found: Finding, **changes: Any) -> Finished:
    return replace(Finished(found, 10, (), STATISTICS), **changes)


def report_schema() -> Any:
    return json.loads((files("eventpact.report") / "report.schema.json").read_text())


@pytest.mark.parametrize(
    "made",
    [
        finished(),
        finished(finding()),
        finished(finding(example=replace(finding().example, answer=Answer(1.0, failure=Failure.HANG, detail="10 s")))),
        finished(finding(), untested=(Untested(Place("a", "/b", "c#"), "type", "no example"),)),
        finished(aborted="gone"),
    ],
)
def test_a_report_is_what_its_published_schema_says(made: Finished) -> None:
    jsonschema.validate(as_document(SUBJECT, made), report_schema())


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (finished(), "conformant"),
        (finished(finding()), "violations"),
        (finished(finding(severity=Severity.DEVIATION)), "conformant"),
        (finished(aborted="gone"), "untested"),
        (finished(finding(), aborted="gone"), "violations"),
    ],
)
def test_the_outcome_follows_from_violations_and_from_an_early_end(made: Finished, outcome: str) -> None:
    assert as_document(SUBJECT, made)["outcome"] == outcome
    assert any(outcome.upper() in line for line in verdict_text(SUBJECT, made))


def test_hostile_answers_are_escaped_in_text() -> None:
    example = replace(finding().example, answer=Answer(0.0, 204, body=HOSTILE.encode("utf-8", "surrogatepass")))
    hostile = finding(example=example, summary=HOSTILE, places=(Place(HOSTILE, f"/{HOSTILE}", HOSTILE),))
    lines = [*finding_text(SUBJECT, 1, hostile), *verdict_text(replace(SUBJECT, url=HOSTILE), finished(hostile))]
    assert all(line == escape(line) for line in lines)


def test_a_flaky_finding_says_so() -> None:
    text = "\n".join(finding_text(SUBJECT, 1, finding(confirmations=1)))
    assert "flaky" in text
    assert "repeated 2 times, seen again 1 times" in text


def run_curl(command: str, folder: Path) -> tuple[list[str], bytes]:
    """What *command* passes to curl when a shell runs it: its arguments, and its standard input."""
    fake = folder / "curl"
    fake.write_text('#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done >"$OUT"\ncat >"$OUT.stdin"\n')
    fake.chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "OUT": str(folder / "out"), "EVENTPACT_API_KEY": "Ab9$x y"}
    subprocess.run(["sh", "-c", command], env=environment, check=True, stdin=subprocess.DEVNULL)
    return (folder / "out").read_text("utf-8").split("\0")[:-1], (folder / "out.stdin").read_bytes()


@pytest.mark.parametrize(
    ("key", "header"),
    [
        (Key.TENANT, "x-api-key: Ab9$x y"),
        (Key.EMPTY, "x-api-key;"),
        (Key.CUT, "x-api-key: Ab9$x "),
        (Key.EXTENDED, "x-api-key: Ab9$x yx"),
        (Key.CASED, "x-api-key: aB9$X Y"),
        (Key.UNKNOWN, "x-api-key: eventpact-no-such-key"),
    ],
)
def test_curl_sends_each_use_of_the_key_and_never_shows_it(key: Key, header: str, tmp_path: Path) -> None:
    command = curl(SUBJECT.url, "x-api-key", Request("POST", b"[]", "application/json", key))
    assert "Ab9" not in command
    words, _ = run_curl(command, tmp_path)
    assert header in words


def test_curl_sends_no_key_header_where_there_was_none(tmp_path: Path) -> None:
    words, _ = run_curl(curl(SUBJECT.url, "x-api-key", Request("GET", None, None, Key.NONE)), tmp_path)
    assert words == ["-sS", "-i", "-X", "GET", SUBJECT.url]


def test_curl_puts_the_key_into_the_query_where_it_was_there(tmp_path: Path) -> None:
    words, _ = run_curl(curl(SUBJECT.url, "x-api-key", Request("POST", b"[]", None, Key.IN_QUERY)), tmp_path)
    assert f"{SUBJECT.url}?x-api-key=Ab9$x y" in words


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"",
        b"@/etc/passwd",
        b"it's",
        b"%s \\n",
        HOSTILE.encode("utf-8", "surrogatepass"),
        bytes(range(256)),
        b"\n",
    ],
)
def test_curl_sends_the_very_bytes(body: bytes, tmp_path: Path) -> None:
    words, piped = run_curl(curl(SUBJECT.url, None, Request("POST", body, "application/json")), tmp_path)
    data = words[words.index("--data-binary") + 1]
    assert (piped if data == "@-" else data.encode()) == body


@given(st.binary(max_size=200))
def test_a_curl_line_holds_only_printable_ascii(body: bytes) -> None:
    command = curl(SUBJECT.url, "x-api-key", Request("POST", body, "application/json"))
    assert command.isascii()
    assert command.isprintable()
