"""Releasing a version of the contract: what has to hold before, and what is written, all of it or nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from eventpact.compat import Bump
from eventpact.errors import EventpactError
from eventpact.evolution import approvals as approval_file
from eventpact.evolution.approvals import read_approvals
from eventpact.evolution.changelog import with_release
from eventpact.evolution.draft import Draft, Refusal
from eventpact.evolution.sentences import sentences
from eventpact.files import contract_files, contract_reader, read_tree
from eventpact.generate import generate
from eventpact.lint import Severity, lint


def contract_problems(made: Draft, generated: Path | None) -> Iterator[Refusal]:
    """Whether lint finds no error, and the artefacts in *generated* (None: there are none) follow from the contract."""
    entry = made.settings.contract
    for problem in lint(*contract_reader(entry), contract_files(entry)):
        if problem.severity is Severity.ERROR:
            yield Refusal(f"{problem.location}: {problem.message} [{problem.rule}]", problem.hint)
    assert made.version.contract is not None  # a draft has one
    if generated is not None and read_tree(generated) != generate(made.version.contract):
        yield Refusal(
            f"{generated} is stale", "Run `eventpact generate`; `eventpact generate --check` shows what differs."
        )


def planned(made: Draft, changes: Path) -> dict[Path, bytes]:
    """The files that the release *made* writes, in this order: the changelog at *changes*, the snapshot, the approvals
    file without the entries that were given up to now. A run that was killed between two of them can be run again.
    Raises EventpactError when the changelog cannot be read, or the version is there with other content."""
    if made.file.exists():
        hint = f"A release is never changed. Set info.version: {made.number.raised(max(made.bump, Bump.PATCH))}."
        raise EventpactError(f"{made.number} is released already, with other content", where=made.file, hint=hint)
    said = sentences(made.review) if made.review else ["The first release."]
    files = {changes: with_release(_text(changes), made.number, made.settings.today, said).encode()}
    files[made.file] = made.snapshot.encode()
    folder = made.settings.contract.parent
    if read_approvals(folder):
        files[folder / approval_file.NAME] = approval_file.EMPTY.encode()
    return files


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, UnicodeError):
        raise EventpactError(
            "cannot be read as text", where=file, hint="Name the changelog: --changelog FILE."
        ) from None


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write all *files*, or none: each is written beside its place first, then they take their places in order, and the
    old ones come back when a later one cannot. Raises EventpactError when the disk refuses."""
    staged: dict[Path, Path] = {}
    done: dict[Path, bytes | None] = {}
    file = Path()
    try:
        for file, content in files.items():
            staged[file] = _staged(file, content)
        for file, beside in staged.items():
            old = file.read_bytes() if file.exists() else None
            beside.replace(file)
            done[file] = old
    except OSError as error:
        for written, before in done.items():
            _put_back(written, before)
        what, hint = f"cannot be written ({error.strerror})", "Nothing was changed; mend it and run again."
        raise EventpactError(what, where=file, hint=hint) from None
    finally:
        for beside in staged.values():
            beside.unlink(missing_ok=True)


def _staged(file: Path, content: bytes) -> Path:
    """A file beside *file* that holds *content*."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    beside = Path(name)
    beside.chmod(0o644)
    return beside


def _put_back(file: Path, before: bytes | None) -> None:
    if before is None:
        file.unlink()
    else:
        file.write_bytes(before)
