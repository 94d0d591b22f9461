"""One definition of each format: what is certain, what is open, what is wrong."""

from __future__ import annotations

import pytest
from eventpact.contract.formats import FORMATS, Certainty

DATE_TIME, DATE, UUID = FORMATS["date-time"], FORMATS["date"], FORMATS["uuid"]

CERTAIN = [
    "1985-04-12T23:20:50.52Z",  # the examples of RFC 3339, §5.8
    "1996-12-19T16:39:57-08:00",
    "1937-01-01T12:00:27.87+00:20",
    "2024-02-29T00:00:00Z",  # leap years
    "2000-02-29T00:00:00Z",
    "0004-02-29T00:00:00Z",
    "2023-01-31T00:00:00Z",  # the ends of months
    "2023-02-28T00:00:00Z",
    "2023-04-30T00:00:00Z",
    "2023-06-30T00:00:00Z",
    "2023-09-30T00:00:00Z",
    "2023-11-30T00:00:00Z",
    "2023-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",  # the ends of time
    "9999-12-31T23:59:59.999999999+23:59",
    "2023-01-01t00:00:00z",  # spelling
    "2023-01-01T00:00:00+00:00",
    "2023-01-01T00:00:00-23:59",
    "2023-01-01T00:00:00.0Z",
    "2023-01-01T00:00:00." + "1" * 1000 + "Z",
]
OPEN = [
    "1990-12-31T23:59:60Z",
    "1990-12-31T15:59:60-08:00",
    "2023-05-05T12:34:60.5Z",
    "0000-01-01T00:00:00Z",
    "0000-02-29T00:00:00Z",
    "2023-01-01T00:00:00-00:00",
    "0000-12-31T23:59:60-00:00",
]
WRONG = [
    "",
    "2023-01-01",
    "00:00:00Z",
    "2023-01-01T00:00:00",
    "2023-01-01T00:00Z",
    "2023-01-01 00:00:00Z",
    "2023-01-01T8:00:00Z",
    "2015-03-02T8:27:58.721607+06:00",
    "2023-1-1T00:00:00Z",
    "23-01-01T00:00:00Z",
    "12023-01-01T00:00:00Z",
    "+2023-01-01T00:00:00Z",
    "-001-01-01T00:00:00Z",
    "2023-00-01T00:00:00Z",
    "2023-13-01T00:00:00Z",
    "2023-01-00T00:00:00Z",
    "2023-01-32T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "2023-02-30T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2023-04-31T00:00:00Z",
    "0000-02-30T00:00:00Z",
    "2023-01-01T24:00:00Z",
    "2023-01-01T00:60:00Z",
    "2023-01-01T00:00:61Z",
    "2023-01-01T00:00:00.Z",
    "2023-01-01T00:00:00,5Z",
    "2023-01-01T00:00:00+0530",
    "2023-01-01T00:00:00+05",
    "2023-01-01T00:00:00+5:30",
    "2023-01-01T00:00:00+24:00",
    "2023-01-01T00:00:00+00:60",
    "2023-01-01T00:00:00-24:00",
    "2023-01-01T00:00:00Z+00:00",
    "2023-01-01T00:00:00\u221205:00",
    "2023-01-01T00:00:00 Z",
    "2023-01-01T00:00:00Z\n",
    "2023-01-01T00:00:00Z ",
    "\n2023-01-01T00:00:00Z",
    "\u0662\u0660\u0662\u0663-01-01T00:00:00Z",
    "2023-01-01T00:00:00.\uff11Z",
    "20230101T000000Z",
    "2023-W01-1T00:00:00Z",
    "2023-001T00:00:00Z",
    "1672531200",
    "2023-01-01T00:00:00[Europe/Malta]",
]


@pytest.mark.parametrize("text", CERTAIN)
def test_a_date_time_of_rfc_3339_is_certain(text: str) -> None:
    assert DATE_TIME.definition(text) is Certainty.CERTAIN


@pytest.mark.parametrize("text", OPEN)
def test_a_date_time_that_implementations_differ_on_is_open(text: str) -> None:
    assert DATE_TIME.definition(text) is Certainty.OPEN


@pytest.mark.parametrize("text", WRONG)
def test_anything_else_is_no_date_time(text: str) -> None:
    assert DATE_TIME.definition(text) is Certainty.WRONG


def test_what_is_wrong_stays_wrong_where_something_else_is_open() -> None:
    assert DATE_TIME.definition("2023-02-30T23:59:60Z") is Certainty.WRONG
    assert DATE_TIME.definition("0000-13-01T00:00:00-00:00") is Certainty.WRONG


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("2024-02-29", Certainty.CERTAIN),
        ("0000-01-01", Certainty.OPEN),
        ("2023-02-29", Certainty.WRONG),
        ("2023-01-01\n", Certainty.WRONG),
        ("2023-01-01T00:00:00Z", Certainty.WRONG),
        ("20230101", Certainty.WRONG),
    ],
)
def test_a_date_is_the_full_date_of_rfc_3339(text: str, certainty: Certainty) -> None:
    assert DATE.definition(text) is certainty


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f", Certainty.CERTAIN),
        ("018F5B9E-6F0A-7C3E-9D52-2B1A4C5D6E7F", Certainty.CERTAIN),
        ("00000000-0000-0000-0000-000000000000", Certainty.CERTAIN),
        ("018f5b9e6f0a7c3e9d522b1a4c5d6e7f", Certainty.WRONG),
        ("{018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f}", Certainty.WRONG),
        ("018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7g", Certainty.WRONG),
        ("018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f\n", Certainty.WRONG),
    ],
)
def test_a_uuid_is_written_as_rfc_9562_says(text: str, certainty: Certainty) -> None:
    assert UUID.definition(text) is certainty


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("value", [None, True, 5, 1.5, [], {}])
def test_a_format_says_nothing_about_what_is_no_string(name: str, value: object) -> None:
    assert FORMATS[name].strict(value)
    assert FORMATS[name].lenient(value)


def test_what_is_open_is_refused_by_the_strict_reading_alone() -> None:
    assert not DATE_TIME.strict(OPEN[0])
    assert DATE_TIME.lenient(OPEN[0])
    assert not DATE_TIME.lenient(WRONG[0])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1672531200", "a Unix time is not a date-time"),
        ("1672531200.5", "a Unix time is not a date-time"),
        ("2023-01-01", "the time is missing"),
        ("2023-01-01 00:00:00Z", "there must be a T, not a space, between date and time"),
        ("2015-03-02T8:27:58.721607+06:00", "the hour must have two digits"),
        ("2023-01-01T00:00Z", "the seconds are missing"),
        ("2023-01-01T00:00", "the seconds are missing"),
        ("2023-01-01T00:00:00", "the offset is missing: Z or ±hh:mm"),
        ("2023-01-01T00:00:00+0530", "the offset needs a colon: ±hh:mm"),
        ("2023-01-01T00:00:00+05", "the offset needs minutes: ±hh:mm"),
        ("2023-01-01T00:00:00Z\n", "there is white space behind it"),
        (" 2023-01-01T00:00:00Z", "there is white space before it"),
        ("2023-02-30T00:00:00Z", "there is no such day or time"),
        ("2023-01-01T25:00:00Z", "there is no such day or time"),
    ],
)
def test_a_near_miss_of_a_date_time_is_explained(text: str, reason: str) -> None:
    assert DATE_TIME.explain(text).endswith(f"({reason})")


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_far_off_gets_the_right_spelling(name: str) -> None:
    shown = FORMATS[name].explain("no idea\n" * 1000)
    assert len(shown) < 100
    example = shown.partition("such as ")[2]
    assert FORMATS[name].definition(example) is Certainty.CERTAIN
