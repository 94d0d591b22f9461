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

#: What ``eventpact serve`` prints before its URL, and, in the line before, where what it recorded can be read.
LISTENING = "listening on "
READBACK = "recorded events at "

_START_SECONDS = 20
_POLL_SECONDS = 0.02
_STOP_SECONDS = 10
_TAIL = 2_000


@dataclass(frozen=True)
class Embedded:
    """A receiver that listens: the *url* of its endpoint, the keys of two tenants, and *readback*, where each of them
    can read what it sent."""

    url: str
    key: str = field(repr=False)
    second_key: str = field(repr=False)
    readback: str


@contextmanager
def embedded(contract: Path, *, seconds: float = _START_SECONDS) -> Iterator[Embedded]:
    """A receiver of the contract in the file *contract*, with a new SQLite file, on a free port of 127.0.0.1.

    When the block is left, however it is left, the process has ended and its files are gone. Raises TargetError when it
    does not listen within *seconds*, with the end of what it said.
    """
    with TemporaryDirectory(prefix="eventpact-") as name:
        folder = Path(name)
        tenants, key = Tenants().with_new("embedded")
        tenants, second = tenants.with_new("embedded, too")
        write_tenants(folder / "tenants.json", tenants)
        with _process(contract, folder) as process:
            readback, url = _wait(process, folder, seconds)
            yield Embedded(url, key, second, readback)


@contextmanager
def _process(contract: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    # No session of its own: what ends the whole group (Ctrl-C, a CI job's end) ends the receiver too.
    command = [sys.executable, "-m", "eventpact", "serve", "--readback", "--port", "0", "--data", str(folder)]
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            [*command, "--contract", str(contract)], stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        try:
            yield process
        finally:
            _end(process)


def _wait(process: subprocess.Popen[bytes], folder: Path, seconds: float) -> tuple[str, str]:
    """The URLs that the process says it can be read at and listens on."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        lines = (folder / "out").read_text("utf-8", "replace").splitlines(keepends=True)
        told = {start: line for line in lines for start in (READBACK, LISTENING) if line.startswith(start)}
        if told.get(LISTENING, "").endswith("\n"):  # the last line
            return told[READBACK].removeprefix(READBACK).strip(), told[LISTENING].removeprefix(LISTENING).strip()
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
