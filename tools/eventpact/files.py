"""The disk: reading a contract's files, confined to their folder, and writing whole trees at once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from eventpact.contract.document import Reader
from eventpact.errors import ContractError, EventpactError


def contract_reader(entry: Path) -> tuple[Reader, str]:
    """A reader of the documents beside and below *entry*, and the name by which it knows *entry* itself.

    The reader refuses what leads out of that folder, also through a symbolic link. Raises EventpactError when *entry*
    is no file.
    """
    if not entry.is_file():
        raise EventpactError(
            "there is no such file" if not entry.exists() else "is not a file",
            where=entry,
            hint="Name the contract's OpenAPI document: --contract path/to/openapi.yaml.",
        )
    root = entry.resolve().parent
    return partial(_read_inside, root), entry.resolve().name


def _read_inside(root: Path, path: str) -> bytes:
    try:
        file = (root / path).resolve()
        content = file.read_bytes() if file.is_relative_to(root) else None
    except (OSError, RuntimeError) as error:  # Python before 3.13 tells of a circle of links by RuntimeError
        reason = getattr(error, "strerror", None) or "a circle of symbolic links"
        what, hint = f"cannot be read ({reason})", f"It should be in {root}."
        raise ContractError("ref-resolves", what, where=path, hint=hint) from None
    if content is None:
        what, hint = "is outside the contract's folder", "Copy the file into it; a symbolic link must not leave it."
        raise ContractError("ref-local", what, where=path, hint=hint)
    return content


def contract_files(entry: Path) -> list[str]:
    """The paths of all files beside and below *entry*, relative to its folder; hidden ones apart."""
    root = entry.resolve().parent
    found: list[str] = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = Path(folder).relative_to(root)
        found += [(below / name).as_posix() for name in sorted(files) if not name.startswith(".")]
    return found


def read_tree(folder: Path) -> dict[str, bytes]:
    """Path relative to *folder* → content, of every file below it but Python's caches; empty when there is no folder.

    Raises EventpactError when one cannot be read.
    """
    try:
        _recover(folder)
        below = {file.relative_to(folder): file for file in sorted(folder.rglob("*")) if file.is_file()}
        return {path.as_posix(): file.read_bytes() for path, file in below.items() if "__pycache__" not in path.parts}
    except OSError as error:
        raise EventpactError(f"cannot be read ({error.strerror})", where=error.filename or folder) from None


def replace_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make *folder* hold exactly *files*: all of them or, when anything fails, the old ones.

    The new tree is written beside *folder*, then the two change places. Raises EventpactError when the disk refuses.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _recover(folder)
        staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            _write(staged, files)
            _swap(staged, folder)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        raise EventpactError(
            f"cannot be written ({error.strerror})", where=folder, hint="Nothing was changed; mend it and run again."
        ) from None


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    folder.chmod(0o755)


def _aside(folder: Path) -> Path:
    """Where the old tree waits while the new one takes its place."""
    return folder.with_name(f".{folder.name}.old")


def _recover(folder: Path) -> None:
    """Put the old tree back that a run left aside when it was killed between its two renames."""
    if not folder.exists() and _aside(folder).is_dir():
        _aside(folder).rename(folder)


def _swap(staged: Path, folder: Path) -> None:
    if not folder.exists():
        staged.rename(folder)
        return
    old = _aside(folder)
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    try:
        staged.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def write_file(file: Path, content: bytes) -> None:
    """Write *file* whole or not at all. Raises EventpactError when the disk refuses."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(name, 0o644)  # noqa: PTH101 - mkstemp made it readable by the owner alone
        os.replace(name, file)  # noqa: PTH105 - the same file, by the name mkstemp gave
    except OSError as error:
        raise EventpactError(f"cannot be written ({error.strerror})", where=file) from None
