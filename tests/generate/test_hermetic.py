"""The same contract gives the same bytes, wherever and however the generator runs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract
from eventpact.generate import GENERATORS, generate
from eventpact.generate.manifest import manifest, read_manifest

from tests.conftest import SCHEMA

pytestmark = pytest.mark.thorough

CODE = """
import json, sys
from pathlib import Path
from eventpact.contract import load
from eventpact.files import contract_reader
from eventpact.generate import generate
tree = generate(load(*contract_reader(Path(sys.argv[1]))))
print(json.loads(tree["MANIFEST.json"])["files"])
"""
PYPROJECT = """
[tool.datamodel-codegen]
snake-case-field = true
class-name = "Hijacked"
[tool.ruff]
line-length = 40
[tool.ruff.format]
quote-style = "single"
"""


def files(cwd: Path, **environment: str) -> str:
    """What a fresh interpreter generates in *cwd*, under *environment*."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(SCHEMA / "openapi.yaml")],
        cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def expected(generated: dict[str, bytes]) -> str:
    return f"{json.loads(generated['MANIFEST.json'])['files']}\n"


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_the_hash_seed_changes_nothing(seed: str, tmp_path: Path, expected: str) -> None:
    assert files(tmp_path, PYTHONHASHSEED=seed) == expected


def test_projects_above_the_working_and_the_temporary_directory_change_nothing(tmp_path: Path, expected: str) -> None:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    below = tmp_path / "below"
    below.mkdir()
    assert files(below, TMPDIR=str(below)) == files(tmp_path) == expected


def test_locale_and_environment_change_nothing(tmp_path: Path, expected: str) -> None:
    (tmp_path / "ruff.toml").write_text("[format]\nquote-style = 'single'\n")
    hostile = {
        "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0", "TZ": "Asia/Kolkata", "COLUMNS": "20",
        "RUFF_CONFIG": str(tmp_path / "ruff.toml"), "RUFF_LINE_LENGTH": "40", "DATAMODEL_CODE_GENERATOR_PRESET": "x",
        "DATAMODEL_CODEGEN_CLASS_NAME": "Hijacked", "PYDANTIC_DISABLE_PLUGINS": "__all__",
    }  # fmt: skip
    assert files(tmp_path, **hostile) == expected


def test_another_run_in_the_same_process_gives_the_same_bytes(contract: Contract, generated: dict[str, bytes]) -> None:
    assert generate(contract) == generated


@pytest.mark.parametrize("which", ["generated", "telemetry_generated"])
def test_the_manifest_vouches_for_every_file(which: str, request: pytest.FixtureRequest) -> None:
    tree: dict[str, bytes] = request.getfixturevalue(which)
    found = read_manifest(tree["MANIFEST.json"])
    assert found is not None
    assert found["files"] == {p: hashlib.sha256(c).hexdigest() for p, c in tree.items() if p != "MANIFEST.json"}
    assert list(found["files"]) == sorted(found["files"])


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"manifest_version": 1, "files": {}}', b"\xff", b"[" * 10**5])
def test_another_programs_manifest_is_none_of_ours(content: bytes) -> None:
    assert read_manifest(content) is None


def test_the_manifest_has_no_time_in_it(contract: Contract) -> None:
    assert manifest(contract, {}) == manifest(contract, {})
    about: dict[str, Any] = json.loads(manifest(contract, {}))
    assert about.keys() == {"manifest_version", "contract", "generator", "schema_sha256", "files"}


@pytest.mark.parametrize("which", ["generated", "telemetry_generated"])
def test_every_file_says_from_what_it_was_generated(which: str, request: pytest.FixtureRequest) -> None:
    tree: dict[str, bytes] = request.getfixturevalue(which)
    digest = json.loads(tree["MANIFEST.json"])["schema_sha256"]
    silent = [path for path, content in tree.items() if digest not in content.decode()]
    assert {Path(path).suffix for path in silent} == {".typed", ".ndjson"}  # neither can hold a comment


def test_each_generator_writes_into_the_folder_of_its_id(generated: dict[str, bytes]) -> None:
    ids = [generator.id for generator in GENERATORS]
    assert len(set(ids)) == len(ids)
    assert {path.partition("/")[0] for path in generated} == {*ids, "MANIFEST.json"}
