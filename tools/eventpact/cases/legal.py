"""The catalogue of legal values, as records: what sound implementations must take and careless ones refuse.

To add one, add a record. The oracle checks each at each place before it is sent, so a record may propose a value that
some schema forbids.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Tier(IntEnum):
    """Where a state occurs.

    ``CORE``: in every combination with those of other places, and wherever the next does. ``EDGE``: once at each place,
    also in the vectors and when judges are compared. ``SENT``: once at each place, in a run alone: too large for a
    file, or not to be read and written again by everybody.
    """

    CORE = 0
    EDGE = 1
    SENT = 2


@dataclass(frozen=True)
class Legal:
    """One *value* for places that let the type or format *asked* through, and its *kind* in words."""

    asked: str
    kind: str
    value: Any
    tier: Tier = Tier.EDGE


def _all(asked: str, tier: Tier, values: Iterable[tuple[str, Any]]) -> tuple[Legal, ...]:
    return tuple(Legal(asked, kind, value, tier) for kind, value in values)


LEGAL: tuple[Legal, ...] = (
    *_all("null", Tier.CORE, [("null", None)]),
    *_all("boolean", Tier.CORE, [("true", True), ("false", False)]),
    *_all("array", Tier.CORE, [("empty array", [])]),
    *_all("free object", Tier.CORE, [("empty object", {}), ("free object", {"any": [1, {"thing": None}]})]),
    *_all("string", Tier.CORE, [
        ("empty string", ""),
        ("string beyond ASCII", "Zoë Åström 東京 🎰"),
        ("string with quotes and backslashes", 'a "quoted" \\ back\\slash / and {braces}'),
        ("string of 256 characters", "x" * 256),
    ]),
    *_all("string", Tier.EDGE, [
        ("string of 255 characters", "x" * 255),
        ("string of 300 characters", "x" * 300),
        ("string of 255 characters of four bytes", "🎰" * 255),
        ("string that reads 'null'", "null"),
        ("string that reads 'true'", "true"),
        ("string that reads 'NaN'", "NaN"),
        ("string that reads as an object", '{"a": [1]}'),
        ("numeric string", "0012"),
        ("string that reads as an exponent", "1e5"),
        ("string that reads as a date-time", "2026-03-14T18:22:07Z"),
        ("one space", " "),
        ("string with spaces around", "  padded  "),
        ("string with line breaks and tabs", "a\nb\r\nc\td"),
        ("string with NUL", "a\x00b"),
        ("string with control characters", "\x01\x1b[31m\x7f\x9f"),
        ("combining characters", "Zoe\u0308 A\u030astro\u0308m n\u0303"),
        ("characters from right to left", "שלום مرحبا \u202eabc\u202c"),
        ("emoji joined and flagged", "👩‍👩‍👧‍👦 🇮🇸 👍🏽"),
        ("characters beyond 16 bits", "\U00010000\U0001f3b0\U0010fffd"),
        ("line and paragraph separators", "a\u2028b\u2029c"),
        ("noncharacters and replacement character", "\ufffe\uffff\ufffd"),
        ("byte order mark in a string", "\ufeffa"),
        ("characters that grow in upper case", "straße ŉ ﬁ İ"),
        ("markup and entities", "<b>&amp;</b><!-- ]]>"),
        ("quotes of SQL", "'; DROP TABLE x; --"),
        ("placeholders of templates", "%s %n {0} ${x} {{7*7}}"),
        ("name that languages know", "__proto__"),
    ]),
    *_all("string", Tier.SENT, [
        ("string of 4,096 characters", "x" * 4_096),
        ("string of 65,536 characters", "x" * 65_536),
    ]),
    *_all("integer", Tier.CORE, [("negative whole number", -7)]),
    *_all("number", Tier.CORE, [
        ("zero", 0),
        ("negative number", -3.5),
        ("number with many decimals", 0.123456789012345),
    ]),
    *_all("number", Tier.EDGE, [
        ("large number", 123456789012.34),
        ("whole number", 7),
        ("number with two decimals", 19.99),
        ("number that no binary fraction is", 0.1),
        ("negative zero", -0.0),
        ("negative whole number", -7),
        ("tiny number", 1e-9),
        ("number beyond 32 bits", 2**32),
        ("greatest whole number of a double", 2**53 - 1),
        ("number near the greatest double", 1.7e308),
        ("least normal double", 2.2250738585072014e-308),
        ("number of 17 digits", 12345.678901234567),
    ]),
    # A reader of doubles does not give these back as they were: in the vectors they stand as texts.
    *_all("number", Tier.SENT, [
        ("whole number beyond 53 bits", 2**53 + 1),
        ("greatest whole number of 64 bits", 2**63 - 1),
        ("least whole number of 64 bits", -(2**63)),
    ]),
    *_all("date-time", Tier.CORE, [
        ("date-time with fraction", "2026-03-14T18:22:07.412Z"),
        ("date-time with positive offset", "2026-03-14T18:22:07+05:30"),
        ("date-time with negative offset", "2026-03-14T18:22:07-11:00"),
        ("date-time in lower case", "2026-03-14t18:22:07z"),
    ]),
    *_all("date-time", Tier.EDGE, [
        ("date-time in UTC", "2026-03-14T18:22:07Z"),
        ("date-time with one digit of fraction", "2026-03-14T18:22:07.4Z"),
        ("date-time with six digits of fraction", "2026-03-14T18:22:07.412345Z"),
        ("date-time with seven digits of fraction", "2026-03-14T18:22:07.4123456Z"),
        ("date-time with nine digits of fraction", "2026-03-14T18:22:07.123456789Z"),
        ("date-time with twenty digits of fraction", "2026-03-14T18:22:07.12345678901234567890Z"),
        ("date-time with a fraction of zeros", "2026-03-14T18:22:07.000Z"),
        ("date-time with fraction and offset", "2026-03-14T18:22:07.5-03:30"),
        ("date-time with offset +00:00", "2026-03-14T18:22:07+00:00"),
        ("date-time with offset +14:00", "2026-03-14T18:22:07+14:00"),
        ("date-time with offset +23:59", "2026-03-14T18:22:07+23:59"),
        ("date-time with offset -23:59", "2026-03-14T18:22:07-23:59"),
        ("date-time with offset of minutes", "2026-03-14T18:22:07-00:01"),
        ("date-time with z alone in lower case", "2026-03-14T18:22:07z"),
        ("date-time with t alone in lower case", "2026-03-14t18:22:07Z"),
        ("midnight", "2026-01-01T00:00:00Z"),
        ("last second of a year", "2026-12-31T23:59:59.999Z"),
        ("29 February of a leap year", "2024-02-29T23:59:59Z"),
        ("29 February of 2000", "2000-02-29T12:00:00Z"),
        ("hour that summer time leaves out", "2026-03-29T02:30:00+01:00"),
        ("date-time before 1970", "1969-12-31T23:59:59Z"),
        ("date-time of 1970", "1970-01-01T00:00:00Z"),
        ("date-time after 2038", "2038-01-19T03:14:08Z"),
        ("year 0001", "0001-01-01T00:00:00Z"),
        ("year 9999", "9999-12-31T23:59:59Z"),
    ]),
    *_all("date", Tier.CORE, [("29 February of a leap year", "2024-02-29")]),
    *_all("date", Tier.EDGE, [("year 0001", "0001-01-01"), ("year 9999", "9999-12-31")]),
    *_all("uuid", Tier.CORE, [("uuid in upper case", "018F5B9E-6F0A-7C3E-9D52-2B1A4C5D6E7F")]),
    *_all("uuid", Tier.EDGE, [("nil uuid", "00000000-0000-0000-0000-000000000000")]),
)  # fmt: skip

#: Numbers as they may be spelled: a matter of the text that no value carries.
SPELLINGS = (
    "-0", "0.0", "1.0", "2.50", "1E5", "1e+2", "1e2", "25e-1", "-1.5E-7", "0e0", "100e-2", "1E308",
    "0.1000000000000000055511151231257827", "1.00000000000000000000",
)  # fmt: skip

#: What the standards leave open: any answer but a crash, a hang or a dropped connection will do.
OPEN_VALUES: tuple[Legal, ...] = (
    *_all("date-time", Tier.EDGE, [
        ("leap second", "2016-12-31T23:59:60Z"),
        ("leap second with fraction and offset", "2017-01-01T00:59:60.5+01:00"),
        ("leap second on a day without one", "2026-03-14T18:22:60Z"),
        ("year 0000", "0000-01-01T00:00:00Z"),
        ("offset -00:00", "2026-03-14T18:22:07-00:00"),
    ]),
    *_all("date", Tier.EDGE, [("year 0000", "0000-01-01")]),
)  # fmt: skip
