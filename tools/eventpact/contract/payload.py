"""A request body's bytes → a JSON value (RFC 8259), and what in them the standards leave open.

What sound parsers differ on (duplicate keys, numbers that no double holds, lone surrogates, a byte order mark,
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

_BOM = b"\xef\xbb\xbf"
#: Every digit → 0, and one case for the letters of exponents and of escaped surrogates.
_FOLDED = bytes.maketrans(b"123456789ED", b"000000000ed")
_19_DIGITS = b"0" * 19
_SURROGATE_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
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


class _KeyTwice(ValueError):
    """A key stands twice in one object: this body is not for the fast path."""


class _Reader:
    """One careful reading of one text; collects the oddities on the way."""

    def __init__(self, *, surrogates: bool, first_wins: bool = False) -> None:
        self.surrogates = surrogates
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

    def load(self, text: str) -> Any:
        decoder = json.JSONDecoder(
            object_pairs_hook=self.object, parse_constant=_no_constant, parse_int=self.integer, parse_float=self.real
        )
        value = decoder.decode(text)
        return _without_surrogates(self, value) if self.surrogates else value


def _no_constant(name: str) -> Any:
    raise Malformed(f"{name} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _KeyTwice
    return result


_fast = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def read(data: bytes, nesting: int = DEFAULT_NESTING) -> Payload:
    """The payload in *data*. Nesting deeper than *nesting* levels is an oddity. Raises Malformed."""
    text = _decode(data)
    folded = data.translate(_FOLDED)
    surrogates = b"\\ud" in folded and _SURROGATE.search(_SURROGATE_PAIR.sub(b"", data)) is not None
    plain = not (surrogates or data.startswith(_BOM) or _has_odd_number(folded))
    try:
        try:
            value = _fast.decode(text) if plain else None
        except _KeyTwice:
            plain = False
        if not plain:
            return _read_with_care(text, nesting, surrogates=surrogates)
        deep = data.count(b"[") + data.count(b"{") > nesting and deeper_than(value, nesting)
        return Payload(value, (_too_deep(nesting),) if deep else ())
    except json.JSONDecodeError as error:
        raise Malformed(f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        return Payload(None, ("it is nested too deep to be read here",), readable=False)


def _has_odd_number(folded: bytes) -> bool:
    """Whether a number past 10^18 or with an exponent of three digits may stand in a body: no other is an oddity."""
    return _19_DIGITS in folded or b"0e000" in folded or b"0e+000" in folded


def _read_with_care(text: str, nesting: int, *, surrogates: bool) -> Payload:
    reader = _Reader(surrogates=surrogates)
    rival = _Reader(surrogates=surrogates, first_wins=True)
    if text.startswith("\ufeff"):
        reader.oddities["there is a byte order mark before the body"] = None
        text = text[1:]
    value = reader.load(text)
    rivals = (rival.load(text),) if reader.duplicates else ()
    if any(deeper_than(one, nesting) for one in (value, *rivals)):
        reader.oddities[_too_deep(nesting)] = None
    return Payload(value, tuple(reader.oddities), rivals)


def _too_deep(nesting: int) -> str:
    return f"it is nested deeper than {nesting}"


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"is not UTF-8 (byte {error.start})") from None


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
