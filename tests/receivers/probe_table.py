"""The table of probes, written by hand: what a careful person would try against a receiver of player events.

They are the second opinion about a receiver: what they show, the tester must show, too. None is made by the toolkit.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

from tests.receivers.probes import Probe
from tests.receivers.samples import Sending, Tokens, batch, event, lacking, put

_NUMBERS: tuple[tuple[str, Tokens], ...] = (
    ("casino", ("amount",)), ("payment", ("base_amount",)), ("sports-bet", ("bets", 0, "odds")),
)  # fmt: skip
_TEXTS: tuple[tuple[str, Tokens], ...] = (
    ("login", ("user_id",)), ("payment", ("status",)), ("sports-bet", ("bets", 0, "sports_name")),
)  # fmt: skip
_BOOLEANS: tuple[tuple[str, Tokens], ...] = (
    ("registration", ("consent_email",)), ("sports-bet", ("is_cashout",)), ("sports-bet", ("bets", 0, "is_live")),
)  # fmt: skip
_TIMES: tuple[tuple[str, Tokens], ...] = (
    ("casino", ("timestamp",)), ("registration", ("registration_date",)), ("sports-bet", ("bets", 0, "match_start")),
)  # fmt: skip
_ENUMS: tuple[tuple[str, Tokens], ...] = (("casino", ("type",)), ("sports-bet", ("bet_type",)))

#: (group, places, wrong values)
_WRONG: tuple[tuple[str, tuple[tuple[str, Tokens], ...], tuple[Any, ...]], ...] = (
    ("number from text", _NUMBERS, ("2.5", " 2.5 ", "1_000", "1e2", "NaN", "inf")),
    ("number from word", _NUMBERS, ("", "x", "1,5", "0x10", "null")),
    ("number from boolean", _NUMBERS, (True, False)),
    ("number from null", _NUMBERS[:1] + _NUMBERS[2:], (None,)),
    ("number from array", _NUMBERS, ([2.5],)),
    ("number from object", _NUMBERS, ([], {}, {"value": 1})),
    ("text from number", _TEXTS, (0, 17, 2.5, -1)),
    ("text from boolean", _TEXTS, (True, False)),
    ("text from null", _TEXTS, (None,)),
    ("text from array", _TEXTS, (["player-1"],)),
    ("text from object", _TEXTS, ([], {}, {"id": "player-1"})),
    ("boolean from number", _BOOLEANS, (0, 1)),
    ("boolean from other number", _BOOLEANS, (2, -1, 0.5)),
    ("boolean from true in text", _BOOLEANS, ("true", "false")),
    ("boolean from word", _BOOLEANS, ("yes", "on", "t", "1")),
    ("boolean from object", _BOOLEANS, ([], {}, "maybe", "")),
    ("boolean from array", _BOOLEANS, ([True],)),
    ("date-time from number", _TIMES, (0, 1773512527, 1773512527.5, 1773512527000)),
    ("date-time from number in text", _TIMES, ("1773512527", "0")),
    ("date-time from boolean", _TIMES, (True,)),
    ("date-time from object", _TIMES, ([], {}, {"seconds": 1773512527})),
    ("date-time from array", _TIMES, (["2026-03-14T18:22:07Z"],)),
    ("date-time without zone", _TIMES, ("2026-03-14T18:22:07", "2026-03-14T18:22:07.5")),
    ("date-time of date only", _TIMES, ("2026-03-14",)),
    ("date-time without seconds", _TIMES, ("2026-03-14T18:22Z",)),
    ("date-time with a space", _TIMES, ("2026-03-14 18:22:07Z",)),
    ("date-time with another separator", _TIMES, ("2026-03-14_18:22:07Z",)),
    ("date-time with +0530", _TIMES, ("2026-03-14T18:22:07+0530",)),
    ("date-time with +05", _TIMES, ("2026-03-14T18:22:07+05",)),
    ("date-time with +24:00", _TIMES, ("2026-03-14T18:22:07+24:00",)),
    ("date-time with a comma", _TIMES, ("2026-03-14T18:22:07,5Z",)),
    ("date-time off the calendar", _TIMES, ("2026-02-30T18:22:07Z", "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z")),
    ("date-time of month 13", _TIMES, ("2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z")),
    ("date-time of hour 24", _TIMES, ("2026-03-14T24:00:00Z", "2026-03-14T25:00:00Z")),
    ("date-time of minute 60", _TIMES, ("2026-03-14T18:60:00Z",)),
    ("date-time of no such shape", _TIMES, ("yesterday", "14.03.2026", "2015-03-02T8:27:58Z", "20260314T182207Z",
                                            "2026-03-14T18:22:07Z\n", "2026-03-14T18:22:07.Z")),
    ("date-time of empty text", _TIMES, ("",)),
    ("member in another case", _ENUMS, ("BET", "single", "Bet ", " bet")),
    ("member unknown", _ENUMS, ("", "bets", "Double", "be", 0)),
    ("member of null", _ENUMS, (None,)),
    ("array from null item", (("sports-bet", ("bets",)),), ([None], [[]], ["x"], [{}])),
    ("array from object", (("sports-bet", ("bets",)), ("sports-bet", ("bets", 0, "outcomes"))), ({}, {"0": {}}, "[]")),
    ("object from text", (("sports-bet", ("bets", 0, "meta")),), ("{}", "", 0, True)),
    ("object from array", (("sports-bet", ("bets", 0, "meta")),), ([], [["a", 1]])),
    ("optional number null", (("payment", ("base_amount",)), ("gameround", ("total_win_base",)),
                              ("sports-bet", ("odds",)), ("sports-bet", ("total_odds",))), (None,)),
    ("optional boolean null", (("sports-bet", ("is_cashout",)), ("sports-bet", ("bets", 0, "is_live"))), (None,)),
    ("optional array or object null", (("sports-bet", ("bets", 0, "outcomes")), ("sports-bet", ("bets", 0, "meta"))),
     (None,)),
)  # fmt: skip
_RIGHT: tuple[tuple[str, tuple[tuple[str, Tokens], ...], tuple[Any, ...]], ...] = (
    ("legal number", _NUMBERS, (0, -1, 2.50, 1e9, 1e-9, 0.1234567890123)),
    ("legal text", _TEXTS, ("", "Zoë 🎰", "null", "x" * 300, "a\u0000b", "\u202eabc", "17")),
    ("legal date-time", _TIMES, ("2026-03-14t18:22:07z", "2026-03-14T18:22:07.123456789Z", "2024-02-29T23:59:59-11:30",
                                 "1969-12-31T23:59:59Z", "2026-03-14T18:22:07+00:00")),
    ("legal null", (("registration", ("gender",)), ("registration", ("consent_email",)), ("sports-bet", ("bets",)),
                    ("casino", ("process_timestamp",)), ("gameround", ("meta_reporting_currency",))), (None,)),
    ("legal free object", (("sports-bet", ("bets", 0, "meta")),), ({}, {"a": [1, {"b": None}]}, {"odds": "x"})),
    ("legal empty array", (("sports-bet", ("bets",)), ("sports-bet", ("bets", 0, "outcomes"))), ([],)),
    ("unknown field", _TEXTS[:1], ("x",)),
)  # fmt: skip
_REQUIRED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("casino", ("user_id", "timestamp", "unique_id", "amount", "bonus_wager_amount")),
    ("payment", ("payment_id", "vendor_name")), ("registration", ("gender", "consent_email", "registration_date")),
    ("gameround", ("total_win_user",)), ("sports-bet", ("activity_id_reference", "bet_type", "status")),
    ("login", ("unique_id", "timestamp")),
)  # fmt: skip
_OPTIONAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("casino", ("entry_timestamp",)), ("payment", ("base_amount",)), ("gameround", ("total_bet_base",)),
    ("sports-bet", ("odds", "total_odds", "bets", "is_cashout")), ("registration", ("segmentation_isPromoBanned",)),
)  # fmt: skip


def _values() -> Iterator[Probe]:
    for wanted, table in (("invalid", _WRONG), ("accepted", _RIGHT)):
        for group, places, values in table:
            for name, at in places:
                for value in values:
                    detail = f"{json.dumps(value)[:40]} at {name} {'.'.join(map(str, at))}"
                    yield Probe(group, detail, wanted, Sending(batch(put(name, at, value))))
    for group, wanted, absent in (("required", "invalid", _REQUIRED), ("optional", "accepted", _OPTIONAL)):
        for name, fields in absent:
            for one in fields:
                yield Probe(f"{group} absent", f"{name} {one}", wanted, Sending(batch(lacking(name, (one,)))))


def _batches() -> Iterator[Probe]:
    names = ("casino", "payment", "registration", "gameround", "sports-bet", "login")
    for name in names:
        yield Probe("typical event", name, "accepted", Sending(batch(event(name))))
    for size in (0, 2, 100):
        yield Probe("batch", str(size), "accepted", Sending(batch(*[event("login") for _ in range(size)])))
    yield Probe("batch", "mixed", "accepted", Sending(batch(*map(event, names))))
    large = batch(*[event("casino") for _ in range(500)])
    yield Probe("batch of over 100 KB", f"{len(large)} bytes", "accepted", Sending(large))
    huge = batch(*[event("sports-bet") for _ in range(3_000)])
    yield Probe("batch of over 1 MB", f"{len(huge)} bytes", "accepted", Sending(huge))
    heavy = batch(event("login") | {"x": "x" * 9_000_000})
    yield Probe("body of over 8 MB", f"{len(heavy)} bytes", "accepted", Sending(heavy))
    stranger = put("payment", ("unique_id",), {"of": "another variant"})
    yield Probe("unknown field of another variant", "unique_id", "accepted", Sending(batch(stranger)))
    many = batch(*[event("login") for _ in range(10_001)])
    yield Probe("beyond the limits", "10,001 events", "too large", Sending(many))
    digits = batch(put("casino", ("type",), 17)).replace(b"17", b"1" * 5_000)
    yield Probe("integer of 5,000 digits", "as member", "invalid", Sending(digits))
    wrong = {"event": "realtime-login", "data": {}}
    for index in (0, 3, 5):
        events: list[Any] = list(map(event, names))
        events[index] = wrong
        yield Probe("one bad among good", f"at {index}", "invalid", Sending(batch(*events)))
    for value in ({}, {"items": []}, event("login"), {"items": [event("login")]}):
        yield Probe("body is an object", json.dumps(value)[:40], "invalid", Sending(json.dumps(value).encode()))
    for text in ("null", "1", "true", '"x"'):
        yield Probe("body is a scalar", text, "invalid", Sending(text.encode()))
    for text in ("[null]", "[[]]", "[1]", '["x"]', "[{}]", '[{"event": "realtime-nothing", "data": {}}]'):
        yield Probe("event is no event", text, "invalid", Sending(text.encode()))
    for place in ({"x": 1}, {"__proto__": {"x": 1}}, {"constructor": {"prototype": {}}}):
        name = next(iter(place))
        unknown = {**event("login"), **place}
        group = "unknown field" if name == "x" else "unknown field of the prototype"
        yield Probe(group, name, "accepted", Sending(batch(unknown)))


def _texts() -> Iterator[Probe]:
    good = batch(event("casino"))
    broken = {
        "cut": good[:-1], "trailing comma": good[:-1] + b",]", "text behind": good + b"x", "twice": good + good,
        "comment": b"//a\n" + good, "single quotes": good.replace(b'"', b"'"),
        "leading zero": good.replace(b"2.5", b"02"), "bad escape": good.replace(b"book", b"\\x41"),
        "raw newline": good.replace(b"book", b"a\nb"),
    }  # fmt: skip
    for detail, body in broken.items():
        yield Probe("no JSON", detail, "malformed", Sending(body))
    for body in (b"", b" "):
        yield Probe("empty body", repr(body), "malformed", Sending(body))
    for literal in (b"NaN", b"Infinity", b"-Infinity"):
        yield Probe("NaN as number", literal.decode(), "malformed", Sending(good.replace(b"2.5", literal)))
        wrong = good.replace(b"2.5", literal).replace(b'"bet"', b'"no"')
        yield Probe("NaN in an invalid event", literal.decode(), "malformed", Sending(wrong))
    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        yield Probe("UTF-16", encoding, "malformed", Sending(good.decode().encode(encoding)))
    for detail, octets in (
        ("one byte", b"\xff"),
        ("cut", b"\xc3"),
        ("latin 1", b"caf\xe9"),
        ("surrogate", b"\xed\xa0\x80"),
    ):
        yield Probe("invalid UTF-8", detail, "malformed", Sending(good.replace(b"book", octets)))
    deep = b"[" * 100 + b"]" * 100
    deepest = b"[" * 20_000 + b"]" * 20_000
    yield Probe("deep nesting", "100", "any", Sending(good.replace(b'"book"', deep)))
    yield Probe("deep nesting", "20,000", "any", Sending(good.replace(b'"book"', deepest)))
    yield Probe("byte order mark", "", "any", Sending(b"\xef\xbb\xbf" + good))
    surrogate = batch(put("casino", ("unique_id",), "\ud800"))
    yield Probe("lone surrogate", "in the id", "any", Sending(surrogate))
    yield Probe("lone surrogate", "in a text", "any", Sending(batch(put("casino", ("game_id",), "\udfff"))))
    yield Probe("lone surrogate in an invalid event", "", "any", Sending(batch(put("casino", ("type",), "\ud800"))))
    for literal in (b"1e400", b"9223372036854775809", b"1" * 400):
        yield Probe("number beyond a double", literal.decode()[:20], "any", Sending(good.replace(b"2.5", literal)))
        wrong = good.replace(b"2.5", literal).replace(b'"bet"', b'"no"')
        yield Probe("number beyond a double in an invalid event", literal.decode()[:20], "any", Sending(wrong))
    leap = batch(put("casino", ("timestamp",), "2016-12-31T23:59:60Z"))
    yield Probe("leap second", "", "any", Sending(leap))


def _around() -> Iterator[Probe]:
    def good() -> bytes:
        return batch(event("login"))

    for media in ("application/json; charset=utf-8", "Application/JSON"):
        yield Probe("media type accepted", media, "accepted", Sending(good(), headers={"content-type": media}))
    for media in (
        "text/plain",
        "application/xml",
        "text/html",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        yield Probe("media type refused", media, "media type", Sending(good(), headers={"content-type": media}))
    yield Probe("no media type", "", "any", Sending(good(), headers={"content-type": ""}))
    coded = Sending(gzip.compress(good()), headers={"content-encoding": "gzip"})
    yield Probe("content coding", "gzip", "any", coded)
    yield Probe("content coding", "unknown", "any", Sending(good(), headers={"content-encoding": "x-none"}))
    for key in ("", "none", "KEYx", "xKEY"):
        yield Probe("wrong key", key, "key", Sending(good(), headers={"x-api-key": key}, keyed=False))
    yield Probe("key in the query", "", "key", Sending(good(), query="?x-api-key=KEY", keyed=False))
    yield Probe(
        "key in Authorization", "", "key", Sending(good(), headers={"authorization": "Bearer KEY"}, keyed=False)
    )
    yield Probe("wrong key", "and a wrong body", "key", Sending(b"{}", headers={"x-api-key": "none"}, keyed=False))
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        yield Probe("method", method, "method", Sending(b"", method, {"content-type": ""}))


def all_probes() -> list[Probe]:
    """The table; ids are new each time, so that no probe is another's duplicate."""
    return [*_values(), *_batches(), *_texts(), *_around()]
