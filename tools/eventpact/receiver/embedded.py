"""The receiver as a process of its own, for the length of a ``with`` block."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from eventpact.errors import TargetError
from eventpact.receiver.tenants import Tenants, write_tenants

#: What ``eventpact serve`` prints before its URL.
LISTENING = "listening on "

_START_SECONDS = 20
_POLL_SECONDS = 0.02
_STOP_SECONDS = 10
_TAIL = 2_000


@dataclass(frozen=True)
class Embedded:
    """A receiver that listens: the *url* of its endpoint and a tenant's *key*."""

    url: str
    key: str = field(repr=False)


@contextmanager
def embedded(contract: Path, *, seconds: float = _START_SECONDS) -> Iterator[Embedded]:
    """A receiver of the contract in the file *contract*, with a new SQLite file, on a free port of 127.0.0.1.

    When the block is left, however it is left, the process has ended and its files are gone. Raises TargetError when it
    does not listen within *seconds*, with the end of what it said.
    """
    with TemporaryDirectory(prefix="eventpact-") as name:
        folder = Path(name)
        tenants, key = Tenants().with_new("embedded")
        write_tenants(folder / "tenants.json", tenants)
        with _process(contract, folder) as process:
            yield Embedded(_wait(process, folder, seconds), key)


@contextmanager
def _process(contract: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    # No session of its own: what ends the whole group (Ctrl-C, a CI job's end) ends the receiver too.
    command = [sys.executable, "-m", "eventpact", "serve", "--port", "0", "--data", str(folder)]
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            [*command, "--contract", str(contract)], stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        try:
            yield process
        finally:
            _end(process)


def _wait(process: subprocess.Popen[bytes], folder: Path, seconds: float) -> str:
    """The URL that the process says it listens on."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        lines = (folder / "out").read_text("utf-8", "replace").splitlines(keepends=True)
        for line in lines:
            if line.startswith(LISTENING) and line.endswith("\n"):
                return line.removeprefix(LISTENING).strip()
        time.sleep(_POLL_SECONDS)
    said = (folder / "err").read_text("utf-8", "replace")[-_TAIL:].strip()
    what = "ended" if process.poll() is not None else f"did not listen within {seconds:g} s"
    raise TargetError(f"the embedded receiver {what}", hint=said or "It said nothing.")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
