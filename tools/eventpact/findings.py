"""What a contract run finds: frozen values, from one failed case (a symptom) to one cause (a finding)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from eventpact.exchange import Answer, Request


class Severity(Enum):
    """How grave a finding is.

    ``violation``: the contract is broken. ``deviation``: the right family of status, but not the declared one, or it
    rests on an inferred fact. ``remark``: good practice, or the letter of an RFC; never fails a run.
    """

    VIOLATION = "violation"
    DEVIATION = "deviation"
    REMARK = "remark"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, order=True)
class Place:
    """Where in a payload: the *variant* (its tag; empty: outside any event), JSON Pointer into the event (or the body),
    and the place in the schema that says so (empty where no schema does)."""

    variant: str = ""
    instance_pointer: str = ""
    schema_pointer: str = ""


@dataclass(frozen=True)
class Symptom:
    """One case that went wrong: the *rule* it breaks, the *kind* of payload or request, what happened in *observed*
    ("accepted", "refused", …), what the schema *asked* for at the place ("number", "date-time", …), and the exchange
    that shows it, *seconds* after the run began."""

    rule: str
    kind: str
    severity: Severity
    observed: str
    expected: str
    place: Place
    case: str
    request: Request
    answer: Answer
    seconds: float = 0.0
    asked: str = ""


@dataclass(frozen=True)
class Minimal:
    """The smallest *request* that still shows a finding, and how many *requests* it took to get there.

    *needed* are the values that must be as they are, all of them together: (JSON Pointer into the body, JSON text).
    *accepted* is the nearest request to it that the target treats as the contract says, where one was seen.
    """

    request: Request
    requests: int
    needed: tuple[tuple[str, str], ...] = ()
    accepted: Request | None = None


@dataclass(frozen=True)
class Finding:
    """One cause, as far as can be told: symptoms that were observed alike, of one *aspect* of the interface. *kinds*
    are the kinds of payload or request that showed it, *minimal* the smallest one.

    *example* is the smallest exchange that shows it; *confirmations* how often it was seen again when it was repeated,
    out of *repeats*; it is *flaky* when it was not seen each time.
    """

    id: str
    rule: str
    severity: Severity
    summary: str
    places: tuple[Place, ...]
    expected: str
    example: Symptom
    confirmations: int = 0
    repeats: int = 0
    aspect: str = ""
    kinds: tuple[str, ...] = ()
    minimal: Minimal | None = None

    @property
    def flaky(self) -> bool:
        """Whether it was not seen each time it was repeated."""
        return self.confirmations < self.repeats
