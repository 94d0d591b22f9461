"""The connections to one address: kept while they can be used again, at most so many at once."""

from __future__ import annotations

import asyncio
import re
import ssl
from pathlib import Path

from eventpact.errors import EventpactError
from eventpact.exchange import Failure
from eventpact.targets.connection import BrokenError, Connection, reason
from eventpact.targets.wire import Address

#: Seconds for which an idle connection is trusted: what lies between may have forgotten an older one.
_IDLE_SECONDS = 15.0
_CLOSE_SECONDS = 1.0
#: Seconds before the next of several addresses of a name is tried as well (RFC 8305).
_NEXT_ADDRESS = 0.25


def trust(ca_file: Path | None) -> ssl.SSLContext:
    """What certificates are checked with: the system's authorities, or those in *ca_file*. Raises EventpactError."""
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise EventpactError(
            f"holds no certificates: {reason(error)}", where=ca_file, hint="Give a file of certificates in PEM."
        ) from None
    context.set_alpn_protocols(["http/1.1"])
    return context


class Pool:
    """Connections to *address*, by TLS where *tls* is given."""

    def __init__(self, address: Address, tls: ssl.SSLContext | None) -> None:
        self.reached = False
        self._address = address
        self._tls = tls
        self._idle: list[Connection] = []
        self._open: set[Connection] = set()

    async def take(self, *, fresh: bool) -> Connection:
        """A connection that may be used; a new one where *fresh*. Raises BrokenError."""
        oldest = asyncio.get_running_loop().time() - _IDLE_SECONDS
        while self._idle and not fresh:
            connection = self._idle.pop()
            if connection.usable and connection.idle_since > oldest:
                return connection
            connection.abort()
        return await self._connect()

    def give_back(self, connection: Connection) -> None:
        """Keep *connection* for another exchange, or close it when none may follow."""
        if connection.usable:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.append(connection)
        else:
            connection.abort()

    async def close(self) -> None:
        """Close all connections and wait until they are gone."""
        for connection in self._open:
            connection.abort()
        if self._open:
            await asyncio.wait({connection.lost for connection in self._open}, timeout=_CLOSE_SECONDS)

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        name = self._address.host if self._tls else None
        try:
            _, connection = await loop.create_connection(
                Connection,
                self._address.host,
                self._address.port,
                ssl=self._tls,
                server_hostname=name,
                happy_eyeballs_delay=_NEXT_ADDRESS,
            )
        except (OSError, UnicodeError) as error:
            raise self._unreachable(error) from None
        self.reached = True
        self._open.add(connection)
        connection.lost.add_done_callback(lambda _: self._open.discard(connection))
        return connection

    def _unreachable(self, error: Exception) -> BrokenError:
        cut = isinstance(error, (ConnectionResetError, ConnectionAbortedError, BrokenPipeError))
        if isinstance(error, ssl.SSLError) or (cut and self._tls is not None):
            return BrokenError(Failure.TLS, reason(error))
        if cut:  # it was there, for a moment
            return BrokenError(Failure.DROP, reason(error))
        return BrokenError(Failure.UNREACHABLE, reason(_first(error)))


def _first(error: Exception) -> Exception:
    """The first of the errors of a name that has several addresses; asyncio tells them in one text."""
    number = re.search(r"\[Errno (\d+)\]", str(error))
    return OSError(int(number[1]), "") if number and getattr(error, "errno", None) is None else error
