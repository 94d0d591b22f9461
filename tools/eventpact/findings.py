"""What a contract run finds: frozen values, from one failed case (a symptom) to one cause (a finding)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from eventpact.exchange import Answer, Request

#: Rules that no answer shows to be broken, but only what was recorded, or what a target says of that.
OF_RECORDS: Final = frozenset(
    {
        "recorded-all",
        "recorded-once",
        "recorded-nothing-refused",
        "recorded-unchanged",
        "recorded-apart",
        "batch-result",
    }
)


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


class Aspect(Enum):
    """The sides of an interface that findings are told by, in the order of a report. *label* names one, *says* explains
    it in a line."""

    CRASHES = ("crashes", "A request brings a status of 5xx, no answer, or no HTTP.")
    KEY = ("key", "Who may send: exactly the tenant's key, in its header, opens the door.")
    STATE = ("state", "What is recorded: each event once, nothing of a refused batch, tenants apart.")
    CONVERTED = ("values converted", "A value of another type is taken as if it were of the right one.")
    DATE_TIMES = ("date-times", "Dates and times are read more loosely, or more narrowly, than the contract says.")
    NULL_AND_ABSENT = ("null and absent", "Null or a missing property where it is not allowed, or no room for either.")
    CONSTRAINTS = ("constraints", "Members, bounds, patterns and closed objects are not checked.")
    LEGAL_REFUSED = ("legal values refused", "An event that the contract allows is turned away.")
    JSON = ("JSON parsing", "What is not JSON is taken, or what is JSON is not.")
    WIRE = ("method, content type and encoding", "How a request is announced and carried.")
    SIZE = ("size", "Bodies, values and batches of any legal size, and how long they take.")
    BATCH = ("batch", "Every event of a batch counts, wherever it stands and whatever stands beside it.")
    STATUS = ("status codes", "The verdict is right, but another status says it than the contract declares.")
    PRACTICE = ("good practice", "What no contract demands and senders are glad of.")

    def __init__(self, label: str, says: str) -> None:
        self.label = label
        self.says = says

    @property
    def rank(self) -> int:
        """0 for the first in a report."""
        return list(Aspect).index(self)


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
    that shows it, *seconds* after the run began.

    *tests* is the rule that the case was made for, where another one was broken (a crash, say). *states* are the states
    that must come together for it to go wrong, where one alone does not: (JSON Pointer into the event, kind).
    *position* is the index of the event at stake among those of the request, where it is known. *again*: its tenant
    sent an event of the request more than once.
    """

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
    tests: str = ""
    states: frozenset[tuple[str, str]] = frozenset()
    position: int | None = None
    again: bool = False


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
    are the kinds of payload or request that showed it, each with how often, and *minimal* the smallest one.

    *example* is the smallest exchange that shows it; *confirmations* how often it was seen again when it was repeated,
    out of *repeats*; it is *flaky* when it was not seen each time. *hint* is a likely cause that it shares with others.

    *steps* are the requests of the example in their order, where it takes several: those of one step are sent side by
    side, each step when the one before is answered.
    """

    id: str
    rule: str
    severity: Severity
    aspect: Aspect
    summary: str
    places: tuple[Place, ...]
    expected: str
    example: Symptom
    confirmations: int = 0
    repeats: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    minimal: Minimal | None = None
    hint: str = ""
    steps: tuple[tuple[Request, ...], ...] = ()

    @property
    def flaky(self) -> bool:
        """Whether it was not seen each time it was repeated."""
        return self.confirmations < self.repeats
