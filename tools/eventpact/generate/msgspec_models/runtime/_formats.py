"""The formats that the contract asserts, as far as a Python value can hold what they allow."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DATE_TIME: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LAST_SECOND: Final = re.compile(r"(9999-12-31[Tt]23:59:59\.[0-9]{6})[0-9]+(.*)")

#: Format → what a string that is not of it should have been.
EXPECTED: Final = {
    "date-time": "expected an RFC 3339 date-time such as 2015-03-02T08:27:58Z",
    "date": "expected an RFC 3339 date such as 2015-03-02",
    "uuid": "expected a UUID such as 018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f",
}


def conforms(name: str, text: str) -> bool:
    """Whether *text* is of the format *name*. Leap seconds and the year 0000 are not: no datetime can hold them."""
    if name == "uuid":
        return _UUID.fullmatch(text) is not None
    match = (_DATE_TIME if name == "date-time" else _DATE).fullmatch(text)
    return match is not None and _is_day(*match.groups())


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def readable(text: str) -> str:
    """The date-time *text*; in the last second of year 9999 cut to microseconds, as rounding could lead beyond it."""
    return _LAST_SECOND.sub(r"\1\2", text)
