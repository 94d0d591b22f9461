"""A body that goes on after its refusal: read over as far as is fair, then the connection ends."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from eventpact.receiver import server
from eventpact.receiver.app import create_app
from eventpact.receiver.embedded import Embedded
from eventpact.receiver.sqlite import SqliteStore
from eventpact.receiver.tenants import Tenants

from tests.receiver.driver import Subject
from tests.receiver.test_wire import head

MIB = 1024 * 1024
CHUNK = b"10000\r\n" + b" " * 0x10000 + b"\r\n"


def pour(connection: socket.socket, most: int) -> int:
    """Send chunks until the other side ends the connection, *most* bytes at most; how many went out."""
    sent = 0
    with contextlib.suppress(OSError):
        while sent < most:
            connection.sendall(CHUNK)
            sent += len(CHUNK)
    return sent


def test_a_body_without_end_ends_the_connection_after_its_refusal(running: Embedded) -> None:
    parts = urlsplit(running.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(head(running, "Transfer-Encoding: chunked", key="wrong") + CHUNK)
        assert connection.recv(100).startswith(b"HTTP/1.1 403 ")
        assert pour(connection, 200 * MIB) < 60 * MIB


def test_a_body_beyond_the_limit_that_goes_on_ends_the_connection(running: Embedded) -> None:
    parts = urlsplit(running.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(head(running, "Transfer-Encoding: chunked", key=running.key))
        assert pour(connection, 300 * MIB) < 100 * MIB


@pytest.fixture
def hasty(ours: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """The address of a receiver that gives bodies half a second after their refusal."""
    monkeypatch.setattr(server, "_UNREAD_SECONDS", 0.5)
    tenants, _ = Tenants().with_new("one")
    app = create_app(ours.contract, tenants, SqliteStore(tmp_path / "events.sqlite"))
    ready = threading.Event()
    with server.listen("127.0.0.1", 0) as listener:
        made = server._Server(server._config(app), ready.set)
        thread = threading.Thread(target=made.run, kwargs={"sockets": [listener]})
        thread.start()
        assert ready.wait(20)
        yield listener.getsockname()
        made.should_exit = True
        thread.join(20)


def request(ours: Subject, length: int) -> bytes:
    """The head of a request without a key."""
    return f"POST {ours.contract.interface.path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()


def test_a_body_that_trickles_in_ends_the_connection_in_time(hasty: tuple[str, int], ours: Subject) -> None:
    began = time.monotonic()
    with socket.create_connection(hasty, timeout=10) as connection:
        connection.sendall(request(ours, 1_000_000))
        assert connection.recv(1000).startswith(b"HTTP/1.1 403 ")
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 8:
                connection.sendall(b" ")
                time.sleep(0.02)
    assert time.monotonic() - began < 5


def status(connection: socket.socket) -> int:
    """The status of the next answer, which is read to its end."""
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    answer.read()
    return answer.status


def test_a_body_that_comes_whole_keeps_its_connection_longer(hasty: tuple[str, int], ours: Subject) -> None:
    with socket.create_connection(hasty, timeout=10) as connection:
        for _ in range(2):
            connection.sendall(request(ours, 3))
            assert status(connection) == 403
            connection.sendall(b"[ ]")
            time.sleep(0.8)
        connection.sendall(request(ours, 0))
        assert status(connection) == 403
