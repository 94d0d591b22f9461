"""Patterns of ECMA-262 mean in Python what they mean to the oracle, or are refused."""

from __future__ import annotations

import re

import jsonschema_rs
import pytest
from eventpact.generate.msgspec_models.patterns import to_python
from hypothesis import given, settings
from hypothesis import strategies as st

TEXTS = [
    "", "a", "b", "ab", "abc", "aab", "ba", "A", "1", "٣", "12", "a1", "a\n", "\n", "a b", " ", "é", "_", "-",
    "a-b", "]",
    "[", "^", "$", "\\", "/", "{", "}", "{,2}", "a{,2}", "\u2028", "\ufeff", "\x1c", "😀", "&&", "a.b", "(", "|", "\t",
    "\x08",
]  # fmt: skip
PATTERNS = [
    "^a$", "a|b", "^(?:a|b)+$", "^[a-c]{2,}$", r"^\d+$", r"^\D$", r"^\w+$", r"^\W$", r"^\S+$", "^[^a]$", r"^[\w-]+$",
    r"^[\d_]+$", r"\.", r"\/", r"^\$$", "^a{1,2}b?$", "^a*?b", "^(?=a)", "^(?!a)", "(?<=a)b", "(?<!a)b", r"^[\]]$",
    r"^[[]$",
    r"^[&|~]+$", r"^\u0061$", r"^\x61$", r"^\t$", r"^[a\-b]+$", "^(?<n>a)b$", r"^\{$", "^.$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_translated_pattern_matches_what_the_oracle_matches(pattern: str) -> None:
    translated = to_python(pattern)
    assert translated is not None
    oracle = jsonschema_rs.Draft202012Validator({"pattern": pattern})
    for text in TEXTS:
        lines = pattern == "^.$" and text in "\u2028"  # the oracle's dot takes it, ECMA-262's does not
        assert lines or bool(re.search(translated, text)) is oracle.is_valid(text), text


@pytest.mark.parametrize(
    "pattern",
    [
        r"\p{L}", r"(a)\1", r"\k<n>", "(?i:a)", "a*+", "a++", "a{2}+", "(", "[a", "a\\", r"\cA", "[z-a]", r"[\D]",
        r"\Z", r"\A",
        r"\u{1F600}", "(?P<n>a)", "(?#x)", "(?<=a+)b", "*",
    ],
)  # fmt: skip
def test_a_pattern_without_an_equivalent_is_refused(pattern: str) -> None:
    assert to_python(pattern) is None


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from(r"ab1\dwsS[]()^$.*+?{}|-,2:=!<")))
def test_a_translation_is_a_pattern(pattern: str) -> None:
    translated = to_python(pattern)
    assert translated is None or re.compile(translated)
