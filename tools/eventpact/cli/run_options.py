"""The options of ``eventpact test``, as types: what each is called, takes and does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eventpact.checks.rules import listed
from eventpact.findings import Severity

#: Seconds of the random phase unless the caller says otherwise.
RANDOM_SECONDS = 3.0


def _list_rules(asked: bool) -> None:
    if asked:
        for line in listed():
            typer.echo(line)
        raise typer.Exit


Url = Annotated[
    str | None,
    typer.Argument(
        metavar="[URL]",
        help="The endpoint; without a path the contract's is taken. "
        "Left out: the reference receiver is started and tested.",
    ),
]
App = Annotated[
    str | None,
    typer.Option("--app", metavar="MODULE:ATTRIBUTE", help="Test an ASGI or WSGI application, in this process."),
]
Reports = Annotated[
    list[str] | None,
    typer.Option("--report", metavar="FORM=FILE", help="Write a report: json, junit, markdown or text."),
]
FailOn = Annotated[Severity, typer.Option("--fail-on", help="The mildest finding that fails the run.")]
Status = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        metavar="WHAT=CODES",
        help="Statuses that are right in place of the contract's: success=202, invalid=400,422, key=401.",
    ),
]
Quick = Annotated[bool, typer.Option("--quick", help="A small, telling part of the plan, for an inner loop.")]
Strength = Annotated[int, typer.Option(min=1, max=4, help="Combine the states of so many fields in valid events.")]
MaxSeconds = Annotated[
    float | None,
    typer.Option(
        "--max-seconds",
        min=0,
        help=f"Seconds of random events after the plan; 0 for none. [default: {RANDOM_SECONDS:g}; 0 with --quick and "
        "with --no-writes]",
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="The seed of the random events.")]
Examples = Annotated[
    str,
    typer.Option(
        metavar="PLACE", help="Where failing random events are kept: a folder, or a redis:// URL; empty for nowhere."
    ),
]
Shard = Annotated[
    str, typer.Option(metavar="I/N", help="Send the I-th of N parts of the plan, for machines side by side.")
]
Plan = Annotated[bool, typer.Option("--plan", help="Print what would be sent, and send nothing.")]
NoWrites = Annotated[bool, typer.Option("--no-writes", help="Leave out all that a sound receiver would record.")]
Readback = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Where the recorded events can be read with the tenant's key, as a JSON array or NDJSON: checks that "
        "each was recorded once, unchanged, and nothing of a refused batch.",
    ),
]
SecondReadback = Annotated[
    str | None, typer.Option(metavar="URL", help="The same for the second tenant: checks that tenants are apart.")
]
Timeout = Annotated[float, typer.Option(min=0.05, max=600, help="Seconds to wait for an answer.")]
Workers = Annotated[int, typer.Option(min=1, max=256, help="Requests under way at once.")]
Rate = Annotated[float | None, typer.Option(min=0.01, help="Requests a second, at most.")]
CaFile = Annotated[Path | None, typer.Option(metavar="FILE", help="Authorities to check the certificate with, in PEM.")]
ListRules = Annotated[
    bool, typer.Option("--list-rules", callback=_list_rules, is_eager=True, help="Print the rules and exit.")
]
