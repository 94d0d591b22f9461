"""`eventpact generate`: the whole tree or none of it, and `--check` that can fail."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from eventpact.cli.generate import command
from eventpact.errors import EventpactError, ExitCode
from eventpact.files import read_tree
from eventpact.generate.difference import differences

from tests.command import eventpact
from tests.conftest import ROOT, SCHEMA, TELEMETRY

ENTRY = SCHEMA / "openapi.yaml"


@pytest.fixture
def folder(tmp_path: Path, write: Any, generated: Any) -> Path:
    """A folder that is up to date."""
    made: Path = write(tmp_path / "generated", generated)
    return made


def check(folder: Path) -> int:
    """The exit code of `--check`."""
    try:
        command(contract=ENTRY, output=folder, check=True)
    except typer.Exit as stop:
        return stop.exit_code
    return ExitCode.GOOD


def test_the_committed_tree_is_what_the_contract_gives() -> None:
    done = eventpact("generate", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_writes_the_tree_then_finds_it_unchanged(tmp_path: Path, generated: Any) -> None:
    first = eventpact("generate", "--output", tmp_path / "made")
    assert (first.returncode, "files written in" in first.stderr) == (0, True), first.stderr
    assert read_tree(tmp_path / "made") == generated
    before = (tmp_path / "made" / "MANIFEST.json").stat()
    second = eventpact("generate", "--output", tmp_path / "made")
    assert (second.returncode, "files unchanged in" in second.stderr) == (0, True), second.stderr
    assert (tmp_path / "made" / "MANIFEST.json").stat() == before


def test_it_works_for_another_contract(tmp_path: Path, telemetry_generated: Any) -> None:
    command(contract=TELEMETRY, output=tmp_path / "made")
    assert read_tree(tmp_path / "made") == telemetry_generated


def test_a_seventh_variant_is_one_file_and_one_line(tmp_path: Path, bare_python: Any) -> None:
    schema = shutil.copytree(SCHEMA, tmp_path / "schema")
    seventh = (schema / "events" / "login.schema.json").read_text()
    seventh = (
        seventh.replace("realtime-login", "realtime-raffle").replace("Login", "Raffle").replace("/login.", "/raffle.")
    )
    (schema / "events" / "raffle.schema.json").write_text(seventh)
    events = json.loads((schema / "event.schema.json").read_text())
    events["anyOf"].append({"$ref": "events/raffle.schema.json"})
    (schema / "event.schema.json").write_text(json.dumps(events))
    command(contract=schema / "openapi.yaml", output=tmp_path / "made")
    done = bare_python("from player_events import RaffleData, RaffleEvent", tmp_path / "made" / "python")
    assert done.stderr == ""


def test_check_accepts_what_was_generated(folder: Path) -> None:
    (folder / "python" / "__pycache__").mkdir()
    (folder / "python" / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert check(folder) == ExitCode.GOOD


def test_check_shows_what_was_edited_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "python" / "player_events" / "models.py"
    edited = file.read_text().replace("    amount: Number\n", "    amount: float\n", 1)
    file.write_text(edited)
    assert check(folder) == ExitCode.FOUND
    shown, told = capsys.readouterr()
    assert "--- python/player_events/models.py (found)" in shown
    assert "\n-    amount: float\n+    amount: Number\n" in shown
    assert "make generate" in told
    assert file.read_text() == edited


@pytest.mark.parametrize("name", ["MANIFEST.json", "python/player_events/py.typed"])
def test_check_finds_a_missing_file(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / name).unlink()
    assert check(folder) == ExitCode.FOUND
    assert f"{name}: is missing" in capsys.readouterr().out


def test_check_finds_a_file_that_is_not_generated(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "notes.txt").write_text("mine")
    assert check(folder) == ExitCode.FOUND
    assert "notes.txt: is not generated" in capsys.readouterr().out


def test_check_of_a_folder_that_is_not_there_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path / "none") == ExitCode.FOUND
    assert "does not exist yet" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_not_generated_is_removed_and_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "notes.txt").write_text("mine")
    command(contract=ENTRY, output=folder)
    assert "removed notes.txt" in capsys.readouterr().err
    assert check(folder) == ExitCode.GOOD


@pytest.mark.parametrize("content", [{"letter.txt": b"dear"}, {"MANIFEST.json": b"{}"}, {".hidden": b""}])
def test_a_folder_of_somebody_else_is_not_replaced(content: Any, tmp_path: Path, write: Any) -> None:
    home = write(tmp_path / "home", content)
    done = eventpact("generate", "--output", home)
    assert done.returncode == ExitCode.WRONG_CALL
    assert "it is not replaced" in done.stderr
    assert read_tree(home) == content


def test_a_repository_is_not_replaced_though_it_was_generated(folder: Path) -> None:
    (folder / ".git").mkdir()
    with pytest.raises(EventpactError, match="is a repository"):
        command(contract=ENTRY, output=folder)
    assert (folder / ".git").is_dir()


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_no_folder_is_not_replaced(kind: str, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    if kind == "file":
        target.write_text("mine")
    else:
        target.symlink_to(folder)
    with pytest.raises(EventpactError, match="is no folder"):
        command(contract=ENTRY, output=target)
    assert target.is_symlink() or target.read_text() == "mine"


@pytest.mark.parametrize("failing", ["write_bytes", "mkdir", "rename"])
def test_a_failing_disk_leaves_the_old_tree(
    failing: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "python" / "player_events" / "models.py").write_text("old")
    before = read_tree(folder)
    working, calls = getattr(Path, failing), []

    def fails_at_the_third(path: Path, *args: Any, **keywords: Any) -> Any:
        calls.append(path)
        if len(calls) == (2 if failing == "rename" else 3):
            raise OSError(28, "No space left on device")
        return working(path, *args, **keywords)

    monkeypatch.setattr(Path, failing, fails_at_the_third)
    with pytest.raises(EventpactError, match="No space left"):
        command(contract=ENTRY, output=folder)
    monkeypatch.undo()
    assert read_tree(folder) == before
    assert os.listdir(tmp_path) == ["generated"]  # noqa: PTH208 - hidden leftovers count


def test_a_broken_contract_leaves_the_old_tree(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "openapi.yaml"
    broken.write_text("openapi: [")
    before = read_tree(folder)
    done = eventpact("generate", "--contract", broken, "--output", folder)
    assert done.returncode == ExitCode.WRONG_CALL
    assert read_tree(folder) == before


def test_a_missing_extra_is_one_message_that_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("eventpact.generate.python")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "datamodel_code_generator", None)
    with pytest.raises(EventpactError, match="datamodel_code_generator") as caught:
        command(contract=ENTRY, output=tmp_path / "made")
    assert caught.value.exit_code == ExitCode.WRONG_CALL
    assert "pip install 'eventpact[generate]'" in str(caught.value)


def test_a_diff_is_bounded_and_safe_for_a_terminal() -> None:
    new = {"a\x1b[2J": b"".join(b"%d \x1b[31m\n" % i for i in range(10**5)), "b": b"\xff"}
    old = {"a\x1b[2J": b"".join(b"%d\n" % i for i in range(10**5)), "b": b"\xfe"}
    lines = list(differences(new, old))
    assert len(lines) < 50
    assert "\x1b" not in "".join(lines)
    assert lines[-1] == "b: differs in bytes that are no UTF-8"


def test_a_diff_deep_in_a_long_file_shows_the_place() -> None:
    old = {"a": b"".join(b"%d\n" % i for i in range(10**5))}
    lines = list(differences({"a": old["a"].replace(b"99000\n", b"new\n")}, old))
    assert "-99000" in lines
    assert "+new" in lines


def test_the_committed_tree_is_at_its_place() -> None:
    assert (ROOT / "generated" / "MANIFEST.json").is_file()
