"""JSON values as JSON Schema compares them."""

from __future__ import annotations

import json
from typing import Any


def is_number(value: Any) -> bool:
    """Whether *value* is a JSON number: a boolean is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values (JSON Schema core, §4.2.2): 1 is 1.0, true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    return bool(one == other)


def shown(value: Any) -> str:
    """A value of the schema for a message: JSON in ASCII, cut to 80 characters."""
    text = json.dumps(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
