"""A request as JSON and back: all that it takes to send it again, but never a key."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

from eventpact.exchange import Key, Request
from eventpact.report.subject import Subject


def as_request(subject: Subject, request: Request) -> dict[str, Any]:
    """*request* to *subject* as a JSON value. What stands for the key says which key it was."""
    parts = urlsplit(subject.url)
    return {
        "method": request.method,
        "path": (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        "headers": _headers(subject, request),
        **as_body(request.body),
        "replay": {
            "key": request.key.name,
            "content_type": request.content_type,
            "headers": [list(header) for header in request.headers],
            "chunked": request.chunked,
            "expect_continue": request.expect_continue,
            "loud": request.loud,
        },
    }


def as_body(body: bytes | None) -> dict[str, str | None]:
    """``body`` as text; where it is not UTF-8, it is null, and ``body_base64`` has the bytes (RFC 4648 §4)."""
    try:
        return {"body": None if body is None else body.decode()}
    except UnicodeDecodeError:
        return {"body": None, "body_base64": base64.b64encode(body or b"").decode()}


def read_request(document: dict[str, Any]) -> Request:
    """The request that :func:`as_request` wrote. Raises ValueError where the bytes of the body are not base64."""
    how = document["replay"]
    return Request(
        method=document["method"],
        body=_read_body(document),
        content_type=how["content_type"],
        key=Key[how["key"]],
        headers=tuple((name, value) for name, value in how["headers"]),
        chunked=how["chunked"],
        expect_continue=how["expect_continue"],
        loud=how["loud"],
    )


def _read_body(document: dict[str, Any]) -> bytes | None:
    if "body_base64" in document:
        return base64.b64decode(document["body_base64"], validate=True)
    body = document["body"]
    return None if body is None else str(body).encode("utf-8", "surrogatepass")


def _headers(subject: Subject, request: Request) -> dict[str, str]:
    """The headers for people to read; one that is sent twice has both values."""
    told = {} if request.content_type is None else {"content-type": request.content_type}
    for name, value in request.headers:
        told[name] = f"{told[name]}, {value}" if name in told else value
    if subject.key_header is not None:
        told[subject.key_header] = f"[{request.key.value}]"
    return told
