"""``eventpact diff``: what changed between two versions, whom it breaks, and a body that proves it."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption
from eventpact.compat import RULES, Reading
from eventpact.errors import ExitCode
from eventpact.evolution.diff import diff
from eventpact.evolution.modes import Mode
from eventpact.evolution.output import FORMATS
from eventpact.evolution.settings import Settings
from eventpact.printable import escape

_Form = StrEnum("_Form", list(FORMATS))  # type: ignore[misc]
_TEXT, _JSON = _Form("text"), _Form("json")


def command(
    old: Annotated[
        str | None,
        typer.Argument(metavar="OLD", help="A file, a folder, a release (1.2.0) or git:REV[:PATH]; the last release."),
    ] = None,
    new: Annotated[str | None, typer.Argument(metavar="NEW", help="The same; the working contract.")] = None,
    contract: ContractOption = DEFAULT_CONTRACT,
    mode: Annotated[Mode, typer.Option(help="What must not break.")] = Mode.BACKWARD,
    reading: Annotated[Reading, typer.Option(help="How open objects are read.")] = Reading.PRAGMATIC,
    output: Annotated[_Form, typer.Option("--format", help="Form of the output.")] = _TEXT,
    list_rules: Annotated[
        bool, typer.Option("--list-rules", help="Say what changes are told apart, and exit.")
    ] = False,
) -> None:
    """Compare two versions of the contract, or of a JSON Schema, by what they accept.

    OLD is the last release unless it is named, NEW the working contract. `backward`: bodies that were valid stay valid,
    so senders need not change. `forward`: bodies that are valid now were valid before, so receivers need not change.
    `full`: both. `…-transitive`: against every release. The pragmatic reading takes an optional property that one
    version adds for one that nobody sent before; the strict one does not.

    Exit code 0: the mode holds, or each break is approved in approvals.yaml beside the contract. 1: it does not.
    2: wrong call, or a version that cannot be used.
    """
    if list_rules:
        _list_rules(as_json=output is _JSON)
        return
    settings = Settings(contract, mode, reading)
    material = diff(old, new, settings)
    sys.stdout.write(FORMATS[output.value](material))
    if output is _JSON:
        sys.stderr.writelines(f"note: {escape(remark)}\n" for remark in material.review.remarks)
    raise typer.Exit(ExitCode.GOOD if material.review.is_allowed else ExitCode.FOUND)


def _list_rules(*, as_json: bool) -> None:
    width = max(map(len, RULES))
    for rule in RULES.values():
        record = {"rule": rule.id, "means": rule.means, "effect": rule.effect.value, "bump": rule.bump.word}
        text = f"{rule.id:{width}}  {rule.bump.word:5}  {rule.means}"
        sys.stdout.write((json.dumps(record) if as_json else text) + "\n")
