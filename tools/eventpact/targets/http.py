"""An implementation at a URL, reached by HTTP/1.1 with connections kept alive."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from yarl import URL

from eventpact import __version__
from eventpact.errors import EventpactError
from eventpact.exchange import Answer, Failure, Key, Request
from eventpact.printable import escape, shorten

#: Bytes of an answer that are read; what lies beyond can't matter to a verdict.
READ_LIMIT = 65_536


class Target(Protocol):
    """Something that answers requests."""

    async def send(self, request: Request) -> Answer:
        """The answer to *request*; never raises for what the other side does."""

    def applicable(self, request: Request) -> bool:
        """Whether *request* can be made with the key at hand."""


def endpoint(url: str, path: str) -> str:
    """The URL of the interface: *url* as it is, or with the contract's *path* where it has none.

    Raises EventpactError when *url* is no address of a web server.
    """
    hint = "Give the interface's address, such as http://127.0.0.1:8080."
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or True)
    except ValueError:
        usable = False
    if not usable:
        raise EventpactError(f"{escape(url)} is no http or https URL", hint=hint)
    if parts.username is not None or parts.password is not None:
        raise EventpactError(
            "the URL must not hold a user or a password", hint="Keys are sent in the key header alone."
        )
    return urlunsplit(parts._replace(path=path if parts.path in {"", "/"} else parts.path, fragment=""))


class HttpTarget:
    """The implementation at *url*. *key* goes into *key_header* and nowhere else; redirects are not followed.

    *timeout* is in seconds for a whole exchange; at most *connections* are open at once.
    """

    def __init__(
        self, url: str, *, key_header: str | None, key: str | None, timeout: float = 10.0, connections: int = 8
    ) -> None:
        self.url = url
        self._key_header = key_header
        self._key = key or ""
        self._timeout = timeout
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections),
            timeout=aiohttp.ClientTimeout(total=self._timeout),
            skip_auto_headers=("Content-Type", "Accept-Encoding"),
            headers={"User-Agent": f"eventpact/{__version__}", "Accept": "*/*"},
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, request: Request) -> Answer:
        """The answer to *request*.

        A connection that the server closed while it lay idle says nothing about the request: it is sent once more.
        """
        answer = await self._exchange(request)
        return await self._exchange(request) if answer.failure is Failure.DROP else answer

    async def _exchange(self, request: Request) -> Answer:
        assert self._session is not None, "a target is used inside `async with`"
        began = time.perf_counter()
        try:
            async with self._session.request(
                request.method,
                self._address(request.key),
                data=request.body,
                headers=self._headers(request),
                allow_redirects=False,
            ) as response:
                body = await _beginning(response.content)
                headers = {name.lower(): self._redacted(value) for name, value in response.headers.items()}
                return Answer(time.perf_counter() - began, response.status, headers, self._redact(body))
        except TimeoutError:
            failure, detail = Failure.HANG, f"{self._timeout:g} s"
        except (aiohttp.ClientError, ConnectionError, ValueError) as error:
            failure, detail = _failure(error)
        return Answer(time.perf_counter() - began, failure=failure, detail=self._redacted(detail))

    def _address(self, key: Key) -> URL:
        url = URL(self.url, encoded=True)
        if key is Key.IN_QUERY and self._key_header:
            return url.update_query({self._key_header: self._key})
        return url

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {} if request.content_type is None else {"Content-Type": request.content_type}
        value = key_value(request.key, self._key)
        if self._key_header is not None and value is not None:
            headers[self._key_header] = value
        return headers

    def applicable(self, request: Request) -> bool:
        """Whether *request* can be made with the key at hand: one without letters has no other case, say."""
        if request.key is Key.SECOND:
            return False
        return request.key is not Key.CASED or self._key.swapcase() != self._key

    def _redacted(self, text: str) -> str:
        return text.replace(self._key, "[key]") if self._key else text

    def _redact(self, body: bytes) -> bytes:
        return body.replace(self._key.encode(), b"[key]") if self._key else body


async def _beginning(content: aiohttp.StreamReader) -> bytes:
    """The first bytes of a body, up to the limit; its end is waited for only below the limit."""
    body = b""
    async for chunk in content.iter_any():
        body += chunk
        if len(body) >= READ_LIMIT:
            break
    return body[:READ_LIMIT]


def key_value(use: Key, key: str, second: str | None = None) -> str | None:
    """What stands in the key header for each use of a *key* or of the *second* tenant's; None: there is no header."""
    values: Mapping[Key, str | None] = {
        Key.TENANT: key,
        Key.NONE: None,
        Key.IN_QUERY: None,
        Key.EMPTY: "",
        Key.UNKNOWN: "eventpact-no-such-key",
        Key.CUT: key[:-1],
        Key.EXTENDED: f"{key}x",
        Key.CASED: key.swapcase(),
        Key.SECOND: second,
    }
    return values[use]


def _failure(error: Exception) -> tuple[Failure, str]:
    """What kind of failure an exception of the client tells of, and its reason in a line."""
    if isinstance(error, (aiohttp.ClientConnectorSSLError, aiohttp.ClientConnectorCertificateError)):
        return Failure.TLS, _line(error.os_error if isinstance(error, aiohttp.ClientConnectorSSLError) else error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Failure.UNREACHABLE, _reason(error.os_error)
    if isinstance(error, (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, ConnectionError)):
        return Failure.DROP, _line(error)
    return Failure.GARBLED, _line(error)


def _reason(error: OSError) -> str:
    """The system's own words; those of the name service have numbers of their own."""
    known = error.errno is not None and not isinstance(error, socket.gaierror)
    return os.strerror(error.errno) if known and error.errno else _line(error)


def _line(error: Exception) -> str:
    """The first line of what an exception says, cut short and safe to print."""
    text = str(error).strip() or type(error).__name__
    return shorten(escape(text.splitlines()[0]), 160)
