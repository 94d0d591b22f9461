"""A contract of a single variant, written where it is used: no choice, no title, no file of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import eventpact

pytestmark = pytest.mark.thorough

EVENT = {
    "type": "object",
    "required": ["kind", "value"],
    "properties": {"kind": {"const": "only"}, "value": {"type": "number"}},
}
DOCUMENT = {
    "openapi": "3.1.1",
    "info": {"title": "One", "version": "1.0.0"},
    "paths": {
        "/in": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"type": "array", "items": EVENT}}}},
                "responses": {"204": {"description": "Taken."}},
            }
        }
    },
}


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(DOCUMENT))
    return file


def test_its_artefacts_agree_with_the_oracle(entry: Path, tmp_path: Path) -> None:
    made = eventpact("generate", "--contract", entry, "--output", tmp_path / "generated")
    assert made.returncode == 0, made.stderr
    agreed = eventpact("agree", "-c", entry, "--generated", tmp_path / "generated", "--payloads", "3000")
    assert agreed.returncode == 0, agreed.stdout + agreed.stderr
    assert "python/one" in agreed.stdout


def test_its_receiver_needs_no_key_and_keeps_it_with_no_finding(entry: Path) -> None:
    done = eventpact("test", "--contract", entry, "--fail-on", "remark")
    assert done.returncode == 0, done.stdout + done.stderr
