"""The file of tenants, and the command that adds to it."""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from eventpact.cli import main
from eventpact.cli import tenant as command_module
from eventpact.cli.tenant import Action
from eventpact.errors import EventpactError, ExitCode
from eventpact.receiver.tenants import Tenant, Tenants, read_tenants, write_tenants

HASH = sha256(b"evp_x").hexdigest()


def test_a_key_finds_its_tenant_and_no_other_does() -> None:
    tenants, first = Tenants().with_new("first")
    tenants, second = tenants.with_new("second")
    assert [tenants.find(key.encode()) for key in (first, second, "", "evp_")] == ["first", "second", None, None]


def test_keys_are_256_random_bits_behind_a_prefix_that_says_whose_they_are() -> None:
    keys = {Tenants().with_new("a")[1] for _ in range(50)}
    assert len(keys) == 50
    assert all(key.startswith("evp_") and len(key) == 4 + 43 for key in keys)


def test_the_hash_of_a_key_is_no_key() -> None:
    tenants, _ = Tenants().with_new("a")
    assert tenants.find(tenants.members[0].key_sha256.encode()) is None


def test_what_is_written_is_read_back_and_holds_no_key(tmp_path: Path) -> None:
    tenants, key = Tenants().with_new("Ünï / kode")
    file = tmp_path / "new" / "tenants.json"
    write_tenants(file, tenants)
    assert read_tenants(file) == tenants
    assert key not in file.read_text("utf-8")


def test_the_file_is_readable_by_its_owner_alone_also_when_it_was_not_before(tmp_path: Path) -> None:
    file = tmp_path / "tenants.json"
    file.write_text("{}")
    file.chmod(0o644)
    write_tenants(file, Tenants())
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tenants.json"
    write_tenants(file, Tenants())
    before = file.read_bytes()

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(EventpactError, match="cannot be written \\(No space left on device\\)"):
        write_tenants(file, Tenants((Tenant("a", HASH),)))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"tenants.json": before}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON (line 1)"),
        ("[" * 100_000, "is not JSON"),
        ("[]", 'has no list "tenants"'),
        ({"tenants": {}}, 'has no list "tenants"'),
        ({"tenants": [3]}, "/tenants/0 is no object"),
        ({"tenants": [{"key_sha256": HASH}]}, "/tenants/0/name is missing"),
        ({"tenants": [{"name": " a", "key_sha256": HASH}]}, "/tenants/0/name is missing or no name"),
        ({"tenants": [{"name": "a\u001b", "key_sha256": HASH}]}, "/tenants/0/name is missing or no name"),
        ({"tenants": [{"name": "a"}]}, "/tenants/0/key_sha256 is missing"),
        ({"tenants": [{"name": "a", "key_sha256": "evp_clear"}]}, "/tenants/0/key_sha256 is missing or not"),
        ({"tenants": [{"name": "a", "key_sha256": HASH + "0"}]}, "/tenants/0/key_sha256 is missing or not"),
        ({"tenants": [{"name": n, "key_sha256": HASH[:-1] + d} for n, d in ("a1", "b2", "a3")]}, "/tenants/2/name is"),
        (
            {"tenants": [{"name": n, "key_sha256": HASH} for n in "ab"]},
            "/tenants/1/key_sha256 is the same as /tenants/0",
        ),
    ],
)
def test_a_broken_file_is_told_with_its_place_and_never_with_what_might_be_a_key(
    tmp_path: Path, content: Any, said: str
) -> None:
    file = tmp_path / "tenants.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(EventpactError) as caught:
        read_tenants(file)
    assert said in caught.value.what
    assert "evp_clear" not in str(caught.value)
    assert caught.value.exit_code == ExitCode.WRONG_CALL


def test_bytes_that_are_no_text_are_told_too(tmp_path: Path) -> None:
    (tmp_path / "tenants.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(EventpactError, match="is not JSON"):
        read_tenants(tmp_path / "tenants.json")


def test_a_missing_file_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(EventpactError, match="eventpact tenant add NAME --tenants"):
        read_tenants(tmp_path / "tenants.json")


def test_hashes_in_upper_case_are_the_same(tmp_path: Path) -> None:
    file = tmp_path / "tenants.json"
    file.write_text(json.dumps({"tenants": [{"name": "a", "key_sha256": HASH.upper()}]}))
    assert read_tenants(file).find(b"evp_x") == "a"


def test_adding_prints_the_key_alone_to_stdout_and_it_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "deep" / "tenants.json"
    command_module.command(Action.ADD, "acme", file)
    out, err = capsys.readouterr()
    key = out.removesuffix("\n")
    assert read_tenants(file).find(key.encode()) == "acme"
    assert "acme" in err
    assert key not in err


def test_adding_keeps_those_there_are_and_lists_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tenants.json"
    for name in ("acme", "brand two"):
        command_module.command(Action.ADD, name, file)
    keys = capsys.readouterr().out
    command_module.command(Action.LIST, None, file)
    listed = capsys.readouterr().out
    assert listed == "acme\nbrand two\n"
    assert len(keys.split()) == 2


@pytest.mark.parametrize(
    ("action", "name", "said"),
    [
        (Action.ADD, None, "needs a name"),
        (Action.ADD, "acme", "there is a tenant"),
        (Action.ADD, "", "is no name"),
        (Action.ADD, "two\nlines", "is no name"),
        (Action.LIST, "acme", "takes no name"),
    ],
)
def test_a_wrong_call_changes_nothing(tmp_path: Path, action: Action, name: str | None, said: str) -> None:
    file = tmp_path / "tenants.json"
    write_tenants(file, Tenants((Tenant("acme", HASH),)))
    before = file.read_bytes()
    with pytest.raises(EventpactError, match=said):
        command_module.command(action, name, file)
    assert file.read_bytes() == before


def test_the_command_line_exits_with_2_and_one_message_when_a_name_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tenants.json"
    write_tenants(file, Tenants((Tenant("acme", HASH),)))
    monkeypatch.setattr(sys, "argv", ["eventpact", "tenant", "add", "acme", "--tenants", str(file)])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("eventpact: there is a tenant")
