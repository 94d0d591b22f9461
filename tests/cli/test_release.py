"""`eventpact release` as people run it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import eventpact
from tests.evolution.making import TEXT, TIGHTER, contract_in, edit


def release(folder: Path, *words: str) -> tuple[int, str, str]:
    """`eventpact release` of the contract in *folder*: exit code, stdout, stderr."""
    places = ("--contract", folder / "openapi.yaml", "--changelog", folder / "CHANGELOG.md")
    done = eventpact("release", *places, "--generated", folder / "generated", *words)
    return done.returncode, done.stdout, done.stderr


def tree(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_release_says_what_it_wrote(tmp_path: Path) -> None:
    contract_in(tmp_path)
    written = f"  wrote {tmp_path}/CHANGELOG.md\n  wrote {tmp_path}/releases/2.3.0.json\n"
    assert release(tmp_path) == (0, "", f"2.3.0 is released:\n{written}")
    before = tree(tmp_path)
    assert release(tmp_path) == (0, "", "2.3.0 is released, and nothing has changed since\n")
    assert tree(tmp_path) == before


def test_check_writes_nothing_and_tells_the_version_to_set(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    assert release(tmp_path, "--check") == (0, "", "2.3.0: nothing is released yet\n")
    release(tmp_path)
    assert release(tmp_path, "--check") == (0, "", "2.3.0 is released, and nothing has changed since\n")
    edit(entry, TEXT)
    before = tree(tmp_path)
    told = "the changes since 2.3.0 ask for a patch step, but the version is 2.3.0\n    Set info.version: 2.3.1.\n"
    assert release(tmp_path, "--check") == (1, told, "")
    edit(entry, ("version: 2.3.0", "version: 2.3.1"))
    assert release(tmp_path, "--check") == (0, "", "2.3.1 says what changed since 2.3.0: a patch step or more\n")
    assert {path: text for path, text in tree(tmp_path).items() if path != entry} == {
        path: text for path, text in before.items() if path != entry
    }


def test_what_has_to_be_mended_stops_a_release(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(tmp_path)
    edit(entry, TIGHTER, ("version: 2.3.0", "version: 3.0.0"))
    before = tree(tmp_path)
    code, told, _ = release(tmp_path)
    assert code == 1
    assert "breaks backward against 2.3.0 [property-became-required]" in told
    assert "approvals.yaml" in told
    assert tree(tmp_path) == before


def test_stale_artefacts_stop_a_release(tmp_path: Path) -> None:
    contract_in(tmp_path)
    (tmp_path / "generated").mkdir()
    code, told, _ = release(tmp_path)
    assert code == 1
    assert "generated is stale" in told
    assert not (tmp_path / "releases").exists()


@pytest.mark.parametrize("name", ["CHANGELOG.md", "releases"])
def test_what_cannot_be_written_stops_a_release_with_nothing_changed(name: str, tmp_path: Path) -> None:
    contract_in(tmp_path)
    if name == "releases":
        (tmp_path / name).write_text("a file where the folder should be")
    else:
        (tmp_path / name).mkdir()
    before = tree(tmp_path)
    code, told, error = release(tmp_path)
    assert (code, told) == (2, "")
    assert name in error
    assert tree(tmp_path) == before
