"""An implementation at a URL, reached by HTTP/1.1 with connections kept alive."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit, urlunsplit

from eventpact.errors import EventpactError
from eventpact.exchange import Answer, Failure, Key, Request
from eventpact.printable import escape
from eventpact.targets.answer import READ_LIMIT, AnswerReader
from eventpact.targets.connection import BrokenError
from eventpact.targets.keys import Redaction, check_key, key_value
from eventpact.targets.pool import Pool, trust
from eventpact.targets.wire import Address, Wire, as_wire

__all__ = ["READ_LIMIT", "HttpTarget", "Target", "endpoint", "key_value"]


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
    """The implementation at *url*. *key* and *second_key* go into *key_header* and nowhere else, and are hidden in what
    comes back; redirects are not followed, cookies not kept, proxies not used, bodies not decompressed.

    *timeout* is in seconds for a whole exchange; at most *connections* are open at once. Certificates are checked, with
    the authorities of *ca_file* in place of the system's where it is given. Raises EventpactError for a key that no
    header can carry and for a *ca_file* that cannot be used.
    """

    def __init__(  # noqa: PLR0913 - settings that have little to do with each other, each given by name
        self,
        url: str,
        *,
        key_header: str | None,
        key: str | None,
        second_key: str | None = None,
        timeout: float = 10.0,
        connections: int = 8,
        ca_file: Path | None = None,
    ) -> None:
        self.url = url
        self._address = Address.of(url)
        self._key_header = key_header
        self._key = check_key(key or "")
        self._second = check_key(second_key) if second_key else None
        self._redaction = Redaction([self._key, self._second])
        self._timeout = timeout
        self._slots = asyncio.Semaphore(connections)
        self._pool = Pool(self._address, trust(ca_file) if self._address.secure else None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.close()

    def applicable(self, request: Request) -> bool:
        """Whether *request* can be made with the keys at hand: one without letters has no other case, say."""
        if request.key is Key.SECOND:
            return self._second is not None
        return request.key is not Key.CASED or self._key.swapcase() != self._key

    async def send(self, request: Request) -> Answer:
        """The answer to *request*. Raises ValueError for a request that HTTP cannot carry, and nothing else."""
        wire = self._wire(request)
        async with self._slots:
            began = time.perf_counter()
            try:
                async with asyncio.timeout(self._timeout):
                    reader = await self._exchange(wire)
            except TimeoutError:
                failure, detail = self._late()
            except BrokenError as broken:
                failure, detail = broken.failure, self._redaction.text(broken.detail)
            else:
                return self._answer(reader, time.perf_counter() - began)
        return Answer(time.perf_counter() - began, failure=failure, detail=detail)

    async def _exchange(self, wire: Wire) -> AnswerReader:
        """An exchange on a connection that is there, or on a new one.

        A connection that the server closed while it lay idle says nothing about the request: it is sent once more. A
        new connection that is closed does say something.
        """
        try:
            return await self._attempt(wire, fresh=False)
        except BrokenError as broken:
            if not broken.stale:
                raise
        return await self._attempt(wire, fresh=True)

    async def _attempt(self, wire: Wire, *, fresh: bool) -> AnswerReader:
        connection = await self._pool.take(fresh=fresh)
        try:
            reader = await connection.exchange(wire)
        except BaseException:
            connection.abort()
            raise
        self._pool.give_back(connection)
        return reader

    def _late(self) -> tuple[Failure, str]:
        if self._pool.reached:
            return Failure.HANG, f"{self._timeout:g} s"
        return Failure.UNREACHABLE, f"no connection within {self._timeout:g} s"

    def _answer(self, reader: AnswerReader, seconds: float) -> Answer:
        redaction = self._redaction
        headers = {name: redaction.text(value) for name, value in reader.headers.items()}
        return Answer(seconds, reader.status, headers, redaction.body(bytes(reader.body)))

    def _wire(self, request: Request) -> Wire:
        value = key_value(request.key, self._key, self._second)
        key = None if self._key_header is None or value is None else (self._key_header, value)
        target = self._address.target
        if request.key is Key.IN_QUERY and self._key_header:
            target = self._address.with_query(self._key_header, self._key)
        return as_wire(request, target, self._address.authority, key)
