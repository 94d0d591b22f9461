"""What is special about a value, in words: so that a cause that was found at one value is known again at others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

Marks = frozenset[str]

_DATE_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def marks(value: Any) -> Marks:
    """The marks of a string or a number; none for anything else and for what is plain."""
    if isinstance(value, str):
        match = _DATE_TIME.fullmatch(value)
        return _of_date_time(value, match) if match else frozenset(w for w, holds in _TEXTS.items() if holds(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return frozenset(words for words, holds in _NUMBERS.items() if holds(value))
    return frozenset()


def _any(holds: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: any(map(holds, text))


def _category(*wanted: str) -> Callable[[str], bool]:
    return _any(lambda character: unicodedata.category(character) in wanted)


_TEXTS: dict[str, Callable[[str], bool]] = {
    "empty": lambda text: not text,
    "NUL": lambda text: "\0" in text,
    "control characters": _any(lambda c: c != "\0" and unicodedata.category(c) == "Cc"),
    "invisible characters": _category("Cf", "Zl", "Zp"),
    "combining characters": _category("Mn", "Mc", "Me"),
    "right-to-left": _any(lambda c: unicodedata.bidirectional(c) in {"R", "AL"}),
    "unassigned or private characters": _category("Cn", "Co"),
    "beyond ASCII": lambda text: not text.isascii(),
    "astral": lambda text: any(c > "\uffff" for c in text),
    "white space at an end": lambda text: text != text.strip(),
    "quotes or backslashes": _any(lambda c: c in "\"'\\`"),
    "markup or braces": _any(lambda c: c in "<>&{}%$"),
    "over 64 characters": lambda text: len(text) > 64,
    "over 255 characters": lambda text: len(text) > 255,
    "reads as a number": lambda text: bool(re.fullmatch(r"[+-]?[0-9]+([.][0-9]+)?", text)),
}
_NUMBERS: dict[str, Callable[[float], bool]] = {
    "zero": lambda n: n == 0,
    "negative": lambda n: n < 0,
    "fraction": lambda n: n != int(n),
    "more than 2 decimals": lambda n: n != int(n) and round(n, 2) != n,
    "more than 6 decimals": lambda n: n != int(n) and round(n, 6) != n,
    "tiny": lambda n: 0 < abs(n) < 1e-6,
    "beyond 32 bits": lambda n: abs(n) >= 2**31,
    "beyond 2^53": lambda n: abs(n) > 2**53,
    "beyond 64 bits": lambda n: abs(n) >= 2**63,
}


def _of_date_time(text: str, match: re.Match[str]) -> Marks:
    year, month, day, fraction, offset = match.groups()
    found = {
        "lower case": not text.isupper(),
        "fraction": fraction is not None,
        "more than 6 digits of fraction": len(fraction or "") > 7,
        "offset": offset not in "Zz",
        "negative offset": offset.startswith("-"),
        "29 February": (month, day) == ("02", "29"),
        "before 1970": year < "1970",
        "before 1900": year < "1900",
        "before 1000": year < "1000",
        "after 2100": year > "2100",
    }
    return frozenset(words for words, holds in found.items() if holds)
