"""Documents are read in one way only, or refused with the place."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.contract.syntax import parse
from eventpact.errors import ContractError


def yaml(text: str) -> Any:
    return parse("doc.yaml", text.encode())


def refused(path: str, data: bytes) -> ContractError:
    with pytest.raises(ContractError) as caught:
        parse(path, data)
    assert caught.value.rule == "document-parses"
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("null", None),
        ("Null", None),
        ("~", None),
        ("", None),
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T00:00:00Z", "2026-01-31T00:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("-7", -7),
        ("+7", 7),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        (".5", 0.5),
        ("5.", 5.0),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("<<", "<<"),
        ("!!str 5", "5"),
        ("'5'", "5"),
        ('"\\ud83c\\udfb0"', "\U0001f3b0"),
    ],
)
def test_a_yaml_scalar_is_what_the_core_schema_of_1_2_says(scalar: str, value: object) -> None:
    result = yaml(f"a: {scalar}")["a"]
    assert result == value
    assert type(result) is type(value)


def test_a_status_code_is_a_key_like_any_other() -> None:
    assert yaml("{204: a, '404': b, 2XX: c}") == {"204": "a", "404": "b", "2XX": "c"}


@pytest.mark.parametrize("key", ["true", "1.5", "~", "[a]", "{a: 1}"])
def test_a_key_that_is_no_string_is_refused_with_its_place(key: str) -> None:
    error = refused("doc.yaml", f"a: 1\n? {key}\n: 2".encode())
    assert (error.where or "").startswith("doc.yaml:2:")


def test_a_key_that_stands_twice_is_refused_with_its_place() -> None:
    error = refused("doc.yaml", b"a: 1\nb:\n  c: 1\n  c: 2\n")
    assert error.where == "doc.yaml:4:3"
    assert '"c" stands twice' in error.what


def test_a_number_and_its_digits_are_the_same_key() -> None:
    assert "stands twice" in refused("doc.yaml", b"{204: a, '204': b}").what


def test_an_alias_is_refused_with_its_place() -> None:
    error = refused("doc.yaml", b"a: &x [1]\nb: *x\n")
    assert error.where == "doc.yaml:2:4"
    assert "aliases" in error.what


@pytest.mark.parametrize("number", [".nan", ".inf", "-.INF", "1e400", "9" * 400])
def test_a_number_that_no_double_holds_is_refused_with_its_place(number: str) -> None:
    assert refused("doc.yaml", f"a: 1\nb: {number}".encode()).where == "doc.yaml:2:4"


@pytest.mark.parametrize(
    "tagged",
    ["!!binary aGk=", "!!timestamp 2026-01-31", "!!set {a}", "!!omap [a: 1]", "!!python/name:os.system x", "!mine x"],
)
def test_a_tag_beyond_json_is_refused_with_its_place(tagged: str) -> None:
    assert refused("doc.yaml", f"a: {tagged}".encode()).where == "doc.yaml:1:4"


@pytest.mark.parametrize("tagged", ["!!int many", "!!float x", "!!bool maybe", "!!map [a]", "!!seq {a: 1}"])
def test_a_value_that_is_not_of_its_tag_is_refused_with_its_place(tagged: str) -> None:
    assert (refused("doc.yaml", f"a: {tagged}".encode()).where or "").startswith("doc.yaml:1:")


@pytest.mark.parametrize(
    ("text", "where"),
    [("a: [", "doc.yaml:1:5"), ("a:\n\t- b", "doc.yaml:2:1"), ("a: 1\n---\nb: 2", "doc.yaml:2:1")],
)
def test_broken_yaml_is_refused_with_its_place(text: str, where: str) -> None:
    assert refused("doc.yaml", text.encode()).where == where


def test_yaml_with_a_control_character_is_refused() -> None:
    assert refused("doc.yaml", b"a: \x00").where == "doc.yaml"


@pytest.mark.parametrize(
    ("text", "where"),
    [('{"a": }', "doc.json:1:7"), ('{\n "a" 1}', "doc.json:2:6"), ("", "doc.json:1:1"), ("{} {}", "doc.json:1:4")],
)
def test_broken_json_is_refused_with_its_place(text: str, where: str) -> None:
    assert refused("doc.json", text.encode()).where == where


@pytest.mark.parametrize("text", ["NaN", "[-Infinity]", "[1e400]", "9" * 5000])
def test_json_numbers_that_no_double_holds_are_refused(text: str) -> None:
    assert "no number" in refused("doc.json", text.encode()).what


def test_a_key_that_stands_twice_in_json_is_refused() -> None:
    assert '"a" stands twice' in refused("doc.json", b'{"a": 1, "a": 1}').what


@pytest.mark.parametrize("path", ["doc.json", "doc.yaml"])
def test_a_lone_surrogate_is_refused(path: str) -> None:
    assert "lone surrogate" in refused(path, b'{"a": "\\ud800"}').what


def test_a_surrogate_pair_in_json_is_one_character() -> None:
    assert parse("doc.json", b'"\\ud83c\\udfb0"') == "\U0001f3b0"


@pytest.mark.parametrize("path", ["doc.json", "doc.yaml"])
def test_what_is_not_utf_8_is_refused(path: str) -> None:
    assert "not UTF-8 (byte 2)" in refused(path, b'["\xff"]').what


@pytest.mark.parametrize("path", ["doc.json", "doc.yaml"])
def test_what_is_nested_too_deep_is_refused(path: str) -> None:
    assert "too deep" in refused(path, b"[" * 20_000).what


@pytest.mark.parametrize("path", ["doc.json", "doc.yaml", "doc.yml"])
def test_a_byte_order_mark_is_passed_over(path: str) -> None:
    assert parse(path, b"\xef\xbb\xbf[1]") == [1]
