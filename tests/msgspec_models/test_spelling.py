"""No spelling of a date-time that msgspec takes and RFC 3339 does not gets past the scan of the body."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import msgspec
import pytest
from eventpact.generate.msgspec_models.runtime._formats import conforms
from eventpact.generate.msgspec_models.runtime._spelling import is_suspicious
from eventpact.generate.msgspec_models.runtime._types import Date, DateTime, Uuid

GOOD = [
    "2015-03-02T08:27:58Z", "2015-03-02t08:27:58z", "2015-03-02T08:27:58.5Z", "2015-03-02T08:27:58+05:30",
    "2015-03-02T08:27:58.123456789-05:30", "2016-02-29T23:59:59-00:30",
]  # fmt: skip
CHARACTERS = [*map(chr, range(0x20, 0x7F)), "\t", "\n", "\x00", "é", "−", "٣", "\u2028", ""]
_STAMP = msgspec.json.Decoder(DateTime)
_OTHERS: dict[str, msgspec.json.Decoder[Any]] = {"date": msgspec.json.Decoder(Date), "uuid": msgspec.json.Decoder(Uuid)}


def taken(decoder: msgspec.json.Decoder[Any], text: bytes) -> bool:
    try:
        decoder.decode(text)
    except msgspec.MsgspecError:
        return False
    return True


def texts() -> list[str]:
    """Good date-times with one or two characters exchanged, left out or put in."""
    random = Random(1)
    single = [
        good[:at] + character + good[at + width :]
        for good in GOOD
        for at in range(len(good) + 1)
        for character in CHARACTERS
        for width in (0, 1)
    ]
    double = []
    for one in random.choices(single, k=20_000):
        at = random.randrange(len(one) + 1)
        double.append(one[:at] + random.choice(CHARACTERS) + one[at + random.randrange(2) :])
    return single + double


def test_what_msgspec_takes_is_right_or_suspicious() -> None:
    for text in texts():
        body = json.dumps(text, ensure_ascii=False).encode()
        if taken(_STAMP, body) and not conforms("date-time", text):
            assert is_suspicious(b'{"at":%s,"x":1}' % body), text


def test_what_is_right_is_taken() -> None:
    for text in texts():
        if conforms("date-time", text):
            assert taken(_STAMP, json.dumps(text).encode()), text


@pytest.mark.parametrize(("name", "good"), [("date", "2016-02-29"), ("uuid", "018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f")])
def test_dates_and_uuids_need_no_scan(name: str, good: str) -> None:
    for at in range(len(good) + 1):
        for character in CHARACTERS:
            for width in (0, 1):
                text = good[:at] + character + good[at + width :]
                assert taken(_OTHERS[name], json.dumps(text).encode()) is conforms(name, text), text
    assert not taken(_OTHERS[name], json.dumps(good.replace("-", "")).encode())


@pytest.mark.parametrize("escape", ["\\u0020", "\\u002b", "\\u003A", "\\u002d", "\\u0054", "\\u0030"])
def test_an_escaped_character_of_a_date_time_is_suspicious(escape: str) -> None:
    assert is_suspicious(f'["2015-03-02{escape}08:27:58Z"]'.encode())


@pytest.mark.parametrize(
    "text",
    [
        "2015-03-02T08:27:58Z", "2015-03-02T08:27:58-05:30", "player-48213", "Lazio - Torino", "a-12 34", "x-1234",
        "+1 555 1234", "+1 555-1234", "12345678-1234", "12:30:00.5 - 1234", "a-12-34 12345678", "1.5.1.25-1234", "é",
        'say "hi"', "C:\\temp", "-1234", "",
    ],
)  # fmt: skip
def test_common_texts_are_not_suspicious(text: str) -> None:
    assert not is_suspicious(json.dumps([text, {"a": text}]).encode())


@pytest.mark.parametrize("sign", "+-")
@pytest.mark.parametrize("fraction", ["", ".5", ".123456789", f".{'0' * 5000}"])
@pytest.mark.parametrize("separator", "Tt ")
def test_each_of_the_two_spellings_is_found_wherever_it_stands(separator: str, fraction: str, sign: str) -> None:
    for offset in ("05:30", "0530", "0000"):
        stamp = f'"0001-01-01{separator}00:00:00{fraction}{sign}{offset}"'.encode()
        wrong = separator == " " or ":" not in offset
        for body in (
            stamp,
            b'{"a":%s}' % stamp,
            b'[%s, "%s"]' % (stamp, b"-+" * 500),
            b'["%s",%s]' % (b"0" * 99, stamp),
        ):
            assert taken(_STAMP, stamp)
            assert is_suspicious(body) is wrong, body


def test_many_plus_signs_hide_no_offset() -> None:
    assert not is_suspicious(b'["' + b"+" * 5000 + b'"]')
    assert is_suspicious(b'["' + b"+" * 5000 + b'2015-03-02T08:27:58+0530"]')
