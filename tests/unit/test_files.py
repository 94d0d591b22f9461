"""A contract's files are read inside its folder only; trees are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from eventpact.errors import ContractError, EventpactError
from eventpact.files import contract_files, contract_reader, read_tree, replace_tree, write_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A contract's folder, with a file that is outside of it."""
    (tmp_path / "secret.json").write_text('"secret"')
    inside = tmp_path / "contract"
    inside.mkdir()
    (inside / "openapi.yaml").write_text("openapi: 3.1.1\n")
    return inside


def refused(folder: Path, path: str) -> ContractError:
    read, _ = contract_reader(folder / "openapi.yaml")
    with pytest.raises(ContractError) as caught:
        read(path)
    return caught.value


def test_the_entry_is_known_by_its_name(folder: Path) -> None:
    read, entry = contract_reader(folder / "openapi.yaml")
    assert entry == "openapi.yaml"
    assert read(entry) == b"openapi: 3.1.1\n"


@pytest.mark.parametrize("path", ["../secret.json", "/etc/hostname", "a/../../secret.json"])
def test_a_path_out_of_the_folder_is_refused(folder: Path, path: str) -> None:
    assert refused(folder, path).rule == "ref-local"


def test_a_symbolic_link_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "link.json").symlink_to(folder.parent / "secret.json")
    assert refused(folder, "link.json").rule == "ref-local"


def test_a_linked_folder_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "up").symlink_to(folder.parent)
    assert refused(folder, "up/secret.json").rule == "ref-local"


def test_a_symbolic_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "link.yaml").symlink_to("openapi.yaml")
    read, _ = contract_reader(folder / "openapi.yaml")
    assert read("link.yaml") == b"openapi: 3.1.1\n"


def test_a_circle_of_symbolic_links_is_refused(folder: Path) -> None:
    (folder / "a.json").symlink_to("b.json")
    (folder / "b.json").symlink_to("a.json")
    error = refused(folder, "a.json")
    assert error.rule == "ref-resolves"
    assert "link" in error.what


@pytest.mark.parametrize("path", ["missing.json", "openapi.yaml/below", ".", "n" * 5000])
def test_what_is_no_readable_file_is_refused(folder: Path, path: str) -> None:
    error = refused(folder, path)
    assert error.rule == "ref-resolves"
    assert "cannot be read" in error.what


@pytest.mark.parametrize(("path", "what"), [("none.yaml", "there is no such file"), ("", "is not a file")])
def test_an_entry_that_is_no_file_is_refused_with_what_to_give(folder: Path, path: str, what: str) -> None:
    with pytest.raises(EventpactError, match=what) as caught:
        contract_reader(folder / path)
    assert "--contract" in (caught.value.hint or "")


def test_the_files_beside_a_contract_are_listed_without_hidden_ones(folder: Path) -> None:
    for path in ("b.schema.json", "examples/valid/a.json", ".git/x", "examples/.hidden"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("{}")
    assert contract_files(folder / "openapi.yaml") == ["b.schema.json", "openapi.yaml", "examples/valid/a.json"]


def test_a_tree_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    replace_tree(target, {"old.txt": b"1", "sub/kept.txt": b"2"})
    replace_tree(target, {"sub/kept.txt": b"3", "new/file.txt": b"4"})
    assert read_tree(target) == {"sub/kept.txt": b"3", "new/file.txt": b"4"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_tree_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out"
    replace_tree(target, {"old.txt": b"1"})
    with pytest.raises(EventpactError, match="cannot be written"):
        replace_tree(target, {"a": b"", "a/b": b""})
    assert read_tree(target) == {"old.txt": b"1"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_is_written_into_a_new_folder(tmp_path: Path) -> None:
    write_file(tmp_path / "new" / "file.txt", b"text")
    assert (tmp_path / "new" / "file.txt").read_bytes() == b"text"


def test_a_file_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EventpactError, match="cannot be written"):
        write_file(tmp_path / "file" / "below", b"")


def test_a_tree_that_a_killed_run_left_aside_is_put_back(tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    replace_tree(folder, {"a": b"old"})
    folder.rename(tmp_path / ".tree.old")  # what is there when a run is killed between its two renames
    assert read_tree(folder) == {"a": b"old"}
    replace_tree(folder, {"a": b"new"})
    assert read_tree(folder) == {"a": b"new"}
    assert [file.name for file in tmp_path.iterdir()] == ["tree"]
