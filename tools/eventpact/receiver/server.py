"""The receiver on a socket: uvicorn, with the settings that make it the same everywhere."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from eventpact.errors import EventpactError

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_BACKLOG = 2048
_HEAD_BYTES = 32 * 1024
#: Seconds; longer than clients keep idle connections (aiohttp 15 s), so that none is closed while it is being reused.
_KEEP_ALIVE = 75
#: Seconds that requests under way are given when the receiver is asked to end.
_GRACE = 5
#: What a sender may still send of a body that was answered already, in bytes and in seconds: enough for a batch that
#: was refused by its head and is under way, so that the connection can go on after it.
_UNREAD_BYTES = 32 * 1024 * 1024
_UNREAD_SECONDS = 10.0

_BIND_HINTS = {
    errno.EADDRINUSE: (
        "is in use",
        "Another program listens there. Give another --port, or --port 0 for any free one.",
    ),
    errno.EACCES: ("is not for everyone", "Ports below 1024 are for administrators: give a --port above."),
    errno.EADDRNOTAVAIL: ("is no address of this machine", "Give --host 127.0.0.1, or 0.0.0.0 for all addresses."),
}


def is_loopback(host: str) -> bool:
    """Whether *host* is reached from this machine alone; only ``localhost`` is believed of all names."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to *host* and *port* (0: any free one). Raises EventpactError."""
    where = f"{host}:{port}"
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        family, _, _, _, address = found[0]
        return _bound(family, address)
    except (socket.gaierror, UnicodeError):
        raise EventpactError("there is no such host", where=where, hint="Give --host 127.0.0.1.") from None
    except OSError as error:
        what, hint = _BIND_HINTS.get(error.errno or 0, (f"cannot be listened on ({error.strerror})", None))
        raise EventpactError(what, where=where, hint=hint) from None


def _bound(family: socket.AddressFamily, address: tuple[Any, ...]) -> socket.socket:
    # The protocol is named: asyncio turns Nagle's algorithm off only for sockets that say they are TCP, and with it on
    # each answer that has a body takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # where it would let two programs listen on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def origin(listener: socket.socket, host: str) -> str:
    """The URL of *listener* without a path, by the name *host*."""
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"


def serve(app: Starlette, listener: socket.socket, *, ready: Callable[[], None]) -> None:
    """Answer requests until SIGINT or SIGTERM, then finish those under way and return.

    *ready* is called once connections are accepted. uvicorn logs no request; what it does log holds no header.
    """
    _Server(_config(app), ready).run(sockets=[listener])


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        # Not "auto", which takes whatever else is installed: the reference must not depend on that.
        http=_Connection,
        loop="asyncio" if sys.platform == "win32" else "uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=_HEAD_BYTES,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACE,
    )


class _Connection(H11Protocol):
    """A connection that ends where its sender goes on and on with a body that was answered already; uvicorn alone
    would read it over for as long as it comes."""

    _unread = 0
    _end: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        if self._is_over():
            self._unread += len(data)
            if self._unread > _UNREAD_BYTES:
                self.transport.close()
                return
        super().data_received(data)
        if self._end is not None and not self._is_over():
            self._forget()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_over() and not self.transport.is_closing():
            self._forget()
            self._end = self.loop.call_later(_UNREAD_SECONDS, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _is_over(self) -> bool:
        """Whether a request is answered, and its body still comes."""
        return self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY

    def _forget(self) -> None:
        self._unread = 0
        if self._end is not None:
            self._end.cancel()
            self._end = None


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on a signal and leave it at that: uvicorn's own way raises it once more, and exits with its number."""
        if threading.current_thread() is not threading.main_thread():  # where signals cannot be listened to
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
