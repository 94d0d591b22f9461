"""``eventpact.lock``: what was vendored into a folder, from which contract, and the digest of every file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventpact.errors import EventpactError
from eventpact.generate.document import json_text
from eventpact.vendor import verify
from eventpact.vendor.verify import LOCK, VERSION, Edit, Unusable, sha256

#: Beside the lock: the script that verifies, and the contract as it was.
SUPPORT = "eventpact.lock.d"


@dataclass(frozen=True)
class Entry:
    """One vendored artefact: its *kind*, the *name* it was given, its folder's *path*, and file → SHA-256."""

    kind: str
    name: str
    path: str
    files: Mapping[str, str]

    def record(self) -> dict[str, Any]:
        """The entry as it stands in the lock."""
        return {"artefact": self.kind, "name": self.name, "path": self.path, "files": dict(self.files)}


@dataclass(frozen=True)
class Lock:
    """All that was vendored into one folder: from one version of one contract, by one version of the generator."""

    title: str
    version: str
    schema: str
    generator: str
    entries: tuple[Entry, ...]
    support: Mapping[str, str]

    def record(self) -> dict[str, Any]:
        """The lock as a JSON value; nothing in it depends on time, machine or user."""
        return {
            "lock_version": VERSION,
            "contract": {"title": self.title, "version": self.version},
            "schema_sha256": self.schema,
            "generator": {"name": "eventpact", "version": self.generator},
            "artefacts": [entry.record() for entry in sorted(self.entries, key=lambda entry: entry.path)],
            "support": {"path": SUPPORT, "files": dict(self.support)},
        }

    def text(self) -> bytes:
        """The lock's file."""
        return json_text(self.record()).encode()

    def edits(self, dest: Path) -> list[Edit]:
        """Where files below *dest* are not as they were vendored. Raises EventpactError when they cannot be read."""
        try:
            return [edit for folder in verify.folders(self.record()) for edit in verify.edits(dest, folder)]
        except Unusable as error:
            raise EventpactError(str(error)) from None


def sums(files: Mapping[str, bytes]) -> dict[str, str]:
    """Path → SHA-256, in the order of the paths."""
    return {path: sha256(content) for path, content in sorted(files.items())}


def read_lock(dest: Path) -> Lock | None:
    """The lock in *dest*, or None where there is none. Raises EventpactError when it cannot be used."""
    file = dest / LOCK
    if file.is_symlink():
        raise EventpactError("is a symbolic link", where=file, hint="Remove it, or put the file there.")
    try:
        found = verify.read_lock(file.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EventpactError(f"cannot be read ({error.strerror})", where=file) from None
    except Unusable as error:
        hint = "Take the file from your last commit (git checkout)."
        raise EventpactError(f"cannot be used: {error}", where=file, hint=hint) from None
    entries = tuple(Entry(one["artefact"], one["name"], one["path"], one["files"]) for one in found["artefacts"])
    contract, generator = found["contract"], found["generator"]["version"]
    support = found["support"]["files"]
    return Lock(contract["title"], contract["version"], found["schema_sha256"], generator, entries, support)
