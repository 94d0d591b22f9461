"""A seventh variant is one new file and one line: everything follows with no change under tools/."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from eventpact.contract import load
from eventpact.files import contract_reader

from tests.command import eventpact
from tests.conftest import SCHEMA

pytestmark = pytest.mark.thorough

SEVENTH = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://eventpact.example/player-events/events/bonus.schema.json",
    "title": "Bonus event",
    "description": "A bonus was given to a player.",
    "type": "object",
    "required": ["data", "event"],
    "x-idempotency-key": ["/data/bonus_id"],
    "properties": {
        "data": {
            "title": "Bonus data",
            "description": "Which bonus, and how much.",
            "type": "object",
            "required": ["bonus_id", "at", "spins"],
            "properties": {
                "bonus_id": {"description": "The bonus's id.", "type": "string", "examples": ["bonus-7"]},
                "at": {"description": "When.", "$ref": "../common.schema.json#/$defs/Timestamp"},
                "spins": {"description": "Free spins.", "type": "integer", "minimum": 1, "examples": [20]},
            },
        },
        "event": {"description": "Which event.", "type": "string", "enum": ["realtime-bonus"]},
    },
}


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seventh") / "schema"
    shutil.copytree(SCHEMA, folder)
    (folder / "events" / "bonus.schema.json").write_text(json.dumps(SEVENTH))
    event = json.loads((folder / "event.schema.json").read_text())
    event["anyOf"].append({"$ref": "events/bonus.schema.json"})
    (folder / "event.schema.json").write_text(json.dumps(event))
    return folder / "openapi.yaml"


def test_the_model_has_seven_variants(entry: Path) -> None:
    assert load(*contract_reader(entry)).tags[-1] == "realtime-bonus"


def test_the_contract_still_lints_clean(entry: Path) -> None:
    done = eventpact("lint", "--contract", entry)
    assert done.returncode == 0, done.stdout


def test_the_models_have_the_seventh_variant(entry: Path, tmp_path: Path) -> None:
    done = eventpact("generate", "--contract", entry, "--output", tmp_path / "generated")
    assert done.returncode == 0, done.stderr
    package = tmp_path / "generated" / "python" / "player_events"
    assert any("class BonusEvent(" in file.read_text() for file in package.rglob("*.py"))


def test_the_receiver_keeps_the_contract_and_the_run_tests_the_seventh_variant(entry: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = eventpact("test", "--contract", entry, "--report", f"json={report}")
    assert done.returncode == 0, done.stdout + done.stderr
    seven = json.loads(report.read_text())["coverage"]["sites"]
    eventpact("test", "--report", f"json={report}")
    assert seven - json.loads(report.read_text())["coverage"]["sites"] == 11
