"""Version numbers (Semantic Versioning 2.0.0): their form, their order, and the step that a change asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

from eventpact.compat import Bump

_NUMBER = r"(?:0|[1-9][0-9]{0,8})"
_IDENTIFIER = rf"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_FORM = re.compile(rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-({_IDENTIFIER}(?:\.{_IDENTIFIER})*))?", re.ASCII)


@total_ordering
@dataclass(frozen=True)
class Semver:
    """One version number; *before* are the identifiers of a version before the release (``rc.1``). They are ordered as
    §11 says. Build metadata (§10) is not accepted: two versions that differ in it alone would be one."""

    major: int
    minor: int
    patch: int
    before: tuple[str, ...] = ()

    @property
    def core(self) -> tuple[int, int, int]:
        """Major, minor and patch."""
        return self.major, self.minor, self.patch

    def __lt__(self, other: Semver) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[object, ...]:
        parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.before)
        return self.core, not self.before, parts

    def __str__(self) -> str:
        core = ".".join(map(str, self.core))
        return f"{core}-{'.'.join(self.before)}" if self.before else core

    def raised(self, bump: Bump) -> Semver:
        """The next version after this one that says *bump*. Before 1.0.0 a minor step says what a major one says later
        (§4 leaves it open). A version before a release may change in any way until it is released (§9)."""
        if bump is Bump.NONE:
            return self
        if self.before:
            return Semver(*self.core)
        if bump is Bump.MAJOR and self.major:
            return Semver(self.major + 1, 0, 0)
        if bump is Bump.PATCH:
            return Semver(self.major, self.minor, self.patch + 1)
        return Semver(self.major, self.minor + 1, 0)

    def says(self, bump: Bump, last: Semver) -> bool:
        """Whether going from *last* to this version says *bump*."""
        if bump is Bump.NONE:
            return self >= last
        return self > last and self.core >= last.raised(bump).core


def parse_semver(text: str) -> Semver | None:
    """The version number that *text* is, or None."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    major, minor, patch, before = match.groups()
    return Semver(int(major), int(minor), int(patch), tuple(before.split(".")) if before else ())
