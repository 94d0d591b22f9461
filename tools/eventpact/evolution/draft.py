"""The working contract as the next release, and whether its version says what changed: what is asked all the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from eventpact.compat import Bump, Comparison
from eventpact.errors import EventpactError
from eventpact.evolution import approvals as approval_file
from eventpact.evolution.approvals import read_approvals
from eventpact.evolution.releases import Release, known, release_file
from eventpact.evolution.review import Approvals, Review, Step, review
from eventpact.evolution.semver import Semver, parse_semver
from eventpact.evolution.settings import Settings
from eventpact.evolution.versions import Version, compared, of_file
from eventpact.generate.document import json_text
from eventpact.generate.openapi import one_file
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
