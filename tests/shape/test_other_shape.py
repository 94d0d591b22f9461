"""A contract of quite another shape goes the whole way: lint, generate, validate, receiver, contract run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import eventpact
from tests.conftest import TELEMETRY

pytestmark = pytest.mark.thorough

ZONES = {
    "kind": "zones",
    "id": "z1",
    "at": "2026-05-01T06:30:00Z",
    "root": {"name": "Hall", "within": [{"name": "Lift"}]},
}
DOOR = {"kind": "door", "id": "d1", "at": "2026-05-01T06:30:00+02:00", "door": {"number": 4, "state": 0}}
DELIVERY = {"gateway": 17, "records": [ZONES, DOOR]}


def test_it_lints_clean() -> None:
    done = eventpact("lint", "--contract", TELEMETRY)
    assert done.returncode == 0, done.stdout


def test_its_bodies_are_judged() -> None:
    good = eventpact("validate", "--contract", TELEMETRY, "-", stdin=json.dumps(DELIVERY).encode())
    assert good.returncode == 0, good.stdout
    bad = eventpact(
        "validate", "-c", TELEMETRY, "-", stdin=json.dumps({**DELIVERY, "records": [{**DOOR, "id": ""}]}).encode()
    )
    assert bad.returncode == 1
    assert "/records/0/id (door)" in bad.stdout


def test_its_receiver_keeps_it_with_no_finding_at_all(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = eventpact("test", "--contract", TELEMETRY, "--report", f"json={report}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(report.read_text())["findings"] == []


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("telemetry") / "generated"
    done = eventpact("generate", "--contract", TELEMETRY, "--output", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_its_models_take_what_it_accepts_and_refuse_what_it_does_not(generated: Path) -> None:
    (package,) = (generated / "python").iterdir()
    program = f"""
import json, sys
import {package.name} as models
from pydantic import TypeAdapter, ValidationError
adapter = TypeAdapter(models.Delivery)
delivery = json.loads(sys.stdin.read())
adapter.validate_json(json.dumps(delivery))
delivery["records"][1]["door"]["number"] = "4"
try:
    adapter.validate_json(json.dumps(delivery))
except ValidationError as error:
    (fault,) = error.errors()
    print(fault["loc"])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(DELIVERY), capture_output=True, text=True, check=True, cwd=generated / "python",
    )  # fmt: skip
    assert "number" in done.stdout


def test_its_generated_files_are_fresh_until_one_is_edited(generated: Path) -> None:
    check = ("generate", "--contract", TELEMETRY, "--output", generated, "--check")
    assert eventpact(*check).returncode == 0
    manifest = generated / "MANIFEST.json"
    whole = manifest.read_text()
    manifest.write_text(whole + " ")
    stale = eventpact(*check)
    manifest.write_text(whole)
    assert stale.returncode == 1
    assert "MANIFEST.json" in stale.stdout
