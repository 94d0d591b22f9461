"""Drives the receiver in memory, and the two contracts' events to drive it with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eventpact.contract import Contract
from eventpact.pointer import replaced
from eventpact.receiver.app import create_app
from eventpact.receiver.sqlite import SqliteStore
from eventpact.receiver.store import Page, Record, Store
from eventpact.receiver.tenants import Tenants


@dataclass(frozen=True)
class Subject:
    """A contract, a valid *sample* event of it, and *wrap*: events → a body that holds them."""

    contract: Contract
    sample: Any
    wrap: Callable[[list[Any]], Any]

    @property
    def key_at(self) -> tuple[str, ...]:
        """Where the sample's idempotency key is."""
        variant = self.contract.variant(self.sample)
        assert variant is not None
        return variant.idempotency_key[0]

    def event(self, key: str) -> Any:
        """A valid event with this idempotency key."""
        return replaced(self.sample, self.key_at, key)

    def broken(self) -> Any:
        """An event that is not valid: its key is an array."""
        return replaced(self.sample, self.key_at, [])

    def body(self, *events: Any) -> bytes:
        """The request body with these events."""
        return json.dumps(self.wrap(list(events))).encode()

    def with_interface(self, **changes: Any) -> Subject:
        """The same contract with another interface."""
        interface = replace(self.contract.interface, **changes)
        return replace(self, contract=replace(self.contract, interface=interface))


@dataclass(frozen=True)
class Answer:
    """What came back; *read* is whether the body was asked for."""

    status: int
    headers: dict[str, str]
    body: bytes
    read: bool

    @property
    def problem(self) -> Any:
        """The problem details."""
        assert self.headers["content-type"] == "application/problem+json"
        return json.loads(self.body)


class Driver:
    """The receiver of *subject* with the tenants *one* and *two*, called without a network."""

    def __init__(self, subject: Subject, store: Store) -> None:
        self.subject = subject
        self.interface = subject.contract.interface
        tenants, self.key = Tenants().with_new("one")
        self.tenants, self.other_key = tenants.with_new("two")
        self.app = create_app(subject.contract, self.tenants, store)

    def head(self, key: str | None = None, **changes: str | None) -> list[tuple[bytes, bytes]]:
        """The headers of a good request; *changes* replace one (``content_type``) or leave it out (None)."""
        headers: dict[str, str | None] = {"content-type": "application/json"}
        if self.interface.key_header:
            headers[self.interface.key_header.lower()] = key or self.key
        headers |= {name.replace("_", "-"): value for name, value in changes.items()}
        return [(name.encode(), value.encode()) for name, value in headers.items() if value is not None]

    def send(
        self,
        *chunks: bytes,
        headers: Sequence[tuple[bytes, bytes]] | None = None,
        method: str | None = None,
        path: str | None = None,
    ) -> Answer:
        """The answer to one request whose body is *chunks*; asking for more than there are is an error."""
        waiting = list(chunks)
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "method": method or self.interface.method,
            "path": path or self.interface.path,
            "headers": self.head() if headers is None else headers,
        }
        asyncio.run(self.app(scope, receive, send))
        start, *rest = sent
        head = {name.decode(): value.decode() for name, value in start["headers"]}
        return Answer(start["status"], head, b"".join(m["body"] for m in rest), len(waiting) < len(chunks))


class BrokenStore:
    """A store that fails with *error*."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.closed = False

    def record(self, tenant: str, records: Sequence[Record]) -> int:
        raise self.error

    def last(self) -> int:
        raise self.error

    def page(self, tenant: str, after: int, last: int) -> Page:
        raise self.error

    def close(self) -> None:
        self.closed = True


def stored(file: Path, tenant: str = "one") -> list[Any]:
    """The events of *tenant* in the file, read through a connection of its own."""
    store = SqliteStore(file)
    try:
        return list(store.events(tenant))
    finally:
        store.close()
