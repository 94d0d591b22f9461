"""Events → request bodies: the envelope around them, ids of their own, and the bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from eventpact.cases.places import Tokens, spots
from eventpact.cases.values import typical
from eventpact.contract.model import Contract, Variant
from eventpact.contract.schema import Schema, same
from eventpact.exchange import Key, Request
from eventpact.pointer import replaced, resolve

#: The longest id that a run makes, in characters.
_ID_LENGTH = 32
#: The annotation of places whose values name somebody or something for good, such as a user.
_IDENTIFIER = "x-identifier"
#: From this length on, a string can begin with the prefix and be as long as it was.
_LONG = 64
#: What stands for a text until it is put in.
HOLE = "\u2047hole\u2047"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True)
class _Identifier:
    """A place whose value carries the prefix: its *typical* value, the *shortest* and the *longest* string that may
    stand there, and whether each event has one of its *own*."""

    tokens: Tokens
    typical: Any
    shortest: int
    longest: int | None
    own: bool


class Composer:
    """Makes requests for one contract and one run.

    The values that name something for good begin with *prefix* wherever they can: runs never collide, and what they
    left behind can be found. Each event has an idempotency key of its own.
    """

    def __init__(self, contract: Contract, prefix: str) -> None:
        self.contract = contract
        self._prefix = prefix
        self._serial = count(1)
        self._envelope = typical(contract.body)
        self._typical = {v.tag: typical(v.schema) for v in contract.variants}
        self._identifiers = {v.tag: list(_identifiers(v, self._typical[v.tag])) for v in contract.variants}
        self._molds = {v.tag: self._mold(v) for v in contract.variants}
        self._ids = re.compile(b'"%s-([0-9]+)"' % re.escape(prefix.encode()))
        self._around = encode(self.body([HOLE])).split(encode(HOLE))

    def typical(self, variant: Variant, *, minimal: bool = False) -> Any:
        """A typical (or *minimal*) event of *variant*, new to every receiver."""
        return self.renewed(variant, typical(variant.schema, minimal=True) if minimal else self._typical[variant.tag])

    def renewed(self, variant: Variant, event: Any) -> Any:
        """*event* with an idempotency key of its own, where the variant has one that may be any string, and with the
        prefix in all that names something.

        What is no typical value is what is tried: it stays as it is, but for the beginning of long strings.
        """
        for identifier in self._identifiers[variant.tag]:
            if has(event, identifier.tokens):
                event = replaced(event, identifier.tokens, self._marked(identifier, resolve(event, identifier.tokens)))
        return event

    def encoded(self, variant: Variant) -> bytes:
        """The JSON text of a typical event of *variant*, new to every receiver: quicker than to encode one."""
        own, halves = self._molds[variant.tag]
        return encode(self._id(own)).join(halves) if own else halves[0]

    def with_new_ids(self, text: bytes) -> bytes:
        """*text*, JSON of any shape, with a new id wherever an event's is; one that comes twice does so again."""
        known: dict[bytes, bytes] = {}

        def new(found: re.Match[bytes]) -> bytes:
            if found[0] not in known:
                serial = str(next(self._serial)).zfill(len(found[1]))
                known[found[0]] = encode(f"{self._prefix}-{serial}")
            return known[found[0]]

        return self._ids.sub(new, text)

    def _mold(self, variant: Variant) -> tuple[_Identifier | None, list[bytes]]:
        """What is new in each event of *variant*, and what stands before and behind it in the text."""
        event = self.typical(variant)
        own = next((one for one in self._identifiers[variant.tag] if one.own), None)
        return own, encode(replaced(event, own.tokens, HOLE)).split(encode(HOLE)) if own else [encode(event)]

    def id_at(self, variant: Variant) -> Tokens | None:
        """The place of *variant* at which each event has an id of its own, if there is one."""
        own, _ = self._molds[variant.tag]
        return own.tokens if own else None

    def identifiers(self, variant: Variant) -> frozenset[Tokens]:
        """The places of *variant* whose values carry the prefix."""
        return frozenset(identifier.tokens for identifier in self._identifiers[variant.tag])

    def can_mark(self, value: Any) -> bool:
        """Whether a value that is not typical can carry the prefix and still be what it is."""
        return isinstance(value, str) and len(value) >= _LONG

    def _marked(self, identifier: _Identifier, value: Any) -> Any:
        mark = self._id(identifier) if identifier.own else self._prefix
        if value == identifier.typical or self._is_mine(value):
            return mark if identifier.own else f"{mark}-{identifier.typical}"[: identifier.longest]
        return f"{mark}-{value[len(mark) + 1 :]}" if self.can_mark(value) else value

    def _id(self, identifier: _Identifier) -> str:
        serial = str(next(self._serial))
        return f"{self._prefix}-{serial.zfill(identifier.shortest - len(self._prefix) - 1)}"

    def _is_mine(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) < _LONG and value.startswith(f"{self._prefix}-")

    def is_typical(self, variant: Variant, event: Any) -> bool:
        """Whether *event* is the typical one of *variant*, what names something aside."""
        return same(self._unmarked(variant, event), self._unmarked(variant, self._typical[variant.tag]))

    def _unmarked(self, variant: Variant, event: Any) -> Any:
        for tokens in self.identifiers(variant):
            if has(event, tokens):
                event = replaced(event, tokens, None)
        return event

    def body(self, events: Sequence[Any]) -> Any:
        """The request body that holds *events*, as a JSON value."""
        return replaced(self._envelope, self.contract.events_at, list(events))

    def batch(self, events: Iterable[bytes]) -> bytes:
        """The request body that holds *events*, each as the bytes of its JSON text."""
        return b",".join(events).join(self._around)

    def request(self, body: Any, *, key: Key = Key.TENANT) -> Request:
        """The request that the contract describes, with *body* (a JSON value)."""
        return self.raw(encode(body), key=key)

    def raw(self, body: bytes, *, key: Key = Key.TENANT) -> Request:
        """The request that the contract describes, with the bytes of *body* as they are."""
        interface = self.contract.interface
        return Request(method=interface.method, body=body, content_type=interface.media_type, key=key)


def encode(value: Any) -> bytes:
    """A JSON value as compact UTF-8."""
    return _encode(value).encode()


def _identifiers(variant: Variant, event: Any) -> Iterator[_Identifier]:
    """The part of the idempotency key that can be any string, and what the contract marks as an identifier."""
    free = {spot.tokens: spot.schema for spot in spots(variant.tag, variant.schema) if _is_free(spot.schema)}
    key = next((tokens for tokens in variant.idempotency_key if tokens in free), None)
    for tokens, schema in free.items():
        if (tokens == key or schema.annotation(_IDENTIFIER) is True) and has(event, tokens):
            shortest = max((int(c.value) for c in schema.constraints("minLength")), default=0)
            longest = min((int(c.value) for c in schema.constraints("maxLength")), default=None)
            yield _Identifier(tokens, resolve(event, tokens), shortest, longest, own=tokens == key)


def _is_free(schema: Schema) -> bool:
    """Whether any string of the length of an id will do."""
    longest = min((c.value for c in schema.constraints("maxLength")), default=_ID_LENGTH)
    bound = len(schema.options) > 1 or any(map(schema.constraints, ("enum", "const", "format", "pattern")))
    return "string" in schema.types and not bound and longest >= _ID_LENGTH


def has(value: Any, tokens: tuple[str | int, ...]) -> bool:
    """Whether *tokens* lead anywhere in *value*."""
    try:
        resolve(value, tokens)
    except LookupError:
        return False
    return True
