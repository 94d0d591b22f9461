"""``eventpact lint``: check a contract's own files."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Annotated

import typer

from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption, Format
from eventpact.errors import ExitCode
from eventpact.files import contract_files, contract_reader
from eventpact.lint import RULES, Problem, Severity, lint
from eventpact.printable import escape


def command(
    contract: ContractOption = DEFAULT_CONTRACT,
    list_rules: Annotated[bool, typer.Option("--list-rules", help="Say what is checked, and exit.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    output: Annotated[Format, typer.Option("--format", help="Form of the output.")] = Format.TEXT,
) -> None:
    """Check the contract's own files: schemas, references, descriptions, examples.

    Exit code 0: no error. 1: at least one (with --strict, a warning is enough). Each problem is named with its place,
    its rule, and what to do.
    """
    if list_rules:
        _list_rules(output)
        return
    problems = lint(*contract_reader(contract), contract_files(contract))
    for problem in problems:
        sys.stdout.write((_json if output is Format.JSON else _text)(problem))
    counts = Counter(problem.severity for problem in problems)
    if output is Format.TEXT:
        sys.stderr.write(f"{_summary(counts)}\n")
    failed = counts[Severity.ERROR] or (strict and counts[Severity.WARNING])
    raise typer.Exit(ExitCode.FOUND if failed else ExitCode.GOOD)


def _text(problem: Problem) -> str:
    severity = "" if problem.severity is Severity.ERROR else f"{problem.severity.value}: "
    line = escape(f"{problem.location}: {severity}{problem.message} [{problem.rule}]")
    return f"{line}\n" + (f"    {escape(problem.hint)}\n" if problem.hint else "")


def _json(problem: Problem) -> str:
    return json.dumps({**vars(problem), "severity": problem.severity.value}) + "\n"


def _summary(counts: Counter[Severity]) -> str:
    if not counts:
        return f"{len(RULES)} rules: nothing was found"
    found = (f"{counts[s]} {s.value}{'s' if counts[s] > 1 else ''}" for s in Severity if counts[s])
    return f"{len(RULES)} rules: {', '.join(found)}"


def _list_rules(output: Format) -> None:
    width = max(len(rule.id) for rule in RULES)
    for rule in RULES:
        record = {"rule": rule.id, "severity": rule.severity.value, "shows": rule.shows}
        text = f"{rule.id:{width}}  {rule.severity.value:7}  {rule.shows}"
        sys.stdout.write((json.dumps(record) if output is Format.JSON else text) + "\n")
