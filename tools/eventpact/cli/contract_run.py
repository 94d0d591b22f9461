"""One contract run for the command line: the plan, the target, how far it is, and the reports."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from eventpact.cases import Choices, Plan, make_plan
from eventpact.checks import Statuses
from eventpact.cli.bar import Bar
from eventpact.cli.plan_text import plan_lines, plan_sums
from eventpact.cli.prefix import new_prefix
from eventpact.cli.sources import NO_READBACKS, Along, Readbacks
from eventpact.contract import Contract
from eventpact.errors import EventpactError, TargetError
from eventpact.files import write_file
from eventpact.progress import Finished
from eventpact.receiver.embedded import embedded
from eventpact.report import REPORTS, Subject, as_text, bodies
from eventpact.runner import Pace, Settings, run, smoke
from eventpact.runner.random import RandomSettings
from eventpact.targets import HttpTarget, endpoint
from eventpact.targets.in_process import App, served

#: What an event loop raises that takes no signals: on Windows, and where it is not the main thread's.
_NO_SIGNALS = (NotImplementedError, RuntimeError, ValueError)

#: The form of a report and the file that it goes to.
Report = tuple[str, Path]


@dataclass(frozen=True)
class Wanted:
    """What the options say about a run: what is sent (*choices*, *random*), how (*workers*, *rate* a second, *timeout*
    in seconds, *ca_file*), which *statuses* are right, and where records can be read back."""

    choices: Choices
    random: RandomSettings
    statuses: Statuses
    readbacks: Readbacks = NO_READBACKS
    workers: int = 8
    rate: float | None = None
    timeout: float = 10.0
    ca_file: Path | None = None


@dataclass(frozen=True)
class Keys:
    """The keys of the tenant and of a second one; None where there is none."""

    first: str | None = field(default=None, repr=False)
    second: str | None = field(default=None, repr=False)


def print_plan(contract: Contract, wanted: Wanted) -> None:
    """Print what would be sent; nothing is."""
    plan = make_plan(contract, new_prefix(), wanted.choices)
    for line in plan_lines(plan, wanted.statuses):
        print(line)
    for line in plan_sums(plan):
        print(line, file=sys.stderr)


@dataclass(frozen=True)
class Outcome:
    """What came of a run: what it was about, all that it found, and why what was recorded could not be read, if so."""

    subject: Subject
    finished: Finished
    unread: TargetError | None = None


def against_reference(path: Path, contract: Contract, wanted: Wanted) -> Outcome:
    """Run *contract*, which is at *path*, against the reference receiver; it is started here and gone afterwards."""
    if find_spec("starlette") is None:
        raise EventpactError(
            "the reference receiver's packages are not installed",
            hint="pip install 'eventpact[receiver]', or give the URL of an implementation.",
        )
    with embedded(path) as receiver:
        second = receiver.second_key if contract.interface.key_header else None
        readbacks = Readbacks(receiver.readback, receiver.readback if second else None)
        keys = Keys(receiver.key, second)
        return against_url(contract, receiver.url, keys, replace(wanted, readbacks=readbacks))


def against_app(contract: Contract, name: str, keys: Keys, wanted: Wanted) -> Outcome:
    """Run *contract* against the ASGI or WSGI application *name* (``module:attribute``), in this process."""
    with served(App.named(name)) as origin:
        return against_url(contract, origin, keys, wanted)


def against_url(contract: Contract, url: str, keys: Keys, wanted: Wanted) -> Outcome:
    """Run *contract* against the implementation at *url*."""
    url = endpoint(url, contract.interface.path)
    began = time.perf_counter()
    prefix = new_prefix()
    plan = make_plan(contract, prefix, replace(wanted.choices, second_tenant=keys.second is not None))
    seconds = time.perf_counter() - began
    target = HttpTarget(
        url,
        key_header=contract.interface.key_header,
        key=keys.first,
        second_key=keys.second,
        timeout=wanted.timeout,
        connections=wanted.workers,
        ca_file=wanted.ca_file,
    )
    readbacks = wanted.readbacks.sources(contract, keys.first, keys.second)
    along = Along(contract, plan, prefix=prefix, random=wanted.random, readbacks=readbacks, timeout=wanted.timeout)
    finished = asyncio.run(_follow(contract, plan, target, along, wanted, seconds))
    subject = Subject(
        contract.title,
        contract.version,
        url,
        contract.interface.key_header,
        seed=wanted.random.seed,
        id_prefix=prefix,
    )
    if along.left_out:
        print(f"{along.left_out:,} events were sent, but not followed to where they are recorded", file=sys.stderr)
    return Outcome(subject, finished, along.unread)


def publish(outcome: Outcome, reports: Sequence[Report]) -> None:
    """Print what was found and write the *reports*. Raises TargetError where what was recorded could not be read."""
    subject, finished = _with_bodies(outcome, reports), outcome.finished
    print(as_text(subject, finished), end="")
    for form, file in reports:
        write_file(file, REPORTS[form](subject, finished).encode())
        print(f"report: {file}", file=sys.stderr)
    if outcome.unread is not None:
        raise outcome.unread


def _with_bodies(outcome: Outcome, reports: Sequence[Report]) -> Subject:
    """The subject of a run; bodies that no command line can hold are written to a folder beside the first report."""
    texts = bodies(outcome.subject, outcome.finished)
    if not texts or not reports:
        return outcome.subject
    folder = reports[0][1].with_suffix(".bodies")
    for name, body in texts.items():
        write_file(folder / name, body)
    return replace(outcome.subject, bodies=str(folder))


async def _follow(
    contract: Contract, plan: Plan, target: HttpTarget, along: Along, wanted: Wanted, seconds: float
) -> Finished:
    """Run the plan and show on stderr how far it is. The first Ctrl-C ends it with what was seen."""
    async with target:
        await smoke(contract, plan, target, target.url)
        with Bar() as bar, _stop_signal() as stop:
            settings = Settings(
                workers=wanted.workers,
                statuses=wanted.statuses,
                pace=Pace(rate=wanted.rate),
                hooks=along.hooks(wanted.statuses, stop),
            )
            async with aclosing(run(contract, plan, target, settings, generation_seconds=seconds)) as progress:
                async for event in progress:
                    bar.show(event)
                    if isinstance(event, Finished):
                        return event
    raise AssertionError("a run ends with Finished")


@contextmanager
def _stop_signal() -> Iterator[asyncio.Event]:
    """An event that the first Ctrl-C sets; the second interrupts, as ever."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def first() -> None:
        stop.set()
        loop.remove_signal_handler(signal.SIGINT)
        print("stopping; press Ctrl-C again to leave at once", file=sys.stderr)

    with suppress(*_NO_SIGNALS):
        loop.add_signal_handler(signal.SIGINT, first)
    try:
        yield stop
    finally:
        with suppress(*_NO_SIGNALS):
            loop.remove_signal_handler(signal.SIGINT)
