"""A sender that builds events in every way there is: prints, for each, the body that it would send, or the refusal.

Prints JSON: ``{"right": {name: body or null}, "wrong": {name: body or null}}``; null means that it was refused.
"""

import copy
import json
import pickle
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import player_events as it
from pydantic import BaseModel, TypeAdapter

NOW = datetime(2026, 5, 1, 6, 30, 0, 5, tzinfo=UTC)


def login(**changes):
    data = it.LoginData(**{"user_id": "u", "timestamp": NOW, "unique_id": "x", **changes})
    return it.LoginEvent(event="realtime-login", data=data)


def at(*moment, zone=UTC):
    return lambda: it.dump_batch([login(timestamp=datetime(*moment, tzinfo=zone))])


def bet(**changes):
    bet = it.Bet(tournament_name="t", sports_name="s", **{"odds": 1.5, **changes})
    data = it.SportsBetData(
        user_id="u", timestamp=NOW, activity_id="a", activity_id_reference="", amount=2**63 - 1, bet_type="Single",
        bonus_wager_amount=0.1, currency="EUR", status="Approved", type="Bet", bets=[bet],
    )  # fmt: skip
    return it.SportsBetEvent(event="realtime-sports-bet", data=data)


def sent(make, change=lambda event: None):
    def send():
        event = make()
        change(event)
        return it.dump_batch([event])

    return send


def within(make):
    """What somebody else's model writes of an event, and a type adapter, too."""

    class Envelope(BaseModel):
        events: list[it.Event]

    envelope = Envelope(events=[make()])
    alone = TypeAdapter(list[it.Event]).dump_json(envelope.events)
    assert json.loads(envelope.model_dump_json())["events"] == json.loads(alone)
    assert json.loads(TypeAdapter(Envelope).dump_json(envelope))["events"] == json.loads(alone)
    assert envelope.model_dump(mode="json")["events"] == json.loads(alone)
    return alone


def reset(event):
    event.data.entry_timestamp = None
    event.data.process_timestamp = NOW
    del event.data.process_timestamp


def nested(levels):
    value = {}
    for _ in range(levels):
        value = {"a": [value]}
    return value


loop = {}
loop["itself"] = loop

RIGHT = {
    "nothing": lambda: it.dump_batch([]),
    "a generator": lambda: it.dump_batch(login() for _ in range(2)),
    "the first moment": at(1, 1, 1),
    "the last moment": at(9999, 12, 31, 23, 59, 59, 999999),
    "an offset with seconds": at(1900, 1, 1, zone=ZoneInfo("Europe/Amsterdam")),
    "a zone with summer time": at(2026, 7, 1, zone=ZoneInfo("Europe/Malta")),
    "the farthest offset": at(2026, 1, 1, zone=timezone(-timedelta(hours=23, minutes=59))),
    "an explicit null": sent(lambda: login(entry_timestamp=None)),
    "assigned, and made absent again": sent(login, reset),
    "free-form values": sent(
        lambda: bet(meta={"a": [1, 2**53 + 1, 1e300, None, True, "é\u2028"], "": {}}, outcomes=[{}])
    ),
    "deep nesting": sent(lambda: bet(meta=nested(25))),
    "a copy": lambda: it.dump_batch([copy.deepcopy(bet()), pickle.loads(pickle.dumps(bet())), bet().model_copy()]),
    "within another model": lambda: within(bet),
}
WRONG = {
    "a naive moment": at(2026, 1, 1, zone=None),
    "no moment in UTC": at(1, 1, 1, zone=timezone(timedelta(seconds=1))),
    "a date": lambda: login(timestamp=date(2026, 1, 1)),
    "a Unix time": lambda: login(timestamp=1767225600),
    "bytes": lambda: login(timestamp=b"2026-01-01T00:00:00Z"),
    "NaN": lambda: bet(odds=float("nan")),
    "infinity": lambda: bet(odds=float("-inf")),
    "a boolean as number": lambda: bet(odds=True),
    "a string as number": lambda: bet(odds="1.5"),
    "null for what may only be absent": lambda: bet(meta=None),
    "NaN in a free-form value": lambda: bet(meta={"a": [{"b": float("nan")}]}),
    "a key that is no string": lambda: bet(meta={1: 1}),
    "a key in a free-form value that is no string": lambda: bet(meta={"a": {1: 1}}),
    "a tuple": lambda: bet(meta={"a": (1,)}),
    "a moment in a free-form value": lambda: bet(meta={"a": NOW}),
    "a value that holds itself": lambda: bet(meta=loop),
    "an item that is no object": lambda: bet(outcomes=[1]),
    "a wrong assignment": lambda: setattr(login().data, "timestamp", "now"),
    "an assigned null": lambda: setattr(login(), "data", None),
    "a lone surrogate": sent(lambda: login(user_id="\ud800")),
    "a list that was changed": sent(bet, lambda event: event.data.bets.append(None)),
    "a free-form value that was changed": sent(
        lambda: bet(outcomes=[]), lambda event: event.data.bets[0].outcomes.append(0)
    ),
    "model_construct": lambda: it.dump_batch([it.LoginEvent.model_construct(event="realtime-login", data={})]),
    "model_copy with a wrong value": lambda: it.dump_batch([login().model_copy(update={"data": 1})]),
    "model_copy with another tag": lambda: it.dump_batch([login().model_copy(update={"event": "realtime-bet"})]),
    "another model": lambda: it.dump_batch([login().data]),
    "no model": lambda: it.dump_batch([1]),
}


def outcome(attempt):
    try:
        done = attempt()
    except ValueError:
        return None
    return done.decode() if isinstance(done, bytes) else repr(done)


outcomes = {
    "right": {name: outcome(attempt) for name, attempt in RIGHT.items()},
    "wrong": {name: outcome(attempt) for name, attempt in WRONG.items()},
}
sys.stdout.write(json.dumps(outcomes))
