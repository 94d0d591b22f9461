"""A request body's bytes → a JSON value (RFC 8259), and what in them the standards leave open.

What sound parsers differ on (FACTS: duplicate keys, numbers that no double holds, lone surrogates, a byte order mark,
deep nesting) is an *oddity*: the value is read all the same, and the verdict about it can be no better than
``unspecified``.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

#: The deepest nesting that every receiver must take when the contract names no limit.
DEFAULT_NESTING = 64

#: Only a body that holds one of these can hold an odd number or a lone surrogate: all others are read by the fast path.
_SUSPICIOUS = re.compile(rb"[0-9]{19}|[0-9][eE]|\\u[dD][89a-fA-F]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_INT64 = 2**63
#: Digits of an integer that are read: Python refuses to parse more than 4,300, a receiver of doubles more than 309.
_LONGEST_INTEGER = 309


@dataclass(frozen=True)
class Payload:
    """A body that is JSON: its *value*; *oddities*, what is left open in it; *rivals*, its values under the other
    readings of duplicate keys; *readable* is False where it is nested too deep to be read here at all."""

    value: Any
    oddities: tuple[str, ...] = ()
    rivals: tuple[Any, ...] = ()
    readable: bool = True


class Malformed(ValueError):
    """The bytes are not JSON; the message says why and where."""


class _Reader:
    """One reading of one text; collects the oddities on the way."""

    def __init__(self, *, first_wins: bool = False) -> None:
        self.first_wins = first_wins
        self.oddities: dict[str, None] = {}
        self.duplicates = False

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            self.oddities["a key stands twice in one object"] = None
            self.duplicates = True
            if self.first_wins:
                return dict(reversed(pairs))
        return result

    def integer(self, text: str) -> int:
        value = int(text[:_LONGEST_INTEGER])  # the sign and the size class are all that a verdict can depend on
        if not -_INT64 <= value < _INT64:
            self.oddities["an integer is beyond 64 bits"] = None
        return value

    def real(self, text: str) -> float:
        value = float(text)
        if math.isinf(value):
            self.oddities["a number is beyond the range of a double"] = None
            return math.copysign(1.7976931348623157e308, value)
        return value

    def load(self, text: str, *, suspicious: bool) -> Any:
        hooks: dict[str, Any] = {"object_pairs_hook": self.object, "parse_constant": _no_constant}
        if suspicious:
            hooks |= {"parse_int": self.integer, "parse_float": self.real}
        return json.loads(text, **hooks)


def _no_constant(name: str) -> Any:
    raise Malformed(f"{name} is not JSON")


def read(data: bytes, nesting: int = DEFAULT_NESTING) -> Payload:
    """The payload in *data*. Nesting deeper than *nesting* levels is an oddity. Raises Malformed."""
    reader = _Reader()
    if data.startswith(b"\xef\xbb\xbf"):
        reader.oddities["there is a byte order mark before the body"] = None
        data = data[3:]
    text = _decode(data)
    suspicious = _SUSPICIOUS.search(data) is not None
    try:
        value = reader.load(text, suspicious=suspicious)
        rivals = _rivals(reader, text, suspicious)
        if suspicious:
            value, *rivals = (_without_surrogates(reader, one) for one in (value, *rivals))
        if deeper_than(value, nesting):
            reader.oddities[f"it is nested deeper than {nesting}"] = None
    except json.JSONDecodeError as error:
        raise Malformed(f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        return Payload(None, (f"it is nested deeper than {nesting}",), readable=False)
    return Payload(value, tuple(reader.oddities), tuple(rivals))


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"is not UTF-8 (byte {error.start})") from None


def _rivals(reader: _Reader, text: str, suspicious: bool) -> list[Any]:
    if not reader.duplicates:
        return []
    return [_Reader(first_wins=True).load(text, suspicious=suspicious)]


def _without_surrogates(reader: _Reader, value: Any) -> Any:
    """*value* with U+FFFD for each lone surrogate (no UTF-8 can carry one)."""
    if isinstance(value, str):
        if not _LONE_SURROGATE.search(value):
            return value
        reader.oddities["a string holds a lone surrogate"] = None
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(reader, item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(reader, k): _without_surrogates(reader, v) for k, v in value.items()}
    return value


def deeper_than(value: Any, levels: int) -> bool:
    """Whether arrays and objects in *value* are nested more than *levels* deep; a scalar has depth 0."""
    layer = [value]
    for _ in range(levels):
        layer = [
            child
            for parent in layer
            if isinstance(parent, (dict, list))
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        if not layer:
            return False
    return any(isinstance(value, (dict, list)) for value in layer)
