"""Keys are hidden in whatever form an answer repeats them, and nothing else is."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from eventpact.errors import EventpactError
from eventpact.targets.keys import HIDDEN, Redaction, check_key
from hypothesis import given
from hypothesis import strategies as st

SECRET = 'Ab9/+="<s3cret>&\\key'
KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40)

FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in upper case": str.upper,
    "in the other case": str.swapcase,
    "a character longer": "{}x".format,
    "percent-encoded": lambda key: quote(key, safe=""),
    "percent-encoded in lower case": lambda key: quote(key, safe="").lower(),
    "in a form": quote_plus,
    "in JSON": lambda key: json.dumps({"key": key}),
    "in JSON with escaped slashes": lambda key: json.dumps(key).replace("/", "\\/"),
    "in HTML": html.escape,
    "in a sentence": "there is no key {} here".format,
    "twice": "{0} {0}".format,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(key=KEYS)
def test_a_key_is_hidden_in_every_form(form: Callable[[str], str], key: str) -> None:
    written = form(key)
    redaction = Redaction([key])
    for shown in (redaction.text(written), redaction.body(written.encode()).decode()):
        assert HIDDEN in shown
        assert key.lower() not in shown.lower()
        assert written not in shown


@given(key=KEYS, before=st.binary(max_size=20), after=st.binary(max_size=20))
def test_base64_of_a_text_with_the_key_does_not_give_it_back(key: str, before: bytes, after: bytes) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        written = encode(before + key.encode() + after).decode()
        shown = Redaction([key]).text(written)
        assert shown != written
        # At most a character or two of the key at either edge stays.
        assert len(shown) <= len(written) - len(key) * 4 // 3 + 4 + len(HIDDEN)


@given(key=KEYS)
def test_the_key_without_its_last_character_is_hidden(key: str) -> None:
    assert key[:-1] not in Redaction([key]).text(f"no such key: {key[:-1]}").replace(HIDDEN, "")


def test_both_keys_are_hidden() -> None:
    assert Redaction(["first-key", "second-key", None, ""]).text("first-key, second-key") == f"{HIDDEN}, {HIDDEN}"


@given(st.text(max_size=200), KEYS)
def test_a_text_without_the_key_stays_as_it_is(text: str, key: str) -> None:
    plain = text.replace("a", "")
    assert Redaction([f"aaaaaa{key}aaaaaa"]).text(plain) == plain


def test_without_keys_nothing_is_hidden() -> None:
    assert Redaction([None, ""]).text("anything") == "anything"
    assert Redaction([]).body(b"anything") == b"anything"


def test_a_short_key_hides_itself_alone() -> None:
    assert Redaction(["k"]).text("K k") == f"K {HIDDEN}"


@pytest.mark.parametrize("key", ["a\nb", "a\0", "ключ", " zz9", "zz9 ", "\x7f"])
def test_a_key_that_no_header_can_carry_is_refused_without_saying_it(key: str) -> None:
    with pytest.raises(EventpactError) as caught:
        check_key(key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("key", ["", "a", "a b", SECRET])
def test_a_key_that_a_header_can_carry_is_taken(key: str) -> None:
    assert check_key(key) == key
