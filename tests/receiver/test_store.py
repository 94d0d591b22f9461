"""Records and the SQLite file: transactions, duplicates, files that are something else."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import apsw
import pytest
from eventpact.contract.identity import Identities
from eventpact.errors import EventpactError, ExitCode
from eventpact.pointer import replaced
from eventpact.receiver.sqlite import SqliteStore
from eventpact.receiver.store import Record, StorageError, to_record

from tests.receiver.driver import Subject, stored


def records(*keys: str, variant: str = "v") -> list[Record]:
    """Records with these keys, the payload being the key."""
    return [Record(variant, key, json.dumps(key)) for key in keys]


def test_the_key_is_the_compact_array_of_the_declared_values(subject: Subject) -> None:
    record = to_record(Identities(subject.contract), subject.event('ключ "1"'))
    assert record.key == '["ключ \\"1\\""]'
    assert record.variant == subject.sample[subject.contract.discriminator]
    assert json.loads(record.payload) == subject.event('ключ "1"')


def key_of(subject: Subject, value: Any) -> str:
    """The key text of an event whose idempotency key is *value*."""
    return to_record(Identities(subject.contract), replaced(subject.sample, subject.key_at, value)).key


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (0, -0.0), (10**15, 1e15), ({"a": 1, "b": [2]}, {"b": [2.0], "a": 1.0})],
)
def test_equal_values_make_equal_keys_however_they_are_written(ours: Subject, one: Any, other: Any) -> None:
    assert key_of(ours, one) == key_of(ours, other)


@pytest.mark.parametrize(
    ("one", "other"), [(1, "1"), (1, True), (None, "null"), ("a", "A"), ("é", "e\u0301"), ("", " ")]
)
def test_different_values_make_different_keys(ours: Subject, one: Any, other: Any) -> None:
    assert key_of(ours, one) != key_of(ours, other)


def test_what_is_recorded_comes_back_in_the_order_of_receipt(store: SqliteStore) -> None:
    assert store.record("t", records("b", "a")) == 2
    assert store.record("t", records("c")) == 1
    assert list(store.events("t")) == ["b", "a", "c"]


def test_only_new_records_are_counted_within_and_across_batches(store: SqliteStore) -> None:
    assert store.record("t", records("a", "b", "a")) == 2
    assert store.record("t", records("b", "c")) == 1
    assert store.record("t", records("a", "b", "c")) == 0
    assert store.record("t", []) == 0


def test_variants_and_tenants_have_keys_of_their_own(store: SqliteStore) -> None:
    assert store.record("t", records("a") + records("a", variant="w")) == 2
    assert store.record("u", records("a")) == 1


def test_a_batch_of_which_one_row_fails_leaves_nothing(store: SqliteStore, tmp_path: Path) -> None:
    bad = Record("v", "z", None)  # type: ignore[arg-type] # what the table refuses
    with pytest.raises(StorageError, match="ConstraintError"):
        store.record("t", [*records("a", "b"), bad, *records("c")])
    assert stored(tmp_path / "events.sqlite", "t") == []
    assert store.record("t", records("a")) == 1  # and the connection is fit for use


def test_a_file_that_another_process_holds_is_a_storage_error_and_then_works_again(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store._connection.set_busy_timeout(50)
    rival = apsw.Connection(str(tmp_path / "events.sqlite"))
    rival.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="BusyError"):
        store.record("t", records("a"))
    rival.execute("ROLLBACK")
    assert store.record("t", records("a")) == 1
    rival.close()


def test_a_full_disk_is_a_storage_error_and_nothing_is_stored(store: SqliteStore, tmp_path: Path) -> None:
    pages = store._connection.execute("PRAGMA page_count").get
    store._connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(StorageError, match="FullError"):
        store.record("t", [Record("v", str(i), json.dumps("x" * 1000)) for i in range(100)])
    assert stored(tmp_path / "events.sqlite", "t") == []


def test_parallel_writers_store_each_key_once(store: SqliteStore) -> None:
    batches = [records(*(str(i) for i in range(n, n + 50))) for n in range(0, 100, 10)]
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(lambda batch: store.record("t", batch), batches * 3))
    assert sum(new) == len(list(store.events("t"))) == 140


def test_every_commit_is_synced_to_the_disk(store: SqliteStore) -> None:
    assert store._connection.execute("PRAGMA journal_mode").get == "wal"
    assert store._connection.execute("PRAGMA synchronous").get == 2  # FULL


def test_sqlite_is_newer_than_the_versions_with_the_fault_in_the_wal() -> None:
    assert tuple(int(n) for n in apsw.sqlite_lib_version().split(".")) > (3, 51, 2)


def test_text_with_nul_and_astral_characters_is_stored_as_it_is(store: SqliteStore, ours: Subject) -> None:
    event = ours.event("a\0b\U0001f600")
    store.record("t\0", [to_record(Identities(ours.contract), event)])
    assert list(store.events("t\0")) == [event]


def test_a_file_is_opened_again_with_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "events.sqlite"
    for key in ("a", "b"):
        store = SqliteStore(file)
        store.record("t", records(key))
        store.close()
    assert stored(file, "t") == ["a", "b"]
    assert file.parent.stat().st_mode & 0o777 == 0o700


def refused(file: Path) -> str:
    """What is said when *file* is opened."""
    with pytest.raises(EventpactError) as caught:
        SqliteStore(file)
    assert caught.value.exit_code == ExitCode.WRONG_CALL
    assert str(file) in str(caught.value)
    assert "--data" in str(caught.value)
    return caught.value.what


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "events.sqlite"
    file.write_bytes(b"This is a diary. " * 100)
    assert refused(file) == "is no SQLite database"
    assert file.read_bytes() == b"This is a diary. " * 100


@pytest.mark.parametrize("statement", ["PRAGMA user_version = 99", "CREATE TABLE diary (day)"])
def test_a_database_of_another_version_or_program_is_refused(tmp_path: Path, statement: str) -> None:
    file = tmp_path / "events.sqlite"
    connection = apsw.Connection(str(file))
    connection.execute(statement)
    connection.close()
    assert refused(file).startswith("is a database of version ")


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "events.sqlite").mkdir()
    assert refused(tmp_path / "events.sqlite").startswith("cannot be opened")


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert refused(tmp_path / "data" / "events.sqlite").startswith("cannot be opened")
