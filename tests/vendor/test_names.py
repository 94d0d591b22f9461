"""Names and places that would do harm are refused before anything is written."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract
from eventpact.errors import EventpactError
from eventpact.vendor import Wanted, add, read_lock
from eventpact.vendor.lock import SUPPORT
from eventpact.vendor.names import below, check_dest, folder_path, package_path, prefix
from hypothesis import given
from hypothesis import strategies as st

from tests.vendor.conftest import git, tree, vendored

PACKAGES = {
    "class": "keyword", "acme.class": "keyword", "None": "keyword", "json": "shadows", "json.models": "shadows",
    "pydantic": "shadows", "msgspec": "shadows", "eventpact.events": "shadows", "": "no name", "a..b": "no name",
    ".a": "no name", "a.": "no name", "a-b": "no name", "1a": "no name", "a/b": "no name", "../a": "no name",
    "/a": "no name", "a b": "no name", "näme": "no name", "a\n": "no name", "con": "device", "acme.NUL": "device",
    "com1": "device", "x" * 101: "too long", "eventpact-x": "no name",
}  # fmt: skip
FOLDERS = {
    "": "no name", "..": "no name", ".": "no name", "a/b": "no name", "/a": "no name", "\\a": "no name",
    ".git": "no name", "-a": "no name", "a ": "no name", "a.": "ends with", "NUL": "device", "nul.txt": "device",
    "Lpt9.x": "device",
    "a:b": "no name", "C:": "no name", "a\0b": "no name", "eventpact.lock": "keeps", "eventpact.lock.d": "keeps",
}  # fmt: skip
INTOS = {
    "../x": "leads out", "a/../b": "leads out", "/abs": "absolute", "C:/x": "absolute", "c:x": "absolute",
    ".git": "inside .git", "a/.GIT/b": "inside .git", "a\\b": "characters", "a\nb": "characters",
    "a*b": "characters", "aux/x": "device", "src ": "ends with", "eventpact.lock.d": "keeps",
    ".eventpact-vendor": "keeps",
    "e\u0301": "characters",
}  # fmt: skip


@pytest.mark.parametrize("name", PACKAGES)
def test_a_name_that_no_package_can_have_is_refused(name: str) -> None:
    with pytest.raises(EventpactError, match=PACKAGES[name]):
        package_path(name)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_name_that_no_folder_should_have_is_refused(name: str) -> None:
    with pytest.raises(EventpactError, match=FOLDERS[name]):
        folder_path(name)


@pytest.mark.parametrize("into", INTOS)
def test_a_folder_that_is_not_plainly_below_is_refused(into: str) -> None:
    with pytest.raises(EventpactError, match=INTOS[into]):
        below(into)


@given(st.text(st.sampled_from("ab./\\:-_ \nGgITit\u0301"), max_size=12))
def test_what_is_taken_stays_below_and_out_of_git(text: str) -> None:
    for check in (below, folder_path, package_path):
        try:
            path = check(text)
        except EventpactError:
            continue
        parts = path.split("/")
        assert not path.startswith("/")
        assert ".." not in parts
        assert ".git" not in [part.lower() for part in parts]
        assert os.path.normpath(path) == (path or ".")


@pytest.mark.parametrize(
    ("given_", "plain"), [("", ""), (".", ""), ("./src/", "src"), ("a//b/./c", "a/b/c"), ("naïve x", "naïve x")]
)
def test_a_plain_folder_is_taken(given_: str, plain: str) -> None:
    assert below(given_) == plain


def test_dots_become_folders() -> None:
    assert package_path("acme.contracts.player_events") == "acme/contracts/player_events"


Prepare = Callable[[Path], Any]
IN_THE_WAY: dict[str, tuple[Prepare, str]] = {
    "a file": (lambda d: (d / "models").touch(), "is a file"),
    "a folder with something in it": (lambda d: (d / "models").mkdir() or (d / "models/x").touch(), "not empty"),
    "a link": (lambda d: (d / "models").symlink_to(d.parent), "symbolic link"),
    "a link to nothing": (lambda d: (d / "models").symlink_to("nowhere"), "symbolic link"),
    "the same in another case": (lambda d: (d / "Models").mkdir(), "by case only"),
    "a folder of others for the lock's": (lambda d: (d / SUPPORT).mkdir() or (d / SUPPORT / "x").touch(), "not empty"),
    "a lock in another case": (lambda d: (d / "Eventpact.lock").touch(), "by case only"),
    "a lock of others": (lambda d: (d / "eventpact.lock").write_text("{}"), "no lock of eventpact"),
    "a link for a lock": (lambda d: (d / "eventpact.lock").symlink_to("x"), "symbolic link"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_nothing_that_is_in_the_way_is_touched(name: str, tmp_path: Path, telemetry: Contract) -> None:
    prepare, words = IN_THE_WAY[name]
    prepare(tmp_path)
    before = tree(tmp_path)
    with pytest.raises(EventpactError, match=words):
        vendored(tmp_path, telemetry, "openapi", "models")
    assert tree(tmp_path) == before


def test_a_link_above_is_not_followed(tmp_path: Path, telemetry: Contract) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "dest").mkdir()
    (tmp_path / "dest" / "src").symlink_to(tmp_path / "out")
    with pytest.raises(EventpactError, match="symbolic link"):
        vendored(tmp_path / "dest", telemetry, "openapi", "models", "src/lib")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("module", ["acme.py", "acme/events.py"])
def test_a_package_gets_no_name_that_a_module_has(module: str, tmp_path: Path, telemetry: Contract) -> None:
    (tmp_path / module).parent.mkdir(exist_ok=True)
    (tmp_path / module).touch()
    with pytest.raises(EventpactError, match="is a module"):
        vendored(tmp_path, telemetry, "python", "acme.events")


def test_an_empty_folder_is_free(tmp_path: Path, telemetry: Contract) -> None:
    (tmp_path / "models").mkdir()
    assert vendored(tmp_path, telemetry, "openapi", "models").path == "models"


def test_only_a_folder_of_a_working_tree_is_a_destination(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "bare")
    git(tmp_path, "init", "--quiet", "normal")
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("normal")
    for name in ("bare", "normal/.git", "normal/.git/hooks", "file", "link", "nowhere"):
        with pytest.raises(EventpactError):
            check_dest(tmp_path / name)
    assert check_dest(tmp_path / "normal" / ".." / "normal") == (tmp_path / "normal").resolve()


def test_a_prefix_leads_from_the_top_of_the_working_tree(repository: Path) -> None:
    (repository / "a" / "b").mkdir(parents=True)
    assert [prefix(repository / "a" / "b"), prefix(repository)] == ["a/b/", ""]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_that_may_not_be_written_to_is_refused() -> None:
    code = (
        "import os, sys; from pathlib import Path; from eventpact.vendor.transaction import Write, commit\n"
        "os.setuid(65534)\n"
        "commit(Path(sys.argv[1]), [Write('a', b'')])"
    )
    with tempfile.TemporaryDirectory() as dest:
        Path(dest).chmod(0o555)
        done = subprocess.run([sys.executable, "-c", code, dest], capture_output=True, text=True, check=False)
        assert "cannot be written (Permission denied)" in done.stderr
        assert list(Path(dest).iterdir()) == []


def test_one_folder_has_one_contract(tmp_path: Path, telemetry: Contract, contract: Contract) -> None:
    vendored(tmp_path, telemetry, "openapi")
    before = tree(tmp_path)
    with pytest.raises(EventpactError, match="another contract"):
        add(tmp_path, contract, Wanted("openapi"), read_lock(tmp_path))
    assert tree(tmp_path) == before
