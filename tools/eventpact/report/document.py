"""The report as JSON, version 1: its published schema is ``report.schema.json`` beside this file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from eventpact.exchange import Answer, Request
from eventpact.findings import Finding, Severity
from eventpact.progress import Finished
from eventpact.report.curl import curl

REPORT_VERSION = 1


@dataclass(frozen=True)
class Subject:
    """What was tested: the *contract*'s title and *version*, and the target's *url*, which takes its key in
    *key_header*."""

    contract: str
    version: str
    url: str
    key_header: str | None


def outcome(finished: Finished) -> str:
    """``conformant``, ``violations``, or ``untested`` when the run ended early without one."""
    if any(f.severity is Severity.VIOLATION for f in finished.findings):
        return "violations"
    return "untested" if finished.aborted else "conformant"


def as_document(subject: Subject, finished: Finished) -> dict[str, Any]:
    """The whole report as a JSON value; bodies are text, with ``\\ufffd`` for what is no UTF-8."""
    return {
        "report_version": REPORT_VERSION,
        "contract": {"title": subject.contract, "version": subject.version},
        "target": subject.url,
        "outcome": outcome(finished),
        "aborted": finished.aborted or None,
        "seed": 0,
        "findings": [_finding(subject, finding) for finding in finished.findings],
        "coverage": {
            "sites": finished.sites,
            "sites_tested": finished.sites - len(finished.untested),
            "untested": [
                {**asdict(site.place), "keyword": site.keyword, "reason": site.reason} for site in finished.untested
            ],
        },
        "statistics": {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in asdict(finished.statistics).items()
        },
    }


def _finding(subject: Subject, finding: Finding) -> dict[str, Any]:
    example = finding.example
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "flaky": finding.flaky,
        "summary": finding.summary,
        "places": [asdict(place) for place in finding.places],
        "expected": finding.expected,
        "observed": example.observed,
        "example": {"request": _request(subject, example.request), "response": _response(example.answer)},
        "curl": curl(subject.url, subject.key_header, example.request),
        "confirmations": finding.confirmations,
        "first_seen_seconds": round(example.seconds, 3),
    }


def _request(subject: Subject, request: Request) -> dict[str, Any]:
    headers = {} if request.content_type is None else {"content-type": request.content_type}
    if subject.key_header is not None:
        headers[subject.key_header] = f"[{request.key.value}]"
    return {"method": request.method, "path": _path(subject.url), "headers": headers, "body": _text(request.body)}


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2]


def _response(answer: Answer) -> dict[str, Any]:
    failure = None if answer.failure is None else str(answer)
    return {"status": answer.status, "failure": failure, "body": _text(answer.body)}


def _text(body: bytes | None) -> str | None:
    return None if body is None else body.decode("utf-8", "replace")
