"""What the receiver keeps of an event, and what it asks of whatever keeps it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from eventpact.contract.identity import Identities


class StorageError(Exception):
    """The batch could not be stored, and nothing of it was."""


@dataclass(frozen=True)
class Record:
    """One event to keep: its *variant*'s tag, its idempotency *key* as text, and the event itself as JSON text."""

    variant: str
    key: str
    payload: str


@dataclass(frozen=True)
class Page:
    """Some of a tenant's events, as JSON texts, in the order of receipt; *position* is where to go on from."""

    payloads: list[str]
    position: int


class Store(Protocol):
    """Keeps events. Called from several threads at once."""

    def record(self, tenant: str, records: Sequence[Record]) -> int:
        """Keep *records*, all of them or none, and return how many were new.

        One whose tenant, variant and key are known already is a duplicate: the first one stays. What was kept when
        this returns is still there after the process is killed. Raises StorageError when nothing was kept.
        """
        ...

    def last(self) -> int:
        """The position of the event that was recorded last, whoever sent it; 0 where there is none."""
        ...

    def page(self, tenant: str, after: int, last: int) -> Page:
        """The next events of *tenant* behind the position *after*, up to *last*: a bounded piece of work, which does
        not hold up those who record. It may be empty before the end is reached. Raises StorageError."""
        ...

    def close(self) -> None:
        """Let go of everything. Called once, last."""
        ...


_payload = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_record(identities: Identities, event: Any) -> Record:
    """What to keep of *event*, which is valid: its identity, so that equal values make equal keys, however they are
    written. Where its variant declares no key, each event has a key of its own."""
    known = identities.of(event)
    if known is not None:
        return Record(*known, _payload(event))
    tag = identities.tag(event)
    assert tag is not None  # a valid event belongs to a variant
    return Record(tag, f"~{uuid4().hex}", _payload(event))
