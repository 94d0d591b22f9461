"""The released versions of a contract: one bundle each, in ``releases/`` beside its entry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from eventpact.evolution.semver import Semver, parse_semver

FOLDER = "releases"


@dataclass(frozen=True)
class Release:
    """A released version: its *number*, and the *file* that holds it."""

    number: Semver
    file: Path


def known(folder: Path) -> list[Release]:
    """The releases of the contract in *folder*, the oldest first; other files beside them are none."""
    files = (folder / FOLDER).glob("*.json")
    found = ((parse_semver(file.stem), file) for file in files if file.is_file())
    return sorted((Release(number, file) for number, file in found if number), key=lambda release: release.number)


def release_file(folder: Path, number: object) -> Path:
    """Where the release *number* of the contract in *folder* is, or would be."""
    return folder / FOLDER / f"{number}.json"
