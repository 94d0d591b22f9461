"""The disk: reading a contract's files, confined to their folder, and writing whole trees at once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
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

    def read(path: str) -> bytes:
        file = (root / path).resolve()
        if not file.is_relative_to(root):
            raise ContractError(
                "ref-local",
                "leads out of the contract's folder",
                where=path,
                hint="Copy the file into the folder; a symbolic link must not leave it.",
            )
        try:
            return file.read_bytes()
        except OSError as error:
            raise ContractError(
                "ref-resolves",
                f"cannot be read ({error.strerror})",
                where=path,
                hint=f"A $ref names it; it should be in {root}.",
            ) from None

    return read, entry.resolve().name


def read_tree(folder: Path) -> dict[str, bytes]:
    """Path relative to *folder* → content, of every file below it; empty when there is no such folder."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def replace_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make *folder* hold exactly *files*: all of them or, when anything fails, the old ones.

    The new tree is written beside *folder*, then the two change places. Raises EventpactError when the disk refuses.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
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


def _swap(staged: Path, folder: Path) -> None:
    if not folder.exists():
        staged.rename(folder)
        return
    old = staged.with_name(f"{staged.name}.old")
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
