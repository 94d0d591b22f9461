"""Receivers on real frameworks, each a process of its own on a free port of this machine."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

HERE = Path(__file__).parent
APPS = HERE / "apps"
PACKAGES = ROOT / "tests" / "typescript" / "node_modules"
PATH = "/api/v1/integrations/fasttrack/bulk"
NODE = shutil.which("node")

_START_SECONDS = 30


@dataclass(frozen=True)
class Running:
    """A receiver that listens: the *url* of its endpoint, a tenant's *key*, and another's."""

    url: str
    key: str = field(repr=False)
    second: str = field(repr=False)


def missing(app: str) -> str:
    """Why the receiver in the file *app* cannot run here; empty where it can."""
    if not app.endswith(".cjs"):
        return ""
    if NODE is None:
        return "there is no node"
    return "" if (PACKAGES / "express").is_dir() else "run `npm ci` in tests/typescript"


@contextmanager
def running(app: str) -> Iterator[Running]:
    """The receiver in the file *app*, once it listens; it has ended when the block is left.

    Raises RuntimeError with what it said when it does not listen.
    """
    found = Running("", f"Rk{secrets.token_hex(12)}", f"Sk{secrets.token_hex(12)}")
    with listening(_command(app), _environment(found)) as port:
        yield Running(f"http://127.0.0.1:{port}{PATH}", found.key, found.second)


@contextmanager
def listening(command: list[str], environment: dict[str, str]) -> Iterator[int]:
    """The port on which the process that *command* starts listens; it says so in its first line. It has ended when the
    block is left. Raises RuntimeError with what it said when it does not listen.
    """
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)
    said = _Drain(process)
    try:
        yield _port(process, said)
    finally:
        process.kill()
        process.wait()
        said.join()


def _command(app: str) -> list[str]:
    return [str(NODE) if app.endswith(".cjs") else sys.executable, str(APPS / app)]


def _environment(found: Running) -> dict[str, str]:
    return {
        **os.environ,
        "NODE_PATH": str(PACKAGES),
        "PYTHONPATH": str(ROOT / "generated" / "python"),
        "RECEIVER_KEY": found.key,
        "RECEIVER_SECOND_KEY": found.second,
        "RECEIVER_SCHEMA": str(ROOT / "generated" / "json-schema" / "player-events.schema.json"),
    }


class _Drain(threading.Thread):
    """Keeps the end of what a process says on stderr, so that a full pipe never stops it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        assert process.stderr is not None
        self._stream = process.stderr
        self.text = ""
        self.start()

    def run(self) -> None:
        for line in self._stream:
            self.text = (self.text + line.decode("utf-8", "replace"))[-4_000:]
        self._stream.close()


def _port(process: subprocess.Popen[bytes], said: _Drain) -> int:
    """The port that the process says it listens on."""
    assert process.stdout is not None
    timer = threading.Timer(_START_SECONDS, process.kill)
    timer.start()
    try:
        with process.stdout as stream:
            line = stream.readline().decode()
    finally:
        timer.cancel()
    if not line.startswith("listening on "):
        process.kill()
        said.join(5)
        raise RuntimeError(f"the receiver does not listen: {line} {said.text}")
    return int(line.removeprefix("listening on "))
