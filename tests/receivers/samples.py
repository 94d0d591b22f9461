"""Six valid events written by hand, and raw requests with them: nothing here comes from the toolkit."""

from __future__ import annotations

import copy
import http.client
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_COMMON = {"user_id": "player-1", "timestamp": "2026-03-14T18:22:07Z", "entry_timestamp": None}
_BET = {
    "is_live": True, "tournament_name": "Serie A", "sports_name": "Football", "odds": 1.8, "event_name": None,
    "match_start": "2026-03-14T20:45:00+01:00", "outcomes": [{"outcome_label": "1"}], "meta": {"feed": "prematch"},
}  # fmt: skip
_DATA: dict[str, dict[str, Any]] = {
    "casino": {
        **_COMMON, "unique_id": "", "game_id": "book", "round_id": "r-1", "type": "bet", "amount": 2.5,
        "currency": "EUR", "bonus_wager_amount": 0,
    },
    "payment": {
        **_COMMON, "payment_id": "", "type": "credit", "status": "Requested", "amount": 50, "currency": "EUR",
        "base_amount": 50.5, "vendor_name": "Visa",
    },
    "registration": {
        **_COMMON, "unique_id": "", "username": "zoe", "registration_date": "2026-03-14T18:00:00Z", "country": "SE",
        "currency": "SEK", "gender": None, "consent_email": True, "segmentation_isPromoBanned": None,
    },
    "gameround": {
        **_COMMON, "unique_id": "", "game_id": "book", "user_currency": "EUR", "bonus_bet_user": 0,
        "total_bet_user": 1.5, "total_bet_base": 1.5, "bonus_win_user": 0, "total_win_user": 3, "total_win_base": 3,
    },
    "sports-bet": {
        **_COMMON, "activity_id": "", "activity_id_reference": "a-0", "amount": 10, "bet_type": "Single", "odds": 1.8,
        "total_odds": 1.8, "bets": [_BET], "bonus_wager_amount": 0, "currency": "EUR", "is_cashout": False,
        "status": "Approved", "type": "Bet",
    },
    "login": {**_COMMON, "unique_id": ""},
}  # fmt: skip
IDS = {"payment": "payment_id", "sports-bet": "activity_id"}
_serial = itertools.count(1)

Tokens = tuple[str | int, ...]


def event(name: str) -> dict[str, Any]:
    """A valid event with an id of its own."""
    data = copy.deepcopy(_DATA[name])
    data[IDS.get(name, "unique_id")] = f"probe-{next(_serial)}"
    return {"event": f"realtime-{name}", "data": data}


def put(name: str, at: Tokens, value: Any) -> dict[str, Any]:
    """A valid event but for *value* at *at*, below its data."""
    changed = event(name)
    parent: Any = changed["data"]
    for token in at[:-1]:
        parent = parent[token]
    parent[at[-1]] = value
    return changed


def lacking(name: str, at: Tokens) -> dict[str, Any]:
    """A valid event but for what is not there."""
    changed = event(name)
    parent: Any = changed["data"]
    for token in at[:-1]:
        parent = parent[token]
    del parent[at[-1]]
    return changed


#: Bytes of a body that a receiver may refuse before it has read it, and how often that is sent.
_LARGE, _TRIES = 65_536, 5


@dataclass(frozen=True)
class Sending:
    """A raw request; *key* is put in by :func:`send`, unless *headers* hold one."""

    body: bytes
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    keyed: bool = True


def batch(*events: Any) -> bytes:
    """A request body."""
    return json.dumps(events).encode()


def send(url: str, key: str, sending: Sending) -> int:
    """The status of the answer; 0 where none came. KEY in a header or in the query stands for the key.

    A receiver that refuses a large body by its head may reset the connection before its answer is read: such a body is
    sent again, and no answer is one that does not come at any time.
    """
    tries = _TRIES if len(sending.body) > _LARGE else 1
    statuses = (_sent(url, key, sending) for _ in range(tries))
    return next((status for status in statuses if status), 0)


def _sent(url: str, key: str, sending: Sending) -> int:
    parts = urlsplit(url)
    headers = {"content-type": "application/json", **({"x-api-key": key} if sending.keyed else {})}
    headers |= {name: value.replace("KEY", key) for name, value in sending.headers.items()}
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        path = parts.path + sending.query.replace("KEY", key)
        connection.request(sending.method, path, sending.body or None, {k: v for k, v in headers.items() if v})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
