"""Schemathesis against a receiver, in a virtual environment of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REQUIREMENTS = HERE / "schemathesis.txt"
VENV = ROOT / ".eventpact" / "schemathesis"
#: What it says about the bodies of answers is left out: ours judges none.
_CHECKS = (
    "--checks", "all", "--exclude-checks",
    "content_type_conformance,response_headers_conformance,response_schema_conformance",
)  # fmt: skip
_OPTIONS = (
    "--seed", "1", "--continue-on-failure", "--no-color", "--generation-database", "none",
    "--suppress-health-check", "all", "--request-timeout", "10", "--report", "ndjson",
    "--output-sanitize", "false",
)  # fmt: skip


@dataclass(frozen=True)
class Exchange:
    """One request of a run: *seconds* after the start, what was sent (names of headers in lower case), the *status* of
    the answer, and the checks that *failed*."""

    seconds: float
    method: str
    headers: Mapping[str, str]
    body: bytes | None
    status: int | None
    failed: frozenset[str]


@dataclass(frozen=True)
class Told:
    """What a run showed: its exchanges in their order, and how long it took."""

    exchanges: tuple[Exchange, ...]
    seconds: float

    def first(self, fault: Callable[[Exchange], bool]) -> tuple[int, float] | None:
        """Requests and seconds to the first failed check behind which there is a *fault*."""
        numbered = enumerate(self.exchanges, 1)
        return next(((number, one.seconds) for number, one in numbered if one.failed and fault(one)), None)


def installed() -> Path:
    """The command, installed from the pinned requirements where that is not done yet."""
    stamp = VENV / hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]
    if not stamp.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", str(REQUIREMENTS)], check=True, stderr=subprocess.DEVNULL)
        stamp.touch()
    return VENV / "bin" / "schemathesis"


def against(document: Path, base: str, header: str) -> Told:
    """Its default run of the OpenAPI *document* against the server at *base*, with a key in *header*."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.ndjson"
        command = [str(installed()), "run", str(document), "--url", base, "--header", header, *_CHECKS, *_OPTIONS]
        command += ["--report-ndjson-path", str(report)]
        began = time.time()
        subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=600)
        seconds = time.time() - began
        return Told(tuple(sorted(_exchanges(report, began), key=lambda e: e.seconds)), seconds)


def _exchanges(report: Path, began: float) -> list[Exchange]:
    lines = report.read_text().splitlines() if report.exists() else []
    scenarios = (json.loads(line).get("ScenarioFinished") for line in lines)
    return [exchange for scenario in scenarios if scenario for exchange in _of(scenario["recorder"], began)]


def _of(recorder: dict[str, Any], began: float) -> list[Exchange]:
    checks = recorder.get("checks", {})
    return [_exchange(one, checks.get(case, ()), began) for case, one in recorder.get("interactions", {}).items()]


def _exchange(one: dict[str, Any], checks: Iterable[dict[str, Any]], began: float) -> Exchange:
    request, response = one["request"], one.get("response")
    body = request.get("body")
    return Exchange(
        seconds=one["timestamp"] - began,
        method=request["method"],
        headers={name.lower(): values[0] for name, values in request["headers"].items()},
        body=base64.b64decode(body["$base64"]) if body else None,
        status=response["status_code"] if response else None,
        failed=frozenset(check["name"] for check in checks if check["status"] == "failure"),
    )
