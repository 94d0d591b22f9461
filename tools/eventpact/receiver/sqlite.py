"""Events in one SQLite file."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

# Not the standard library's sqlite3: it uses the system's SQLite, which up to 3.51.2 has a fault in the WAL that can
# lose what was committed; apsw brings its own.
import apsw

from eventpact.errors import EventpactError
from eventpact.receiver.store import Page, Record, StorageError

_VERSION = 1

_SCHEMA = f"""
CREATE TABLE events (
    position    INTEGER PRIMARY KEY,  -- the order of receipt
    tenant      TEXT NOT NULL,
    variant     TEXT NOT NULL,
    key         TEXT NOT NULL,
    received_at INTEGER NOT NULL,     -- milliseconds since 1970, UTC
    payload     TEXT NOT NULL,        -- the event, JSON
    UNIQUE (tenant, variant, key)
) STRICT;
PRAGMA user_version = {_VERSION};
"""

_INSERT = """
INSERT INTO events (tenant, variant, key, received_at, payload) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (tenant, variant, key) DO NOTHING
"""

#: The plus keeps SQLite from going through all of a tenant's events, by the index, for each page.
_PAGE = """
SELECT position, payload FROM events WHERE position > ? AND position <= ? AND +tenant = ? ORDER BY position
"""
_LAST = "SELECT coalesce(max(position), 0) FROM events"
#: Events of all tenants that are looked at for one page, however few are the tenant's own.
_WINDOW = 2_000
#: Characters after which a page ends.
_PAGE_SIZE = 1024 * 1024

_BUSY_MILLISECONDS = 5_000


class SqliteStore:
    """The store in the SQLite file *path*, made when it is not there. One connection writes, one transaction at a time;
    another one reads, so that no reader holds up a writer.

    Raises EventpactError when the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._reading = Lock()
        self._reader: apsw.Connection | None = None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._connection = apsw.Connection(str(path))
        except (OSError, apsw.Error) as error:
            raise EventpactError(f"cannot be opened ({error})", where=path, hint=_OTHER_FOLDER) from None
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        connection = self._connection
        try:
            connection.set_busy_timeout(_BUSY_MILLISECONDS)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # what is acknowledged outlives a loss of power
            connection.execute("BEGIN IMMEDIATE")
            self._make_tables()
            connection.execute("COMMIT")
        except apsw.NotADBError:
            raise EventpactError("is no SQLite database", where=self._path, hint=_OTHER_FOLDER) from None
        except apsw.Error as error:
            raise EventpactError(f"cannot be used ({error})", where=self._path, hint=_OTHER_FOLDER) from None

    def _make_tables(self) -> None:
        version = self._connection.execute("PRAGMA user_version").get
        tables = self._connection.execute("SELECT count(*) FROM sqlite_schema").get
        if version == 0 and tables == 0:
            self._connection.execute(_SCHEMA)
        elif version != _VERSION:
            what = f"is a database of version {version}, this receiver's have version {_VERSION}"
            raise EventpactError(what, where=self._path, hint=_OTHER_FOLDER)

    def record(self, tenant: str, records: Sequence[Record]) -> int:
        """See :meth:`eventpact.receiver.store.Store.record`."""
        now = time.time_ns() // 1_000_000
        rows = [(tenant, record.variant, record.key, now, record.payload) for record in records]
        try:
            with self._lock:
                return self._insert(rows) if rows else 0
        except apsw.Error as error:
            raise StorageError(f"{self._path.name}: {type(error).__name__}: {error}") from error

    def _insert(self, rows: Sequence[tuple[str, str, str, int, str]]) -> int:
        connection = self._connection
        before = connection.total_changes()
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.executemany(_INSERT, rows)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # some errors roll back by themselves
                connection.execute("ROLLBACK")
            raise
        return connection.total_changes() - before

    def last(self) -> int:
        """See :meth:`eventpact.receiver.store.Store.last`."""
        with self._reading:
            return int(self._read(_LAST, ()).get)

    def page(self, tenant: str, after: int, last: int) -> Page:
        """See :meth:`eventpact.receiver.store.Store.page`."""
        end, payloads, size = min(after + _WINDOW, last), [], 0
        with self._reading:
            rows = self._read(_PAGE, (after, end, tenant))
            for position, payload in rows:
                payloads.append(payload)
                size += len(payload)
                if size >= _PAGE_SIZE:
                    rows.close()
                    return Page(payloads, position)
        return Page(payloads, end)

    def _read(self, query: str, parameters: tuple[Any, ...]) -> Any:
        try:
            if self._reader is None:
                self._reader = apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READONLY)
                self._reader.set_busy_timeout(_BUSY_MILLISECONDS)
            return self._reader.execute(query, parameters)
        except apsw.Error as error:
            raise StorageError(f"{self._path.name}: {type(error).__name__}: {error}") from error

    def events(self, tenant: str) -> Iterator[Any]:
        """The events of *tenant* in the order of receipt."""
        position, last = 0, self.last()
        while position < last:
            page = self.page(tenant, position, last)
            yield from map(json.loads, page.payloads)
            position = page.position

    def close(self) -> None:
        """See :meth:`eventpact.receiver.store.Store.close`."""
        with self._reading:
            if self._reader is not None:
                self._reader.close()
        with self._lock:  # last: whoever closes last folds the WAL in
            self._connection.close()


_OTHER_FOLDER = "Name another folder with --data, or move the file away."
