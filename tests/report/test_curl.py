"""The printed command sends what was sent: every header, every byte, and the key from the environment."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from eventpact.exchange import Key, Request
from eventpact.findings import Minimal
from eventpact.report import bodies
from eventpact.report.curl import LONGEST, command, curl
from hypothesis import given
from hypothesis import strategies as st

from tests.report.making import HOSTILE, REQUEST, SUBJECT, finding, finished, requests, sent

ENVIRONMENT = {"EVENTPACT_API_KEY": "Ab9$x y", "EVENTPACT_SECOND_API_KEY": "second key"}


def run_curl(line: str, folder: Path) -> tuple[list[str], bytes]:
    """What *line* passes to curl when a shell runs it: its arguments, and its standard input."""
    fake = folder / "curl"
    fake.write_text('#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done >"$OUT"\ncat >"$OUT.stdin"\n')
    fake.chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "OUT": str(folder / "out"), **ENVIRONMENT}
    subprocess.run(["sh", "-c", line], env=environment, check=True, stdin=subprocess.DEVNULL)
    words = (folder / "out").read_bytes().split(b"\0")[:-1]
    return [word.decode("utf-8", "surrogatepass") for word in words], (folder / "out.stdin").read_bytes()


@pytest.mark.parametrize(
    ("key", "header"),
    [
        (Key.TENANT, "x-api-key: Ab9$x y"),
        (Key.SECOND, "x-api-key: second key"),
        (Key.EMPTY, "x-api-key;"),
        (Key.CUT, "x-api-key: Ab9$x "),
        (Key.EXTENDED, "x-api-key: Ab9$x yx"),
        (Key.CASED, "x-api-key: aB9$X Y"),
        (Key.UNKNOWN, "x-api-key: eventpact-no-such-key"),
    ],
)
def test_curl_sends_each_use_of_a_key_and_never_shows_it(key: Key, header: str, tmp_path: Path) -> None:
    line = curl(SUBJECT.url, "x-api-key", replace(REQUEST, key=key))
    assert not any(secret in line for secret in ENVIRONMENT.values())
    words, _ = run_curl(line, tmp_path)
    assert header in words


def test_curl_sends_no_key_header_where_there_was_none(tmp_path: Path) -> None:
    words, _ = run_curl(curl(SUBJECT.url, "x-api-key", Request("GET", None, None, Key.NONE)), tmp_path)
    assert words == ["-sS", "-i", "-X", "GET", SUBJECT.url]


def test_curl_puts_the_key_into_the_query_where_it_was_there(tmp_path: Path) -> None:
    words, _ = run_curl(curl(SUBJECT.url, "x-api-key", Request("POST", b"[]", None, Key.IN_QUERY)), tmp_path)
    assert f"{SUBJECT.url}?x-api-key=Ab9$x y" in words


def test_curl_does_not_wait_for_the_body_of_an_answer_to_head() -> None:
    assert "--head" in curl(SUBJECT.url, None, Request("HEAD", None, None))


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"",
        b"@/etc/passwd",
        b"it's",
        b"%s \\n",
        b"-n\x00",
        HOSTILE.encode("utf-8", "surrogatepass"),
        b"\n",
        bytes(range(256)),
    ],
)
def test_curl_sends_the_very_bytes(body: bytes, tmp_path: Path) -> None:
    words, piped = run_curl(curl(SUBJECT.url, None, Request("POST", body, "application/json")), tmp_path)
    data = words[words.index("--data-binary") + 1]
    assert (piped if data == "@-" else data.encode()) == body


def test_header_values_reach_curl_as_they_are(tmp_path: Path) -> None:
    odd = "é \x1b'\"$(id)`"
    line = curl(SUBJECT.url, None, Request("POST", b"[]", f"text/{odd}", headers=(("x-odd", odd), ("x-empty", ""))))
    words, _ = run_curl(line, tmp_path)
    assert line.isascii()
    assert [f"content-type: text/{odd}", f"x-odd: {odd}", "x-empty;"] == words[words.index("-H") + 1 :: 2][:3]


@given(requests)
def test_a_command_holds_only_printable_ascii(request: Request) -> None:
    line = curl("http://127.0.0.1:1/\u202ebulk", "x-api-key", request)
    assert line.isascii()
    assert line.isprintable()


@given(st.binary(min_size=LONGEST, max_size=LONGEST + 10))
def test_a_command_that_would_be_too_long_names_a_file_or_the_replay(body: bytes) -> None:
    long = sent(replace(REQUEST, body=body))
    assert command(SUBJECT, long) == "eventpact replay REPORT reject-type.number.accepted"
    told = command(replace(SUBJECT, bodies="run bodies"), long)
    assert told.endswith("--data-binary '@run bodies/reject-type.number.accepted.body'")
    assert bodies(SUBJECT, finished(long, finding())) == {"reject-type.number.accepted.body": body}


def test_the_smallest_request_is_the_one_to_send_again() -> None:
    small = finding(minimal=Minimal(replace(REQUEST, body=b"[1]"), 3))
    assert command(SUBJECT, small).endswith("--data-binary '[1]'")


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """A URL, and what one connection to it sends before the answer."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, received))
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/bulk", received
        thread.join(10)


def _serve(server: socket.socket, received: list[bytes]) -> None:
    server.settimeout(10)
    connection, _ = server.accept()
    with connection:
        connection.settimeout(0.7)
        try:
            while data := connection.recv(65536):
                received.append(data)
                if b"xpect: 100-continue" in data or b"XPECT: 100-continue" in data:
                    connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        except TimeoutError:
            connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
@pytest.mark.parametrize(
    ("request_", "sends"),
    [
        (
            REQUEST,
            [b"POST /bulk HTTP/1.1", b"x-api-key: Ab9$x y", b"content-type: application/json", b'[{"amount":"1"}]'],
        ),
        (replace(REQUEST, chunked=True), [b"transfer-encoding: chunked", b"\r\n10\r\n", b"\r\n0\r\n\r\n"]),
        (replace(REQUEST, expect_continue=True), [b"expect: 100-continue", b'[{"amount":"1"}]']),
        (replace(REQUEST, loud=True), [b"X-API-KEY: Ab9$x y", b"CONTENT-TYPE: application/json"]),
        (replace(REQUEST, headers=(("x-a", "1"), ("x-a", "2"), ("x-b", ""))), [b"x-a: 1\r\n", b"x-a: 2\r\n", b"x-b:"]),
        (replace(REQUEST, body=b"\xff\x00\n'"), [b"\r\n\r\n\xff\x00\n'"]),
        (replace(REQUEST, content_type=None), [b'[{"amount":"1"}]']),
        (replace(REQUEST, key=Key.EMPTY), [b"x-api-key:\r\n"]),
    ],
    ids=["plain", "chunked", "expect", "loud", "headers", "bytes", "no content type", "empty key"],
)
def test_the_real_curl_sends_the_request(request_: Request, sends: list[bytes]) -> None:
    with listening() as (url, received):
        line = curl(url, "x-api-key", request_)
        environment = {**os.environ, **ENVIRONMENT, "NO_PROXY": "*", "no_proxy": "*"}
        done = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, timeout=20, check=False)
    wire = b"".join(received)
    assert all(part in wire for part in sends), wire
    assert (b"content-type" in wire.lower()) == (request_.content_type is not None)
    assert b"204 No Content" in done.stdout
