"""``eventpact agree``: do the generated artefacts accept exactly what the schema accepts?"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from eventpact.agreement import Comparison, Disagreement, compare, judges_of
from eventpact.cases.payloads import Samples
from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption, open_contract
from eventpact.contract import Oracle
from eventpact.errors import ExitCode
from eventpact.printable import escape, shorten


def command(
    contract: ContractOption = DEFAULT_CONTRACT,
    generated: Annotated[
        Path, typer.Option("--generated", metavar="DIR", help="The artefacts, as `eventpact generate` wrote them.")
    ] = Path("generated"),
    payloads: Annotated[int, typer.Option(min=1, help="How many payloads; the systematic ones come first.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Seed of the random payloads. [default: the time]", show_default=False)] = 0,
) -> None:
    """Compare every generated artefact with the oracle, on the same payloads.

    About half of the payloads are valid. What the standards leave open does not count. Exit code 1 when an artefact
    takes what the schema refuses, or refuses what it accepts.
    """
    loaded = open_contract(contract)
    seed = seed or int(time.time())
    judges = judges_of(generated)
    for judge in judges:
        if judge.missing:
            print(f"{judge.id} is left out: {judge.missing}", file=sys.stderr)
    samples = Samples(loaded)
    began = time.perf_counter()
    stream = islice(chain(samples.systematic(), samples.mixtures(seed)), payloads)
    found = compare(Oracle(loaded), [judge for judge in judges if not judge.missing], stream)
    print("\n".join(_table(found)))
    print(f"{payloads:,} payloads, seed {seed}, in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    raise typer.Exit(ExitCode.FOUND if any(one.causes for one in found) else ExitCode.GOOD)


def _table(found: list[Comparison]) -> Iterator[str]:
    yield f"{'artefact':42} {'valid':>9} {'invalid':>9} {'wrongly accepted':>17} {'wrongly refused':>16}"
    for one in found:
        wrong = f"{one.wrong(accepted=True):17,} {one.wrong(accepted=False):16,}"
        yield f"{one.judge.id:42} {one.valid:9,} {one.invalid:9,} {wrong}"
    for one in found:
        for cause in sorted(one.causes.values(), key=lambda c: -c.count):
            yield from _explained(one, cause)


def _explained(one: Comparison, cause: Disagreement) -> Iterator[str]:
    verb = "accepted" if cause.accepted else "refused"
    yield f"{one.judge.id} wrongly {verb} {cause.count:,} times: {escape(cause.kind)}"
    yield f"    {escape(shorten(cause.example.decode('utf-8', 'replace'), 400))}"
