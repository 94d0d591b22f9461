"""Several files and folders change at once: all of them or none, also when the process is killed.

What is new is written to a staging folder first. Then a journal is written, and from then on the change counts as made:
whoever finds the journal finishes it (write-ahead logging). A staging folder without a journal is rubbish.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from eventpact.errors import EventpactError
from eventpact.vendor.verify import JOURNAL, STAGING, inside

#: Seconds to wait for another run in the same folder.
_PATIENCE = 10.0


@dataclass(frozen=True)
class Write:
    """What is to be at *path* below the destination: a folder of files, a file, or nothing (None)."""

    path: str
    content: Mapping[str, bytes] | bytes | None


@dataclass(frozen=True)
class _Move:
    """One step that a journal lists: what is staged under *number*, if *new*, takes the place of what is at *path*."""

    number: int
    path: str
    new: bool


@contextmanager
def alone(dest: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """No other run changes *dest* meanwhile. Raises EventpactError when one still does after *patience* seconds."""
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        hint = "Run it where there is flock: Linux, macOS, or WSL on Windows."
        raise EventpactError("vendoring needs locks of files that this system lacks", hint=hint) from None
    handle = os.open(dest, os.O_RDONLY | os.O_DIRECTORY)
    until = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    hint = "Wait until it is done, and run again."
                    raise EventpactError("another `eventpact vendor` is at work here", where=dest, hint=hint) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def commit(dest: Path, writes: Sequence[Write]) -> None:
    """Make all of *writes* below *dest*, or none. Raises EventpactError when the disk refuses; then nothing changed."""
    moves = [_Move(number, write.path, write.content is not None) for number, write in enumerate(writes)]
    staging = dest / STAGING
    try:
        _stage(staging, writes, moves)
        _finish(dest, moves)
    except OSError as error:
        _undo(dest, moves)
        hint = "Nothing was changed; mend it and run again."
        where = error.filename or dest
        raise EventpactError(f"cannot be written ({error.strerror})", where=where, hint=hint) from None


def recover(dest: Path) -> bool:
    """Finish a change below *dest* that a killed run left half made, and clean up; whether there was one to finish.

    Raises EventpactError when what was left cannot be read, or the disk refuses.
    """
    staging = dest / STAGING
    if staging.is_symlink() or not staging.is_dir():
        return False
    moves = _read_journal(staging)
    try:
        if moves is None:
            _clean(staging)
            return False
        _finish(dest, moves)
    except OSError as error:
        where = error.filename or staging
        hint = "An interrupted run left it half done; mend this and run again."
        raise EventpactError(f"cannot be written ({error.strerror})", where=where, hint=hint) from None
    return True


def _stage(staging: Path, writes: Sequence[Write], moves: Sequence[_Move]) -> None:
    for part in ("", "new", "old"):
        (staging / part).mkdir()
    for move, write in zip(moves, writes, strict=True):
        place = staging / "new" / str(move.number)
        if isinstance(write.content, bytes):
            _write(place, write.content)
        elif write.content is not None:
            place.mkdir()
            for path, content in write.content.items():
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                _write(place / path, content)
    text = json.dumps([[move.number, move.path, move.new] for move in moves])
    _write(staging / f"{JOURNAL}.part", text.encode())
    (staging / f"{JOURNAL}.part").rename(staging / JOURNAL)


def _write(file: Path, content: bytes) -> None:
    with file.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _read_journal(staging: Path) -> list[_Move] | None:
    try:
        found = json.loads((staging / JOURNAL).read_bytes())
        moves = [_Move(int(number), str(path), bool(new)) for number, path, new in found]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, RecursionError):
        moves = []
    if not moves or not all(inside(move.path) and _reached_without_links(staging.parent, move.path) for move in moves):
        hint = "It is none that this eventpact wrote; look at it and remove it."
        raise EventpactError("is a journal that cannot be followed", where=staging / JOURNAL, hint=hint)
    return moves


def _reached_without_links(dest: Path, path: str) -> bool:
    above = Path(path).parents
    return not any((dest / parent).is_symlink() for parent in above)


def _finish(dest: Path, moves: Sequence[_Move]) -> None:
    """Every move of a journal that is not made yet; safe to repeat."""
    for move in moves:
        new, old, here = _places(dest, move)
        if move.new and not _there(new):
            continue  # made before
        if _there(here) and not _there(old):
            here.rename(old)
        if move.new:
            here.parent.mkdir(parents=True, exist_ok=True)
            new.rename(here)
        else:
            _prune(dest, here)
    _clean(dest / STAGING)


def _undo(dest: Path, moves: Sequence[_Move]) -> None:
    """The moves of a journal taken back as far as they were made. What can't be is left to :func:`recover`."""
    with suppress(OSError):
        for move in reversed(moves):
            new, old, here = _places(dest, move)
            if move.new and not _there(new) and _there(here) and (dest / STAGING / JOURNAL).exists():
                here.rename(new)
            if _there(old):
                here.parent.mkdir(parents=True, exist_ok=True)
                old.rename(here)
            _prune(dest, here)
        _clean(dest / STAGING)


def _places(dest: Path, move: _Move) -> tuple[Path, Path, Path]:
    staging = dest / STAGING
    return staging / "new" / str(move.number), staging / "old" / str(move.number), dest / move.path


def _there(path: Path) -> bool:
    return os.path.lexists(path)


def _clean(staging: Path) -> None:
    """The journal goes first: what is left without one is rubbish, which any later run deletes."""
    (staging / JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _prune(dest: Path, here: Path) -> None:
    """Remove the folders above *here*, up to *dest*, that hold nothing (any more)."""
    with suppress(OSError):
        for folder in here.parents:
            if folder == dest or _there(here):
                return
            if folder.exists():
                folder.rmdir()
