"""``eventpact serve`` as a process: the first start, the end, and what must not be printed."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from eventpact.receiver.server import is_loopback, listen
from eventpact.receiver.tenants import Tenants, write_tenants

from tests.conftest import TELEMETRY
from tests.receiver.driver import Subject, stored
from tests.receiver.serving import command, post, serving


def run(*options: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """``eventpact serve`` that is expected to end by itself."""
    return subprocess.run(command(*options), cwd=cwd, text=True, capture_output=True, timeout=30, check=False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_first_start_prints_a_key_that_works_and_a_signal_ends_it_cleanly(
    tmp_path: Path, ours: Subject, number: int
) -> None:
    with serving(cwd=tmp_path) as receiver:
        assert receiver.key is not None
        assert post(receiver.url, ours.body(ours.sample), receiver.key) == 204
        assert receiver.end(number)[::2] == (0, "")
    data = tmp_path / ".eventpact"
    assert stored(data / "events.sqlite", "dev") == [ours.sample]
    assert sorted(file.name for file in data.iterdir()) == ["events.sqlite", "tenants.json"]  # the WAL is folded in
    assert (data / "tenants.json").stat().st_mode & 0o777 == 0o600


def test_the_key_is_printed_once_in_a_receivers_life_and_is_in_no_file(tmp_path: Path, ours: Subject) -> None:
    with serving(cwd=tmp_path) as first:
        key = first.key
        assert key is not None
        first.end(signal.SIGTERM)
    with serving(cwd=tmp_path) as second:
        assert second.key is None
        for body, headers in ((b"[", {}), (ours.body(3), {}), (b"", {"content-type": "x"}), (b"", {"a b": "bad head"})):
            post(second.url, body, key, headers)
        assert post(second.url, ours.body(ours.sample), key) == 204
        _, out, err = second.end(signal.SIGTERM)
    assert key not in out + err
    assert all(key.encode() not in file.read_bytes() for file in (tmp_path / ".eventpact").iterdir())


def test_what_was_acknowledged_outlives_kill_9_in_the_middle_of_it(tmp_path: Path, ours: Subject) -> None:
    acknowledged: list[Any] = []

    def send(url: str, key: str, worker: int) -> None:
        for number in range(10_000):
            events = [ours.event(f"{worker}-{number}-{i}") for i in range(5)]
            try:
                if post(url, ours.body(*events), key) != 204:
                    return
            except OSError:
                return
            acknowledged.extend(events)
            if len(acknowledged) > 500:
                enough.set()

    enough = threading.Event()
    with serving(cwd=tmp_path) as receiver:
        assert receiver.key is not None
        workers = [threading.Thread(target=send, args=(receiver.url, receiver.key, n)) for n in range(4)]
        for worker in workers:
            worker.start()
        assert enough.wait(30)
        receiver.process.kill()
        for worker in workers:
            worker.join()
    kept = {json.dumps(event) for event in stored(tmp_path / ".eventpact" / "events.sqlite", "dev")}
    assert {json.dumps(event) for event in acknowledged} <= kept
    assert len(kept) % 5 == 0  # and no batch is there by half


def test_duplicates_sent_in_parallel_are_stored_once(tmp_path: Path, ours: Subject) -> None:
    body = ours.body(*(ours.event(f"same-{i}") for i in range(20)))
    with serving(cwd=tmp_path) as receiver:
        threads = [threading.Thread(target=post, args=(receiver.url, body, receiver.key)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        receiver.end(signal.SIGTERM)
    assert len(stored(tmp_path / ".eventpact" / "events.sqlite", "dev")) == 20


def test_another_contract_is_served_at_its_own_path(tmp_path: Path) -> None:
    with serving("--contract", TELEMETRY, cwd=tmp_path) as receiver:
        assert receiver.url.endswith("/v2/records")
        assert post(receiver.url, b"", receiver.key) == 405


def test_a_port_in_use_is_one_message_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        ended = run("--port", port, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"eventpact: 127.0.0.1:{port}: is in use\n")
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_others_reach_wants_a_file_of_tenants(tmp_path: Path) -> None:
    ended = run("--host", "0.0.0.0", cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "eventpact tenant add" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_others_reach_is_served_with_a_file_of_tenants(tmp_path: Path, ours: Subject) -> None:
    tenants, key = Tenants().with_new("acme")
    write_tenants(tmp_path / "t.json", tenants)
    with serving("--host", "0.0.0.0", "--tenants", tmp_path / "t.json", cwd=tmp_path) as receiver:
        assert receiver.key is None
        assert post(receiver.url.replace("0.0.0.0", "127.0.0.1"), ours.body(ours.sample), key) == 204


def test_a_file_without_tenants_is_told(tmp_path: Path) -> None:
    write_tenants(tmp_path / "t.json", Tenants())
    ended = run("--tenants", tmp_path / "t.json", cwd=tmp_path)
    assert ended.returncode == 2
    assert "holds no tenant" in ended.stderr


def test_a_file_that_is_no_database_is_one_message_and_no_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "events.sqlite").write_bytes(b"diary " * 1000)
    ended = run("--data", tmp_path / "d", cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "is no SQLite database" in ended.stderr
    assert [file.name for file in (tmp_path / "d").iterdir()] == ["events.sqlite"]


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("192.168.1.2", False), ("localhost.example", False), ("", False)],
)  # fmt: skip
def test_only_loopback_addresses_and_localhost_are_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_the_listener_says_that_it_is_tcp_so_that_asyncio_turns_nagle_off() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
