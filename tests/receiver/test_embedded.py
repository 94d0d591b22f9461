"""The receiver for the length of a block: it works, and nothing of it is left however the block ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from eventpact.errors import ExitCode, TargetError
from eventpact.receiver.embedded import Embedded, embedded

from tests.conftest import ROOT, SCHEMA, TELEMETRY
from tests.receiver.driver import Subject
from tests.receiver.serving import post


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def listens(url: str) -> bool:
    """Whether something accepts connections there."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), timeout=1).close()
    except OSError:
        return False
    return True


def test_it_takes_events_and_leaves_no_process_and_no_file(folder: Path, ours: Subject) -> None:
    with embedded(SCHEMA / "openapi.yaml") as receiver:
        assert post(receiver.url, ours.body(ours.sample), receiver.key) == 204
        assert post(receiver.url, ours.body(ours.sample), None) == 403
        assert len(list(folder.iterdir())) == 1
    assert not listens(receiver.url)
    assert list(folder.iterdir()) == []


def test_it_serves_the_contract_that_it_is_given() -> None:
    with embedded(TELEMETRY) as receiver:
        assert receiver.url.endswith("/v2/records")


def test_the_key_is_on_no_command_line_and_in_no_repr(running: Embedded) -> None:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert running.key not in listed
    assert running.key not in repr(running)


def test_an_exception_in_the_block_passes_through_and_leaves_nothing(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), embedded(SCHEMA / "openapi.yaml") as receiver:
        raise ZeroDivisionError
    assert not listens(receiver.url)
    assert list(folder.iterdir()) == []


def test_a_receiver_that_cannot_start_is_told_with_what_it_said(folder: Path) -> None:
    with pytest.raises(TargetError, match="there is no such file") as caught, embedded(folder / "nope.yaml"):
        pass
    assert caught.value.exit_code == ExitCode.COULD_NOT_TEST
    assert caught.value.what == "the embedded receiver ended"
    assert list(folder.iterdir()) == []


def test_a_receiver_that_does_not_listen_in_time_is_ended(folder: Path) -> None:
    with pytest.raises(TargetError, match="did not listen within 0 s"), embedded(SCHEMA / "openapi.yaml", seconds=0):
        pass
    assert list(folder.iterdir()) == []


PROGRAM = """
import signal, sys, time
from pathlib import Path
from eventpact.receiver.embedded import embedded
signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored where the tests run in the background
with embedded(Path(sys.argv[1])) as receiver:
    print(receiver.url, flush=True)
    time.sleep(60)
"""


def test_ctrl_c_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(SCHEMA / "openapi.yaml")],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # a group of its own, as a terminal's foreground job is
    ) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        assert listens(url)
        os.killpg(program.pid, signal.SIGINT)
        _, err = program.communicate(timeout=20)
    assert err.splitlines()[-1] == "KeyboardInterrupt"
    assert list(tmp_path.iterdir()) == []
    time.sleep(0.05)
    assert not listens(url)
