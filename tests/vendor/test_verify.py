"""The script that is vendored along: it runs on any Python, alone, and finds every edit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract
from eventpact.generate import GENERATORS, generate
from eventpact.vendor import verify as script
from eventpact.vendor.lock import SUPPORT
from eventpact.vendor.verify import CLEAN, EDITED, LOCK, OUTDATED, UNUSABLE
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendor.conftest import edited, git, lock_of, tree, vendored

Edit = Callable[[Path], Any]


def pythons() -> list[str]:
    """This Python, and one of each other version from 3.9 on that pyenv has here."""
    found = {}
    for folder in sorted((Path.home() / ".pyenv" / "versions").glob("3.*")):
        version = tuple(int(part) for part in folder.name.split(".")[:2] if part.isdigit())
        if version >= (3, 9) and (folder / "bin" / "python").exists():
            found[version] = str(folder / "bin" / "python")
    return list({**found, sys.version_info[:2]: sys.executable}.values())


def verify(dest: Path, *words: object, python: str = sys.executable) -> tuple[int, str]:
    """The exit code of the script, run alone from another folder, and what it says."""
    script = dest / SUPPORT / "verify.py"
    done = subprocess.run(
        [python, "-I", "-S", "-W", "error", "-B", str(script), *map(str, words)],
        cwd="/", env={}, capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, telemetry: Contract) -> Path:
    """A folder with two artefacts; tests take copies."""
    folder = tmp_path_factory.mktemp("vendored")
    vendored(folder, telemetry, "typescript", "models", "src/lib")
    vendored(folder, telemetry, "json-schema")
    return folder


@pytest.fixture
def dest(once: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(once, tmp_path / "service")


@pytest.mark.parametrize("python", pythons(), ids=lambda path: Path(path).parent.parent.name)
def test_it_runs_on_every_python_without_anything_installed(python: str, dest: Path) -> None:
    code, said = verify(dest, python=python)
    assert (code, said) == (CLEAN, "10 files are as vendored for Building telemetry 2.3.0\n")
    (dest / "src" / "lib" / "models" / "index.ts").write_text("mine")
    assert verify(dest, python=python)[0] == EDITED


def test_it_imports_the_standard_library_alone_and_writes_nothing(dest: Path) -> None:
    before = tree(dest)
    code = "import runpy, sys; sys.argv = ['verify.py']; runpy.run_path(sys.orig_argv[-1], run_name='__main__')"
    script = str(dest / SUPPORT / "verify.py")
    done = subprocess.run([sys.executable, "-I", "-S", "-B", "-c", code, script], capture_output=True, check=False)
    assert done.returncode == CLEAN
    assert tree(dest) == before


INDEX = Path("src/lib/models/index.ts")
SCRIPT = Path(script.__file__).read_bytes()
EDITS: dict[str, tuple[Edit, str]] = {
    "edited": (lambda d: (d / INDEX).write_text("x"), "src/lib/models/index.ts: was edited"),
    "one byte": (lambda d: (d / INDEX).write_bytes((d / INDEX).read_bytes() + b"\n"), "index.ts: was edited"),
    "cut": (lambda d: (d / INDEX).write_bytes((d / INDEX).read_bytes()[:-1]), "index.ts: was edited"),
    "missing": (lambda d: (d / INDEX).unlink(), "src/lib/models/index.ts: is missing"),
    "all missing": (lambda d: shutil.rmtree(d / "src"), "src/lib/models/types.ts: is missing"),
    "added": (lambda d: (d / INDEX).with_name("more.ts").touch(), "src/lib/models/more.ts: was added"),
    "added hidden": (lambda d: (d / INDEX).with_name(".env").touch(), "src/lib/models/.env: was added"),
    "added below": (
        lambda d: ((d / INDEX).with_name("a").mkdir(), (d / INDEX.parent / "a/b").touch()), "a/b: was added"
    ),
    "line ends": (
        lambda d: (d / INDEX).write_bytes((d / INDEX).read_bytes().replace(b"\n", b"\r\n")), "index.ts: has CRLF"
    ),
    "a link": (lambda d: (d / INDEX).unlink() or (d / INDEX).symlink_to("types.ts"), "index.ts: is a symbolic link"),
    "a link above": (
        lambda d: ((d / "src").rename(d / "real"), (d / "src").symlink_to("real")), "src: is a symbolic link"
    ),
    "a folder": (lambda d: (d / INDEX).unlink() or (d / INDEX).mkdir(), "index.ts: is missing"),
    "a pipe": (lambda d: (d / INDEX).unlink() or os.mkfifo(d / INDEX), "index.ts: is neither a file nor a folder"),
    "renamed": (lambda d: (d / INDEX).rename((d / INDEX).with_name("Index.ts")), "Index.ts: was added"),
    "the script": (lambda d: (d / SUPPORT / "verify.py").write_bytes(SCRIPT + b"#"), "verify.py: was edited"),
    "the contract": (lambda d: (d / SUPPORT / "contract.json").unlink(), "eventpact.lock.d/contract.json: is missing"),
    "a steering name": (lambda d: (d / INDEX).with_name("a\x1b[2Jb").touch(), "a\\x1b[2Jb: was added"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_is_found_and_named(name: str, dest: Path) -> None:
    edit, words = EDITS[name]
    edit(dest)
    code, said = verify(dest)
    assert code == EDITED
    assert words in said
    assert "\x1b" not in said


def test_what_programs_leave_behind_is_no_edit(dest: Path) -> None:
    cache = dest / "src" / "lib" / "models" / "__pycache__"
    cache.mkdir()
    (cache / "x.cpython-311.pyc").touch()
    (dest / "src" / "lib" / "models" / ".DS_Store").touch()
    (dest / "src" / "lib" / "ours.ts").touch()
    assert verify(dest)[0] == CLEAN


def test_git_on_windows_leaves_vendored_files_alone(dest: Path, tmp_path: Path) -> None:
    (dest / "ours.txt").write_text("a\n")
    git(dest, "init", "--quiet")
    git(dest, "add", ".")
    git(dest, "commit", "--quiet", "-m", "one")
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "--quiet", str(dest), "windows")
    assert (tmp_path / "windows" / "ours.txt").read_bytes() == b"a\r\n", "git did convert what it may"
    assert verify(tmp_path / "windows")[0] == CLEAN


def test_outdated_is_told_from_edited_by_the_exit_code(dest: Path, telemetry: Contract, tmp_path: Path) -> None:
    newer = edited(telemetry, _any_property)
    for name, which in (("same", telemetry), ("other", newer)):
        files = next(one for one in GENERATORS if one.id == "openapi").files(which)
        (tmp_path / name).write_text(*files.values())
    schema = lock_of(dest).schema
    assert verify(dest, "--against", tmp_path / "same")[0] == CLEAN
    assert verify(dest, "--against", schema)[0] == CLEAN
    assert verify(dest, "--against", dest / LOCK)[0] == CLEAN
    code, said = verify(dest, "--against", tmp_path / "other")
    assert code == OUTDATED
    assert said.startswith("outdated: vendored is Building telemetry 2.3.0")
    assert verify(dest, "--against", "0" * 64)[0] == OUTDATED
    (dest / INDEX).write_text("x")
    code, said = verify(dest, "--against", "0" * 64)
    assert code == EDITED, "an edit is the graver news"
    assert "outdated" in said


def _any_property(documents: Any) -> None:
    schemas = documents["openapi.yaml"]["components"]["schemas"]
    next(schema for schema in schemas.values() if "properties" in schema)["properties"]["later"] = {"type": "string"}


def test_a_manifest_says_which_schema_is_current(dest: Path, telemetry_manifest: Path) -> None:
    assert verify(dest, "--against", telemetry_manifest)[0] == CLEAN


@pytest.fixture(scope="module")
def telemetry_manifest(tmp_path_factory: pytest.TempPathFactory, telemetry: Contract) -> Path:
    """The manifest that `eventpact generate` writes."""
    file = tmp_path_factory.mktemp("generated") / "MANIFEST.json"
    file.write_bytes(generate(telemetry)["MANIFEST.json"])
    return file


@pytest.mark.parametrize("words", [["--against", "/nowhere"], ["--against", "/etc/hostname"], ["--nonsense"], ["more"]])
def test_a_wrong_call_is_told_so(words: list[str], dest: Path) -> None:
    assert verify(dest, *words)[0] == UNUSABLE


def _changed(dest: Path, **parts: Any) -> str:
    return json.dumps({**json.loads((dest / LOCK).read_text()), **parts})


BROKEN: dict[str, Callable[[Path], str | bytes]] = {
    "empty": lambda d: "",
    "no JSON": lambda d: "{",
    "not UTF-8": lambda d: b"\xff\xfe{}",
    "another document": lambda d: '{"lockfileVersion": 3}',
    "a list": lambda d: "[]",
    "deep": lambda d: "[" * 100_000,
    "a merge conflict": lambda d: "<<<<<<< ours\n" + (d / LOCK).read_text() + "=======\n>>>>>>> theirs\n",
    "of the future": lambda d: _changed(d, lock_version=2),
    "without artefacts": lambda d: _changed(d, artefacts=None),
    "a path that leads out": lambda d: _changed(d, support={"path": "../x", "files": {}}),
    "an absolute path": lambda d: _changed(d, support={"path": "/etc", "files": {}}),
    "a file that leads out": lambda d: _changed(d, support={"path": SUPPORT, "files": {"../x": "0" * 64}}),
    "a digest that is none": lambda d: _changed(d, support={"path": SUPPORT, "files": {"x": "0"}}),
    "two artefacts in one place": lambda d: _changed(d, artefacts=2 * json.loads((d / LOCK).read_text())["artefacts"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_lock_is_neither_clean_nor_edited(name: str, dest: Path) -> None:
    content = BROKEN[name](dest)
    (dest / LOCK).write_bytes(content if isinstance(content, bytes) else content.encode())
    code, said = verify(dest)
    assert code == UNUSABLE
    assert said.startswith(str(dest / LOCK))


def test_a_lost_lock_is_told_so(dest: Path) -> None:
    (dest / LOCK).unlink()
    assert verify(dest)[0] == UNUSABLE


@settings(max_examples=200)
@given(data=st.data())
def test_no_change_of_a_lock_goes_unseen_or_crashes(data: st.DataObject, once: Path) -> None:
    from eventpact.vendor.verify import Unusable, edits, folders, read_lock  # noqa: PLC0415

    content = (once / LOCK).read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255))
    changed = content[:at] + bytes([byte]) + content[at + data.draw(st.integers(0, 3)) :]
    try:
        lock = read_lock(changed)
    except Unusable:
        return
    wrong = [edit for folder in folders(lock) for edit in edits(once, folder)]
    known = json.loads(content)
    same = all(json.dumps(lock[key]) == json.dumps(known[key]) for key in ("artefacts", "support"))
    names = [[{**one, "name": "", "artefact": ""} for one in which["artefacts"]] for which in (lock, known)]
    assert wrong or same or names[0] == names[1]
