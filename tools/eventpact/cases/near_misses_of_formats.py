"""Near misses of strings that have a format: date-time and date (RFC 3339 §5.6), uuid (RFC 9562 §4)."""

from __future__ import annotations

from eventpact.cases.near_miss import NearMiss, constants

_UNIX_TIME = constants("date-time", "reject-type", (
    ("Unix time as date-time", 1773512527),
    ("Unix time in milliseconds as date-time", 1773512527412),
))  # fmt: skip
_DATE_TIME = constants("date-time", "reject-format", (
    ("date only", "2026-03-14"),
    ("date-time without offset", "2026-03-14T18:22:07"),
    ("date-time without seconds", "2026-03-14T18:22Z"),
    ("space instead of T", "2026-03-14 18:22:07Z"),
    ("offset without colon", "2026-03-14T18:22:07+0530"),
    ("offset of hours only", "2026-03-14T18:22:07+05"),
    ("offset of 24 hours", "2026-03-14T18:22:07+24:00"),
    ("offset of 60 minutes", "2026-03-14T18:22:07+05:60"),
    ("space before the offset", "2026-03-14T18:22:07 +05:30"),
    ("name of a zone as offset", "2026-03-14T18:22:07 UTC"),
    ("name of a zone in brackets", "2026-03-14T18:22:07+01:00[Europe/Paris]"),
    ("one-digit hour", "2015-03-02T8:27:58Z"),
    ("one-digit month and day", "2026-3-4T18:22:07Z"),
    ("30 February", "2026-02-30T18:22:07Z"),
    ("29 February of a common year", "2026-02-29T18:22:07Z"),
    ("29 February of 1900", "1900-02-29T18:22:07Z"),
    ("day 00", "2026-03-00T18:22:07Z"),
    ("month 13", "2026-13-01T18:22:07Z"),
    ("hour 24", "2026-03-14T24:00:00Z"),
    ("minute 60", "2026-03-14T18:60:00Z"),
    ("second 61", "2026-03-14T18:22:61Z"),
    ("Unix time in a string", "1773512527"),
    ("comma before the fraction", "2026-03-14T18:22:07,5Z"),
    ("point without a fraction", "2026-03-14T18:22:07.Z"),
    ("newline behind the date-time", "2026-03-14T18:22:07Z\n"),
    ("space before the date-time", " 2026-03-14T18:22:07Z"),
    ("date-time of the basic format", "20260314T182207Z"),
    ("week date", "2026-W11-6T18:22:07Z"),
    ("two-digit year", "26-03-14T18:22:07Z"),
    ("five-digit year", "+12026-03-14T18:22:07Z"),
    ("slashes in the date", "2026/03/14T18:22:07Z"),
    ("day name before the date", "Sat, 14 Mar 2026 18:22:07 GMT"),
    ("digits that are not ASCII", "٢٠٢٦-03-14T18:22:07Z"),
    ("minus sign that is not ASCII", "2026-03-14T18:22:07\u221205:00"),
    ("empty string as date-time", ""),
    ("word as date-time", "yesterday"),
))  # fmt: skip
_DATE = constants("date", "reject-format", (
    ("date-time as date", "2026-03-14T18:22:07Z"),
    ("30 February", "2026-02-30"),
    ("date of the basic format", "20260314"),
    ("day before month and year", "14-03-2026"),
    ("newline behind the date", "2026-03-14\n"),
    ("empty string as date", ""),
))  # fmt: skip
_UUID = constants("uuid", "reject-format", (
    ("word as uuid", "not-a-uuid"),
    ("uuid without hyphens", "018f5b9e6f0a7c3e9d522b1a4c5d6e7f"),
    ("uuid in braces", "{018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f}"),
    ("uuid as URN", "urn:uuid:018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f"),
    ("uuid with a digit less", "018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7"),
))  # fmt: skip

OF_FORMATS: tuple[NearMiss, ...] = (*_UNIX_TIME, *_DATE_TIME, *_DATE, *_UUID)
