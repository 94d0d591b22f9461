"""Releasing a version of the contract: what has to hold before, and what is written, all of it or nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from eventpact.compat import Bump, Comparison
from eventpact.errors import EventpactError
from eventpact.evolution import approvals as approval_file
from eventpact.evolution.approvals import read_approvals
from eventpact.evolution.changelog import with_release
from eventpact.evolution.diff import Settings
from eventpact.evolution.releases import Release, known, release_file
from eventpact.evolution.review import Approvals, Review, Step, review
from eventpact.evolution.semver import Semver, parse_semver
from eventpact.evolution.sentences import sentences
from eventpact.evolution.versions import Version, compared, of_file
from eventpact.files import contract_files, contract_reader, read_tree
from eventpact.generate import generate
from eventpact.generate.document import json_text
from eventpact.generate.openapi import one_file
from eventpact.lint import Severity, lint
from eventpact.printable import excerpt


@dataclass(frozen=True)
class Refusal:
    """Why a release cannot be made: *what* is wrong, and what to do."""

    what: str
    hint: str | None = None


@dataclass(frozen=True)
class Draft:
    """The working contract as the next release: the version *number* that it says, the *snapshot* to be written, the
    *last* release, and the *review* of the step from there (None: it is the first)."""

    settings: Settings
    version: Version
    number: Semver
    snapshot: str
    last: Release | None
    review: Review | None

    @property
    def bump(self) -> Bump:
        """The step of the version number that the changes since the last release ask for."""
        return self.review.step.comparison.bump if self.review else Bump.NONE

    @property
    def is_released(self) -> bool:
        """Whether this very version is the last release, and nothing has changed since."""
        return self.last is not None and self.last.number == self.number and self.bump is Bump.NONE

    @cached_property
    def file(self) -> Path:
        """Where the snapshot goes."""
        return release_file(self.settings.contract.parent, self.number)


def draft(settings: Settings) -> Draft:
    """The working contract as the next release. Raises EventpactError when it cannot be used or says no version."""
    version = of_file(settings.contract)
    if version.contract is None:
        raise EventpactError("is no OpenAPI document", where=settings.contract, hint="Only a contract is released.")
    written = version.contract.version
    number = parse_semver(written)
    if number is None:
        where = f"{settings.contract}#/info/version"
        raise EventpactError(f"{excerpt(written)} is no version", where=where, hint="Write it like 1.2.0.")
    releases = known(settings.contract.parent)
    last = releases[-1] if releases else None
    snapshot = json_text(one_file(version.contract))
    return Draft(settings, version, number, snapshot, last, _review(version, last, snapshot, settings))


def _review(version: Version, last: Release | None, snapshot: str, settings: Settings) -> Review | None:
    approved = Approvals(read_approvals(settings.contract.parent), settings.today, last.number if last else None)
    if last is None:
        return None
    old = of_file(last.file, label=str(last.number))
    same = last.file.read_text(encoding="utf-8") == snapshot
    nothing = Comparison((), None, None, Bump.NONE)
    comparison = nothing if same else compared(old, version, reading=settings.reading)
    step = Step(old.label, version.label, comparison)
    return review(step, (), mode=settings.mode, reading=settings.reading, approvals=approved)


def version_problems(made: Draft) -> Iterator[Refusal]:
    """Whether the version says what changed, and each break is approved: what ``make check`` asks."""
    if made.last is None or made.review is None:
        return
    last, number = made.last.number, made.number
    if number < last:
        yield Refusal(
            f"the version is {number}, but {last} is released", f"Set info.version: {last.raised(made.bump)}."
        )
    elif not number.says(made.bump, last):
        what = f"the changes since {last} ask for a {made.bump.word} step, but the version is {number}"
        yield Refusal(what, f"Set info.version: {last.raised(made.bump)}.")
    broken = [one for one in made.review.breaks if one.approval is None]
    for one in broken:
        what = f"{one.cause.pointer} breaks {made.settings.mode} against {last} [{one.rule}]"
        yield Refusal(what, f"Take it back, or approve it in {approval_file.NAME}; `eventpact diff` tells more.")


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
