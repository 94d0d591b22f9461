"""``eventpact release``: write the snapshot and the changelog entry of the contract's version."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption
from eventpact.errors import ExitCode
from eventpact.evolution.draft import Draft, Refusal, draft, version_problems
from eventpact.evolution.modes import Mode
from eventpact.evolution.settings import Settings
from eventpact.printable import escape

#: Problems that are shown.
_SHOWN = 20


def command(
    contract: ContractOption = DEFAULT_CONTRACT,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when the version does not say what changed.")
    ] = False,
    mode: Annotated[Mode, typer.Option(help="What must not break without an approval.")] = Mode.BACKWARD,
    changelog: Annotated[Path, typer.Option(metavar="FILE", help="The changelog.")] = Path("CHANGELOG.md"),
    generated: Annotated[Path, typer.Option(metavar="DIR", help="The generated artefacts.")] = Path("generated"),
) -> None:
    """Release the contract's version: a snapshot in releases/ beside it, and an entry in the changelog.

    Before anything is written, info.version says what changed since the last release, each break is approved in
    approvals.yaml, lint finds no error, and the artefacts are fresh (where DIR is there). The approvals given are then
    taken out. All is written or nothing. A version that is released already with the same content is left alone.

    Exit code 0: done, or nothing to do. 1: something has to be mended before. 2: wrong call or unusable contract.
    """
    made = draft(Settings(contract, mode))
    _tell_remarks(made)
    _refuse(version_problems(made))
    if made.is_released or check:
        _say(_state(made))
        return
    from eventpact.evolution.release import contract_problems, planned, write_together

    _refuse(contract_problems(made, generated if generated.is_dir() else None))
    files = planned(made, changelog)
    write_together(files)
    _say(f"{made.number} is released:")
    for file in files:
        _say(f"  wrote {file}")


def _state(made: Draft) -> str:
    if made.last is None:
        return f"{made.number}: nothing is released yet"
    if made.is_released:
        return f"{made.number} is released, and nothing has changed since"
    return f"{made.number} says what changed since {made.last.number}: a {made.bump.word} step or more"


def _tell_remarks(made: Draft) -> None:
    for remark in made.review.remarks if made.review else ():
        _say(f"note: {remark}")


def _refuse(problems: Iterable[Refusal]) -> None:
    found = list(problems)
    for problem in found[:_SHOWN]:
        print(escape(problem.what) + (f"\n    {escape(problem.hint)}" if problem.hint else ""))
    if len(found) > _SHOWN:
        print(f"and {len(found) - _SHOWN} more")
    if found:
        raise typer.Exit(ExitCode.FOUND)


def _say(text: str) -> None:
    print(escape(text), file=sys.stderr)
