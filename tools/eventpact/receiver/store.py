"""What the receiver keeps of an event, and what it asks of whatever keeps it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from eventpact.contract import Contract
from eventpact.pointer import resolve


class StorageError(Exception):
    """The batch could not be stored, and nothing of it was."""


@dataclass(frozen=True)
class Record:
    """One event to keep: its *variant*'s tag, its idempotency *key* as text, and the event itself as JSON text."""

    variant: str
    key: str
    payload: str


class Store(Protocol):
    """Keeps events. Called from several threads at once."""

    def record(self, tenant: str, records: Sequence[Record]) -> int:
        """Keep *records*, all of them or none, and return how many were new.

        One whose tenant, variant and key are known already is a duplicate: the first one stays. What was kept when
        this returns is still there after the process is killed. Raises StorageError when nothing was kept.
        """
        ...

    def close(self) -> None:
        """Let go of everything. Called once, last."""
        ...


_to_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_payload = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_record(contract: Contract, event: Any) -> Record:
    """What to keep of *event*, which is valid.

    The key is the compact JSON array of the values at the places that the variant's ``x-idempotency-key`` names. Equal
    values make equal keys, however they are written. Where the variant declares none, each event has a key of its own.
    """
    variant = contract.variant(event)
    assert variant is not None  # a valid event belongs to a variant
    if not variant.idempotency_key:
        return Record(variant.tag, f"~{uuid4().hex}", _payload(event))
    values = [_canonical(resolve(event, tokens)) for tokens in variant.idempotency_key]
    return Record(variant.tag, _to_text(values), _payload(event))


def _canonical(value: Any) -> Any:
    """*value* with each whole number as an integer: 1.0 and 1 are one number (JSON Schema 2020-12 §4.2.2)."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, dict):
        return {name: _canonical(item) for name, item in value.items()}
    return value
