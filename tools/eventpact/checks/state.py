"""What is wrong with what was recorded: events that are missing, too many, changed, refused or somebody else's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from eventpact.cases import Item
from eventpact.cases.case import Phase
from eventpact.cases.state.duplicates import AGAIN
from eventpact.cases.state.scope import OTHER_CONTENT
from eventpact.checks.content import ABSENT, Difference
from eventpact.checks.plainer import folded
from eventpact.checks.recorded import Ledger, Outcome, Sending
from eventpact.checks.rules import RULES
from eventpact.checks.sightings import Sightings, must, none_may
from eventpact.contract.identity import Identity
from eventpact.contract.interface import Refusal
from eventpact.contract.schema import same
from eventpact.exchange import Key
from eventpact.findings import Place, Severity, Symptom
from eventpact.pointer import to_pointer
from eventpact.printable import excerpt

_BESIDE = "valid event beside an invalid one"
_OF_THE_OTHER = "event of the other tenant"
_FOR_BOTH = "recorded for this tenant, too"


@dataclass(frozen=True)
class _Seen:
    """An *event* and how often it was *found* with the key of one tenant; *sendings* are that tenant's, *elsewhere* the
    other one's. *refused*: the refused request that has the very content that was found."""

    ledger: Ledger
    event: Identity
    found: int
    sendings: list[Sending]
    elsewhere: list[Sending]
    refused: Sending | None

    @property
    def of_the_other(self) -> bool:
        """Whether it is the other tenant's, and not this one's."""
        return none_may(self.sendings) and not none_may(self.elsewhere)


def symptoms(ledger: Ledger, sightings: Iterable[Sightings]) -> list[Symptom]:
    """All that is wrong with what was recorded, each event by itself; what has one cause for certain is of one kind."""
    sightings = list(sightings)
    found = list(chain.from_iterable(_symptoms(ledger, one) for one in sightings))
    return folded(ledger, found, [one.tenant for one in sightings])


def _symptoms(ledger: Ledger, sightings: Sightings) -> Iterator[tuple[Symptom, Identity]]:
    seen = [_seen(ledger, sightings, event) for event in _noteworthy(ledger, sightings)]
    mixed = any(one.of_the_other and one.found and ledger.own(one.event) for one in seen)
    for one in seen:
        differences = sightings.differences.get(one.event, ())
        changed = (_unchanged(one, difference) for difference in differences)
        for symptom in chain(*(check(one) for check in _CHECKS), _once(one, mixed=mixed), changed):
            yield symptom, one.event


def _noteworthy(ledger: Ledger, sightings: Sightings) -> Iterator[Identity]:
    """The events that are not simply there once, as they must be, or away."""
    for event, sendings in ledger.sent(sightings.tenant):
        found = sightings.counts[event]
        if event in sightings.differences or event in sightings.refused or found != must(sendings):
            yield event


def _seen(ledger: Ledger, sightings: Sightings, event: Identity) -> _Seen:
    other = Key.SECOND if sightings.tenant is Key.TENANT else Key.TENANT
    sendings, elsewhere = ledger.sendings(event, sightings.tenant), ledger.sendings(event, other)
    return _Seen(ledger, event, sightings.counts[event], sendings, elsewhere, sightings.refused.get(event))


def _all(seen: _Seen) -> Iterator[Symptom]:
    if seen.found or not must(seen.sendings):
        return
    sending = next(s for s in reversed(seen.sendings) if s.outcome is Outcome.RECORDED)
    case = sending.exchange.case
    item = _item(sending) if case.expectation.accepted else None
    kind = case.kind if case.expectation.accepted else _BESIDE
    symptom = _symptom(seen, "recorded-all", kind, "not recorded", sending)
    yield replace(symptom, kind=item.kind, place=item.place) if item else symptom


def _once(seen: _Seen, *, mixed: bool) -> Iterator[Symptom]:
    """*mixed*: this tenant reads the other one's events, too, so that a second record may be none of its own."""
    if seen.found > 1 and not seen.of_the_other and not (none_may(seen.sendings) and seen.ledger.own(seen.event)):
        both = mixed and seen.found == 2 and not none_may(seen.elsewhere)
        if both:
            yield _symptom(seen, "recorded-apart", _OF_THE_OTHER, _FOR_BOTH, seen.sendings[-1])
        else:
            yield _symptom(seen, "recorded-once", _plainest(seen), "recorded more than once", seen.sendings[-1])


def _refused(seen: _Seen) -> Iterator[Symptom]:
    never = seen.found and seen.ledger.own(seen.event) and none_may(seen.sendings) and not seen.of_the_other
    if never or seen.refused is not None:
        sending = seen.refused or seen.sendings[-1]
        yield _symptom(seen, "recorded-nothing-refused", _why(seen.ledger, sending), "recorded", sending)


def _tenants(seen: _Seen) -> Iterator[Symptom]:
    if seen.found and seen.ledger.own(seen.event) and seen.of_the_other:
        yield _symptom(seen, "recorded-apart", _OF_THE_OTHER, _FOR_BOTH, seen.elsewhere[-1])


_CHECKS: tuple[Callable[[_Seen], Iterator[Symptom]], ...] = (_all, _refused, _tenants)


def _unchanged(seen: _Seen, difference: Difference) -> Symptom:
    sending = next(s for s in seen.sendings if s.outcome is not Outcome.REFUSED)
    place = Place(seen.event[0], to_pointer(difference.tokens), difference.location)
    symptom = _symptom(seen, "recorded-unchanged", difference.kind, "recorded with other content", sending)
    values = f"{_told(difference.sent)} was sent, {_told(difference.found)} was read back"
    worse = max(symptom.severity, difference.severity, key=lambda severity: severity.rank)
    return replace(symptom, place=place, severity=worse, expected=f"{symptom.expected}, unchanged: {values}")


def _told(value: Any) -> str:
    return "nothing" if value is ABSENT else excerpt(value)


def _symptom(seen: _Seen, rule: str, kind: str, observed: str, sending: Sending) -> Symptom:
    case = sending.exchange.case
    severity = RULES[rule].severity
    if (rule == "recorded-once" and _is_inferred(seen)) or (rule == "recorded-all" and case.inferred):
        severity = max(severity, Severity.DEVIATION, key=lambda one: one.rank)
    return Symptom(
        rule=rule,
        kind=kind,
        severity=severity,
        observed=observed,
        expected=_expected(seen),
        place=Place(seen.event[0], "", case.place.schema_pointer),
        case=case.id,
        request=case.request,
        answer=sending.exchange.answer,
        position=sending.position,
    )


def _is_inferred(seen: _Seen) -> bool:
    tag = seen.event[0]
    return any(v.tag == tag and v.schema.annotation("x-inferred") is not None for v in seen.ledger.contract.variants)


def _expected(seen: _Seen) -> str:
    """What should have been found of an event, what was, and in how many requests it was sent."""
    tag, key = seen.event
    wanted = "1 record" if must(seen.sendings) else "no record"
    accepted = sum(sending.exchange.answer.accepted for sending in seen.sendings)
    sent = f"times sent: {len(seen.sendings)}, accepted: {accepted}, found: {seen.found}"
    return f"{wanted} of {excerpt(tag)} with the key {' and '.join(map(excerpt, json.loads(key)))} ({sent})"


def _item(sending: Sending) -> Item | None:
    """What an accept case says of the very event."""
    items = sending.exchange.case.items
    return items[sending.position] if sending.position < len(items) else None


def _plainest(seen: _Seen) -> str:
    """The kind of case that made an event come more than once."""
    kinds = [s.exchange.case.kind for s in seen.sendings if s.exchange.case.phase is Phase.STATE]
    if kinds or len(seen.sendings) < 2:
        return kinds[0] if kinds else "event sent once"
    first, *others = map(seen.ledger.content, seen.sendings)
    return AGAIN if all(same(first, other) for other in others) else OTHER_CONTENT


_REASONS: Mapping[Refusal, str] = {
    Refusal.KEY: "request with a wrong key",
    Refusal.METHOD: "request with another method",
    Refusal.MEDIA_TYPE: "request with another media type",
    Refusal.TOO_LARGE: "request that is too large",
    Refusal.MALFORMED: "malformed request",
}


def _why(ledger: Ledger, sending: Sending) -> str:
    """Why an event must not have been recorded."""
    refusal = sending.exchange.case.expectation.refusal
    if refusal is not None and refusal in _REASONS:
        return _REASONS[refusal]
    valid = ledger.oracle.is_valid(ledger.content(sending), event=True)
    return "valid event of a refused batch" if valid else "invalid event"
