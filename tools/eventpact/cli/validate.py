"""``eventpact validate``: judge request bodies (or single events) that lie in files."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption, Format, open_contract
from eventpact.contract import Judgement, Oracle, Verdict
from eventpact.errors import EventpactError, ExitCode
from eventpact.printable import escape


def command(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="JSON files (one payload each), .ndjson files (one a line), - for stdin."),
    ],
    contract: ContractOption = DEFAULT_CONTRACT,
    events: Annotated[bool, typer.Option("--events", help="Each payload is one event, not a request body.")] = False,
    ndjson: Annotated[bool, typer.Option("--ndjson", help="Read stdin as NDJSON: one payload a line.")] = False,
    output: Annotated[Format, typer.Option("--format", help="Form of the output.")] = Format.TEXT,
) -> None:
    """Judge request bodies against the contract.

    Exit code 0: all are valid. 1: at least one is not; each fault is named with its place and its reason. A payload
    that the standards leave open (a leap second, a key twice, …) is `unspecified`: receivers may take or refuse it.
    """
    oracle = Oracle(open_contract(contract))
    write = _write_json if output is Format.JSON else _write_text
    verdicts: Counter[Verdict] = Counter()
    for file, index, data in _payloads(files, ndjson=ndjson):
        judgement = oracle.judge_text(data, event=events)
        verdicts[judgement.verdict] += 1
        write(file, index, judgement)
    if output is Format.TEXT:
        summary = ", ".join(f"{verdicts[v]} {v.value}" for v in Verdict if verdicts[v])
        print(summary or "no payload was found", file=sys.stderr)
    raise typer.Exit(ExitCode.GOOD if verdicts.total() == verdicts[Verdict.VALID] else ExitCode.FOUND)


def _payloads(files: list[str], *, ndjson: bool) -> Iterator[tuple[str, int, bytes]]:
    """(file, index in it, bytes) of each payload; every file is looked for before the first is read."""
    for file in files:
        if file != "-":
            _look_for(file)
    for file in files:
        lines = ndjson if file == "-" else file.endswith((".ndjson", ".jsonl"))
        data = _read(file)
        if not lines:
            yield file, 0, data
            continue
        yield from ((file, i, line) for i, line in enumerate(data.split(b"\n")) if line.strip())


def _look_for(file: str) -> None:
    try:
        is_folder = Path(file).is_dir() or not Path(file).stat()
    except OSError as error:
        what = "there is no such file" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        raise EventpactError(what, where=file, hint="Give files, or - for stdin.") from None
    if is_folder:
        raise EventpactError("is a folder", where=file, hint=f"Give the files in it: {file.rstrip('/')}/*.json.")


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise EventpactError(f"cannot be read ({error.strerror})", where=file) from None


def _write_json(file: str, index: int, judgement: Judgement) -> None:
    faults = [
        {
            "pointer": fault.pointer,
            "schema_pointer": None if fault.location is None else str(fault.location),
            "variant": fault.variant,
            "message": fault.message,
        }
        for fault in judgement.faults
    ]
    head = f'"file": {json.dumps(file)}, "index": {index}, "verdict": "{judgement.verdict.value}"'
    sys.stdout.write(f'{{{head}, "faults": {json.dumps(faults) if faults else "[]"}}}\n')


def _write_text(file: str, index: int, judgement: Judgement) -> None:
    if judgement.verdict is Verdict.VALID:
        return
    place = escape(f"{file}[{index}]" if index else file)
    for fault in judgement.faults:
        variant = f" ({escape(fault.variant)})" if fault.variant else ""
        where = f"\n    {escape(str(fault.location))}" if fault.location else ""
        sys.stdout.write(f"{place}: {escape(fault.pointer) or '(body)'}{variant}: {fault.message}{where}\n")
    for oddity in judgement.oddities:
        sys.stdout.write(f"{place}: unspecified: {oddity}\n")
