"""A report read back, to send its requests again. It may come from anywhere: nothing in it is believed unchecked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from eventpact.errors import EventpactError
from eventpact.exchange import Answer, Request
from eventpact.findings import OF_RECORDS
from eventpact.pointer import to_pointer
from eventpact.printable import shorten
from eventpact.report.request import read_request

#: Headers that say where a request ends, or where it goes: the transport's own, whatever a report says.
_TRANSPORT = frozenset({"host", "content-length", "transfer-encoding", "connection", "expect", "content-type"})
#: Rules that it takes a whole series of requests to break, which is not in the report.
_OF_A_SERIES = frozenset({"answer-time"})
_HINT = "Write one with eventpact test --report json=FILE."


@dataclass(frozen=True)
class Stored:
    """A finding of a report: its *id*, its *summary*, the *request* that shows it best, and what it was answered with:
    a *status*, or the *failure*; *expected* is what should have come of it.

    *steps* are all requests that it takes, in their order; none where the report does not have them. *answered*:
    whether the answer shows it, and not what is recorded."""

    id: str
    summary: str
    expected: str
    observed: str
    request: Request
    status: int | None
    failure: str | None
    steps: tuple[tuple[Request, ...], ...]
    answered: bool

    def shows(self, answer: Answer) -> bool:
        """Whether *answer* to its request shows it again."""
        if answer.failure is not None or self.failure is not None:
            return answer.failure is not None and (self.failure or "").startswith(answer.failure.value)
        if self.observed == "accepted":
            return answer.accepted
        return answer.status == self.status


@dataclass(frozen=True)
class Recorded:
    """A report: the URL of its *target*, the header that its key goes to (None: there is none), its *findings*, and
    what the ids of their events begin with, if with anything."""

    target: str
    key_header: str | None
    findings: tuple[Stored, ...]
    id_prefix: str = ""


def read_report(data: bytes, where: object) -> Recorded:
    """The report that *data*, found at *where*, is. Raises EventpactError where it is none of version 1, or where a
    request in it tampers with how it is sent."""
    document = _parsed(data, where)
    header = document["key_header"]
    _check_headers([header] if header else [], where, "/key_header")
    found = [_stored(finding, f"/findings/{n}", where) for n, finding in enumerate(document["findings"])]
    return Recorded(document["target"], header, tuple(found), document.get("id_prefix", ""))


def _parsed(data: bytes, where: object) -> Any:
    try:
        document = json.loads(data)
        fault = next(_schema().iter_errors(document), None)
    except (ValueError, RecursionError):  # what is no UTF-8 is a ValueError, too
        raise EventpactError("is no JSON report", where=where, hint=_HINT) from None
    if fault is not None:
        at = to_pointer(fault.instance_path) or "the top"
        raise EventpactError(
            f"is no report of version 1: {shorten(fault.message, 200)} (at {at})", where=where, hint=_HINT
        )
    return document


@cache
def _schema() -> jsonschema_rs.Draft202012Validator:
    text = (files("eventpact.report") / "report.schema.json").read_text("utf-8")
    return jsonschema_rs.Draft202012Validator(json.loads(text), offline=True)


def _stored(finding: Any, at: str, where: object) -> Stored:
    exchange, minimal = finding["example"], finding["minimal"]
    request = _request(minimal["request"] if minimal else exchange["request"], at, where)
    steps = tuple(tuple(_request(one, at, where) for one in step) for step in finding.get("steps", [[]]) if step)
    response = exchange["response"]
    return Stored(
        id=finding["id"],
        summary=finding["summary"],
        expected=finding["expected"],
        observed=finding["observed"],
        request=request,
        status=response["status"],
        failure=response["failure"],
        steps=() if finding["rule"] in _OF_A_SERIES else steps or ((request,),),
        answered=finding["rule"] not in OF_RECORDS,
    )


def _request(document: Any, at: str, where: object) -> Request:
    _check_headers((name for name, _ in document["replay"]["headers"]), where, at)
    try:
        return read_request(document)
    except ValueError:
        raise EventpactError(f"the body of {at} is no base64", where=where, hint=_HINT) from None


def _check_headers(names: Iterable[str], where: object, at: str) -> None:
    for name in names:
        if name.lower() in _TRANSPORT:
            raise EventpactError(
                f"the request at {at} sets {name} by itself", where=where, hint="Don't trust this report."
            )
