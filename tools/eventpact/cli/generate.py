"""``eventpact generate``: write every artefact that follows from the contract, or check that the written ones do."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption, open_contract
from eventpact.errors import EventpactError, ExitCode
from eventpact.files import read_tree, replace_tree
from eventpact.generate import generate
from eventpact.generate.difference import differences
from eventpact.generate.manifest import NAME, read_manifest
from eventpact.printable import escape


def command(
    contract: ContractOption = DEFAULT_CONTRACT,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the artefacts go.")] = Path(
        "generated"
    ),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail, with a diff, when DIR is not what would be written.")
    ] = False,
) -> None:
    """Generate models, bundles and documents from the contract.

    DIR is replaced as a whole or, when anything fails, not at all. Exit code 0: done, or nothing to do. 1: --check
    found a difference. 2: the contract cannot be used, or DIR holds something else.
    """
    start = time.perf_counter()
    folder = Path(output)
    if not check:
        _refuse_foreign(folder)
    files = generate(open_contract(contract))
    found = read_tree(folder)
    state = "unchanged"
    if check and found != files:
        _report(folder, files, found)
        raise typer.Exit(ExitCode.FOUND)
    if check:
        state = "up to date"
    elif found != files:
        replace_tree(folder.resolve(), files)
        state = "written"
    _say(f"{escape(str(folder))}: {len(files)} files {state} in {time.perf_counter() - start:.1f} s")
    for path in sorted(found.keys() - files.keys()):
        _say(f"  removed {escape(path)}, which is not generated")


def _refuse_foreign(folder: Path) -> None:
    """Raise EventpactError when replacing *folder* would destroy what was not generated."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise EventpactError("is no folder", where=folder, hint="Name a folder: --output DIR.")
    if not folder.exists() or not any(folder.iterdir()):
        return
    file = folder / NAME
    manifest = read_manifest(file.read_bytes()) if file.is_file() else None
    if manifest is None or (folder / ".git").exists():
        reason = "is a repository" if manifest else f"is not empty and holds no {NAME} of eventpact"
        raise EventpactError(
            f"{reason}, so it is not replaced",
            where=folder,
            hint="Name another folder (--output DIR), or empty this one.",
        )


def _report(folder: Path, files: Mapping[str, bytes], found: Mapping[str, bytes]) -> None:
    for line in differences(files, found):
        print(line)
    what = "is stale or was edited" if found else "does not exist yet"
    _say(f"{escape(str(folder))} {what}: run `make generate` (`eventpact generate`) and commit what it writes.")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
