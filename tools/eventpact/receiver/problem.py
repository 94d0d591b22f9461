"""Refusals, and the answers that carry them: problem details (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from starlette.responses import Response

from eventpact.contract.interface import Refusal

#: RFC 9110's names of statuses that older Pythons know by older names.
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}

#: One fault of an invalid body: pointer, detail and, where it can be told, variant.
Fault = Mapping[str, str]


class Refused(Exception):
    """The request cannot go on: *why*, the *detail* for its sender, the *headers* that go with it, and the *faults* of
    an invalid body."""

    def __init__(
        self, why: Refusal, detail: str, *, headers: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(detail)
        self.why = why
        self.detail = detail
        self.headers = dict(headers or {})
        self.faults = tuple(faults)


def new_instance() -> str:
    """A URI for one occurrence of a problem, by which the answer and the log find each other."""
    return f"urn:uuid:{uuid4()}"


def problem(
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
    instance: str | None = None,
) -> Response:
    """The answer *status* with problem details. ASCII only, so it can be written whatever *detail* holds."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(status, HTTPStatus(status).phrase),  # what RFC 9457 §4.2.1 asks for beside about:blank
        "status": status,
        "detail": detail,
        "instance": instance or new_instance(),
    }
    if faults:
        content["errors"] = [dict(fault) for fault in faults]
    body = json.dumps(content, ensure_ascii=True).encode("ascii")
    return Response(body, status, headers=dict(headers or {}), media_type="application/problem+json")
