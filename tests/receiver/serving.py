"""``eventpact serve`` as its users run it: a process of its own."""

from __future__ import annotations

import http.client
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from eventpact.receiver.embedded import LISTENING

from tests.conftest import SCHEMA


@dataclass
class Serving:
    """A receiver that listens: its *process*, its *url*, and the lines that it printed before."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The endpoint."""
        return self.lines[-1].removeprefix(LISTENING).strip()

    @property
    def key(self) -> str | None:
        """The key that it printed, or None."""
        return next((line.strip().partition("=")[2] for line in self.lines if line.startswith("export ")), None)

    def end(self, number: int) -> tuple[int, str, str]:
        """Send a signal; the exit code, and all that was printed: stdout, stderr."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, "".join(self.lines) + out, err


def command(*options: object) -> list[str]:
    """The command line of ``eventpact serve``; our contract, any free port."""
    base = [sys.executable, "-m", "eventpact", "serve", "--contract", str(SCHEMA / "openapi.yaml"), "--port", "0"]
    return [*base, *map(str, options)]


@contextmanager
def serving(*options: object, cwd: Path) -> Iterator[Serving]:
    """``eventpact serve`` in *cwd*, once it listens; killed at the end if it is still there."""
    with subprocess.Popen(
        command(*options),
        cwd=cwd,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    ) as process:
        try:
            yield Serving(process, _until_it_listens(process))
        finally:
            process.kill()


def _until_it_listens(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    stream, found = process.stdout, queue.Queue[str]()

    def follow() -> None:
        for line in stream:
            found.put(line)
            if line.startswith(LISTENING):
                return
        found.put("")

    threading.Thread(target=follow, daemon=True).start()
    lines: list[str] = []
    while not lines or not lines[-1].startswith(LISTENING):
        lines.append(found.get(timeout=20))
        assert lines[-1], f"ended: {lines} {process.communicate(timeout=20)}"
    return lines


def post(url: str, body: bytes, key: str | None, headers: Mapping[str, str] | None = None) -> int:
    """The status of one POST on a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    sent = {"content-type": "application/json", **({"x-api-key": key} if key else {}), **(headers or {})}
    try:
        connection.request("POST", parts.path, body, sent)
        return connection.getresponse().status
    finally:
        connection.close()
