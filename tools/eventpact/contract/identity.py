"""What makes two events one and the same: the variant, and the values of its idempotency key."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any

from eventpact.contract.model import Contract
from eventpact.pointer import resolve

Identity = tuple[str, str]

_to_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class Identities:
    """Tells the identities of one contract's events."""

    def __init__(self, contract: Contract) -> None:
        self._discriminator = contract.discriminator
        self._keys = {variant.tag: variant.idempotency_key for variant in contract.variants}

    def tag(self, event: Any) -> str | None:
        """The tag of the variant that *event* says it is, or None."""
        tag = event.get(self._discriminator) if isinstance(event, dict) else None
        return tag if isinstance(tag, str) and tag in self._keys else None

    def of(self, event: Any) -> Identity | None:
        """The variant's tag, and the compact JSON array of the values at the places that its ``x-idempotency-key``
        names; None for an event that lacks one of them, and where the variant declares no key.

        Equal values make equal identities, however they are written.
        """
        tag = self.tag(event)
        if tag is None or not (places := self._keys[tag]):
            return None
        try:
            values = [resolve(event, tokens) for tokens in places]
        except LookupError:
            return None
        return tag, f"[{','.join(map(_written, values))}]"


def _written(value: Any) -> str:
    return encode_basestring(value) if isinstance(value, str) else _to_text(_canonical(value))


def _canonical(value: Any) -> Any:
    """*value* with each whole number as an integer: 1.0 and 1 are one number (JSON Schema 2020-12 §4.2.2)."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, dict):
        return {name: _canonical(item) for name, item in value.items()}
    return value
