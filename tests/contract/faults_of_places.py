"""Faults that show at one place only: one field, one variant, one place of a batch, batches of one size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from eventpact.cases import Case, Phase
from eventpact.pointer import parse_pointer, replaced

from tests.contract.conditions import ABSENT, State, at, is_, is_number, like, null
from tests.contract.planted import OURS, Mend, Planted, of_phases, refusing, step, taking

_BOOLEAN: State = lambda value: isinstance(value, bool)  # noqa: E731 - a row of a table
_NUMERIC = like(r"^ *-?[0-9][0-9_.,eE+-]* *$")
_TIME = "2026-03-14T18:22:07Z"

#: (what it is, rule, variant, JSON Pointer, the wrong values that are taken there, what they are taken for)
ONE_FIELD: tuple[tuple[str, str, str, str, State, Any], ...] = (
    ("numeric strings for the odds", "reject-type", "sports-bet", "/data/odds", _NUMERIC, 1.5),
    ("numeric strings for the odds of a bet", "reject-type", "sports-bet", "/data/bets/0/odds", _NUMERIC, 1.5),
    ("numeric strings for a payment's amount", "reject-type", "payment", "/data/amount", _NUMERIC, 1.5),
    ("booleans for the bonus of a casino bet", "reject-type", "casino", "/data/bonus_wager_amount", _BOOLEAN, 1),
    ("null for the base amount", "reject-null", "payment", "/data/base_amount", null, 1),
    ("null for the currency of a round", "reject-null", "gameround", "/data/user_currency", null, "EUR"),
    ("null for the outcomes of a bet", "reject-null", "sports-bet", "/data/bets/0/outcomes", null, []),
    ("numbers for the user of a login", "reject-type", "login", "/data/user_id", is_number, "x"),
    ("small letters for the type of bet", "reject-enum", "sports-bet", "/data/bet_type",
     like("^(single|multi|system)$"), "Single"),
    ("any match start", "reject-format", "sports-bet", "/data/bets/0/match_start",
     lambda value: isinstance(value, str), _TIME),
    ("a day for the registration", "reject-format", "registration", "/data/registration_date",
     like(r"^\d{4}-\d\d-\d\d$"), _TIME),
    ("no offset for the time of processing", "reject-format", "gameround", "/data/process_timestamp",
     like(r"T\d\d:\d\d:\d\d$"), _TIME),
    ("0 and 1 for a cashout", "reject-type", "sports-bet", "/data/is_cashout",
     lambda value: is_(0)(value) or is_(1)(value), True),
    ("words for the consent", "reject-type", "registration", "/data/consent_email", like("."), True),
    ("an object for the meta of a bet in text", "reject-type", "sports-bet", "/data/bets/0/meta", like("."), {}),
)  # fmt: skip
#: (variant, JSON Pointer, what may be missing there)
MISSING: tuple[tuple[str, str, Any], ...] = (
    ("casino", "/data/bonus_wager_amount", 0), ("payment", "/data/vendor_name", "x"),
    ("registration", "/data/consent_email", None), ("gameround", "/data/bonus_win_user", 0),
    ("sports-bet", "/data/activity_id_reference", "x"), ("sports-bet", "/data/bets/0/sports_name", "x"),
    ("login", "/data/unique_id", "x"),
)  # fmt: skip


def _at(variant: str, pointer: str, wrong: State, right: Any) -> Mend:
    tokens = [int(t) if t.isdecimal() else t for t in parse_pointer(pointer)]

    def mended(event: Any) -> Any:
        if at("/event", event) != f"realtime-{variant}" or not wrong(at(pointer, event)):
            return event
        return replaced(event, tokens, right)

    return lambda events: [mended(event) for event in events]


def _missing(variant: str, pointer: str, right: Any) -> Mend:
    parent, _, name = pointer.rpartition("/")

    def mended(event: Any) -> Any:
        above = at(parent, event)
        if at("/event", event) != f"realtime-{variant}" or not isinstance(above, dict) or name in above:
            return event
        tokens = [int(t) if t.isdecimal() else t for t in parse_pointer(parent)]
        return replaced(event, tokens, {**above, name: right})

    return lambda events: [mended(event) for event in events]


def field_faults() -> Iterator[Planted]:
    """One field of one variant takes what it must not."""
    for name, rule, variant, pointer, wrong, right in ONE_FIELD:
        steps = {"payload": taking(_at(variant, pointer, wrong, right))}
        yield step(f"{name} are taken", rule, steps, entry=OURS, shows=_rejected(variant))
    for variant, pointer, right in MISSING:
        name, steps = f"{pointer} of a {variant} may be missing", {"payload": taking(_missing(variant, pointer, right))}
        yield step(name, "reject-required", steps, entry=OURS, shows=_rejected(variant))


def _rejected(variant: str) -> Callable[[Case], bool]:
    return lambda case: case.phase is Phase.REJECT and case.place.variant == f"realtime-{variant}"


Choose = Callable[[list[Any]], list[Any]]


def _beside(mixed: list[Any]) -> list[Any]:
    """Only the events of the variant that comes first."""
    return [event for event in mixed if at("/kind", event) in (at("/kind", mixed[0]), ABSENT)]


#: (what it is, the events of a batch that are checked)
UNCHECKED: tuple[tuple[str, Choose], ...] = (
    ("only the first event is checked", lambda events: events[:1]),
    ("only the last event is checked", lambda events: events[-1:]),
    ("the last event of several is not checked", lambda events: events[:-1] if len(events) > 1 else events),
    ("the first event of several is not checked", lambda events: events[1:] if len(events) > 1 else events),
    ("only the ends of a batch are checked", lambda events: [events[0], events[-1]]),
    ("every other event is checked", lambda events: events[::2]),
    ("other variants than the first event's are not checked", _beside),
    ("batches of 50 and more are not checked", lambda events: events[:1] if len(events) >= 50 else events),
)
#: (what it is, rule, the batches that are refused)
REFUSED_BATCHES: tuple[tuple[str, str, Callable[[list[Any]], bool]], ...] = (
    ("a batch of a hundred is refused", "batch-size", lambda events: len(events) >= 100),
    ("a batch of 500 is refused", "batch-size", lambda events: len(events) >= 500),
    ("a batch of two is refused", "batch-size", lambda events: len(events) == 2),
    ("a mixed batch is refused", "accept-mixed", lambda events: len({str(at("/kind", event)) for event in events}) > 2),
)


def _checking(choose: Choose) -> Mend:
    """Leaves out of a batch what is not checked."""
    return lambda events: choose(events) if events else events


_SIZES = of_phases(Phase.ACCEPT, Phase.ENVELOPE, Phase.SIZE)


def batch_faults() -> Iterator[Planted]:
    """A batch is not what its events are, one by one."""
    for name, choose in UNCHECKED:
        also = frozenset({"reject-type"})  # what is no event may stand in the array behind one
        yield step(name, "batch-all-checked", {"payload": taking(_checking(choose))}, also=also)
    for name, rule, refused in REFUSED_BATCHES:
        also = frozenset({"accept-state"} if rule == "accept-mixed" else ())  # states are sent in mixed batches
        yield step(name, rule, {"payload": refusing(refused)}, also=also)
    yield step("an empty batch is refused", "batch-size", {"payload": refusing(lambda events: not events)}, entry=OURS,
               shows=_SIZES)  # fmt: skip
    large = refusing(lambda events: len(events) > 5_000)
    yield step("a batch of 10,000 is refused", "batch-size", {"payload": large}, entry=OURS, shows=_SIZES)


FAULTS = (*field_faults(), *batch_faults())
