"""Requests as they arrive: the bytes that a raw socket receives, for every way in which a request can be sent."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from dataclasses import replace

import h11
import pytest
from eventpact.exchange import Answer, Key, Request
from eventpact.targets import HttpTarget
from eventpact.targets.connection import PATIENCE
from eventpact.targets.wire import Address, as_wire
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.servers import OK, head, read_request, serving

POST = Request("POST", b'[{"a":1}]', "application/json")
TOKENS = st.text("abcXYZ019-_.!#$%&'*+^`|~", min_size=1, max_size=12)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.strip)


def send(url: str, *requests: Request, timeout: float = 10.0, second: str | None = None) -> list[Answer]:
    async def exchange() -> list[Answer]:
        async with HttpTarget(url, key_header="x-key", key="Ab9-secret", second_key=second, timeout=timeout) as target:
            return [await target.send(request) for request in requests]

    return asyncio.run(exchange())


def received(request: Request, second: str | None = None) -> tuple[list[str], bytes]:
    """The lines of the head and the body of *request*, as they come in."""
    seen = bytearray()
    over = threading.Event()

    def record(connection: socket.socket) -> None:
        seen.extend(read_request(connection))
        connection.sendall(OK)
        connection.settimeout(5)
        while piece := connection.recv(65536):
            seen.extend(piece)
        over.set()

    with serving(record) as url:
        assert send(url, request, second=second)[0].status == 200
        assert over.wait(5)
    text, _, body = bytes(seen).partition(b"\r\n\r\n")
    return text.decode().split("\r\n"), body


def test_a_request_is_what_it_says_and_nothing_besides() -> None:
    lines, body = received(POST)
    names = [line.partition(":")[0] for line in lines[1:]]
    assert lines[0] == "POST /in HTTP/1.1"
    assert names == ["Host", "User-Agent", "Accept", "x-key", "Content-Type", "Content-Length"]
    assert "Content-Length: 9" in lines
    assert body == POST.body


def test_headers_are_sent_beside_the_others_as_they_are_spelled() -> None:
    lines, _ = received(replace(POST, headers=(("x-Odd-CASE", "Value"), ("X-Twice", "1"), ("X-Twice", "2"))))
    assert [line for line in lines if line.startswith(("x-Odd-CASE", "X-Twice"))] == [
        "x-Odd-CASE: Value",
        "X-Twice: 1",
        "X-Twice: 2",
    ]
    assert "x-key: Ab9-secret" in lines


def test_a_header_of_the_request_takes_the_place_of_ours() -> None:
    lines, _ = received(replace(POST, headers=(("accept", "text/html"), ("host", "elsewhere"))))
    assert [line for line in lines if line.lower().startswith(("accept:", "host:"))] == [
        "accept: text/html",
        "host: elsewhere",
    ]


def test_every_name_of_a_loud_request_is_in_upper_case() -> None:
    for request in (POST, replace(POST, chunked=True), replace(POST, expect_continue=True)):
        lines, _ = received(replace(request, loud=True, headers=(("x-more", "Stays as it is"),)))
        names = [line.partition(":")[0] for line in lines[1:]]
        assert names == [name.upper() for name in names]
        assert {"HOST", "X-KEY", "CONTENT-TYPE", "X-MORE"} <= set(names)
        assert "X-MORE: Stays as it is" in lines
        assert "X-KEY: Ab9-secret" in lines


@pytest.mark.parametrize("body", [b"", b"x", b"[1]", b"0123456789" * 5000])
def test_a_chunked_body_has_chunks_and_no_length(body: bytes) -> None:
    wire = as_wire(replace(POST, body=body, chunked=True), "/", "h", None)
    server = h11.Connection(h11.SERVER)
    server.receive_data(wire.head + b"".join(wire.parts))
    request = server.next_event()
    pieces: list[bytes] = []
    while isinstance(event := server.next_event(), h11.Data):
        pieces.append(bytes(event.data))
    assert isinstance(request, h11.Request)
    assert isinstance(event, h11.EndOfMessage)
    assert dict(request.headers)[b"transfer-encoding"] == b"chunked"
    assert b"content-length" not in dict(request.headers)
    assert b"".join(pieces) == body
    assert wire.parts[-1] == b"0\r\n\r\n"
    assert len(wire.parts) - 1 == min(len(body), 4) or len(body) == 3


def test_a_chunked_body_arrives() -> None:
    lines, body = received(replace(POST, body=b"x" * 8, chunked=True))
    assert "Transfer-Encoding: chunked" in lines
    assert body == b"2\r\nxx\r\n" * 4 + b"0\r\n\r\n"


@pytest.mark.parametrize(("method", "says"), [("GET", False), ("DELETE", False), ("POST", True), ("PUT", True)])
def test_a_request_without_a_body_says_so_where_one_would_be_expected(method: str, says: bool) -> None:
    lines, body = received(Request(method, None, None))
    assert ("Content-Length: 0" in lines) is says
    assert body == b""


def test_both_tenants_have_keys_of_their_own() -> None:
    lines, _ = received(replace(POST, key=Key.SECOND), second="second-secret")
    assert "x-key: second-secret" in lines
    assert not [line for line in lines if "Ab9" in line]


def test_without_a_second_key_what_needs_one_is_not_applicable() -> None:
    request = replace(POST, key=Key.SECOND)
    for second, applicable in ((None, False), ("", False), ("s", True)):
        assert HttpTarget("http://h/", key_header="k", key="a", second_key=second).applicable(request) is applicable


# -- Expect: 100-continue (RFC 9110 §10.1.1) -----------------------------------------------------------------------


class Continuing:
    """A server that reads a head, answers it with *interim*, and notes when the body came."""

    def __init__(self, interim: bytes, final: bytes = OK) -> None:
        self.interim = interim
        self.final = final
        self.waited = 0.0
        self.head = b""
        self.body = b""

    def __call__(self, connection: socket.socket) -> None:
        while b"\r\n\r\n" not in self.head:
            self.head += connection.recv(65536)
        assert self.head.endswith(b"\r\n\r\n"), "nothing of the body comes before the answer to the head"
        began = time.perf_counter()
        connection.sendall(self.interim)
        self.body = connection.recv(65536)
        self.waited = time.perf_counter() - began
        connection.sendall(self.final)


EXPECTING = replace(POST, expect_continue=True)


@pytest.mark.parametrize("interim", ["100 Continue", "100"])
def test_the_body_follows_the_servers_100_at_once(interim: str) -> None:
    server = Continuing(head(status=interim))
    with serving(server) as url:
        assert send(url, EXPECTING)[0].status == 200
    assert b"\r\nExpect: 100-continue\r\n" in server.head
    assert server.body == POST.body
    assert server.waited < PATIENCE


@pytest.mark.parametrize("interim", [b"", head(status="103 Early Hints")])
def test_the_body_follows_after_a_second_where_no_100_comes(interim: bytes) -> None:
    server = Continuing(interim)
    with serving(server) as url:
        assert send(url, EXPECTING)[0].status == 200
    assert server.body == POST.body
    assert server.waited > PATIENCE * 0.9


def test_an_answer_in_place_of_the_100_is_the_answer_and_the_body_stays_here() -> None:
    server = Continuing(head("Content-Length: 0", status="417 No"))
    with serving(server) as url:
        [answer] = send(url, EXPECTING)
    assert answer.status == 417
    assert server.body == b""


def test_chunks_wait_for_the_100_as_well() -> None:
    server = Continuing(head(status="100 Continue"))
    with serving(server) as url:
        assert send(url, replace(EXPECTING, chunked=True))[0].status == 200
    assert server.body.startswith(b"3\r\n")


# -- what HTTP cannot carry, and URLs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_",
    [
        replace(POST, method="POST /"),
        replace(POST, method=""),
        replace(POST, headers=(("x y", "1"),)),
        replace(POST, headers=(("", "1"),)),
        replace(POST, headers=(("x", "1\r\nInjected: 1"),)),
        replace(POST, headers=(("x", "1\n2"),)),
        replace(POST, headers=(("x\r\n", "1"),)),
        replace(POST, content_type="a\r\nb"),
        replace(POST, headers=(("x", "\0"),)),
    ],
)
def test_what_would_break_the_head_is_not_sent(request_: Request) -> None:
    with pytest.raises(ValueError, match=r"method|name|line"):
        as_wire(request_, "/", "h", None)


@given(TOKENS, st.lists(st.tuples(TOKENS, VALUES), max_size=6), st.binary(max_size=100), st.booleans())
def test_a_head_holds_exactly_what_was_asked_for(
    method: str, headers: list[tuple[str, str]], body: bytes, loud: bool
) -> None:
    request = Request(method, body, None, headers=tuple(headers), loud=loud)
    wire = as_wire(request, "/in", "h", ("x-key", "k"))
    lines = wire.head.decode().removesuffix("\r\n\r\n").split("\r\n")
    assert lines[0] == f"{method} /in HTTP/1.1"
    assert lines[len(lines) - len(headers) :] == [f"{n.upper() if loud else n}: {v}" for n, v in headers]
    assert wire.parts == ((body,) if body else ())


@pytest.mark.parametrize(
    ("url", "authority", "target", "port"),
    [
        ("http://h/a", "h", "/a", 80),
        ("https://h/a", "h", "/a", 443),
        ("http://H:8080/a?b=c", "h:8080", "/a?b=c", 8080),
        ("http://[::1]:81/", "[::1]:81", "/", 81),
        ("http://[::1]", "[::1]", "/", 80),
        ("http://bücher.example/ä b?ö=ü", "xn--bcher-kva.example", "/%C3%A4%20b?%C3%B6=%C3%BC", 80),
        ("http://h/%2Fa;b=c@d", "h", "/%2Fa;b=c@d", 80),
    ],
)
def test_a_url_is_an_authority_and_a_target(url: str, authority: str, target: str, port: int) -> None:
    address = Address.of(url)
    assert (address.authority, address.target, address.port) == (authority, target, port)


def test_a_query_is_added_to_one_that_is_there() -> None:
    assert Address.of("http://h/a").with_query("x-key", "a b&c") == "/a?x-key=a%20b%26c"
    assert Address.of("http://h/a?b=c").with_query("x-key", "k") == "/a?b=c&x-key=k"
