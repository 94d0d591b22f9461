"""What happens on the connection itself, between a socket and the running receiver."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from eventpact.receiver.embedded import Embedded

from tests.receiver.driver import Subject

MIB = 1024 * 1024


@pytest.fixture
def raw(running: Embedded) -> Iterator[socket.socket]:
    """A connection to the receiver."""
    parts = urlsplit(running.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        yield connection


@pytest.fixture
def client(running: Embedded) -> Iterator[http.client.HTTPConnection]:
    """A client that keeps its connection."""
    parts = urlsplit(running.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    yield connection
    connection.close()


def head(running: Embedded, *lines: str, key: str | None = None) -> bytes:
    """The head of a POST with these header lines."""
    start = [f"POST {urlsplit(running.url).path} HTTP/1.1", "Host: x", "Content-Type: application/json", *lines]
    return "\r\n".join([*start, *([f"X-Api-Key: {key}"] if key else []), "", ""]).encode()


def first_line(connection: socket.socket) -> str:
    """The status line of the next answer."""
    with connection.makefile("rb") as stream:
        return stream.readline().decode().strip()


def test_a_wrong_key_is_answered_while_the_body_has_not_been_sent(running: Embedded, raw: socket.socket) -> None:
    raw.sendall(head(running, "Content-Length: 1000", key="wrong"))
    assert first_line(raw) == "HTTP/1.1 403 Forbidden"


def test_a_length_beyond_the_limit_is_answered_while_the_body_has_not_been_sent(
    running: Embedded, raw: socket.socket
) -> None:
    raw.sendall(head(running, f"Content-Length: {16 * MIB + 1}", key=running.key))
    assert first_line(raw).startswith("HTTP/1.1 413 ")


def test_no_continue_is_given_to_a_wrong_key_and_the_connection_ends(running: Embedded, raw: socket.socket) -> None:
    raw.sendall(head(running, "Content-Length: 1000", "Expect: 100-continue", key="wrong"))
    with raw.makefile("rb") as stream:
        answer = stream.read()  # to the end of the connection
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert b"100" not in answer.partition(b"\r\n")[0]


def test_continue_is_given_to_a_right_key(running: Embedded, raw: socket.socket) -> None:
    raw.sendall(head(running, "Content-Length: 2", "Expect: 100-continue", key=running.key))
    assert first_line(raw).startswith("HTTP/1.1 100 ")
    raw.sendall(b"[]")
    with raw.makefile("rb") as stream:
        assert b"HTTP/1.1 204 No Content\r\n" in [stream.readline() for _ in range(2)]


def test_two_key_headers_on_the_wire_are_refused(running: Embedded, raw: socket.socket) -> None:
    raw.sendall(head(running, "Content-Length: 2", f"x-api-key: {running.key}", key=running.key) + b"[]")
    assert first_line(raw) == "HTTP/1.1 403 Forbidden"


def test_the_connection_goes_on_after_a_refusal_that_left_a_large_body_unread(
    running: Embedded, client: http.client.HTTPConnection
) -> None:
    path = urlsplit(running.url).path
    for key, expected in (("wrong", 403), (running.key, 413), (running.key, 413)):
        client.request("POST", path, b" " * (17 * MIB), {"content-type": "application/json", "x-api-key": key})
        answer = client.getresponse()
        assert (answer.status, bool(answer.read())) == (expected, True)
    client.request("POST", path, b"[]", {"content-type": "application/json", "x-api-key": running.key})
    answer = client.getresponse()
    assert (answer.status, answer.read()) == (204, b"")


def test_a_stream_without_a_length_is_cut_off_with_413(running: Embedded, client: http.client.HTTPConnection) -> None:
    headers = {"content-type": "application/json", "x-api-key": running.key}
    client.request("POST", urlsplit(running.url).path, iter([b" " * MIB] * 17), headers, encode_chunked=True)
    assert client.getresponse().status == 413


def test_a_body_in_small_pieces_is_taken(running: Embedded, raw: socket.socket, ours: Subject) -> None:
    body = ours.body(ours.sample)
    raw.sendall(head(running, f"Content-Length: {len(body)}", key=running.key))
    for at in range(0, len(body), 50):
        raw.sendall(body[at : at + 50])
        time.sleep(0.001)
    assert first_line(raw) == "HTTP/1.1 204 No Content"


def test_a_head_without_end_is_refused(running: Embedded, raw: socket.socket) -> None:
    raw.sendall(head(running, "X-Long: " + "a" * 100_000, key=running.key)[:90_000])
    assert first_line(raw).startswith("HTTP/1.1 4")


def test_answers_do_not_say_what_the_server_is(running: Embedded, client: http.client.HTTPConnection) -> None:
    client.request("GET", urlsplit(running.url).path)
    answer = client.getresponse()
    assert (answer.status, answer.getheader("server"), answer.getheader("allow")) == (405, None, "POST")
