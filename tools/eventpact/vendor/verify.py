"""Whether what eventpact vendored here is as it was written: needs no eventpact, no network, only Python 3.9 or newer.

    python eventpact.lock.d/verify.py                     compares every vendored file with eventpact.lock
    python eventpact.lock.d/verify.py --against FILE      also tells whether another schema is the current one

FILE is a MANIFEST.json that `eventpact generate` wrote, another eventpact.lock or a generated file; a SHA-256 in
hexadecimal will do as well. Exit codes: 0 clean; 1 files were edited, are missing or were added; 2 the lock cannot be
used, or the call is wrong; 4 clean, but made from another schema than that of --against.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import stat
import sys
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

LOCK = "eventpact.lock"
#: Where a run of `eventpact vendor` prepares what it writes; with a journal in it, the run was killed half-way.
STAGING = ".eventpact-vendor"
JOURNAL = "journal.json"
VERSION = 1
CLEAN, EDITED, UNUSABLE, OUTDATED = 0, 1, 2, 4

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
#: How a manifest, a lock and the head of a generated file name the schema that they were made from.
_MADE_FROM = re.compile(rb'(?:"schema_sha256": ?"|schema sha256:)([0-9a-f]{64})')
#: What programs leave behind in folders of sources, and nobody commits.
_NOT_OURS = frozenset({"__pycache__", ".DS_Store"})


class Unusable(Exception):
    """The lock, or what was asked for, is of no use; ``str()`` says why."""


class Edit(NamedTuple):
    """One file that is not as it was written: its *path* below the lock's folder, and what is wrong with it."""

    path: str
    kind: str

    def __str__(self) -> str:
        return f"{printable(self.path)}: {KINDS[self.kind]}"


#: What may be wrong with a file → the words for it.
KINDS = {
    "edited": "was edited",
    "crlf": "has CRLF at the ends of lines, and is the same otherwise (git's core.autocrlf?)",
    "missing": "is missing",
    "added": "was added",
    "link": "is a symbolic link",
    "special": "is neither a file nor a folder",
    "unreadable": "cannot be read",
}


def printable(text: str) -> str:
    """*text* without characters that steer a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def inside(path: Any) -> bool:
    """Whether *path* is a relative path in its plainest form that stays where it starts and out of .git."""
    if not isinstance(path, str) or not path or "\\" in path or "\0" in path or ":" in path:
        return False
    parts = PurePosixPath(path).parts
    plain = "/".join(parts) == path and not path.startswith("/")
    return plain and not any(part in ("..", ".") or part.lower() == ".git" for part in parts)


def read_lock(content: bytes) -> dict[str, Any]:
    """The lock in *content*. Raises Unusable unless it is whole and each of its paths stays below its folder."""
    if b"<<<<<<< " in content:
        raise Unusable("it holds marks of a merge conflict: settle it, then run `eventpact vendor update`")
    try:
        lock = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unusable("it is no JSON") from None
    version = lock.get("lock_version") if isinstance(lock, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise Unusable(f"a newer eventpact wrote it (lock version {version}, this knows {VERSION})")
    if version != VERSION or not _whole(lock):
        raise Unusable("it is no lock of eventpact, or it was edited")
    return dict(lock)


def _whole(lock: dict[str, Any]) -> bool:
    contract, generator, artefacts = lock.get("contract"), lock.get("generator"), lock.get("artefacts")
    return (
        _texts(contract, "title", "version")
        and _texts(generator, "name", "version")
        and _is_sha256(lock.get("schema_sha256"))
        and _folder(lock.get("support"))
        and isinstance(artefacts, list)
        and all(_folder(one) and _texts(one, "artefact", "name") for one in artefacts)
        and _apart([str(one["path"]).lower().split("/") for one in [*artefacts, lock["support"]]])
    )


def _texts(value: Any, *names: str) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(name), str) for name in names)


def _is_sha256(value: Any) -> bool:
    return isinstance(value, str) and _SHA256.match(value) is not None


def _folder(value: Any) -> bool:
    """Whether *value* says which files are in a folder."""
    if not isinstance(value, dict) or not inside(value.get("path")) or not isinstance(value.get("files"), dict):
        return False
    return all(inside(path) and _is_sha256(digest) for path, digest in value["files"].items())


def _apart(paths: list[list[str]]) -> bool:
    """Whether no path is another one, or leads through it."""
    return not any(a == b[: len(a)] for i, a in enumerate(paths) for j, b in enumerate(paths) if i != j)


def folders(lock: dict[str, Any]) -> list[dict[str, Any]]:
    """What the lock vouches for: each artefact's folder, and that of this script."""
    return [*lock["artefacts"], lock["support"]]


def edits(root: Path, folder: dict[str, Any]) -> list[Edit]:
    """Where the files of *folder*, below *root*, are not what the lock says; in the order of their paths."""
    base, vouched = folder["path"], folder["files"]
    parts = base.split("/")
    for depth in range(1, len(parts) + 1):
        if (root / "/".join(parts[:depth])).is_symlink():
            return [Edit("/".join(parts[:depth]), "link")]
    found = {path: _kind(root / base / path, mode, vouched.get(path)) for path, mode in _walk(root / base).items()}
    wrong = {path: kind for path, kind in found.items() if kind}
    wrong.update({path: "missing" for path in vouched if path not in found})
    return [Edit(f"{base}/{path}", kind) for path, kind in sorted(wrong.items())]


def _walk(folder: Path, below: str = "") -> dict[str, int]:
    """Path → mode of all that is below *folder* and no folder; symbolic links are not followed."""
    found = {}
    try:
        inner = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise Unusable(f"{printable(str(folder))}: {error.strerror}") from None
    for child in inner:
        mode = child.lstat().st_mode
        if child.name in _NOT_OURS or child.name.endswith(".pyc"):
            continue
        if stat.S_ISDIR(mode):
            found.update(_walk(child, f"{below}{child.name}/"))
        else:
            found[f"{below}{child.name}"] = mode
    return found


def _kind(file: Path, mode: int, digest: str | None) -> str:
    """What is wrong with *file*, which should have *digest*; empty where nothing is."""
    if stat.S_ISLNK(mode):
        return "link"
    if not stat.S_ISREG(mode):
        return "special"
    if digest is None:
        return "added"
    try:
        content = file.read_bytes()
    except OSError:
        return "unreadable"
    if sha256(content) == digest:
        return ""
    return "crlf" if sha256(content.replace(b"\r\n", b"\n")) == digest else "edited"


def sha256(content: bytes) -> str:
    """The SHA-256 of *content*, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def schema_of(text: str) -> str:
    """The SHA-256 that *text* is, or the one of the schema that the file at *text* was made from. Raises Unusable."""
    if _SHA256.match(text):
        return text
    try:
        named = set(_MADE_FROM.findall(Path(text).read_bytes()))
    except OSError as error:
        raise Unusable(f"{printable(text)}: {error.strerror}") from None
    if len(named) != 1:
        raise Unusable(
            f"{printable(text)}: does not say which schema it was made from: give a MANIFEST.json of eventpact"
        )
    return str(named.pop().decode())


def report(root: Path, against: str | None) -> tuple[list[str], int]:
    """What to say of the vendored files below *root*, and the exit code. Raises Unusable."""
    if (root / STAGING / JOURNAL).exists():
        raise Unusable("an update is under way or was interrupted: `eventpact vendor status` finishes it")
    try:
        lock = read_lock((root / LOCK).read_bytes())
    except OSError as error:
        raise Unusable(f"{printable(str(root / LOCK))}: {error.strerror}") from None
    except Unusable as error:
        raise Unusable(f"{printable(str(root / LOCK))}: {error}") from None
    wanted = schema_of(against) if against else lock["schema_sha256"]
    wrong = [edit for folder in folders(lock) for edit in edits(root, folder)]
    contract = printable(f"{lock['contract']['title']} {lock['contract']['version']}")
    lines = [str(edit) for edit in wrong]
    if wrong:
        lines.append(f"{len(wrong)} of the files vendored for {contract} are not as eventpact wrote them")
    if wanted != lock["schema_sha256"]:
        lines.append(
            f"outdated: vendored is {contract}, schema {lock['schema_sha256'][:12]}; current is schema {wanted[:12]}"
        )
    if not lines:
        lines.append(f"{sum(len(one['files']) for one in folders(lock))} files are as vendored for {contract}")
    return lines, EDITED if wrong else OUTDATED if wanted != lock["schema_sha256"] else CLEAN


def main(words: list[str], root: Path) -> int:
    """Check what was vendored below *root*, say what is wrong, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--against", metavar="FILE", help="the current MANIFEST.json, or the current schema's SHA-256")
    options = parser.parse_args(words)
    try:
        lines, code = report(root, options.against)
    except Unusable as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parent.parent))
