"""One contract run for the command line: the plan, the target, how far it is, and the reports."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from contextlib import aclosing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from eventpact.cases import Plan, make_plan
from eventpact.cli.bar import Bar
from eventpact.contract import Contract
from eventpact.errors import EventpactError
from eventpact.files import write_file
from eventpact.progress import Finished
from eventpact.receiver.embedded import embedded
from eventpact.report import Subject, as_document, finding_text, verdict_text
from eventpact.runner import Settings, run, smoke
from eventpact.targets import HttpTarget, endpoint


@dataclass(frozen=True)
class Wanted:
    """What the options say about a run: requests under way at once, seconds to wait for an answer, report files."""

    workers: int
    timeout: float
    reports: list[Path]


def against_reference(path: Path, contract: Contract, wanted: Wanted) -> Finished:
    """Run *contract*, which is at *path*, against the reference receiver; it is started here and gone afterwards."""
    if find_spec("starlette") is None:
        raise EventpactError(
            "the reference receiver's packages are not installed",
            hint="pip install 'eventpact[receiver]', or give the URL of an implementation.",
        )
    with embedded(path) as receiver:
        return against_url(contract, receiver.url, receiver.key, wanted)


def against_url(contract: Contract, url: str, key: str | None, wanted: Wanted) -> Finished:
    """Run *contract* against the implementation at *url*; print what was found and write the reports."""
    url = endpoint(url, contract.interface.path)
    subject = Subject(contract.title, contract.version, url, contract.interface.key_header)
    began = time.perf_counter()
    plan = make_plan(contract, f"evp-{secrets.token_hex(5)}")
    seconds = time.perf_counter() - began
    target = HttpTarget(url, key_header=subject.key_header, key=key, timeout=wanted.timeout, connections=wanted.workers)
    finished = asyncio.run(_follow(contract, plan, target, Settings(workers=wanted.workers), seconds))
    for number, finding in enumerate(finished.findings, 1):
        print("\n".join(finding_text(subject, number, finding)), end="\n\n")
    print("\n".join(verdict_text(subject, finished)))
    document = json.dumps(as_document(subject, finished), indent=2) + "\n"
    for file in wanted.reports:
        write_file(file, document.encode())
        print(f"report: {file}", file=sys.stderr)
    return finished


async def _follow(contract: Contract, plan: Plan, target: HttpTarget, settings: Settings, seconds: float) -> Finished:
    """Run the plan and show on stderr how far it is."""
    async with target:
        await smoke(contract, plan, target, target.url)
        with Bar() as bar:
            async with aclosing(run(contract, plan, target, settings, generation_seconds=seconds)) as progress:
                async for event in progress:
                    bar.show(event)
                    if isinstance(event, Finished):
                        return event
    raise AssertionError("a run ends with Finished")
