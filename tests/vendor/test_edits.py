"""Local edits are never lost: they stop an update, or are kept as a patch that git applies on top of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from eventpact.contract import Contract
from eventpact.errors import EventpactError
from eventpact.vendor import Refused, difference, plan_update
from eventpact.vendor.lock import SUPPORT
from eventpact.vendor.verify import CLEAN, EDITED, LOCK, main

from tests.vendor.conftest import git, gone, lock_of, tree, update


def _replace(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))


def test_local_edits_stop_an_update_and_are_kept_as_a_patch(service: Path, newer: Contract) -> None:
    web = service / "web"
    _replace(web / "models" / "runtime.ts", b"export class", b"// mine\nexport class")
    (web / "models" / "extra.ts").write_bytes(b"// no end of line")
    before = tree(service)
    with pytest.raises(Refused, match=r"models/extra\.ts: was added; models/runtime\.ts: was edited"):
        update(web, newer)
    assert tree(service) == before

    kept, clashes = update(web, newer, force=True)
    assert (kept, clashes) == (web / "eventpact-edits.patch", [])
    assert main([], web) == CLEAN
    assert b"// mine" not in (web / "models" / "runtime.ts").read_bytes()
    clean = (web / "models" / "runtime.ts").read_bytes()
    git(service, "apply", "web/eventpact-edits.patch")
    assert (web / "models" / "runtime.ts").read_bytes() == clean.replace(b"export class", b"// mine\nexport class", 1)
    assert (web / "models" / "extra.ts").read_bytes() == b"// no end of line"


def test_an_edit_of_what_the_update_changes_too_is_kept_whole(service: Path, newer: Contract) -> None:
    index = service / "web" / "models" / "index.ts"
    version = b"Building telemetry 2.3.0"
    _replace(index, version, b"Building telemetry, as we like it")
    mine = index.read_bytes()
    _, clashes = update(service / "web", newer, force=True)
    assert clashes == ["models/index.ts"]
    git(service, "apply", "web/eventpact-edits.patch")
    assert index.read_bytes() == mine


def test_no_patch_is_written_over_another(service: Path, newer: Contract, telemetry: Contract) -> None:
    for number, contract in enumerate((newer, telemetry), 1):
        (service / "web" / "models" / f"mine{number}.ts").touch()
        update(service / "web", contract, force=True)
    assert b"mine1" in (service / "web" / "eventpact-edits.patch").read_bytes()
    assert b"mine2" in (service / "web" / "eventpact-edits-2.patch").read_bytes()


@pytest.mark.parametrize("edit", ["missing", "crlf", "all"])
def test_what_loses_nothing_is_put_right_without_force(edit: str, service: Path, telemetry: Contract) -> None:
    before = tree(service)
    index = service / "web" / "models" / "index.ts"
    if edit == "crlf":
        index.write_bytes(index.read_bytes().replace(b"\n", b"\r\n"))
    else:
        for file in index.parent.iterdir() if edit == "all" else [index]:
            file.unlink()
    assert main([], service / "web") == EDITED
    assert update(service / "web", telemetry) == (None, [])
    assert tree(service) == before


def test_a_link_is_never_replaced(service: Path, newer: Contract) -> None:
    index = service / "web" / "models" / "index.ts"
    index.rename(service / "index.ts")
    index.symlink_to(service / "index.ts")
    for act in (lambda: update(service / "web", newer, force=True), lambda: gone(service / "web", force=True)):
        with pytest.raises(EventpactError, match="is a symbolic link"):
            act()
    assert index.is_symlink()


def test_an_edited_copy_of_the_contract_needs_force(service: Path, newer: Contract) -> None:
    (service / "web" / SUPPORT / "contract.json").write_text("{}")
    with pytest.raises(Refused):
        update(service / "web", newer)
    update(service / "web", newer, force=True)
    assert main([], service / "web") == CLEAN


def test_a_difference_is_the_update_as_a_patch(service: Path, newer: Contract) -> None:
    _replace(service / "web" / "models" / "runtime.ts", b"export class", b"// mine\nexport class")
    (service / "web" / "models" / "extra.ts").touch()
    (service / "web" / "models" / "types.ts").unlink()
    (service / "update.patch").write_bytes(difference(plan_update(service / "web", lock_of(service / "web"), newer)))
    git(service, "apply", "update.patch")
    (service / "update.patch").unlink()
    patched = tree(service)
    update(service / "web", newer, force=True)
    (service / "web" / "eventpact-edits.patch").unlink(missing_ok=True)
    updated = tree(service)
    for found in (patched, updated):
        found.pop(f"web/{LOCK}")
    assert patched == updated
