"""Where the contract drops invalid events, that is no finding, and what no status tells of is not called tested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import eventpact
from tests.conftest import TELEMETRY

pytestmark = pytest.mark.thorough


def test_a_receiver_that_drops_invalid_events_brings_no_finding(tmp_path: Path) -> None:
    entry, report = tmp_path / "openapi.yaml", tmp_path / "report.json"
    entry.write_text(TELEMETRY.read_text().replace("batch_policy: atomic", "batch_policy: drop-invalid"))
    done = eventpact("test", "--contract", entry, "--fail-on", "remark", "--report", f"json={report}")
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(report.read_text())
    assert document["findings"] == []
    untested = {site["reason"] for site in document["coverage"]["untested"] if site["variant"]}
    assert untested == {"the contract drops invalid events: no status tells of it"}
    assert not {site["variant"] for site in document["coverage"]["untested"]} & {""}
