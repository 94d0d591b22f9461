"""Writes are all or nothing: whenever a run is killed, and whatever the disk refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from eventpact.errors import EventpactError
from eventpact.vendor.transaction import Write, alone, commit, recover
from eventpact.vendor.verify import JOURNAL, STAGING, UNUSABLE, main

from tests.vendor.conftest import Tree, forked, killed_at, tree

pytestmark = pytest.mark.thorough

OLD = [Write("lib/a", {"one.py": b"1", "deep/two.py": b"2"}), Write("gone/b", {"x": b"x"}), Write("lock", b"old")]
NEW = [
    Write("lib/a", {"one.py": b"1!", "three.py": b"3"}),
    Write("gone/b", None),
    Write("c", {}),
    Write("lock", b"new"),
]


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    """A folder as it is before the change."""
    commit(tmp_path, OLD)
    (tmp_path / "mine.txt").write_text("mine")
    return tmp_path


@pytest.fixture
def after(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The folder as it is after the change."""
    folder = tmp_path_factory.mktemp("after")
    commit(folder, OLD)
    (folder / "mine.txt").write_text("mine")
    commit(folder, NEW)
    return tree(folder)


def restore(dest: Path) -> None:
    commit(dest, [*OLD, Write("c", None)])


def act(dest: Path) -> Callable[[], None]:
    return lambda: commit(dest, NEW)


def test_a_change_is_made_and_leaves_nothing_else_behind(dest: Path, after: Tree) -> None:
    assert after == {
        "c": None, "lib": None, "lib/a": None, "lib/a/one.py": b"1!", "lib/a/three.py": b"3",
        "lock": b"new", "mine.txt": b"mine",
    }  # fmt: skip
    commit(dest, NEW)
    assert tree(dest) == after


def test_a_run_killed_at_any_moment_leaves_the_old_or_the_new_state(dest: Path, after: Tree) -> None:
    before = tree(dest)
    outcomes = []
    for number in range(1, 200):
        status = forked(act(dest), killed_at(number))
        seen = {path: content for path, content in tree(dest).items() if not path.startswith(STAGING)}
        if not (dest / STAGING / JOURNAL).exists():  # then no later run is needed to see one state or the other
            assert seen in (before, after), number
        recover(dest)
        assert tree(dest) in (before, after), number
        outcomes.append(tree(dest) == after)
        restore(dest)
        assert tree(dest) == before
        if status == 0:
            break
        assert status == -signal.SIGKILL
    assert len(outcomes) > 25, "there are more changes than that"
    assert outcomes == sorted(outcomes), "once it is made, it stays made"
    assert {False, True} == set(outcomes)


def test_a_recovery_killed_at_any_moment_can_be_repeated(dest: Path, after: Tree) -> None:
    before = tree(dest)
    for first in range(1, 200):
        status = forked(act(dest), killed_at(first))
        for second in range(1, 100) if (dest / STAGING / JOURNAL).exists() else ():
            if forked(lambda: bool(recover(dest)) and None, killed_at(second)) == 0:
                break
        recover(dest)
        assert tree(dest) in (before, after), first
        restore(dest)
        if status == 0:
            return
    pytest.fail("it never came to an end")


def test_a_disk_that_refuses_at_any_moment_leaves_the_old_or_the_new_state(dest: Path, after: Tree) -> None:
    before = tree(dest)
    refused = 0
    for number in range(1, 200):

        def refuse(seen: int, number: int = number) -> None:
            if seen == number:
                raise PermissionError(13, "Permission denied", "a file")

        status = forked(act(dest), refuse)
        assert status in (0, 2), "it is told as an error, without a traceback"
        recover(dest)
        emptied = {path: content for path, content in tree(dest).items() if path != "gone"}  # it could not be removed
        assert tree(dest) == before if status else emptied == after, number
        refused += status == 2
        made = status == 0
        restore(dest)
        if made and number > 40:
            break
    assert refused > 15


def test_a_disk_that_refuses_from_some_moment_on_is_put_right_later(dest: Path, after: Tree) -> None:
    before = tree(dest)
    for number in range(1, 60):

        def refuse(seen: int, number: int = number) -> None:
            if seen >= number:
                raise PermissionError(13, "Permission denied", "a file")

        assert forked(act(dest), refuse) in (0, 2)
        recover(dest)
        assert tree(dest) in (before, after), number
        restore(dest)


def test_an_interrupted_change_is_told_to_who_verifies(dest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1, 200):
        forked(act(dest), killed_at(number))
        if (dest / STAGING / JOURNAL).exists():
            break
    assert main([], dest) == UNUSABLE
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["../out", "/tmp/out", "a/../../out", ".git/hooks", "", "a//b"])
def test_a_journal_that_leads_out_is_not_followed(path: str, dest: Path) -> None:
    (dest / STAGING / "new").mkdir(parents=True)
    (dest / STAGING / "new" / "0").write_text("evil")
    (dest / STAGING / JOURNAL).write_text(json.dumps([[0, path, True]]))
    with pytest.raises(EventpactError, match="cannot be followed"):
        recover(dest)
    assert (dest / STAGING / "new" / "0").exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", "[1]", "[[0]]", "null", "[" * 100_000])
def test_a_journal_of_nonsense_is_not_followed(text: str, dest: Path) -> None:
    (dest / STAGING).mkdir()
    (dest / STAGING / JOURNAL).write_text(text)
    with pytest.raises(EventpactError, match="cannot be followed"):
        recover(dest)


def test_a_journal_is_not_followed_through_a_link(dest: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("out")
    (dest / "link").symlink_to(out)
    (dest / STAGING / "new").mkdir(parents=True)
    (dest / STAGING / "new" / "0").write_text("evil")
    (dest / STAGING / JOURNAL).write_text('[[0, "link/x", true]]')
    with pytest.raises(EventpactError, match="cannot be followed"):
        recover(dest)
    assert list(out.iterdir()) == []


def test_two_runs_at_once_take_turns(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from eventpact.vendor.transaction import alone\n"
        "with alone(Path(sys.argv[1])): print('in', flush=True); time.sleep(0.7); Path(sys.argv[1], 'done').touch()"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"in\n"
        with pytest.raises(EventpactError, match="at work here"), alone(tmp_path, patience=0.1):
            pytest.fail("both are in")
        with alone(tmp_path):
            assert (tmp_path / "done").exists()


def test_a_killed_run_keeps_nobody_waiting(tmp_path: Path) -> None:
    def hold() -> None:
        with alone(tmp_path):
            (tmp_path / "in").touch()

    assert forked(hold, killed_at(1)) == -signal.SIGKILL
    start = time.monotonic()
    with alone(tmp_path):
        assert time.monotonic() - start < 1
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - hidden leftovers count
