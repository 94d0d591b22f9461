"""Strings from patterns: those that are made match as jsonschema-rs says, and none is missed."""

from __future__ import annotations

from itertools import islice, product

import jsonschema_rs
import pytest
from eventpact.compat.regex import NotRegular, TooLarge, texts
from hypothesis import given
from hypothesis import strategies as st

_ATOMS = st.sampled_from(["a", "b", "0", ".", "[ab]", "[^a]", r"\d", r"\w", r"\S", "(a|b0)", "(?:ab)"])
_TIMES = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "*?"])
_PIECES = st.lists(st.tuples(_ATOMS, _TIMES).map("".join), min_size=1, max_size=4).map("".join)
_PATTERNS = st.one_of(_PIECES, st.tuples(_PIECES, _PIECES).map("|".join)).flatmap(
    lambda inner: st.sampled_from([inner, f"^{inner}", f"{inner}$", f"^({inner})$"])
)
#: Every string of up to three of these.
_ALL = ["".join(text) for size in range(4) for text in product("ab0_", repeat=size)]


def _matches(pattern: str, text: str) -> bool:
    return jsonschema_rs.is_valid({"pattern": pattern}, text)


@given(wanted=st.lists(_PATTERNS, max_size=2), unwanted=st.lists(_PATTERNS, max_size=2))
def test_what_is_made_matches_and_where_nothing_is_made_nothing_matches(wanted: list[str], unwanted: list[str]) -> None:
    made = list(islice(texts(wanted, unwanted), 20))
    for text in made:
        assert all(_matches(pattern, text) for pattern in wanted)
        assert not any(_matches(pattern, text) for pattern in unwanted)
    if not made:
        for text in _ALL:
            assert not (all(_matches(p, text) for p in wanted) and not any(_matches(p, text) for p in unwanted)), text


@given(pattern=_PATTERNS, least=st.integers(0, 4), more=st.integers(0, 3))
def test_lengths_are_kept(pattern: str, least: int, more: int) -> None:
    made = list(islice(texts([pattern], [], least, least + more), 10))
    assert all(least <= len(text) <= least + more for text in made)
    if not made:
        assert not [text for text in _ALL if least <= len(text) <= least + more and _matches(pattern, text)]


@pytest.mark.parametrize("pattern", [r"(?=a)", r"(a)\1", r"\bword\b", r"\p{L}", "(?i:a)", "a{5000}"])
def test_what_is_not_regular_is_not_guessed_at(pattern: str) -> None:
    with pytest.raises(NotRegular):
        list(texts([pattern], []))


def test_a_search_that_grows_too_large_says_so() -> None:
    hard = "^(a|b)*a" + "(a|b)" * 14 + "$"
    with pytest.raises(TooLarge):
        list(texts([hard], [f"{hard}|^$"], 200, 300))


def test_the_shortest_string_comes_first_and_plain_letters_before_others() -> None:
    assert next(texts(["^.{3}$"], [])) == "xxx"
    assert next(texts([r"^[A-Z]{2}-[0-9]+$"], [])) == "AA-0"
