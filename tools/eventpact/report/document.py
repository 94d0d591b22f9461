"""The report as JSON, version 1: its published schema is ``report.schema.json`` beside this file."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from eventpact.exchange import Answer
from eventpact.findings import Finding, Minimal
from eventpact.progress import Finished
from eventpact.report.curl import command
from eventpact.report.difference import difference
from eventpact.report.request import as_body, as_request
from eventpact.report.subject import Subject, outcome

REPORT_VERSION = 1


def as_json(subject: Subject, finished: Finished) -> str:
    """The whole report as the text of one JSON object, in ASCII."""
    return json.dumps(_sound(as_document(subject, finished)), indent=2) + "\n"


def _sound(value: Any) -> Any:
    """*value* with lone surrogates written out: other programs could not read them (RFC 7493 §2.1)."""
    if isinstance(value, dict):
        return {_sound(name): _sound(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_sound(item) for item in value]
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def as_document(subject: Subject, finished: Finished) -> dict[str, Any]:
    """The whole report as a JSON value: all that it takes to send each finding's request again, and no key."""
    return {
        "report_version": REPORT_VERSION,
        "contract": {"title": subject.contract, "version": subject.version},
        "target": subject.url,
        "key_header": subject.key_header,
        "outcome": outcome(finished),
        "aborted": finished.aborted or None,
        "seed": subject.seed,
        **({"id_prefix": subject.id_prefix} if subject.id_prefix else {}),
        "findings": [_finding(subject, finding) for finding in finished.findings],
        "coverage": _coverage(finished),
        "statistics": {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in asdict(finished.statistics).items()
        },
    }


def _coverage(finished: Finished) -> dict[str, Any]:
    tested = finished.sites - len(finished.untested)
    return {
        "sites": finished.sites,
        "sites_tested": tested,
        "sites_passed": max(tested - finished.failed, 0),
        "sites_failed": finished.failed,
        "untested": [
            {**asdict(site.place), "keyword": site.keyword, "reason": site.reason} for site in finished.untested
        ],
        "interactions": asdict(finished.interactions),
    }


def _finding(subject: Subject, finding: Finding) -> dict[str, Any]:
    example = finding.example
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "aspect": finding.aspect.label,
        "flaky": finding.flaky,
        "summary": finding.summary,
        "hint": finding.hint,
        "kinds": dict(finding.kinds),
        "places": [asdict(place) for place in finding.places],
        "expected": finding.expected,
        "observed": example.observed,
        "example": {"request": as_request(subject, example.request), "response": _response(example.answer)},
        **({"steps": _steps(subject, finding)} if finding.steps else {}),
        "minimal": None if finding.minimal is None else _minimal(subject, finding, finding.minimal),
        "curl": command(subject, finding),
        "confirmations": finding.confirmations,
        "repeats": finding.repeats,
        "first_seen_seconds": round(example.seconds, 3),
    }


def _steps(subject: Subject, finding: Finding) -> list[list[dict[str, Any]]]:
    return [[as_request(subject, request) for request in step] for step in finding.steps]


def _minimal(subject: Subject, finding: Finding, minimal: Minimal) -> dict[str, Any]:
    return {
        "request": as_request(subject, minimal.request),
        "accepted": None if minimal.accepted is None else as_request(subject, minimal.accepted),
        "needed": [{"pointer": pointer, "value": value} for pointer, value in minimal.needed],
        "difference": difference(finding),
        "requests": minimal.requests,
    }


def _response(answer: Answer) -> dict[str, Any]:
    failure = None if answer.failure is None else str(answer)
    return {"status": answer.status, "failure": failure, **as_body(answer.body)}
