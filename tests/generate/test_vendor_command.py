"""`eventpact vendor`: a copy of the generated package, whole or not at all, over nothing that was edited."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from eventpact.cli.vendor import command
from eventpact.errors import EventpactError
from eventpact.files import read_tree

from tests.command import eventpact
from tests.conftest import SCHEMA, TELEMETRY

ENTRY = SCHEMA / "openapi.yaml"


@pytest.fixture
def folder(tmp_path: Path, write: Any, generated: Any) -> Path:
    """What was generated."""
    made: Path = write(tmp_path / "generated", generated)
    return made


@pytest.fixture
def dest(tmp_path: Path, folder: Path) -> Path:
    """A repository that has the package."""
    command(tmp_path / "service" / "libs", contract=ENTRY, generated=folder)
    return tmp_path / "service" / "libs"


def test_the_package_is_copied_with_a_manifest_of_its_own(dest: Path, generated: Any) -> None:
    found = read_tree(dest / "player_events")
    assert found.keys() == {
        "MANIFEST.json", "__init__.py", "_body.py", "_faults.py", "_json.py", "_model.py", "_types.py", "models.py",
        "py.typed",
    }  # fmt: skip
    assert found["models.py"] == generated["python/player_events/models.py"]


def test_the_copy_can_be_imported_alone(dest: Path, bare_python: Any) -> None:
    done = bare_python("import player_events; print(player_events.Batch.model_validate_json('[]').root)", dest)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_same_again_changes_nothing(dest: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (dest / "player_events" / "models.py").stat()
    command(dest, contract=ENTRY, generated=folder)
    assert "unchanged" in capsys.readouterr().err
    assert (dest / "player_events" / "models.py").stat() == before


def test_an_older_copy_that_nobody_edited_is_updated(dest: Path, tmp_path: Path, write: Any, generated: Any) -> None:
    from eventpact.generate.manifest import read_manifest, render  # noqa: PLC0415 - only this test makes an old copy

    old = {path: content for path, content in read_tree(dest / "player_events").items() if path != "MANIFEST.json"}
    old |= {"models.py": b"# an older version", "gone.py": b""}
    about = read_manifest(generated["MANIFEST.json"])
    assert about is not None
    write(dest / "player_events", {**old, "MANIFEST.json": render({**about, "schema_sha256": "0"}, old)})
    command(dest, contract=ENTRY, generated=tmp_path / "generated")
    assert (dest / "player_events" / "models.py").read_bytes() == generated["python/player_events/models.py"]
    assert not (dest / "player_events" / "gone.py").exists()


@pytest.mark.parametrize("edit", ["models.py", "notes.txt", "MANIFEST.json"])
def test_an_edited_copy_is_kept_unless_forced(edit: str, dest: Path, folder: Path) -> None:
    (dest / "player_events" / edit).write_text("mine")
    before = read_tree(dest)
    with pytest.raises(EventpactError, match="was edited"):
        command(dest, contract=ENTRY, generated=folder)
    assert read_tree(dest) == before
    command(dest, contract=ENTRY, generated=folder, force=True)
    assert "mine" not in [content.decode() for content in read_tree(dest).values()]


def test_what_is_stale_or_was_edited_is_not_vendored(folder: Path, tmp_path: Path) -> None:
    (folder / "python" / "player_events" / "models.py").write_text("edited")
    done = eventpact("vendor", tmp_path / "libs", "--generated", folder)
    assert done.returncode == 2
    assert "eventpact generate" in done.stderr
    assert not (tmp_path / "libs").exists()


def test_what_another_contract_gave_is_not_vendored(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(EventpactError, match="is not what the contract gives"):
        command(tmp_path / "libs", contract=TELEMETRY, generated=folder)


def test_neither_a_link_nor_gits_own_folder_is_written_to(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for refused in (tmp_path / "link", tmp_path / ".git" / "libs"):
        with pytest.raises(EventpactError, match="symbolic link or inside"):
            command(refused, contract=ENTRY, generated=folder)
    assert os.listdir(tmp_path / "real") == []  # noqa: PTH208 - hidden leftovers count
