"""Ways to store an event that lose something, or seem to."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

from eventpact.exchange import Key

from tests.state.recording import RecordingReceiver


def lost(self: RecordingReceiver, tenant: Key, event: Any) -> None:
    """Nothing is kept."""


def now_and_then(self: RecordingReceiver, tenant: Key, event: Any) -> None:
    if zlib.crc32(json.dumps(event).encode()) % 7:
        self.kept[tenant].append(event)


async def first_only(self: RecordingReceiver, tenant: Key, events: list[Any]) -> None:
    await RecordingReceiver.record(self, tenant, events[:1])


def values(change: Callable[[Any], Any]) -> Callable[..., Any]:
    """Every plain value of an event changed, away from the ids and tags: those that *change* leaves alone."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: changed(child) for name, child in value.items()}
        return [changed(child) for child in value] if isinstance(value, list) else change(value)

    return lambda self, event: changed(event)


def rounded(value: Any) -> Any:
    return round(value, 1) if isinstance(value, float) else value


def shortened(value: Any) -> Any:
    return value[:200] if isinstance(value, str) and len(value) > 200 else value


def as_integers(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def date_times(change: Callable[[str], str]) -> Callable[..., Any]:
    """Every declared date-time of an event changed."""

    def changed(schema: Any, value: Any) -> Any:
        if isinstance(value, dict):
            return {n: changed(schema.properties[n], v) if n in schema.properties else v for n, v in value.items()}
        formats = {c.value for option in schema.options for c in option.constraints("format")}
        return change(value) if isinstance(value, str) and "date-time" in formats else value

    def stored(self: RecordingReceiver, event: Any) -> Any:
        variant = self.contract.variant(event)
        assert variant is not None
        return changed(variant.schema, event)

    return stored


def to_seconds(value: str) -> str:
    return f"{value[:19]}{value[19:].lstrip('.0123456789')}"


def to_microseconds(value: str) -> str:
    digits = value[20:].partition("Z")[0] if value[19] == "." else ""
    return f"{value[:20]}{digits[:6]}Z" if digits.isdigit() else value


def offset_for_z(value: str) -> str:
    return f"{value[:-1]}+00:00" if value[-1] in "zZ" else value


def nulls_for_absent(self: RecordingReceiver, event: Any) -> Any:
    variant = self.contract.variant(event)
    assert variant is not None
    return completed(variant.schema, event)


def completed(schema: Any, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    declared = {n: child for n, child in schema.properties.items() if n in value or n not in schema.required}
    return {**value, **{n: completed(child, value.get(n)) for n, child in declared.items()}}


def without_optional(self: RecordingReceiver, event: Any) -> Any:
    variant = self.contract.variant(event)
    assert variant is not None
    return required_only(variant.schema, event)


def required_only(schema: Any, value: Any) -> Any:
    if not isinstance(value, dict) or not schema.properties:
        return value
    kept = {n: v for n, v in value.items() if n in schema.required or v is None}
    return {n: required_only(schema.properties[n], v) if n in schema.properties else v for n, v in kept.items()}


def without_unknown(self: RecordingReceiver, event: Any) -> Any:
    variant = self.contract.variant(event)
    assert variant is not None
    return {n: v for n, v in event.items() if n in variant.schema.properties}
