"""The JSON report: the published schema holds, what it takes to send a request again is there, and no key is."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from eventpact.findings import Severity
from eventpact.progress import Finished
from eventpact.report import as_document, as_json
from eventpact.report.request import as_request, read_request
from hypothesis import given

from tests.report.making import HOSTILE, RUNS, SUBJECT, finding, finished, hostile, requests, texts


def report_schema() -> Any:
    return json.loads((files("eventpact.report") / "report.schema.json").read_text())


def test_the_published_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())


@pytest.mark.parametrize("made", RUNS.values(), ids=RUNS)
def test_a_report_is_what_its_published_schema_says(made: Finished) -> None:
    document = json.loads(as_json(SUBJECT, made))
    jsonschema.Draft202012Validator(report_schema()).validate(document)


@pytest.mark.parametrize("without", ["findings", "coverage", "statistics", "seed", "contract", "outcome", "target"])
def test_the_schema_misses_what_is_not_there(without: str) -> None:
    document = as_document(SUBJECT, finished(finding()))
    del document[without]
    assert not jsonschema.Draft202012Validator(report_schema()).is_valid(document)


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


def test_a_report_is_ascii_that_every_reader_of_json_takes() -> None:
    text = as_json(SUBJECT, finished(hostile()))
    assert text.isascii()
    json.dumps(json.loads(text), ensure_ascii=False).encode()  # no lone surrogate is left in it


def test_a_report_says_what_was_covered_and_what_failed() -> None:
    coverage = as_document(SUBJECT, RUNS["combinations"])["coverage"]
    assert coverage == {
        "sites": 10,
        "sites_tested": 10,
        "sites_passed": 8,
        "sites_failed": 2,
        "untested": [],
        "interactions": {"strength": 3, "tuples": 500, "covered": 499},
    }


def test_a_report_names_the_seed_the_aspect_the_kinds_and_the_smallest_request() -> None:
    document = as_document(SUBJECT, RUNS["a smallest request"])
    (told,) = document["findings"]
    assert document["seed"] == 7
    assert told["aspect"] == "values converted"
    assert told["kinds"] == {"numeric string as number": 1}
    assert told["minimal"]["needed"] == [{"pointer": "/0/amount", "value": '"1"'}]
    assert told["minimal"]["request"]["body"] == '[{"amount":"1"}]'


@given(requests)
def test_a_request_comes_back_from_a_report_as_it_was(request: Any) -> None:
    document = json.loads(json.dumps(as_request(SUBJECT, request)))
    assert read_request(document) == request


@given(texts)
def test_a_body_is_text_where_it_is_utf_8_and_base64_elsewhere(text: str) -> None:
    body = text.encode("utf-8", "surrogatepass")
    request = finding().example.request.__class__("POST", body, None)
    document = as_request(SUBJECT, request)
    assert ("body_base64" in document) == ("\\ud8" in ascii(text) or any(0xD800 <= ord(c) < 0xE000 for c in text))


def test_headers_for_people_name_the_key_that_was_sent_never_the_key() -> None:
    (told,) = as_document(SUBJECT, RUNS["every option of a request"])["findings"]
    assert told["example"]["request"]["headers"] == {"a": "1, 2", "x-api-key": "[the second tenant's key]"}
    assert told["example"]["request"]["path"] == "/bulk"


def test_hostile_text_is_data_in_a_report() -> None:
    (told,) = json.loads(as_json(SUBJECT, finished(hostile())))["findings"]
    assert told["summary"] == HOSTILE.encode("utf-8", "backslashreplace").decode()
