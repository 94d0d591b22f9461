"""Where a plainer case fails already: what other cases show of the same is of its kind, and says nothing more."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from eventpact.cases.state.duplicates import AGAIN, SIDE_BY_SIDE
from eventpact.cases.state.scope import IN_VARIANTS
from eventpact.checks.recorded import Ledger
from eventpact.checks.sightings import must
from eventpact.contract.identity import Identity
from eventpact.exchange import Key
from eventpact.findings import Place, Symptom

#: What an accepted event that is missing is called where most of them are.
_MOST_MISSING = "accepted event"
#: … where the same kind of event is there one time and missing another.
_NOW_AND_THEN = "accepted event, now and then"


def folded(ledger: Ledger, found: list[tuple[Symptom, Identity]], tenants: list[Key]) -> list[Symptom]:
    """The symptoms of *found*, each of which is about the event beside it, with one kind for all that a plainer case
    explains. *tenants* are those that were read."""
    return _of_a_kind(ledger, _in_one_scope(ledger, found), tenants)


def _in_one_scope(ledger: Ledger, found: list[tuple[Symptom, Identity]]) -> list[Symptom]:
    """The symptoms of *found*; where an id counts for all variants, what is missing of such ids is of that kind."""
    if not any((symptom.rule, symptom.kind) == ("recorded-all", IN_VARIANTS) for symptom, _ in found):
        return [symptom for symptom, _ in found]
    shared = ledger.in_several_variants()
    return [
        _as_event(symptom, IN_VARIANTS) if symptom.rule == "recorded-all" and event in shared else symptom
        for symptom, event in found
    ]


def _of_a_kind(ledger: Ledger, found: list[Symptom], tenants: list[Key]) -> list[Symptom]:
    kinds = {(symptom.rule, symptom.kind) for symptom in found}
    plain: dict[str, str] = {}
    if ("recorded-once", AGAIN) in kinds:
        plain["recorded-once"] = AGAIN
    missing = sum(symptom.rule == "recorded-all" for symptom in found)
    if missing * 2 > sum(must(sendings) for tenant in tenants for _, sendings in ledger.sent(tenant)):
        plain["recorded-all"] = _MOST_MISSING
    elif _by_chance(ledger, found):
        plain["recorded-all"] = _NOW_AND_THEN
    racing = ("recorded-once", SIDE_BY_SIDE) in kinds
    if racing and "recorded-once" not in plain:
        found = [replace(s, kind=SIDE_BY_SIDE) if _raced(s) else s for s in found]
    return [_as_event(s, plain[s.rule]) if s.rule in plain else s for s in found]


def _as_event(symptom: Symptom, kind: str) -> Symptom:
    """*symptom* as one of the whole event: what it was sent to show is not at fault."""
    return replace(symptom, kind=kind, place=Place(symptom.place.variant))


def _by_chance(ledger: Ledger, found: list[Symptom]) -> bool:
    """Whether of typical events of one variant, sent in one and the same way, some are recorded and some are not."""
    missing = Counter(s.place.variant for s in found if (s.rule, s.kind) == ("recorded-all", AGAIN))
    if not missing:
        return False
    sent = ((event[0], sendings) for event, sendings in ledger.sent(Key.TENANT))
    alike = Counter(tag for tag, sendings in sent if sendings and sendings[0].exchange.case.kind == AGAIN)
    return any(count < alike[tag] for tag, count in missing.items())


def _raced(symptom: Symptom) -> bool:
    return symptom.rule == "recorded-once" and symptom.kind.endswith("side by side")
