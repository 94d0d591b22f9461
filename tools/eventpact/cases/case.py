"""One thing to try, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from eventpact.contract.interface import Interface, Refusal
from eventpact.exchange import Request
from eventpact.findings import Place


class Phase(Enum):
    """The parts of a run, in their order."""

    ACCEPT = "accept"
    REJECT = "reject"
    ENVELOPE = "envelope"
    JSON = "json"
    MEDIA_TYPE = "media type"
    WIRE = "wire"
    METHOD = "method"
    KEY = "key"
    OPEN = "unspecified"
    ERROR_PATH = "error path"
    SIZE = "size"
    STATE = "state"
    RANDOM = "random"


#: Where an invalid event stands among valid ones, in the words that end the id of its case.
PLACES = ("first", "middle", "last")
_AT = " @ "


@dataclass(frozen=True)
class Expectation:
    """What must come of a case: *accepted*, or refused with a *refusal*; neither: anything but a crash."""

    accepted: bool = False
    refusal: Refusal | None = None


ACCEPTED = Expectation(accepted=True)
INVALID = Expectation(refusal=Refusal.INVALID)
OPEN = Expectation()


def of_invalid_event(interface: Interface) -> Expectation:
    """What must come of a batch with an invalid event: where such events are dropped, no status tells of it."""
    return INVALID if interface.batch_policy == "atomic" else OPEN


@dataclass(frozen=True)
class Item:
    """One event of a case: its *value*, the *kind* of state that it shows at a *place*, and the *rule* that it tests
    when it is sent alone. *states* are all states in it that are not typical: (JSON Pointer into the event, kind)."""

    value: Any
    rule: str
    kind: str
    place: Place
    states: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Case:
    """One request and what the contract says must come of it.

    *kind* names what is tried in words that are the same at every field ("number as string"), *place* where. *items*
    are the events of an accept case, so that a refused batch can be cut down to the event that is refused.

    *asked* is what the schema asks for at the place, in the catalogue's words ("number", "date-time", "enum"; empty
    outside any value). *mates* are the tags of the typical events that stand beside the one at stake: where one of
    these is refused by itself, this case shows nothing. *inferred*: the expectation rests on an inferred fact.
    *empty*: there is no event in it. *again*: its tenant sends an event of it more than once, before or beside it.
    """

    id: str
    phase: Phase
    rule: str
    kind: str
    place: Place
    expectation: Expectation
    request: Request
    items: tuple[Item, ...] = ()
    asked: str = ""
    mates: frozenset[str] = frozenset()
    inferred: bool = False
    empty: bool = False
    again: bool = False

    @property
    def may_write(self) -> bool:
        """Whether a sound receiver may record something of it: whatever has an event and it is not bound to refuse."""
        return self.expectation.refusal is None and not self.empty


def among(case: str, place: str) -> str:
    """The id of the case that sends what the *case* of that id sends at the first, a middle or the last *place* of a
    batch that is valid otherwise."""
    return f"{case}{_AT}{place}"


def alone(case: str) -> str:
    """The id of the case that sends alone what the *case* of that id sends, maybe among others."""
    return next((case.removesuffix(_AT + name) for name in PLACES if case.endswith(_AT + name)), case)


def of_request(phase: Phase, rule: str, kind: str, request: Request, expectation: Expectation) -> Case:
    """A case about a request as a whole, at no place of a payload."""
    return Case(
        id=f"{phase.value}/{rule}/{kind}",
        phase=phase,
        rule=rule,
        kind=kind,
        place=Place(),
        expectation=expectation,
        request=request,
    )


@dataclass(frozen=True)
class Scenario:
    """Requests in an order that matters: each of *steps* is sent when the one before is answered; the cases of one step
    are sent side by side. A scenario is one test of its *rule* and *kind*."""

    id: str
    rule: str
    kind: str
    steps: tuple[tuple[Case, ...], ...]


@dataclass(frozen=True)
class Site:
    """One constraint at one place: *keyword* there, the ids of the *cases* that break it alone (what they send may be
    sent among others, too), or the *reason* why none does."""

    place: Place
    keyword: str
    cases: frozenset[str] = frozenset()
    reason: str = ""

    @property
    def tested(self) -> bool:
        """Whether at least one case breaks just this constraint."""
        return not self.reason
