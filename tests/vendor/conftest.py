"""What the tests of vendoring share: repositories, trees, edited contracts, and processes that die on purpose."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract, load
from eventpact.vendor import Entry, Lock, Wanted, add, apply, plan_update, read_lock, remove

Tree = dict[str, bytes | None]
#: Audit events (PEP 578) that change the disk.
_CHANGES = frozenset({"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.link", "os.symlink"})


def tree(folder: Path) -> Tree:
    """Path → content of all below *folder* but git's own; None for a folder."""
    inner = [path for path in sorted(folder.rglob("*")) if ".git" not in path.parts]
    return {str(path.relative_to(folder)): _content(path) for path in inner}


def _content(path: Path) -> bytes | None:
    if path.is_symlink():
        return b"-> " + os.readlink(path).encode()  # noqa: PTH115 - as it is written
    return None if path.is_dir() else path.read_bytes()


def changed_disk(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an audit event is about to change the disk."""
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in _CHANGES


def forked(act: Callable[[], None], before: Callable[[int], None]) -> int:
    """The exit status of *act* in a process of its own, in which *before* is called with the number of each change."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # this process may have threads; the child needs none
        child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seen = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if changed_disk(event, arguments):
            seen += 1
            before(seen)

    try:
        sys.addaudithook(hook)
        act()
    except BaseException as error:
        os._exit(2 if type(error).__name__ == "EventpactError" else 70)
    os._exit(0)


def killed_at(number: int) -> Callable[[int], None]:
    """Kills the process before its change of that *number*."""

    def before(seen: int) -> None:
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return before


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository."""
    folder = tmp_path / "service"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


def git(folder: Path, *words: str) -> str:
    """What git prints."""
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    done = subprocess.run(["git", "-C", str(folder), *identity, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def edited(contract: Contract, edit: Callable[[dict[str, Any]], None]) -> Contract:
    """*contract* after *edit* of its documents (path → value)."""
    import copy  # noqa: PLC0415 - only here
    import json  # noqa: PLC0415

    documents = copy.deepcopy(contract.documents.contents)
    edit(documents)
    texts = {path: json.dumps(document).encode() for path, document in documents.items()}
    return load(texts.__getitem__, contract.entry)


def next_version(documents: dict[str, Any]) -> None:
    """An edit: the same contract under another version, and described otherwise."""
    for document in documents.values():
        if "openapi" in document:
            document["info"]["version"] = "9.8.7"


def vendored(dest: Path, contract: Contract, kind: str, name: str = "", into: str = "") -> Entry:
    """The entry of an artefact that was added to *dest*."""
    return add(dest, contract, Wanted(kind, name, into), read_lock(dest))[0]


def lock_of(dest: Path) -> Lock:
    """The lock in *dest*, which has one."""
    lock = read_lock(dest)
    assert lock is not None
    return lock


def update(dest: Path, contract: Contract, **settings: bool) -> Any:
    """What came of bringing *dest* up to date."""
    return apply(plan_update(dest, lock_of(dest), contract), **{"force": False, "allow_breaking": False, **settings})


@pytest.fixture(scope="session")
def newer(telemetry: Contract) -> Contract:
    """The other contract, reworded under another version: other files, and nobody is broken."""
    return edited(telemetry, next_version)


@pytest.fixture(scope="session")
def narrower(telemetry: Contract) -> Contract:
    """The other contract, in which a property must be there that nobody sends yet."""

    def demand(documents: dict[str, Any]) -> None:
        next_version(documents)
        variant = next(one for one in _objects(documents) if "required" in one and "properties" in one)
        variant["required"].append("brandNew")
        variant["properties"]["brandNew"] = {"type": "string"}

    return edited(telemetry, demand)


def _objects(value: Any) -> Any:
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(child)


@pytest.fixture
def service(repository: Path, telemetry: Contract) -> Path:
    """A repository that vendored TypeScript into a folder of it, and committed that."""
    (repository / "web").mkdir()
    vendored(repository / "web", telemetry, "typescript", "models")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "Vendor the models")
    return repository


def gone(dest: Path, *names: str, force: bool = False) -> list[str]:
    """The paths of what is left after removing the artefacts called *names*, or all."""
    lock = lock_of(dest)
    chosen = tuple(entry for entry in lock.entries if not names or entry.name in names)
    return [edit.path for edit in remove(dest, lock, chosen, force=force)]
