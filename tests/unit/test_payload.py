"""Bytes → a value, and what in them the standards leave open."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.contract.payload import Malformed, deeper_than, read

TWICE = "a key stands twice in one object"
BIG_INTEGER = "an integer is beyond 64 bits"
BIG_NUMBER = "a number is beyond the range of a double"
SURROGATE = "a string holds a lone surrogate"
BOM = "there is a byte order mark before the body"
DEEP = "it is nested deeper than 64"


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"[]", []),
        (b' \r\n\t{"a": null} \n', {"a": None}),
        (b'"\\u00e9 \xc3\xa9"', "é é"),
        (b'"\\ud83c\\udfb0 \\uD83C\\uDFB0"', "\U0001f3b0 \U0001f3b0"),
        (b'"\\\\ud800"', "\\ud800"),
        (b'"\\ud000"', "\ud000"),
        (b"9223372036854775807", 2**63 - 1),
        (b"-9223372036854775808", -(2**63)),
        (b"1e308", 1e308),
        (b"-1.5E+3", -1500.0),
        (b"1e-400", 0.0),
        (b'"1e400 99999999999999999999"', "1e400 99999999999999999999"),
        (b'"7e1234"', "7e1234"),
        (b'"\x7f"', "\x7f"),
        (b'{"": [1, true, false]}', {"": [1, True, False]}),
    ],
)
def test_what_every_parser_reads_alike_has_no_oddity(data: bytes, value: Any) -> None:
    payload = read(data)
    assert payload.value == value
    assert type(payload.value) is type(value)
    assert (payload.oddities, payload.rivals, payload.readable) == ((), (), True)


@pytest.mark.parametrize(
    ("data", "oddity"),
    [
        (b'{"a": 1, "a": 1}', TWICE),
        (b'[{"b": {"a": 1, "\\u0061": 2}}]', TWICE),
        (b"9223372036854775808", BIG_INTEGER),
        (b"[-9223372036854775809]", BIG_INTEGER),
        (b"9" * 5000, BIG_INTEGER),
        (b"-" + b"9" * 100_000, BIG_INTEGER),
        (b"1e400", BIG_NUMBER),
        (b"[-1.0E+309]", BIG_NUMBER),
        (b"9" * 400 + b".5", BIG_NUMBER),
        (b"1e0000000400", BIG_NUMBER),
        (b'"\\ud800"', SURROGATE),
        (b'"\\udfb0\\ud83c"', SURROGATE),
        (b'"\\ud83c\\ud83c\\udfb0"', SURROGATE),
        (b'{"\\uDFFF": 1}', SURROGATE),
        (b'"\\ud83c\\\\udfb0"', SURROGATE),
        (b"\xef\xbb\xbf[]", BOM),
        (b"[" * 65 + b"]" * 65, DEEP),
        (b'{"a":' * 65 + b"1" + b"}" * 65, DEEP),
    ],
)
def test_what_parsers_differ_on_is_an_oddity(data: bytes, oddity: str) -> None:
    payload = read(data)
    assert payload.oddities == (oddity,)
    assert payload.readable


def test_several_oddities_are_all_told() -> None:
    data = b'\xef\xbb\xbf{"a": 1e400, "a": 99999999999999999999, "b": "\\ud800"}'
    assert set(read(data).oddities) == {BOM, TWICE, BIG_NUMBER, BIG_INTEGER, SURROGATE}


def test_numbers_that_no_double_holds_keep_their_sign_and_stay_numbers() -> None:
    low, high, integer = read(b"[-1e999, 1e999, -99999999999999999999]").value
    assert low < -1e308
    assert high > 1e308
    assert integer == -99999999999999999999


def test_a_lone_surrogate_is_read_as_the_replacement_character() -> None:
    assert read(b'{"\\ud800": ["\\udc00x"]}').value == {"\ufffd": ["\ufffdx"]}


def test_a_key_that_stands_twice_has_two_readings() -> None:
    payload = read(b'{"a": 1, "b": {"c": 2, "c": 3}, "a": 4}')
    assert payload.value == {"a": 4, "b": {"c": 3}}
    assert payload.rivals == ({"a": 1, "b": {"c": 2}},)


def test_a_key_that_stands_twice_is_deep_when_one_reading_is() -> None:
    data = b'{"a": ' + b"[" * 70 + b"]" * 70 + b', "a": 1}'
    assert set(read(data).oddities) == {TWICE, DEEP}


@pytest.mark.parametrize("nesting", [1, 2, 64, 300])
def test_nesting_up_to_the_limit_is_fine_and_one_more_is_not(nesting: int) -> None:
    assert read(b"[" * nesting + b"]" * nesting, nesting).oddities == ()
    more = nesting + 1
    assert read(b"[" * more + b"]" * more, nesting).oddities == (f"it is nested deeper than {nesting}",)


def test_brackets_in_strings_and_side_by_side_are_no_nesting() -> None:
    assert read(b'["' + b"[" * 200 + b'"]').oddities == ()
    assert read(b"[" + b",".join([b"[{}]"] * 200) + b"]").oddities == ()


def test_what_is_nested_too_deep_to_be_read_is_open() -> None:
    payload = read(b"[" * 100_000 + b"]" * 100_000)
    assert payload.oddities == ("it is nested too deep to be read here",)
    assert not payload.readable


@pytest.mark.parametrize(
    ("value", "depth"), [(1, 0), ("[[", 0), ([], 1), ({}, 1), ([[]], 2), ({"a": [{}]}, 3), ([1, [2, [3]], 4], 3)]
)
def test_depth_counts_arrays_and_objects(value: Any, depth: int) -> None:
    assert not deeper_than(value, depth)
    assert depth == 0 or deeper_than(value, depth - 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"[",
        b"[1,]",
        b'{"a": 1,}',
        b"{'a': 1}",
        b"{a: 1}",
        b"[1] [2]",
        b"[01]",
        b"[+1]",
        b"[.5]",
        b"[1.]",
        b"[0x1]",
        b"[1_000]",
        b"[True]",
        b"[nul]",
        b'["a\nb"]',
        b'["\\x41"]',
        b'["\\u12"]',
        b'["\\u 123"]',
        b"[1] // one",
        b"\x00[]",
        b"[\xc2\xa0]",
        b"[\x0b]",
        b"\xef\xbb\xbf\xef\xbb\xbf[]",
        b'{"a": 1e400, "a": }',
        b"[\xd9\xa1]",
    ],
)
def test_what_is_not_json_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed, match="is not JSON"):
        read(data)


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("form", ["%s", "[1e400, %s]", '{"a": 1, "a": %s}'])
def test_literals_beyond_json_are_malformed(name: str, form: str) -> None:
    with pytest.raises(Malformed, match="is not JSON"):
        read((form % name).encode())


@pytest.mark.parametrize("data", [b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\xaf"', b"[\x80]", "[]".encode("utf-16")])
def test_what_is_not_utf_8_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed, match="is not UTF-8"):
        read(data)


def test_the_place_of_what_is_malformed_is_told() -> None:
    with pytest.raises(Malformed, match=r"line 2, column 4"):
        read(b"[1,\n 2 3]")
    with pytest.raises(Malformed, match="byte 3"):
        read(b'["a\xff"]')
