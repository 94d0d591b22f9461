"""Patches are what git and patch(1) take; edits are brought over only where nothing else changed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from eventpact.vendor.patch import patch, rebased
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.vendor.conftest import git

LINE = st.sampled_from(
    [b"a\n", b"b\n", b"\n", b"c\r\n", b"\xff\n", b"--- x\n", b"+++ y\n", b"@@ z\n", b"\\ No newline\n"]
)
TEXT = st.builds(lambda lines, end: b"".join(lines) + end, st.lists(LINE, max_size=12), st.sampled_from([b"", b"end"]))
PATHS = st.sampled_from(["a.py", "deep/er/b", "with space", "naïve.txt", 'quo"te', "tab\tbed"])
FILES = st.dictionaries(PATHS, TEXT, max_size=4)


def _written(folder: Path, files: dict[str, bytes]) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    folder.mkdir(exist_ok=True)
    return folder


def _read(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and ".git" not in p.parts
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=FILES, new=FILES)
def test_git_makes_of_the_old_files_the_new_ones(old: dict[str, bytes], new: dict[str, bytes], tmp_path: Path) -> None:
    made = patch(old, new)
    assert (made == b"") == (old == new)
    folder = _written(tmp_path / "files", old)
    (tmp_path / "change.patch").write_bytes(made)
    if made:
        git(folder, "init", "--quiet")
        git(folder, "apply", "--whitespace=nowarn", str(tmp_path / "change.patch"))
    assert _read(folder) == new


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch(1)")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=FILES, new=FILES)
def test_so_does_patch(old: dict[str, bytes], new: dict[str, bytes], tmp_path: Path) -> None:
    plain = {path for path in {*old, *new} if path.isascii() and not set(path) & set('"\t')}
    old = {path: text for path, text in old.items() if path in plain and text}
    new = {path: text for path, text in new.items() if path in plain and text}
    folder = _written(tmp_path / "files", old)
    words = ["patch", "-p1", "--binary", "--silent", "--no-backup-if-mismatch"]
    done = subprocess.run(words, cwd=folder, input=patch(old, new), capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    assert _read(folder) == new


def test_a_prefix_stands_before_each_path() -> None:
    assert patch({"a": b"1\n"}, {"a": b"2\n"}, "libs/").startswith(
        b"diff --git a/libs/a b/libs/a\n--- a/libs/a\n+++ b/libs/a"
    )


@given(base=TEXT, mine=TEXT)
def test_edits_of_what_did_not_change_are_kept_as_they_are(base: bytes, mine: bytes) -> None:
    assert rebased(base, mine, base) == mine


@given(base=TEXT, new=TEXT)
def test_no_edit_leaves_the_new_text(base: bytes, new: bytes) -> None:
    assert rebased(base, base, new) == new


def _numbered(count: int) -> list[bytes]:
    return [b"line %d\n" % n for n in range(count)]


@given(st.integers(0, 29), st.integers(0, 29), st.booleans())
def test_edits_apart_from_each_other_are_joined_and_others_are_not(mine: int, theirs: int, insert: bool) -> None:
    base = _numbered(30)
    edited, new, both = list(base), list(base), list(base)
    for text in (new, both):
        text[theirs] = b"theirs\n"
    for text in (edited, both):
        text[mine] = text[mine] + b"mine\n" if insert else b"mine\n"
    result = rebased(b"".join(base), b"".join(edited), b"".join(new))
    if abs(mine - theirs) > 1:
        assert result == b"".join(both)
    elif mine == theirs:
        assert result is None
