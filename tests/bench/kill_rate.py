"""How many faulty receivers are found out, and how soon: ours beside Schemathesis over HTTP; `make bench` runs it.

The receivers are those on real frameworks and every n-th of the planted faults. For Schemathesis a receiver counts as
found out when any check fails, for whatever reason, on a request that a sound receiver answers with another status.
"""

from __future__ import annotations

import os
import secrets
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from eventpact.cases import make_plan
from eventpact.exchange import Request
from eventpact.findings import Severity
from eventpact.runner import Effort, Settings

from tests.bench import schemathesis
from tests.bench.figure import Figure, told
from tests.conftest import TELEMETRY
from tests.contract.faults import PLANTED
from tests.contract.planted import OURS, contract_of
from tests.contract.serving import key_of
from tests.contract.sound import KEY, SoundReceiver
from tests.receivers.causes import CAUSES, unbacked, untold
from tests.receivers.starting import Running, listening, missing, running
from tests.receivers.trial import PATIENCE, over_http

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Subject:
    """A receiver to find out: its *name*, its contract, and what starts it."""

    name: str
    entry: Path
    start: AbstractContextManager[Running]


@dataclass(frozen=True)
class Score:
    """What one tester showed of one receiver: requests and seconds to the *first* finding (None: not found out), and
    requests and seconds in all, and a *note*."""

    first: tuple[int, float] | None
    requests: int
    seconds: float
    note: str = ""


@contextmanager
def planted(name: str, entry: Path) -> Iterator[Running]:
    """The receiver with a planted fault of this *name*, over HTTP."""
    with listening([sys.executable, "-m", "tests.contract.serving", name], dict(os.environ)) as port:
        yield Running(f"http://127.0.0.1:{port}{contract_of(entry).interface.path}", KEY, "")


def subjects(every: int) -> Iterator[Subject]:
    """The receivers on real frameworks, and every n-th planted fault."""
    for app in CAUSES:
        if missing(app):
            print(f"{app} is left out: {missing(app)}")
        else:
            yield Subject(app, OURS, running(app))
    for fault in PLANTED[::every]:
        yield Subject(str(fault), fault.entry, planted(str(fault), fault.entry))


def ours(subject: Subject, receiver: Running) -> Score:
    """A default run of ours."""
    contract = contract_of(subject.entry)
    began = time.perf_counter()
    plan = make_plan(contract, f"kill-{secrets.token_hex(4)}")
    generating = time.perf_counter() - began
    patience = PATIENCE if subject.name in CAUSES else 2.0  # the frameworks are slow over large batches
    finished = over_http(contract, plan, receiver, Settings(effort=Effort(findings=0)), patience=patience)
    held = tuple(finding for finding in finished.findings if finding.severity is not Severity.REMARK)
    first = min((finding.example.seconds for finding in held), default=None)
    note = f"{len(held)} findings"
    if causes := CAUSES.get(subject.name):
        missed, unjust = len(list(untold(causes, held))), len(list(unbacked(causes, held)))
        note += f", {len(causes) - missed} of {len(causes)} causes, {unjust} false"
    requests = finished.statistics.requests
    total = time.perf_counter() - began
    at = None if first is None else (max(1, round(requests * first / finished.statistics.seconds)), generating + first)
    return Score(at, requests, total, note)


def theirs(subject: Subject, receiver: Running) -> Score:
    """A default run of Schemathesis."""
    shown = run_schemathesis(subject.entry, receiver)
    just = SoundReceiver(contract_of(subject.entry))

    def fault(one: schemathesis.Exchange) -> bool:
        return just.answer(as_sent(one, just, receiver.key)) != one.status

    told = [one for one in shown.exchanges if one.failed]
    rightly = sum(map(fault, told))
    note = f"{len(told)} failed, {len(told) - rightly} of them on what a sound receiver answers alike"
    return Score(shown.first(fault), len(shown.exchanges), shown.seconds, note)


def as_sent(one: schemathesis.Exchange, receiver: SoundReceiver, right: str) -> Request:
    """The request of an exchange, as receivers in memory take it."""
    header = (receiver.interface.key_header or "").lower()
    key = key_of(one.headers.get(header), None, right)
    return Request(one.method, one.body, one.headers.get("content-type"), key)


def run_schemathesis(entry: Path, receiver: Running) -> schemathesis.Told:
    """What Schemathesis shows of *receiver*."""
    interface = contract_of(entry).interface
    document = TELEMETRY if entry == TELEMETRY else ROOT / "generated" / "openapi" / "player-events.openapi.json"
    base = receiver.url.removesuffix(interface.path)
    return schemathesis.against(document, base, f"{interface.key_header}: {receiver.key}")


def speeds() -> Iterator[Figure]:
    """How fast both are at a sound receiver."""
    with planted("sound", OURS) as receiver:
        subject = Subject("sound", OURS, planted("sound", OURS))
        other = theirs(subject, receiver)
        mine = ours(subject, receiver)
    print(row("sound", mine, other))
    yield Figure("judged cases, ours", mine.requests / mine.seconds, "cases/s")
    yield Figure("judged cases, Schemathesis", other.requests / other.seconds, "cases/s")
    times = (mine.requests / mine.seconds) / (other.requests / other.seconds)
    yield Figure("judged cases, ours for each of Schemathesis", times, "cases", at_least=10)


def row(name: str, mine: Score, other: Score) -> str:
    """One line of the table."""

    def told_of(score: Score) -> str:
        first = "not found" if score.first is None else f"{score.first[0]:5} {score.first[1]:6.2f} s"
        return f"{first:>15} {score.seconds:6.1f} s {score.note:52}"

    return f"{name[:58]:58} | {told_of(mine)} | {told_of(other)}"


def rate(scores: list[Score]) -> float:
    """The part that was found out, in per cent."""
    return 100 * sum(score.first is not None for score in scores) / len(scores)


def medians(name: str, scores: list[Score], at_most: float | None) -> Iterator[Figure]:
    """The medians of what was found out."""
    firsts = [score.first for score in scores if score.first]
    yield Figure(f"requests to the first finding, median, {name}", statistics.median(f[0] for f in firsts), "requests")
    yield Figure(f"seconds to the first finding, median, {name}", statistics.median(f[1] for f in firsts), "s",
                 at_most=at_most)  # fmt: skip


def main() -> int:
    """Print the table; exit 1 when a figure is out of bounds."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.2f}")
    faster = list(speeds())
    scores: list[tuple[Score, Score]] = []
    for subject in subjects(every):
        with subject.start as receiver:
            scores.append((ours(subject, receiver), theirs(subject, receiver)))
        print(row(subject.name, *scores[-1]), flush=True)
    mine, other = [m for m, _ in scores], [o for _, o in scores]
    return told([
        Figure(f"of {len(scores)} receivers found out, ours", rate(mine), "%", at_least=100),
        Figure(f"of {len(scores)} receivers found out, Schemathesis", rate(other), "%"),
        *medians("ours", mine, 1.0),
        *medians("Schemathesis", other, None),
        *faster,
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
