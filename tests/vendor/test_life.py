"""The life of what is vendored: added under any name, brought up to date, removed; local edits are never lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from eventpact.contract import Contract
from eventpact.errors import EventpactError
from eventpact.files import read_tree
from eventpact.vendor import KINDS, Refused, Wanted, add, apply, plan_update, recover
from eventpact.vendor.lock import SUPPORT
from eventpact.vendor.verify import CLEAN, LOCK, UNUSABLE, main

from tests.vendor.conftest import forked, git, gone, killed_at, lock_of, tree, update, vendored


@pytest.mark.parametrize("kind", ["python", "python-msgspec"])
@pytest.mark.parametrize("name", ["", "our_events", "acme.contracts.events", "_p"])
def test_a_package_can_be_imported_under_the_name_it_was_given(
    kind: str, name: str, tmp_path: Path, telemetry: Contract
) -> None:
    entry = vendored(tmp_path, telemetry, kind, name, "src")
    code = (
        "import importlib, sys; sys.path.insert(0, sys.argv[1]); module = importlib.import_module(sys.argv[2])\n"
        "own = [name for name in sys.modules if name.split('.')[0] == sys.argv[2].split('.')[0]]\n"
        "assert all(name.startswith(sys.argv[2]) or sys.argv[2].startswith(name) for name in own), own\n"
        "print(module.__name__, hasattr(module, 'parse_batch'), 'eventpact' in sys.modules)"
    )
    words = [sys.executable, "-B", "-W", "error", "-c", code, str(tmp_path / "src"), entry.name]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/")
    assert (done.stdout, done.stderr) == (f"{entry.name} True False\n", "")


def test_every_kind_can_be_vendored_into_one_folder(tmp_path: Path, telemetry: Contract) -> None:
    for kind in KINDS:
        vendored(tmp_path, telemetry, kind)
    assert {entry.kind for entry in lock_of(tmp_path).entries} == set(KINDS)
    assert main([], tmp_path) == CLEAN
    assert read_tree(tmp_path).keys() == {LOCK} | {
        f"{folder}/{file}"
        for folder, files in [
            *((entry.path, entry.files) for entry in lock_of(tmp_path).entries), (SUPPORT, lock_of(tmp_path).support)
        ]
        for file in files
    }  # fmt: skip


def test_the_same_call_gives_the_same_bytes_and_names_nobody(tmp_path: Path, telemetry: Contract) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        vendored(tmp_path / name, telemetry, "typescript")
        vendored(tmp_path / name, telemetry, "openapi")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert str(tmp_path) not in (tmp_path / "one" / LOCK).read_text()


def test_what_is_there_already_is_left_as_it_is(tmp_path: Path, telemetry: Contract) -> None:
    vendored(tmp_path, telemetry, "openapi")
    before = written_at(tmp_path / LOCK)
    assert add(tmp_path, telemetry, Wanted("openapi"), lock_of(tmp_path))[1] is False
    assert written_at(tmp_path / LOCK) == before


@pytest.mark.parametrize("name", ["models", "Models"])
def test_two_artefacts_get_no_place_in_each_other(name: str, tmp_path: Path, telemetry: Contract) -> None:
    vendored(tmp_path, telemetry, "openapi", "models")
    before = tree(tmp_path)
    with pytest.raises(EventpactError, match="is taken"):
        vendored(tmp_path, telemetry, "typescript", name)
    with pytest.raises(EventpactError, match="is taken"):
        vendored(tmp_path, telemetry, "typescript", "inner", name)
    assert tree(tmp_path) == before


def test_a_folder_holds_one_version(tmp_path: Path, telemetry: Contract, newer: Contract) -> None:
    vendored(tmp_path, telemetry, "openapi")
    with pytest.raises(EventpactError, match="another version"):
        vendored(tmp_path, newer, "typescript")


def test_an_update_is_what_adding_afresh_would_give(tmp_path: Path, telemetry: Contract, newer: Contract) -> None:
    for name, contract in (("old", telemetry), ("new", newer)):
        (tmp_path / name).mkdir()
        for kind in ("typescript", "openapi", "vectors"):
            vendored(tmp_path / name, contract, kind)
    assert plan_update(tmp_path / "old", lock_of(tmp_path / "old"), telemetry).outdated is False
    assert update(tmp_path / "old", newer) == (None, [])
    assert tree(tmp_path / "old") == tree(tmp_path / "new")


def test_what_does_not_change_is_not_written(tmp_path: Path, telemetry: Contract) -> None:
    vendored(tmp_path, telemetry, "openapi", "models")
    before = written_at(tmp_path / "models")
    update(tmp_path, telemetry)
    assert written_at(tmp_path / "models") == before


def written_at(path: Path) -> tuple[int, int]:
    """What is new when *path* was written again."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def test_a_version_that_breaks_somebody_is_written_only_when_that_is_allowed(
    tmp_path: Path, telemetry: Contract, narrower: Contract
) -> None:
    vendored(tmp_path, telemetry, "openapi")
    before = tree(tmp_path)
    with pytest.raises(Refused, match="breaks senders"):
        update(tmp_path, narrower)
    assert tree(tmp_path) == before
    update(tmp_path, narrower, allow_breaking=True)
    assert lock_of(tmp_path).version == narrower.version
    assert main([], tmp_path) == CLEAN


def test_another_contract_is_no_update(tmp_path: Path, telemetry: Contract, contract: Contract) -> None:
    vendored(tmp_path, telemetry, "openapi")
    with pytest.raises(EventpactError, match="another contract"):
        update(tmp_path, contract)


def test_an_update_that_is_killed_leaves_one_version_or_the_other(service: Path, newer: Contract) -> None:
    web = service / "web"
    planned = plan_update(web, lock_of(web), newer)
    assert planned.comparison is not None
    before = {path: content for path, content in tree(web).items() if content is not None}
    codes = set()
    for number in range(1, 200):
        status = forked(lambda: bool(apply(planned, force=False, allow_breaking=False)) and None, killed_at(number))
        codes.add(main([], web))
        recover(web)
        assert main([], web) == CLEAN
        if lock_of(web).version == newer.version:
            git(service, "checkout", "--quiet", ".")
        assert {path: content for path, content in tree(web).items() if content is not None} == before
        if status == 0:
            break
        assert status == -signal.SIGKILL
    assert codes == {CLEAN, UNUSABLE}, "never is a mixture called clean, or edited"


def test_removing_all_leaves_what_was_there_before(tmp_path: Path, telemetry: Contract) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.py").touch()
    before = tree(tmp_path)
    vendored(tmp_path, telemetry, "python", "acme.events", "src")
    vendored(tmp_path, telemetry, "openapi", into="deep/er")
    assert gone(tmp_path, "acme.events") == []
    assert not (tmp_path / "src" / "acme").exists()
    assert main([], tmp_path) == CLEAN
    assert gone(tmp_path) == []
    assert tree(tmp_path) == before


def test_edited_files_are_removed_only_by_force_and_others_never(service: Path) -> None:
    web = service / "web"
    (web / "models" / "mine.ts").write_text("mine")
    (web / "models" / "index.ts").write_text("edited")
    before = tree(service)
    with pytest.raises(Refused, match=r"index\.ts: was edited"):
        gone(web)
    assert tree(service) == before
    assert gone(web, force=True) == ["models/mine.ts"]
    assert tree(web) == {"models": None, "models/mine.ts": b"mine"}


def test_a_lock_that_leads_out_removes_nothing(service: Path) -> None:
    lock = json.loads((service / "web" / LOCK).read_text())
    lock["artefacts"][0]["path"] = "../../.."
    (service / "web" / LOCK).write_text(json.dumps(lock))
    with pytest.raises(EventpactError, match="cannot be used"):
        gone(service / "web", force=True)


def test_another_generator_is_an_update_too(service: Path, telemetry: Contract) -> None:
    web = service / "web"
    lock = json.loads((web / LOCK).read_text())
    lock["generator"]["version"] = "0.0.1"
    (web / LOCK).write_text(json.dumps(lock))
    planned = plan_update(web, lock_of(web), telemetry)
    assert planned.outdated
    assert planned.comparison is None
    with pytest.raises(EventpactError, match="another version"):
        vendored(web, telemetry, "openapi")
    update(web, telemetry)
    assert git(service, "status", "--porcelain") == ""
