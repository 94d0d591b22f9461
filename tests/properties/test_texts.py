"""Pointers survive a round trip, printed text never acts, and JSON is read as it was written."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from eventpact.contract.payload import Malformed, deeper_than, read
from eventpact.pointer import parse_pointer, removed, replaced, resolve, to_pointer
from eventpact.printable import escape, excerpt, one_of, shorten
from hypothesis import given, settings
from hypothesis import strategies as st

ANY_TEXT = st.text(st.characters(categories=None), max_size=60)
TOKENS = st.lists(st.text(max_size=8) | st.text("~/01", max_size=6), max_size=6).map(tuple)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
)


@given(TOKENS)
@settings(deadline=None)
def test_a_pointer_survives_a_round_trip(tokens: tuple[str, ...]) -> None:
    assert parse_pointer(to_pointer(tokens)) == tokens


@given(TOKENS)
@settings(deadline=None)
def test_a_pointer_leads_to_what_lies_at_its_tokens(tokens: tuple[str, ...]) -> None:
    value: Any = "here"
    for token in reversed(tokens):
        value = {token: value, f"{token}~": "beside"}
    assert resolve(value, parse_pointer(to_pointer(tokens))) == "here"


def all_places(value: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [above, *(place for token, child in steps for place in all_places(child, (*above, token)))]


@given(VALUES, st.data())
@settings(deadline=None)
def test_what_was_put_in_can_be_found_there_and_the_original_is_as_it_was(value: Any, data: st.DataObject) -> None:
    tokens = data.draw(st.sampled_from(all_places(value)))
    before = json.dumps(value)
    changed = replaced(value, tokens, "new")
    assert resolve(changed, tokens) == "new"
    assert resolve(changed, parse_pointer(to_pointer(tokens))) == "new"
    assert json.dumps(replaced(changed, tokens, resolve(value, tokens))) == before
    if tokens:
        parent = resolve(removed(value, tokens), tokens[:-1])
        assert len(parent) == len(resolve(value, tokens[:-1])) - 1
    assert json.dumps(value) == before


@given(ANY_TEXT)
@settings(max_examples=500, deadline=None)
def test_escaped_text_never_acts_and_stays_as_it_is_when_escaped_again(text: str) -> None:
    shown = escape(text)
    assert escape(shown) == shown
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert shown.encode() is not None


@given(VALUES | ANY_TEXT, st.integers(2, 80))
@settings(deadline=None)
def test_an_excerpt_is_one_short_line(value: Any, limit: int) -> None:
    shown = excerpt(value, limit)
    assert len(shown) <= limit
    assert escape(shown) == shown


@given(ANY_TEXT, st.integers(2, 80))
@settings(deadline=None)
def test_short_text_is_not_shortened(text: str, limit: int) -> None:
    shown = shorten(text, limit)
    assert len(shown) <= limit
    assert shown == text or len(text) > limit


@given(st.lists(ANY_TEXT, max_size=20))
@settings(deadline=None)
def test_a_choice_is_one_line(values: list[str]) -> None:
    shown = one_of(values)
    assert escape(shown) == shown


@given(VALUES, st.booleans(), st.sampled_from([None, 0, 2]))
@settings(max_examples=500, deadline=None)
def test_what_python_writes_is_read_as_it_was(value: Any, ascii_only: bool, indent: int | None) -> None:
    payload = read(json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode())
    assert (payload.value, payload.oddities) == (value, ())
    assert repr(payload.value) == repr(value)


@given(VALUES, st.integers(0, 8))
@settings(deadline=None)
def test_depth_is_the_longest_way_down(value: Any, levels: int) -> None:
    def depth(one: Any) -> int:
        children = one.values() if isinstance(one, dict) else one if isinstance(one, list) else None
        return 0 if children is None else 1 + max(map(depth, children), default=0)

    assert deeper_than(value, levels) is (depth(value) > levels)


def refused_by_python(data: bytes) -> bool:
    def no_constant(name: str) -> Any:
        raise ValueError(name)

    try:
        json.loads(data.decode("utf-8").removeprefix("\ufeff"), parse_constant=no_constant)
    except ValueError:
        return True
    return False


@given(st.text('[]{}":,0123456789eE.-+tfn \n\\u"ad\ufeff', max_size=30).map(str.encode) | st.binary(max_size=30))
@settings(max_examples=1000, deadline=None)
def test_bytes_are_malformed_exactly_when_they_are_not_json(data: bytes) -> None:
    if refused_by_python(data):
        with pytest.raises(Malformed):
            read(data)
    else:
        read(data)
