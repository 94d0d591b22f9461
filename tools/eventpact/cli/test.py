"""``eventpact test``: run the contract against an implementation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from eventpact.cli import run_options as option
from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption, open_contract
from eventpact.errors import EventpactError, ExitCode
from eventpact.findings import Severity
from eventpact.printable import one_of

if TYPE_CHECKING:
    from eventpact.cli.contract_run import Outcome, Report, Wanted
    from eventpact.contract import Contract


def command(
    url: option.Url = None,
    contract: ContractOption = DEFAULT_CONTRACT,
    app: option.App = None,
    report: option.Reports = None,
    fail_on: option.FailOn = Severity.VIOLATION,
    status: option.Status = None,
    quick: option.Quick = False,
    strength: option.Strength = 3,
    max_seconds: option.MaxSeconds = None,
    seed: option.Seed = 0,
    examples: option.Examples = ".eventpact/examples",
    shard: option.Shard = "1/1",
    plan: option.Plan = False,
    no_writes: option.NoWrites = False,
    readback: option.Readback = None,
    second_readback: option.SecondReadback = None,
    timeout: option.Timeout = 10.0,
    workers: option.Workers = 8,
    rate: option.Rate = None,
    ca_file: option.CaFile = None,
    list_rules: option.ListRules = False,
) -> None:
    """Test an implementation against the contract, over HTTP.

    The tenant's key is read from the environment variable EVENTPACT_API_KEY, that of a second tenant, where there is
    one, from EVENTPACT_SECOND_API_KEY; neither is ever printed. Test systems only, or --no-writes: what a sound
    receiver accepts, it records. Ctrl-C ends with a report of what was seen. Exit code 0: no finding as grave as
    --fail-on; 1: at least one; 3: the target could not be tested.
    """
    from eventpact.cases import Choices
    from eventpact.checks import parse_statuses
    from eventpact.cli.contract_run import Wanted, print_plan, publish
    from eventpact.cli.sources import Readbacks
    from eventpact.runner.random import RandomSettings, open_database

    loaded = open_contract(contract)
    if max_seconds is None:
        max_seconds = 0.0 if quick or no_writes else option.RANDOM_SECONDS
    wanted = Wanted(
        choices=Choices(strength, quick, not no_writes, _shard(shard)),
        random=RandomSettings(max_seconds, seed, workers, not no_writes, open_database(examples)),
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
    outcome = _outcome(contract, loaded, url, app, wanted)
    publish(outcome, reports)
    worst = outcome.finished.worst()
    if worst is not None and worst.rank <= fail_on.rank:
        raise typer.Exit(ExitCode.FOUND)
    raise typer.Exit(ExitCode.COULD_NOT_TEST if outcome.finished.aborted else ExitCode.GOOD)


def _outcome(path: Path, contract: Contract, url: str | None, app: str | None, wanted: Wanted) -> Outcome:
    """What came of the run against what was named: a URL, an application, or nothing."""
    from eventpact.cli.contract_run import Keys, against_app, against_reference, against_url
    from eventpact.cli.keys import second_key, tenant_key

    if url is None and app is None:
        return against_reference(path, contract, wanted)
    if url is not None and app is not None:
        raise EventpactError("a URL and --app were given", hint="Give one of them.")
    keys = Keys(tenant_key(contract), second_key(contract))
    return against_url(contract, url, keys, wanted) if url else against_app(contract, app or "", keys, wanted)


def _shard(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", text)
    index, parts = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= index <= parts:
        raise EventpactError(
            f"--shard {text} is not understood", hint="Write --shard 2/4 for the second of four parts."
        )
    return index, parts


def _report(text: str) -> Report:
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
