"""``eventpact test``: run the contract against an implementation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from eventpact.checks import RULES
from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption, open_contract
from eventpact.contract import Contract
from eventpact.errors import EventpactError, ExitCode
from eventpact.findings import Severity

KEY_VARIABLE = "EVENTPACT_API_KEY"


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
    from eventpact.cli.contract_run import Wanted, against_reference, against_url

    loaded = open_contract(contract)
    wanted = Wanted(workers, timeout, [_report_file(one) for one in report or []])
    if url is None:
        finished = against_reference(contract, loaded, wanted)
    else:
        finished = against_url(loaded, url, _key(loaded), wanted)
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
