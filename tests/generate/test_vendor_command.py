"""`eventpact vendor`: what people type, what they read, and the exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import eventpact
from tests.conftest import ROOT, SCHEMA, TELEMETRY

pytestmark = pytest.mark.thorough

ADD = ("--contract", TELEMETRY, "--artefact", "openapi", "--as", "models")


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """A repository that vendored the other contract's document into libs/."""
    folder = tmp_path / "service"
    (folder / "libs").mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    done = eventpact("vendor", "add", folder / "libs", *ADD)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The other contract, reworded under another version."""
    shutil.copytree(TELEMETRY.parent, tmp_path / "newer")
    entry = tmp_path / "newer" / TELEMETRY.name
    text = entry.read_text()
    assert "version: 2.3.0" in text
    entry.write_text(text.replace("version: 2.3.0", "version: 2.3.1"))
    return entry


def test_add_prints_a_hook_and_a_line_for_ci_that_work(service: Path) -> None:
    done = eventpact("vendor", "add", service / "libs", *ADD)
    assert done.returncode == 0
    assert "there already" in done.stderr
    entry = re.search(r"entry: (.*)", done.stdout)
    pattern = re.search(r"files: (.*)", done.stdout)
    assert entry is not None
    assert pattern is not None
    assert done.stdout.rstrip().endswith(entry[1]), "the line for CI is the same"
    assert entry[1] == "python -I libs/eventpact.lock.d/verify.py"
    paths = [str(path.relative_to(service)) for path in (service / "libs").rglob("*") if path.is_file()]
    assert [path for path in paths if not re.search(pattern[1], path)] == []
    assert re.search(pattern[1], "src/main.py") is None
    words = ["python3", *entry[1].split()[1:]]
    assert subprocess.run(words, cwd=service, check=False, capture_output=True).returncode == 0
    (service / "libs" / "models" / "more").touch()
    assert subprocess.run(words, cwd=service, check=False, capture_output=True).returncode == 1


def test_status_and_verify_tell_clean_edited_and_outdated_apart(service: Path, newer: Path) -> None:
    libs = service / "libs"
    clean = eventpact("vendor", "status", libs, "--contract", TELEMETRY)
    assert clean.returncode == 0
    assert re.search(r"openapi +models +2 files +clean, up to date", clean.stdout)
    outdated = eventpact("vendor", "status", libs, "--contract", newer)
    assert outdated.returncode == 4
    assert "Building telemetry 2.3.0 → 2.3.1" in outdated.stdout
    assert eventpact("vendor", "verify", libs).returncode == 0
    assert eventpact("vendor", "verify", libs, "--against", "0" * 64).returncode == 4
    (libs / "models" / "more").touch()
    edited = eventpact("vendor", "status", libs, "--contract", newer)
    assert edited.returncode == 1
    assert "models/more: was added" in edited.stdout
    assert eventpact("vendor", "verify", libs).returncode == 1
    (libs / "eventpact.lock").write_text("{}")
    assert eventpact("vendor", "verify", libs).returncode == 2


def test_diff_is_a_patch_that_git_takes_and_update_writes_the_same(service: Path, newer: Path) -> None:
    libs = service / "libs"
    none = eventpact("vendor", "diff", libs, "--contract", TELEMETRY)
    assert (none.returncode, none.stdout) == (0, "")
    some = eventpact("vendor", "diff", libs, "--contract", newer)
    assert some.returncode == 1
    checked = subprocess.run(
        ["git", "apply", "--check", "-"], cwd=service, input=some.stdout, text=True, capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    done = eventpact("vendor", "update", libs, "--contract", newer)
    assert (done.returncode, done.stdout) == (0, "")
    assert "2.3.0 → 2.3.1" in done.stderr
    assert "breaks neither senders nor receivers" in done.stderr
    assert json.loads((libs / "eventpact.lock").read_text())["contract"]["version"] == "2.3.1"
    again = eventpact("vendor", "update", libs, "--contract", newer)
    assert "nothing changed" in again.stderr


def test_an_edited_copy_is_kept_unless_forced(service: Path) -> None:
    libs = service / "libs"
    (libs / "models" / "more").write_text("mine\n")
    done = eventpact("vendor", "update", libs, "--contract", TELEMETRY)
    assert done.returncode == 1
    assert "models/more: was added" in done.stderr
    assert "--force" in done.stderr
    done = eventpact("vendor", "update", libs, "--contract", TELEMETRY, "--force")
    assert done.returncode == 0
    command = re.search(r"git (.*)$", done.stderr, re.MULTILINE)
    assert command is not None
    subprocess.run(["git", *command[1].split()], check=True)
    assert (libs / "models" / "more").read_text() == "mine\n"


def test_remove_takes_all_that_add_brought(service: Path) -> None:
    several = eventpact("vendor", "add", service / "libs", "--contract", TELEMETRY, "--artefact", "json-schema")
    assert several.returncode == 0
    unclear = eventpact("vendor", "remove", service / "libs")
    assert unclear.returncode == 2
    assert "--all" in unclear.stderr
    assert eventpact("vendor", "remove", service / "libs", "nothing").returncode == 2
    assert eventpact("vendor", "remove", service / "libs", "--all").returncode == 0
    assert list((service / "libs").iterdir()) == []


def test_runs_at_once_all_get_their_turn(service: Path) -> None:
    base = [sys.executable, "-m", "eventpact", "vendor", "add", str(service / "libs"), *map(str, ADD[:2])]
    kinds = ("json-schema", "typescript", "python-msgspec")
    runs = [subprocess.Popen([*base, "-a", kind], stdout=subprocess.DEVNULL, cwd=ROOT) for kind in kinds]
    assert [run.wait(timeout=60) for run in runs] == [0, 0, 0]
    lock = json.loads((service / "libs" / "eventpact.lock").read_text())
    assert {one["artefact"] for one in lock["artefacts"]} == {"openapi", *kinds}
    assert eventpact("vendor", "verify", service / "libs").returncode == 0


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_make_adds_and_then_updates(tmp_path: Path) -> None:
    outer = {name: value for name, value in os.environ.items() if name not in {"ARGS", "MAKEFLAGS", "MAKEOVERRIDES"}}
    for said in ("files written", "nothing changed"):
        words = ["make", "--no-print-directory", "vendor", f"DEST={tmp_path}"]
        done = subprocess.run(words, cwd=ROOT, env=outer, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert said in done.stderr
    assert (tmp_path / "player_events" / "models.py").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "{}", "--artefact", "cobol"), "python-msgspec"),
        (("add", "{}/nowhere", "--artefact", "openapi"), "mkdir -p"),
        (("add", "{}", "--artefact", "python", "--as", "class"), "keyword"),
        (("add", "{}", "--artefact", "python", "--as", "json"), "shadows"),
        (("add", "{}", "--artefact", "openapi", "--into", "../out"), "leads out"),
        (("update", "{}"), "vendor add"),
        (("status", "{}"), "vendor add"),
        (("verify", "{}"), "eventpact.lock"),
        (("diff", "{}"), "vendor add"),
        (("remove", "{}"), "vendor add"),
    ],
)
def test_a_wrong_call_is_exit_code_2_a_hint_and_nothing_written(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = eventpact("vendor", *(word.format(tmp_path) for word in words))
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_our_models_are_vendored_in_one_call(tmp_path: Path) -> None:
    done = eventpact("vendor", "add", tmp_path, "--artefact", "python", "--contract", SCHEMA / "openapi.yaml")
    assert done.returncode == 0, done.stderr
    assert "from player_events import parse_batch" in done.stderr
    assert (tmp_path / "player_events" / "models.py").exists()
