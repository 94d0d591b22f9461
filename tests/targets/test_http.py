"""The HTTP target against servers that misbehave on real sockets: an answer or a failure each time, never a raise."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from eventpact.errors import EventpactError
from eventpact.exchange import Answer, Failure, Key, Request
from eventpact.targets import HttpTarget, endpoint
from eventpact.targets.http import READ_LIMIT

SECRET = "Ab9-secret-key"
POST = Request("POST", b"[]", "application/json")

Behaviour = Callable[[socket.socket], None]


@contextmanager
def serving(behave: Behaviour) -> Iterator[str]:
    """A server that does *behave* with each connection and closes it; yields its URL."""
    listener = socket.create_server(("127.0.0.1", 0))

    def loop() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                with suppress(OSError):
                    behave(connection)

    threading.Thread(target=loop, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/in"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def send(url: str, request: Request = POST, timeout: float = 0.5) -> Answer:
    async def exchange() -> Answer:
        async with HttpTarget(url, key_header="x-key", key=SECRET, timeout=timeout) as target:
            return await target.send(request)

    return asyncio.run(exchange())


def saying(text: bytes) -> Behaviour:
    def behave(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(text)

    return behave


def silent(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.recv(65536)


def endless(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


@pytest.mark.parametrize(
    ("behave", "failure"),
    [
        (silent, Failure.HANG),
        (saying(b""), Failure.DROP),
        (saying(b"HTTP/1.1 200"), Failure.DROP),
        (saying(b"SSH-2.0-OpenSSH_9.2\r\n"), Failure.GARBLED),
        (saying(b"HTTP/1.1 2000 What\r\n\r\n"), Failure.GARBLED),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), Failure.GARBLED),
        (saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), Failure.GARBLED),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: minus one\r\n\r\n"), Failure.GARBLED),
        (saying(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"), Failure.GARBLED),
    ],
)
def test_a_server_that_misbehaves_brings_a_failure_of_its_kind(behave: Behaviour, failure: Failure) -> None:
    with serving(behave) as url:
        assert send(url).failure is failure


def test_an_answer_without_end_is_read_up_to_a_limit() -> None:
    with serving(endless) as url:
        answer = send(url, timeout=5)
    assert answer.status == 200
    assert 0 < len(answer.body) <= READ_LIMIT


def test_a_redirect_is_not_followed() -> None:
    with serving(saying(b"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")) as url:
        answer = send(url)
    assert (answer.status, answer.headers["location"]) == (307, "http://127.0.0.1:1/")


def test_a_key_that_the_server_echoes_is_not_kept() -> None:
    echo = f"HTTP/1.1 403 No\r\nX-Echo: {SECRET}\r\nContent-Length: {len(SECRET)}\r\n\r\n{SECRET}"
    with serving(saying(echo.encode())) as url:
        answer = send(url)
    assert answer.status == 403
    assert SECRET not in repr(answer)
    assert answer.body == b"[key]"


def test_a_closed_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    answer = send(f"http://127.0.0.1:{port}/")
    assert (answer.failure, answer.detail) == (Failure.UNREACHABLE, "Connection refused")


def test_plain_http_behind_an_https_url_is_a_failure_of_tls() -> None:
    with serving(saying(b"HTTP/1.1 400 Bad\r\n\r\n")) as url:
        assert send(url.replace("http:", "https:")).failure is Failure.TLS


def recorded(request: Request) -> bytes:
    """The bytes of *request* on the wire."""
    seen: list[bytes] = []

    def record(connection: socket.socket) -> None:
        seen.append(connection.recv(65536))
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with serving(record) as url:
        assert send(url, request).status == 204
    return seen[0]


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (Key.TENANT, b"\r\nx-key: Ab9-secret-key\r\n"),
        (Key.EMPTY, b"\r\nx-key: \r\n"),
        (Key.CUT, b"\r\nx-key: Ab9-secret-ke\r\n"),
        (Key.EXTENDED, b"\r\nx-key: Ab9-secret-keyx\r\n"),
        (Key.CASED, b"\r\nx-key: aB9-SECRET-KEY\r\n"),
    ],
)
def test_each_use_of_the_key_is_on_the_wire(key: Key, line: bytes) -> None:
    assert line in recorded(Request("POST", b"[]", "application/json", key))


@pytest.mark.parametrize("key", [Key.NONE, Key.IN_QUERY])
def test_no_key_header_is_on_the_wire_where_there_should_be_none(key: Key) -> None:
    wire = recorded(Request("POST", b"[]", "application/json", key))
    assert b"\r\nx-key:" not in wire
    assert (b"POST /in?x-key=Ab9-secret-key HTTP/1.1" in wire) is (key is Key.IN_QUERY)


def test_no_content_type_is_on_the_wire_where_there_should_be_none() -> None:
    assert b"content-type" not in recorded(Request("POST", b"[]", None)).lower()


def test_an_idle_connection_that_the_server_closed_is_no_failure() -> None:
    def once(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    async def twice(url: str) -> list[int | None]:
        async with HttpTarget(url, key_header=None, key=None, timeout=2, connections=1) as target:
            first = await target.send(POST)
            await asyncio.sleep(0.05)
            return [first.status, (await target.send(POST)).status]

    with serving(once) as url:
        assert asyncio.run(twice(url)) == [204, 204]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://h", "http://h/contract/path"),
        ("http://h/", "http://h/contract/path"),
        ("https://h:1/x?y=1", "https://h:1/x?y=1"),
        ("http://h/x#frag", "http://h/x"),
    ],
)
def test_a_url_without_a_path_gets_the_contracts(url: str, address: str) -> None:
    assert endpoint(url, "/contract/path") == address


@pytest.mark.parametrize("url", ["", "h", "ftp://h", "http://", "http://h:99999", "http://u:p@h", "//h", "http://[::"])
def test_what_is_no_address_of_a_web_server_is_refused(url: str) -> None:
    with pytest.raises(EventpactError):
        endpoint(url, "/")
