"""Events → request bodies: the envelope around them, ids of their own, and the bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import count
from typing import Any

from eventpact.cases.values import typical
from eventpact.contract.model import Contract, Variant
from eventpact.contract.schema import Schema
from eventpact.exchange import Key, Request
from eventpact.pointer import replaced, resolve

#: The longest id that a run makes, in characters.
_ID_LENGTH = 32


class Composer:
    """Makes requests for one contract and one run.

    Each typical event gets an idempotency key of its own that begins with *prefix*, so that runs never collide.
    """

    def __init__(self, contract: Contract, prefix: str) -> None:
        self.contract = contract
        self._prefix = prefix
        self._serial = count(1)
        self._envelope = typical(contract.body)
        self._key_places = {v.tag: _key_place(v) for v in contract.variants}

    def typical(self, variant: Variant, *, minimal: bool = False) -> Any:
        """A typical (or *minimal*) event of *variant*, new to every receiver."""
        return self.renewed(variant, typical(variant.schema, minimal=minimal))

    def renewed(self, variant: Variant, event: Any) -> Any:
        """*event* with an idempotency key of its own, where the variant has one that may be any string."""
        place = self._key_places[variant.tag]
        return replaced(event, place, f"{self._prefix}-{next(self._serial)}") if place else event

    def body(self, events: Sequence[Any]) -> Any:
        """The request body that holds *events*, as a JSON value."""
        return replaced(self._envelope, self.contract.events_at, list(events))

    def request(self, body: Any, *, key: Key = Key.TENANT) -> Request:
        """The request that the contract describes, with *body* (a JSON value)."""
        return self.raw(encode(body), key=key)

    def raw(self, body: bytes, *, key: Key = Key.TENANT) -> Request:
        """The request that the contract describes, with the bytes of *body* as they are."""
        interface = self.contract.interface
        return Request(method=interface.method, body=body, content_type=interface.media_type, key=key)


def encode(value: Any) -> bytes:
    """A JSON value as compact UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _key_place(variant: Variant) -> tuple[str, ...] | None:
    """The part of a variant's idempotency key that can be any string, or None."""
    return next((tokens for tokens in variant.idempotency_key if _is_free(_below(variant.schema, tokens))), None)


def _below(schema: Schema, tokens: tuple[str, ...]) -> Schema:
    for token in tokens:
        schema = schema.properties[token]
    return schema


def _is_free(schema: Schema) -> bool:
    shortest = min((c.value for c in schema.constraints("maxLength")), default=_ID_LENGTH)
    bound = any(schema.constraints(keyword) for keyword in ("enum", "const", "format", "pattern"))
    return "string" in schema.types and not bound and shortest >= _ID_LENGTH


def has(value: Any, tokens: tuple[str | int, ...]) -> bool:
    """Whether *tokens* lead anywhere in *value*."""
    try:
        resolve(value, tokens)
    except LookupError:
        return False
    return True
