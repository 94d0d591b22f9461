"""Text from anywhere is safe on a terminal."""

from __future__ import annotations

import pytest
from eventpact.printable import escape, excerpt, one_of, shorten


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", r"\u001b[31mred"),
        ("a\x00b\x07\x7f\x9b", r"a\u0000b\u0007\u007f\u009b"),
        ("line\nbreak\r\ttab", r"line\u000abreak\u000d\u0009tab"),
        ("\u202eevil\u2066", r"\u202eevil\u2066"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("lone \ud800", r"lone \ud800"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("private \ue000, unassigned \U000e0080", r"private \ue000, unassigned \U000e0080"),
        ("tag \U000e0041", r"tag \U000e0041"),
    ],
)
def test_a_character_that_acts_is_shown_by_its_number(hostile: str, shown: str) -> None:
    assert escape(hostile) == shown


@pytest.mark.parametrize("text", ["", "plain", "Łódź · 東京 · مرحبا", "🎰", "no\u00a0break", "back\\slash"])
def test_a_character_that_shows_stays(text: str) -> None:
    assert escape(text) == text


def test_what_is_to_be_kept_is_kept() -> None:
    assert escape("a\n\x1bb", keep="\n") == "a\n\\u001bb"


def test_an_excerpt_is_json_on_one_line() -> None:
    assert excerpt({"a": [1, None, "é\n"]}) == r'{"a": [1, null, "é\n"]}'


def test_an_excerpt_of_hostile_text_is_escaped() -> None:
    assert excerpt("\u202e\x1b") == r'"\u202e\u001b"'


def test_an_excerpt_is_cut_in_the_middle() -> None:
    shown = excerpt("a" * 500 + "z")
    assert len(shown) == 60
    assert shown.startswith('"aaa')
    assert shown.endswith('az"')
    assert "…" in shown


def test_an_excerpt_is_short_also_where_every_character_is_escaped() -> None:
    assert len(excerpt("\u202e" * 1000)) == 60


def test_what_is_no_json_is_named_by_its_type() -> None:
    assert excerpt({1, 2}) == "<set>"


def test_what_is_nested_too_deep_to_be_shown_is_named_by_its_type() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert excerpt(deep) == "<list>"


@pytest.mark.parametrize("limit", [2, 3, 10, 59])
def test_shortened_text_is_no_longer_than_the_limit(limit: int) -> None:
    assert len(shorten("x" * 60, limit)) == limit


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([], "nothing"),
        (["a"], "a"),
        (["a", "b"], "a or b"),
        (["a", "b", "c"], "a, b or c"),
        (["\x1b"], r"\u001b"),
        ([str(i) for i in range(20)], "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 or 8 more"),
    ],
)
def test_a_choice_is_listed_as_people_do(values: list[str], text: str) -> None:
    assert one_of(values) == text


def test_a_list_that_is_no_choice_has_another_word() -> None:
    assert one_of(["a", "b"], word="and") == "a and b"
