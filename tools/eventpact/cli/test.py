"""``eventpact test``: run the contract against an implementation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from eventpact.checks.rules import listed
from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption, open_contract
from eventpact.errors import EventpactError, ExitCode
from eventpact.findings import Severity
from eventpact.printable import one_of

#: Seconds of the random phase unless the caller says otherwise.
RANDOM_SECONDS = 3.0


def _list_rules(asked: bool) -> None:
    if asked:
        for line in listed():
            typer.echo(line)
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
    app: Annotated[
        str | None,
        typer.Option("--app", metavar="MODULE:ATTRIBUTE", help="Test an ASGI or WSGI application, in this process."),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="FORM=FILE", help="Write a report: json, junit, markdown or text."),
    ] = None,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="The mildest finding that fails the run.")
    ] = Severity.VIOLATION,
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            metavar="WHAT=CODES",
            help="Statuses that are right in place of the contract's: success=202, invalid=400,422, key=401.",
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A small, telling part of the plan, for an inner loop.")
    ] = False,
    strength: Annotated[
        int, typer.Option(min=1, max=4, help="Combine the states of so many fields at a time in valid events.")
    ] = 3,
    max_seconds: Annotated[
        float | None,
        typer.Option(
            "--max-seconds",
            min=0,
            help=f"Seconds of random events after the plan; 0 for none. [default: {RANDOM_SECONDS:g}; 0 with --quick]",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The seed of the random events.")] = 0,
    examples: Annotated[
        str,
        typer.Option(
            metavar="PLACE",
            help="Where failing random events are kept: a folder, or a redis:// URL; empty for nowhere.",
        ),
    ] = ".eventpact/examples",
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="Send the I-th of N parts of the plan, for machines side by side.")
    ] = "1/1",
    plan: Annotated[bool, typer.Option("--plan", help="Print what would be sent, and send nothing.")] = False,
    no_writes: Annotated[
        bool, typer.Option("--no-writes", help="Leave out all that a sound receiver would record.")
    ] = False,
    readback: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Where the recorded events can be read with the tenant's key, as a JSON array or NDJSON: checks that "
            "each was recorded once, unchanged, and nothing of a refused batch.",
        ),
    ] = None,
    second_readback: Annotated[
        str | None, typer.Option(metavar="URL", help="The same for the second tenant: checks that tenants are apart.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.05, max=600, help="Seconds to wait for an answer.")] = 10.0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Requests under way at once.")] = 8,
    rate: Annotated[float | None, typer.Option(min=0.01, help="Requests a second, at most.")] = None,
    ca_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Authorities to check the certificate with, in PEM.")
    ] = None,
    list_rules: Annotated[
        bool, typer.Option("--list-rules", callback=_list_rules, is_eager=True, help="Print the rules and exit.")
    ] = False,
) -> None:
    """Test an implementation against the contract, over HTTP.

    The tenant's key is read from the environment variable EVENTPACT_API_KEY, that of a second tenant, where there is
    one, from EVENTPACT_SECOND_API_KEY; neither is ever printed. Test systems only, or --no-writes: what a sound
    receiver accepts, it records. Ctrl-C ends with a report of what was seen. Exit code 0: no finding as grave as
    --fail-on; 1: at least one; 3: the target could not be tested.
    """
    from eventpact.cases import Choices
    from eventpact.checks import parse_statuses
    from eventpact.cli.contract_run import (
        Keys,
        Wanted,
        against_app,
        against_reference,
        against_url,
        print_plan,
        publish,
    )
    from eventpact.cli.keys import second_key, tenant_key
    from eventpact.cli.sources import Readbacks
    from eventpact.runner.random_database import open_database
    from eventpact.runner.random_phase import RandomSettings

    loaded = open_contract(contract)
    if url is not None and app is not None:
        raise EventpactError("a URL and --app were given", hint="Give one of them.")
    itself = url is None and app is None
    second = None if itself or plan else second_key(loaded)
    seconds = (0.0 if quick or no_writes else RANDOM_SECONDS) if max_seconds is None else max_seconds
    wanted = Wanted(
        choices=Choices(strength, quick, not no_writes, _shard(shard), second is not None),
        random=RandomSettings(seconds, seed, workers, not no_writes, open_database(examples)),
        statuses=parse_statuses(status or [], loaded.interface),
        readbacks=Readbacks(readback, second_readback),
        workers=workers,
        rate=rate,
        timeout=timeout,
        ca_file=ca_file,
    )
    reports = [_report(one) for one in report or []]
    if plan:
        print_plan(loaded, wanted)
        return
    if itself:
        outcome = against_reference(contract, loaded, wanted)
    elif app is not None:
        outcome = against_app(loaded, app, Keys(tenant_key(loaded), second), wanted)
    else:
        assert url is not None
        outcome = against_url(loaded, url, Keys(tenant_key(loaded), second), wanted)
    publish(outcome, reports)
    worst = outcome.finished.worst()
    if worst is not None and worst.rank <= fail_on.rank:
        raise typer.Exit(ExitCode.FOUND)
    raise typer.Exit(ExitCode.COULD_NOT_TEST if outcome.finished.aborted else ExitCode.GOOD)


def _shard(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", text)
    index, parts = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= index <= parts:
        raise EventpactError(
            f"--shard {text} is not understood", hint="Write --shard 2/4 for the second of four parts."
        )
    return index, parts


def _report(text: str) -> tuple[str, Path]:
    from eventpact.report import REPORTS

    form, _, name = text.partition("=")
    if form not in REPORTS or not name:
        raise EventpactError(
            f"--report {text} is not understood", hint=f"Write --report FORM=FILE; FORM is {one_of(list(REPORTS))}."
        )
    file = Path(name)
    if file.is_dir() or not file.absolute().parent.is_dir():
        raise EventpactError(
            "the report cannot be written there", where=name, hint="Name a file in a folder that is there."
        )
    return form, file
