"""Faults that take several fields to show: an event in which some states come together is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eventpact.cases import Phase

from tests.conftest import TELEMETRY
from tests.contract.conditions import (
    State,
    absent,
    empty,
    fractional,
    is_,
    is_number,
    like,
    longer,
    negative,
    null,
    when,
)
from tests.contract.planted import OURS, Planted, of_phases, refusing_any, step

_OFFSET, _FRACTION, _UTC, _SMALL = like(r"[+-](?!00:00)\d\d:\d\d$"), like(r"[.]\d"), like("Z$"), like("[tz]")
_CASINO, _PAYMENT, _SPORTS = (is_(f"realtime-{name}") for name in ("casino", "payment", "sports-bet"))
_REGISTRATION, _ROUND, _LOGIN = (is_(f"realtime-{name}") for name in ("registration", "gameround", "login"))
_BET = "/data/bets/0"

#: (what it is, the states by JSON Pointer)
PAIRS: tuple[tuple[str, dict[str, State]], ...] = (
    ("a System without bets", {"/data/bet_type": is_("System"), "/data/bets": null}),
    ("a Multi of no bets", {"/data/bet_type": is_("Multi"), "/data/bets": empty}),
    ("a cashout of no bets", {"/data/is_cashout": is_(True), "/data/bets": empty}),
    ("a cashout without odds", {"/data/is_cashout": is_(True), "/data/odds": absent}),
    ("a bet without amount or bonus", {"/event": _SPORTS, "/data/amount": is_(0), "/data/bonus_wager_amount": is_(0)}),
    ("a negative bet with negative odds", {"/data/amount": negative, "/data/odds": negative}),
    ("a loss of nothing", {"/data/type": is_("loss"), "/data/amount": is_(0)}),
    ("a negative win", {"/data/type": is_("win"), "/data/amount": negative}),
    ("a rollback with a negative bonus", {"/data/type": is_("rollbackbet"), "/data/bonus_wager_amount": negative}),
    ("neither other time", {"/event": _CASINO, "/data/entry_timestamp": null, "/data/process_timestamp": null}),
    ("one time null and one absent", {"/event": _LOGIN, "/data/entry_timestamp": absent,
                                      "/data/process_timestamp": null}),
    ("no base amount of nothing", {"/event": _PAYMENT, "/data/base_amount": absent, "/data/amount": is_(0)}),
    ("no vendor and no currency", {"/event": _PAYMENT, "/data/vendor_name": empty, "/data/currency": empty}),
    ("neither gender nor consent", {"/data/gender": null, "/data/consent_email": null, "/event": _REGISTRATION}),
    ("no consent, banned", {"/data/consent_email": is_(False), "/data/segmentation_isPromoBanned": is_(True)}),
    ("no name in a country beyond ASCII", {"/data/username": empty, "/data/country": like("[^ -~]")}),
    ("no reporting currency, no base", {"/event": _ROUND, "/data/meta_reporting_currency": null,
                                        "/data/total_bet_base": absent}),
    ("one time in UTC, one elsewhere", {"/event": _LOGIN, "/data/timestamp": _OFFSET, "/data/entry_timestamp": _UTC}),
    ("two times in small letters", {"/event": _CASINO, "/data/timestamp": _SMALL, "/data/entry_timestamp": _SMALL}),
)  # fmt: skip
#: What the minimal event shows, too.
BARE: tuple[tuple[str, dict[str, State]], ...] = (
    ("neither odds", {"/event": _SPORTS, "/data/odds": absent, "/data/total_odds": absent}),
    ("no bases", {"/event": _ROUND, "/data/total_bet_base": absent, "/data/total_win_base": absent}),
)  # fmt: skip
NESTED: tuple[tuple[str, dict[str, State]], ...] = (
    ("a live bet on no market", {f"{_BET}/is_live": is_(True), f"{_BET}/market": null}),
    ("a bet on nothing and nowhere", {f"{_BET}/event_name": null, f"{_BET}/match_start": null}),
    ("a bet of negative odds and no outcomes", {f"{_BET}/odds": negative, f"{_BET}/outcomes": empty}),
    ("a free bet without risk", {f"{_BET}/is_free_bet": is_(True), f"{_BET}/is_risk_free_bet": is_(True)}),
    ("a bet with neither outcomes nor meta", {f"{_BET}/odds": is_number,
                                              f"{_BET}/outcomes": absent, f"{_BET}/meta": absent}),
    ("a match elsewhere on no market", {f"{_BET}/match_start": _OFFSET, f"{_BET}/market": null}),
)  # fmt: skip
TRIPLES: tuple[tuple[str, dict[str, State]], ...] = (
    ("a Multi of no bets without odds", {"/data/bet_type": is_("Multi"), "/data/bets": empty, "/data/odds": absent}),
    ("a cashed System without bets", {"/data/bet_type": is_("System"), "/data/bets": null,
                                      "/data/is_cashout": is_(True)}),
    ("a free loss of nothing", {"/data/type": is_("loss"), "/data/amount": is_(0),
                                "/data/bonus_wager_amount": is_(0)}),
    ("a late win below zero", {"/data/type": is_("win"), "/data/amount": negative, "/data/process_timestamp": null}),
    ("nothing known of a player", {"/data/gender": null, "/data/consent_email": null,
                                   "/data/segmentation_isPromoBanned": null}),
    ("a round of nothing", {"/event": _ROUND, "/data/total_bet_user": is_(0), "/data/total_win_user": is_(0),
                            "/data/bonus_bet_user": is_(0)}),
    ("a payment of no base, type and state", {"/event": _PAYMENT, "/data/base_amount": absent, "/data/type": empty,
                                              "/data/status": empty}),
    ("three odd times", {"/event": _LOGIN, "/data/timestamp": _FRACTION, "/data/entry_timestamp": null,
                         "/data/process_timestamp": _OFFSET}),
    ("a long player in two fractions", {"/event": _LOGIN, "/data/user_id": longer(200), "/data/timestamp": _FRACTION,
                                        "/data/entry_timestamp": _FRACTION}),
)  # fmt: skip
ELSEWHERE: tuple[tuple[str, dict[str, State]], ...] = (
    ("a wired sensor without a name", {"/kind": is_("reading"), "/battery": null, "/sensor": absent}),
    ("a cold sensor without battery", {"/celsius": negative, "/battery": absent}),
    ("an empty battery on a fraction", {"/battery": is_(0), "/celsius": fractional}),
    ("the door nought in the state nought", {"/door/number": is_(0), "/door/state": is_(0)}),
    ("a negative door that is shut", {"/door/number": negative, "/door/state": is_("shut")}),
    ("a nameless zone of none", {"/root/name": empty, "/root/within": empty}),
    ("a cold wired sensor elsewhere", {"/celsius": negative, "/battery": null, "/at": _OFFSET}),
    ("a nameless sensor at zero in small letters", {"/celsius": is_(0), "/sensor": absent, "/at": _SMALL}),
)  # fmt: skip


def _refused(table: tuple[tuple[str, dict[str, State]], ...], rule: str, entry: Path) -> Iterator[Planted]:
    for name, states in table:
        payload = refusing_any(when(states))
        yield step(f"{name} is refused", rule, {"payload": payload}, entry=entry, shows=of_phases(Phase.ACCEPT))


FAULTS = (
    *_refused(PAIRS, "accept-state", OURS),
    *_refused(BARE, "accept-minimal", OURS),
    *_refused(NESTED, "accept-state", OURS),
    *_refused(TRIPLES, "accept-state", OURS),
    *_refused(ELSEWHERE, "accept-state", TELEMETRY),
)
