"""What was recorded, read over the receiver: one's own events, in their order, whole, and never all at once."""

from __future__ import annotations

import asyncio
import http.client
import json
import signal
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import apsw
import pytest
from eventpact.receiver import sqlite
from eventpact.receiver.app import create_app
from eventpact.receiver.embedded import READBACK, Embedded
from eventpact.receiver.readback import readback_path
from eventpact.receiver.sqlite import SqliteStore
from eventpact.receiver.store import Record, StorageError

from tests.receiver.driver import BrokenStore, Driver, Subject
from tests.receiver.serving import post, serving


class Reading(Driver):
    """A driver of a receiver that can be read."""

    def __init__(self, subject: Subject, store: Any) -> None:
        super().__init__(subject, store)
        self.app = create_app(subject.contract, self.tenants, store, readback=True)

    def read(self, key: str | None = None, **changes: str | None) -> list[Any]:
        """The events of the tenant with *key*."""
        answer = self.send(b"", b"", method="GET", path="/recorded", headers=self.head(key, **changes))
        assert (answer.status, answer.headers["content-type"]) == (200, "application/x-ndjson")
        assert answer.body[-1:] in {b"\n", b""}
        return [json.loads(line) for line in answer.body.splitlines()]


@pytest.fixture
def reading(subject: Subject, store: SqliteStore) -> Reading:
    """A receiver of each contract in turn that can be read."""
    return Reading(subject, store)


def test_each_tenant_reads_its_own_events_in_the_order_of_receipt(reading: Reading) -> None:
    subject = reading.subject
    for name, key in (("b", reading.key), ("x", reading.other_key), ("a", reading.key)):
        events = [subject.event(f"{name}-{i}") for i in range(3)]
        assert reading.send(subject.body(*events), headers=reading.head(key)).status < 300
    assert reading.read() == [subject.event(f"{name}-{i}") for name in "ba" for i in range(3)]
    assert reading.read(reading.other_key) == [subject.event(f"x-{i}") for i in range(3)]


def test_nothing_recorded_is_an_empty_answer(reading: Reading) -> None:
    assert reading.read() == []


@pytest.mark.parametrize("key", ["wrong", ""])
def test_a_stranger_reads_nothing(reading: Reading, key: str) -> None:
    reading.send(reading.subject.body(reading.subject.sample))
    header = (reading.interface.key_header or "").lower().encode()
    answer = reading.send(b"", method="GET", path="/recorded", headers=[(header, key.encode())])
    assert answer.status in {401, 403}
    assert b"one" not in answer.body.replace(b"once", b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD"])
def test_it_can_only_be_read(reading: Reading, method: str) -> None:
    answer = reading.send(b"", method=method, path="/recorded")
    assert (answer.status, answer.headers["allow"]) == (405, "GET")


def test_without_the_option_there_is_nothing_to_read(driver: Driver) -> None:
    assert driver.send(b"", method="GET", path="/recorded").status == 404


def test_a_contract_with_that_very_path_keeps_it(ours: Subject, store: SqliteStore) -> None:
    taken = ours.with_interface(path="/recorded")
    driver = Reading(taken, store)
    assert driver.send(taken.body(taken.sample)).status == 204
    answer = driver.send(b"", b"", method="GET", path=readback_path(taken.contract.interface))
    assert json.loads(answer.body) == taken.sample


def test_a_store_that_cannot_be_read_is_told(ours: Subject) -> None:
    driver = Reading(ours, BrokenStore(StorageError("disk on fire")))
    answer = driver.send(b"", method="GET", path="/recorded")
    assert answer.status == 503
    assert b"fire" not in answer.body


def many(store: SqliteStore, count: int, *, tenant: str = "one", size: int = 10) -> None:
    """Record *count* events of *tenant*, *size* characters each."""
    store.record(tenant, [Record("v", f"{tenant}-{i}", json.dumps("x" * size)) for i in range(count)])


def test_a_page_is_bounded_by_what_it_looks_at_and_by_what_it_holds(store: SqliteStore) -> None:
    many(store, 3 * sqlite._WINDOW, tenant="other")
    many(store, 50, size=sqlite._PAGE_SIZE // 10)
    first = store.page("one", 0, store.last())
    assert (first.payloads, first.position) == ([], sqlite._WINDOW)
    page = store.page("one", 3 * sqlite._WINDOW, store.last())
    assert len(page.payloads) == 10
    assert len(list(store.events("one"))) == 50


def test_every_event_is_on_exactly_one_page(store: SqliteStore) -> None:
    for tenant in ("one", "two", "one", "two"):
        store.record(tenant, [Record("v", f"{tenant}-{time.time_ns()}-{i}", f'"{i}"') for i in range(3_000)])
    assert [int(event) for event in store.events("one")] == [*range(3_000), *range(3_000)]


def test_pages_are_found_without_going_through_all_of_a_tenants_events(store: SqliteStore) -> None:
    many(store, 10)
    connection = apsw.Connection(str(store._path))
    plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {sqlite._PAGE}", (0, 5, "one"))]
    connection.close()
    assert plan == ["SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]


def test_what_comes_while_it_is_read_is_left_out(reading: Reading, store: SqliteStore) -> None:
    many(store, 3 * sqlite._WINDOW)
    last, seen, position = store.last(), 0, 0
    while position < last:
        many(store, 1, tenant=f"one-{position}")
        page = store.page("one", position, last)
        seen, position = seen + len(page.payloads), page.position
    assert seen == 3 * sqlite._WINDOW


def test_a_closed_file_is_a_storage_error(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "events.sqlite")
    (tmp_path / "events.sqlite").rename(tmp_path / "elsewhere")
    with pytest.raises(StorageError):
        store.last()
    store.close()


def fetch(url: str, key: str | None) -> tuple[int, bytes]:
    """One GET on a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        connection.request("GET", parts.path, headers={"x-api-key": key} if key else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_the_embedded_receiver_has_two_tenants_that_read_apart(running: Embedded, ours: Subject) -> None:
    mine, theirs = ours.event("mine"), ours.event("theirs")
    assert post(running.url, ours.body(mine), running.key) == 204
    assert post(running.url, ours.body(theirs), running.second_key) == 204
    read = [fetch(running.readback, key) for key in (running.key, running.second_key)]
    assert [status for status, _ in read] == [200, 200]
    events = [[json.loads(line) for line in body.splitlines()] for _, body in read]
    assert (mine in events[0], theirs in events[0]) == (True, False)
    assert (mine in events[1], theirs in events[1]) == (False, True)
    assert fetch(running.readback, None)[0] == 403
    assert running.second_key not in repr(running)


def test_it_is_off_unless_asked_for(tmp_path: Path) -> None:
    with serving(cwd=tmp_path) as receiver:
        assert not any(line.startswith(READBACK) for line in receiver.lines)
        assert fetch(receiver.url.rpartition("/api")[0] + "/recorded", receiver.key)[0] == 404


def test_it_is_told_where_when_asked_for(tmp_path: Path, ours: Subject) -> None:
    with serving("--readback", cwd=tmp_path) as receiver:
        (line,) = (line for line in receiver.lines if line.startswith(READBACK))
        assert post(receiver.url, ours.body(ours.sample), receiver.key) == 204
        status, body = fetch(line.removeprefix(READBACK).strip(), receiver.key)
        assert (status, json.loads(body)) == (200, ours.sample)
        assert receiver.end(signal.SIGTERM)[::2] == (0, "")


def test_a_reader_that_stops_reading_holds_up_nobody(running: Embedded, ours: Subject) -> None:
    for batch in range(20):
        events = [{**ours.event(f"slow-{batch}-{i}"), "pad": "x" * 5_000} for i in range(100)]
        assert post(running.url, ours.body(*events), running.key) == 204
    parts = urlsplit(running.readback)
    connections = []
    for _ in range(5):
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        connection.request("GET", parts.path, headers={"x-api-key": running.key})
        connections.append(connection)
    began = time.monotonic()
    assert post(running.url, ours.body(ours.event("after")), running.key) == 204
    assert fetch(running.readback, running.second_key)[0] == 200
    assert time.monotonic() - began < 5
    for connection in connections:
        connection.close()


def test_events_are_taken_while_others_read(running: Embedded, ours: Subject) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(fetch(running.readback, running.key)[0])) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    taken = [post(running.url, ours.body(ours.event(f"meanwhile-{i}")), running.key) for i in range(20)]
    for thread in threads:
        thread.join()
    assert (set(taken), statuses) == ({204}, [200] * 4)


def test_the_receiver_ends_while_somebody_reads(store: SqliteStore, ours: Subject) -> None:
    many(store, 10)
    reading = Reading(ours, store)
    assert len(reading.read()) == 10
    asyncio.run(asyncio.to_thread(store.close))
