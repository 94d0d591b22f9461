"""A request as the bytes that are sent (RFC 9112): every name and value as it was asked for, and nothing besides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from eventpact import __version__
from eventpact.exchange import Request

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"[^\0\r\n]*")
#: Methods whose requests say that they have no body, when they have none (RFC 9110 §8.6).
_WITH_CONTENT = frozenset({"POST", "PUT", "PATCH"})
#: What these say about the body may not be true: nothing can follow on such a connection.
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "upgrade"})
_SAFE = "%/:=&?~+!$,;'@()*[]"
_CHUNKS = 4

Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Wire:
    """One request in bytes: its *head*, its body in *parts*, and whether the body *waits* for the server's 100.

    *last*: no other request may follow on the connection.
    """

    method: str
    head: bytes
    parts: tuple[bytes, ...]
    waits: bool
    last: bool


@dataclass(frozen=True)
class Address:
    """Where a URL leads: *host* and *port*, by TLS when *secure*; *authority* and *target* are how requests name it."""

    host: str
    port: int
    secure: bool
    authority: str
    target: str

    @classmethod
    def of(cls, url: str) -> Address:
        """The address that *url* gives, in the characters that requests may hold."""
        parts = urlsplit(url)
        host = _ascii(parts.hostname or "")
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        shown = f"[{host}]" if ":" in host else host
        authority = shown if parts.port is None else f"{shown}:{port}"
        query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
        return cls(host, port, secure, authority, (quote(parts.path, safe=_SAFE) or "/") + query)

    def with_query(self, name: str, value: str) -> str:
        """The target with one parameter more."""
        return f"{self.target}{'&' if '?' in self.target else '?'}{quote(name, safe='')}={quote(value, safe='')}"


def _ascii(host: str) -> str:
    """*host* as the name service knows it; one that has no such form stays, and will not be found."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return quote(host)


def as_wire(request: Request, target: str, authority: str, key: tuple[str, str] | None) -> Wire:
    """*request* in bytes, with the *key* header (name and value) beside its own.

    What it says in ``headers`` takes the place of ours of the same name. Raises ValueError for a method, a name or a
    value that would break the head into something else.
    """
    ours: Fields = [("Host", authority), ("User-Agent", f"eventpact/{__version__}"), ("Accept", "*/*")]
    if key is not None:
        ours.append(key)
    if request.content_type is not None:
        ours.append(("Content-Type", request.content_type))
    ours += _framing(request)
    theirs = {name.lower() for name, _ in request.headers}
    fields = [field for field in ours if field[0].lower() not in theirs] + list(request.headers)
    lines = [_start(request.method, target), *(_line(name, value, loud=request.loud) for name, value in fields)]
    head = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")
    last = not theirs.isdisjoint(_FRAMING) or request.method == "CONNECT"
    return Wire(request.method, head, _parts(request), request.expect_continue, last)


def _framing(request: Request) -> Fields:
    fields: Fields = []
    if request.chunked:
        fields.append(("Transfer-Encoding", "chunked"))
    elif request.body is not None or request.method in _WITH_CONTENT:
        fields.append(("Content-Length", str(len(request.body or b""))))
    if request.expect_continue:
        fields.append(("Expect", "100-continue"))
    return fields


def _start(method: str, target: str) -> str:
    if not _TOKEN.fullmatch(method):
        raise ValueError(f"{method!r} is no method of HTTP")
    return f"{method} {target} HTTP/1.1"


def _line(name: str, value: str, *, loud: bool) -> str:
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a header")
    if not _VALUE.fullmatch(value):
        raise ValueError(f"the value of {name} would end its line")
    return f"{name.upper() if loud else name}: {value}"


def _parts(request: Request) -> tuple[bytes, ...]:
    body = request.body or b""
    if not request.chunked:
        return (body,) if body else ()
    size = -(-len(body) // _CHUNKS) or 1
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    return (*(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces), b"0\r\n\r\n")
