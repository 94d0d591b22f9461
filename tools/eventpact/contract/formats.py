"""The one definition of each asserted format: what is certain, what is impossible, what the standards leave open.

date-time and date are RFC 3339 §5.6; uuid is RFC 9562 §4. jsonschema-rs and jsonschema both get these functions,
so that no two validators here ever disagree about a format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

#: How many strings are remembered of each format, and the characters of the longest one.
_REMEMBERED, _SHORT = 8_192, 64


class Certainty(Enum):
    """A string under a format: right, wrong, or something that sound implementations differ on."""

    CERTAIN = "certain"
    OPEN = "open"
    WRONG = "wrong"


@dataclass(frozen=True)
class Format:
    """One asserted format: its *name*, its *definition*, and *explain*, which says why a string is not of it."""

    name: str
    definition: Callable[[str], Certainty]
    explain: Callable[[str], str]

    def strict(self, value: object) -> bool:
        """True for what is certain, and for what is no string (format says nothing about it)."""
        return not isinstance(value, str) or self._certainty(value) is Certainty.CERTAIN

    def lenient(self, value: object) -> bool:
        """True for what is certain or open, and for what is no string."""
        return not isinstance(value, str) or self._certainty(value) is not Certainty.WRONG

    def _certainty(self, text: str) -> Certainty:
        return self._remembered(text) if len(text) <= _SHORT else self.definition(text)

    @cached_property
    def _remembered(self) -> Callable[[str], Certainty]:
        """The definition, which remembers: one and the same string is asked about several times, and events that come
        together share their times."""
        return lru_cache(_REMEMBERED)(self.definition)


_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_CLOCK = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?"
_OFFSET = r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
_DATE_ONLY = re.compile(_DATE)
_DATE_TIME = re.compile(f"{_DATE}[Tt]{_CLOCK}{_OFFSET}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


#: Month → its last day, in a common year.
_LAST_DAY = {
    "01": "31", "02": "28", "03": "31", "04": "30", "05": "31", "06": "30",
    "07": "31", "08": "31", "09": "30", "10": "31", "11": "30", "12": "31",
}  # fmt: skip


def _day(year: str, month: str, day: str) -> Certainty:
    last = "29" if month == "02" and _is_leap(int(year)) else _LAST_DAY.get(month, "00")
    if not "01" <= day <= last:
        return Certainty.WRONG
    return Certainty.OPEN if year == "0000" else Certainty.CERTAIN


def _is_leap(year: int) -> bool:
    """By the proleptic Gregorian calendar of ISO 8601, in which 0000 is a leap year."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def date(text: str) -> Certainty:
    """RFC 3339 full-date; year 0000 is open."""
    match = _DATE_ONLY.fullmatch(text)
    return _day(*match.groups()) if match else Certainty.WRONG


def date_time(text: str) -> Certainty:
    """RFC 3339 date-time. A leap second, year 0000 and the offset -00:00 are open."""
    match = _DATE_TIME.fullmatch(text)
    if not match:
        return Certainty.WRONG
    year, month, day, hour, minute, second, sign, offset_hour, offset_minute = match.groups()
    if hour > "23" or minute > "59" or second > "60":
        return Certainty.WRONG
    if sign and (offset_hour > "23" or offset_minute > "59"):
        return Certainty.WRONG
    certainty = _day(year, month, day)
    odd = second == "60" or (sign == "-" and offset_hour == offset_minute == "00")
    return Certainty.OPEN if odd and certainty is Certainty.CERTAIN else certainty


def uuid(text: str) -> Certainty:
    """RFC 9562: 8-4-4-4-12 hexadecimal digits in either case."""
    return Certainty.CERTAIN if _UUID.fullmatch(text) else Certainty.WRONG


#: Near misses of a date-time, first match wins: a pattern and what to say about it.
_DATE_TIME_HINTS = (
    (r"[+-]?[0-9]+(\.[0-9]+)?", "a Unix time is not a date-time"),
    (_DATE, "the time is missing"),
    (r"[0-9-]+ .*", "there must be a T, not a space, between date and time"),
    (r"[0-9-]+[Tt][0-9]:.*", "the hour must have two digits"),
    (r"[0-9-]+[Tt][0-9]{2}:[0-9]{2}([Zz]|[+-].*)?", "the seconds are missing"),
    (f"{_DATE}[Tt]{_CLOCK}", "the offset is missing: Z or ±hh:mm"),
    (f"{_DATE}[Tt]{_CLOCK}" + r"[+-][0-9]{4}", "the offset needs a colon: ±hh:mm"),
    (f"{_DATE}[Tt]{_CLOCK}" + r"[+-][0-9]{2}", "the offset needs minutes: ±hh:mm"),
    (_DATE_TIME.pattern + r"\s+", "there is white space behind it"),
    (r"\s+" + _DATE_TIME.pattern, "there is white space before it"),
    (_DATE_TIME.pattern, "there is no such day or time"),
)


def explain_date_time(text: str) -> str:
    """Why *text* is not a date-time, in words, with the spelling that would be right."""
    reasons = (reason for pattern, reason in _DATE_TIME_HINTS if re.fullmatch(pattern, text, re.DOTALL))
    reason = next(reasons, None)
    wanted = "an RFC 3339 date-time such as 2015-03-02T08:27:58Z"
    return f"{wanted} ({reason})" if reason else wanted


FORMATS: Mapping[str, Format] = {
    f.name: f
    for f in (
        Format("date-time", date_time, explain_date_time),
        Format("date", date, lambda text: "an RFC 3339 date such as 2015-03-02"),
        Format("uuid", uuid, lambda text: "a UUID such as 018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f"),
    )
}
