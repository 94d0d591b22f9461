"""``eventpact test``: run the contract against an implementation."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import time
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from eventpact.cases import Plan, make_plan
from eventpact.checks import RULES
from eventpact.cli.bar import Bar
from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption, open_contract
from eventpact.contract import Contract
from eventpact.errors import EventpactError, ExitCode
from eventpact.files import write_file
from eventpact.findings import Severity
from eventpact.progress import Finished
from eventpact.report import Subject, as_document, finding_text, verdict_text
from eventpact.runner import Settings, run, smoke
from eventpact.targets import HttpTarget, endpoint

KEY_VARIABLE = "EVENTPACT_API_KEY"


@dataclass(frozen=True)
class _Wanted:
    """What the options say about a run: how it is made, seconds to wait for an answer, files to report to."""

    settings: Settings
    timeout: float
    reports: list[Path]


def _list_rules(asked: bool) -> None:
    if asked:
        for rule in RULES.values():
            typer.echo(f"{rule.id:18} {rule.severity.value:10} {rule.shows}")
        raise typer.Exit


def command(
    url: Annotated[
        str | None,
        typer.Argument(
            metavar="[URL]",
            help="The endpoint; without a path the contract's is taken. "
            "Left out: the reference receiver is started and tested.",
        ),
    ] = None,
    contract: ContractOption = DEFAULT_CONTRACT,
    report: Annotated[
        list[str] | None, typer.Option("--report", metavar="json=FILE", help="Write a report of the run.")
    ] = None,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="The mildest finding that fails the run.")
    ] = Severity.VIOLATION,
    timeout: Annotated[float, typer.Option(min=0.05, max=600, help="Seconds to wait for an answer.")] = 10.0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Requests under way at once.")] = 8,
    list_rules: Annotated[
        bool, typer.Option("--list-rules", callback=_list_rules, is_eager=True, help="Print the rules and exit.")
    ] = False,
) -> None:
    """Test an implementation against the contract, over HTTP.

    The tenant's key is read from the environment variable EVENTPACT_API_KEY and is never printed. Test systems only:
    what a sound receiver accepts, it records. Exit code 0: no finding as grave as --fail-on; 1: at least one; 3: the
    target could not be tested.
    """
    loaded = open_contract(contract)
    reports = [_report_file(one) for one in report or []]
    wanted = _Wanted(Settings(workers=workers), timeout, reports)
    if url is None:
        finished = _test_reference(contract, loaded, wanted)
    else:
        finished = _test(loaded, endpoint(url, loaded.interface.path), _key(loaded), wanted)
    worst = finished.worst()
    if worst is not None and worst.rank <= fail_on.rank:
        raise typer.Exit(ExitCode.FOUND)
    raise typer.Exit(ExitCode.COULD_NOT_TEST if finished.aborted else ExitCode.GOOD)


def _report_file(text: str) -> Path:
    form, _, file = text.partition("=")
    if form != "json" or not file:
        raise EventpactError(f"--report {text} is not understood", hint="Write --report json=FILE.")
    if Path(file).is_dir() or not Path(file).absolute().parent.is_dir():
        raise EventpactError(
            "the report cannot be written there", where=file, hint="Name a file in a folder that is there."
        )
    return Path(file)


def _key(contract: Contract) -> str | None:
    """The tenant's key. Raises EventpactError when the contract asks for one and the environment has none usable."""
    header = contract.interface.key_header
    key = os.environ.get(KEY_VARIABLE)
    if header is None:
        return None
    if not key:
        raise EventpactError(
            f"the contract asks for a key in {header}, and {KEY_VARIABLE} is not set",
            hint=f"export {KEY_VARIABLE}=…, then run the command again.",
        )
    if not key.isascii() or not key.isprintable() or key != key.strip():
        raise EventpactError(f"{KEY_VARIABLE} holds characters that no header can carry", hint="Copy the key again.")
    return key


def _test_reference(path: Path, contract: Contract, wanted: _Wanted) -> Finished:
    try:
        from eventpact.receiver.embedded import embedded
    except ImportError as error:
        raise EventpactError(
            f"the reference receiver needs {error.name}, which is not installed",
            hint="pip install 'eventpact[receiver]', or give the URL of an implementation.",
        ) from None
    with embedded(path) as receiver:
        return _test(contract, receiver.url, receiver.key, wanted)


def _test(contract: Contract, url: str, key: str | None, wanted: _Wanted) -> Finished:
    subject = Subject(contract.title, contract.version, url, contract.interface.key_header)
    began = time.perf_counter()
    plan = make_plan(contract, f"evp-{secrets.token_hex(5)}")
    seconds = time.perf_counter() - began
    workers = wanted.settings.workers
    target = HttpTarget(url, key_header=subject.key_header, key=key, timeout=wanted.timeout, connections=workers)
    finished = asyncio.run(_follow(contract, plan, target, wanted.settings, seconds))
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
