"""One connection of HTTP/1.1: a request goes out, its answer comes in, or what kept it from coming."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from contextlib import suppress

from eventpact.exchange import Failure
from eventpact.printable import escape, shorten
from eventpact.targets.answer import AnswerReader, MalformedError
from eventpact.targets.wire import Wire

#: Seconds that a body waits for a 100 which may never come (RFC 9110 §10.1.1).
PATIENCE = 1.0
_RECEIVE = 65_536


class BrokenError(Exception):
    """No answer came: which *failure*, with the reason in *detail*. *stale*: on a connection that had been used before
    and ended without a byte of an answer."""

    def __init__(self, failure: Failure, detail: str, *, stale: bool = False) -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail
        self.stale = stale


class Connection(asyncio.Protocol):
    """A connection that is open. ``used``: an exchange has gone well on it; ``usable``: another may follow."""

    def __init__(self) -> None:
        self.used = False
        self.usable = True
        self.idle_since = 0.0
        self.lost = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._reader: AnswerReader | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._go_ahead: asyncio.Future[None] | None = None

    async def exchange(self, wire: Wire) -> AnswerReader:
        """Send *wire* and read the answer. Raises BrokenError. When it is cancelled, ``abort`` must follow."""
        loop = asyncio.get_running_loop()
        reader = self._reader = AnswerReader(wire.method)
        self._waiter = loop.create_future()
        if wire.waits:
            await self._ask_first(wire)
        else:
            self._write(wire.head + wire.parts[0] if wire.parts else wire.head)
        for part in wire.parts if wire.waits else wire.parts[1:]:
            self._write(part)
        await self._waiter
        self._reader = self._waiter = self._go_ahead = None
        self.used = True
        sent = self._transport is not None and not self._transport.get_write_buffer_size()
        self.usable &= reader.reusable and sent and not wire.last
        return reader

    async def _ask_first(self, wire: Wire) -> None:
        """Send the head alone, and wait for the server's 100, for its answer, or for as long as patience lasts."""
        assert self._waiter is not None
        self._go_ahead = asyncio.get_running_loop().create_future()
        self._write(wire.head)
        await asyncio.wait({self._go_ahead, self._waiter}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if self._waiter.done() and self._waiter.exception() is None:
            self.usable = False  # the answer came instead: the body stays here, and the server may still expect it

    def _write(self, data: bytes) -> None:
        assert self._transport is not None, "a connection that was made"
        assert self._waiter is not None, "an exchange that is under way"
        if not self._waiter.done():
            self._transport.write(data)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        reader, waiter = self._reader, self._waiter
        if reader is None or waiter is None or waiter.done():
            self.abort()  # an answer that nobody asked for: what comes next could not be told apart
            return
        try:
            reader.feed(data)
        except MalformedError as error:
            self._fail(Failure.GARBLED, str(error))
            return
        if reader.done:
            waiter.set_result(None)
        elif reader.continued and self._go_ahead is not None and not self._go_ahead.done():
            self._go_ahead.set_result(None)

    def eof_received(self) -> None:
        self.usable = False
        if self._reader is None or self._waiter is None or self._waiter.done():
            return
        try:
            self._reader.end()
        except MalformedError as error:
            self._fail(Failure.GARBLED, str(error))
            return
        if self._reader.done:
            self._waiter.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.usable = False
        if exc is not None:
            self._salvage()
        secure = isinstance(exc, ssl.SSLError) and not self.used
        self._fail(Failure.TLS if secure else Failure.DROP, self._ending(exc))
        if not self.lost.done():
            self.lost.set_result(None)

    def _salvage(self) -> None:
        """Read what arrived before the connection broke under our writing: an answer that comes before the last part of
        a body comes that way, and asyncio would drop it."""
        if self._transport is None or self._transport.get_extra_info("ssl_object") is not None:
            return
        with suppress(OSError), self._transport.get_extra_info("socket").dup() as left:
            left.setblocking(False)
            while self._waiter is not None and not self._waiter.done() and (data := left.recv(_RECEIVE)):
                self.data_received(data)

    def _ending(self, error: Exception | None) -> str:
        if error is not None:
            return reason(error)
        begun = self._reader is not None and self._reader.begun
        return "closed in the middle of an answer" if begun else "closed without an answer"

    def _fail(self, failure: Failure, detail: str) -> None:
        self.usable = False
        if self._waiter is not None and not self._waiter.done():
            stale = self.used and failure is Failure.DROP and not (self._reader is not None and self._reader.begun)
            self._waiter.set_exception(BrokenError(failure, detail, stale=stale))

    def abort(self) -> None:
        """Close at once; nothing more is sent or read."""
        self.usable = False
        if self._waiter is not None:
            self._waiter.cancel()
        if self._transport is not None:
            self._transport.abort()


def reason(error: Exception) -> str:
    """Why the system or TLS says that it did not work, in a line that is safe to print."""
    if isinstance(error, ssl.SSLCertVerificationError):
        text = error.verify_message
    elif isinstance(error, ssl.SSLError):
        text = (error.reason or str(error)).replace("_", " ").lower()
    elif isinstance(error, socket.gaierror):  # its numbers are those of the name service
        text = error.strerror or "no such host"
    elif isinstance(error, OSError) and error.errno:
        text = os.strerror(error.errno)
    else:
        text = str(error).strip() or type(error).__name__
    return shorten(escape(text.splitlines()[0]), 160)
