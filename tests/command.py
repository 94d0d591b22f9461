"""Running the real command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def eventpact(*words: str | Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """`eventpact *words*` in the repository's folder, without a key unless *environment* gives one."""
    inherited = {name: value for name, value in os.environ.items() if name != "EVENTPACT_API_KEY"}
    done = subprocess.run(
        [sys.executable, "-m", "eventpact", *map(str, words)],
        cwd=ROOT,
        env=inherited | environment,
        input=stdin,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
