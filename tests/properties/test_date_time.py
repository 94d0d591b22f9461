"""The definition of a date-time against a model of RFC 3339 §5.6 of its own: positions and a calendar, no pattern."""

from __future__ import annotations

from datetime import date

from eventpact.contract.formats import FORMATS, Certainty
from hypothesis import example, given, settings
from hypothesis import strategies as st

DATE_TIME = FORMATS["date-time"].definition
DIGITS = frozenset("0123456789")


def model(text: str) -> Certainty:
    """What RFC 3339 says of *text*, read from left to right."""
    try:
        year, month, day = number(text, 0, 4, "-"), number(text, 5, 7, "-"), number(text, 8, 10, "Tt")
        hour, minute, second = number(text, 11, 13, ":"), number(text, 14, 16, ":"), number(text, 17, 19)
        date(year or 2000, month, day)  # 0000 is a leap year, and so is 2000
        rest = text[19:]
        if rest[:1] == ".":
            fraction = len(rest[1:]) - len(rest[1:].lstrip("0123456789"))
            rest = rest[1 + fraction :] if fraction else ""
        zone = offset(rest)
    except (ValueError, IndexError):
        return Certainty.WRONG
    if hour > 23 or minute > 59 or second > 60:
        return Certainty.WRONG
    return Certainty.OPEN if year == 0 or second == 60 or zone == "-00:00" else Certainty.CERTAIN


def number(text: str, start: int, end: int, behind: str = "") -> int:
    """The digits of *text* from *start* to *end*, one of *behind* after them. Raises ValueError or IndexError."""
    if not DIGITS.issuperset(text[start:end]) or (behind and text[end] not in behind):
        raise ValueError(text)
    return int(text[start:end])


def offset(text: str) -> str:
    """The time zone *text* as it stands. Raises ValueError or IndexError."""
    if text in {"Z", "z"}:
        return text
    sound = text[0] in "+-" and len(text) == 6 and number(text, 1, 3, ":") < 24 and number(text, 4, 6) < 60
    if not sound:
        raise ValueError(text)
    return text


def padded(least: int, most: int, width: int = 2) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(lambda n: f"{n:0{width}}")


NUMERIC = st.builds("{}{}:{}".format, st.sampled_from("+-"), padded(0, 25), padded(0, 61))
OFFSETS = st.sampled_from("Zz") | NUMERIC
FRACTIONS = st.one_of(st.just(""), st.text("0123456789", max_size=12).map(".{}".format))
CLOCKS = st.builds("{}:{}:{}".format, padded(0, 25), padded(0, 61), padded(57, 62))
DATES = st.builds("{}-{}-{}".format, padded(0, 9999, 4), padded(0, 13), padded(0, 32))
LEAP_DAYS = st.builds("{}-02-{}".format, padded(0, 9999, 4), padded(27, 30))
NEAR = st.builds("{}{}{}{}{}".format, DATES | LEAP_DAYS, st.sampled_from("TTTt _"), CLOCKS, FRACTIONS, OFFSETS)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A near date-time with one character taken out, put in or changed."""
    text: str = draw(NEAR)
    at = draw(st.integers(0, len(text)))
    new: str = draw(st.sampled_from(["", *"0159-+:.TtZz \n\x00٣－"]))
    return text[:at] + new + text[at + draw(st.integers(0, 1)) :]


@given(NEAR)
@settings(max_examples=1000, deadline=None)
@example("0000-02-29T00:00:00Z")
@example("1900-02-29T00:00:00Z")
@example("2000-02-29T23:59:60-00:00")
def test_a_string_built_from_parts_is_judged_as_its_parts_say(text: str) -> None:
    assert DATE_TIME(text) is model(text)


@given(mangled())
@settings(max_examples=1000, deadline=None)
@example("2026-01-31T00:00:00Z\n")
@example("2026-01-31T00:00:00.Z")
@example("2026-01-31T00:00:00+0530")
def test_a_string_with_one_character_changed_is_judged_as_the_model_says(text: str) -> None:
    assert DATE_TIME(text) is model(text)


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_judged_as_the_model_says_and_can_be_explained(text: str) -> None:
    assert DATE_TIME(text) is model(text)
    assert FORMATS["date-time"].explain(text)


def test_every_day_of_four_centuries_is_certain_and_no_other() -> None:
    for year in range(1999, 2400):
        for month in range(14):
            for day in (*range(2), *range(27, 33)):
                text = f"{year:04}-{month:02}-{day:02}T00:00:00Z"
                assert DATE_TIME(text) is model(text)
