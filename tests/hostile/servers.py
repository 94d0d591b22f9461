"""Servers that do what none should, on real sockets: one record each, with what a target must make of it."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from eventpact.exchange import Failure

Behaviour = Callable[[socket.socket], None]

#: Seconds that a target waits in these tests, and those that a server takes to be slow.
TIMEOUT = 0.4
SLOW = 0.1
GIGABYTE = 1_000_000_000
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def serving(behave: Behaviour, listener: socket.socket | None = None) -> Iterator[str]:
    """A server that does *behave* with each connection, many at once, and closes it; yields its URL."""
    listener = listener or socket.create_server(("127.0.0.1", 0), backlog=128)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/in"
    over = threading.Event()

    def attend(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(20)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            behave(connection)

    def listen() -> None:
        with suppress(OSError):
            while not over.is_set():
                threading.Thread(target=attend, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield url
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def read_request(connection: socket.socket) -> bytes:
    """One request with its body; empty when the other side has closed."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            return b""
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while len(body) < int(lengths[0] if lengths else 0) and (piece := connection.recv(65536)):
        body += piece
    return head + b"\r\n\r\n" + body


def answering(answer: bytes) -> Behaviour:
    """*answer* to every request, on connections that stay open."""

    def behave(connection: socket.socket) -> None:
        while read_request(connection):
            connection.sendall(answer)

    return behave


def saying(*pieces: bytes, then: Behaviour | None = None, pause: float = 0.0) -> Behaviour:
    """One request is read, *pieces* are sent; *then* may do more before the connection closes."""

    def behave(connection: socket.socket) -> None:
        read_request(connection)
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        if then is not None:
            then(connection)

    return behave


def wait(connection: socket.socket) -> None:
    """Do nothing until the other side goes."""
    while connection.recv(65536):
        pass


def pour(piece: bytes, size: int = GIGABYTE) -> Behaviour:
    """*piece* again and again, up to *size* bytes."""
    block = piece * (65536 // len(piece) + 1)

    def behave(connection: socket.socket) -> None:
        for _ in range(0, size, len(block)):
            connection.sendall(block)

    return behave


def reset(connection: socket.socket) -> None:
    """Close with a RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drip(text: bytes) -> Behaviour:
    """*text*, a byte at a time."""
    return saying(*(text[i : i + 1] for i in range(len(text))), pause=SLOW, then=wait)


def head(*fields: str, status: str = "200 OK", encoding: str = "latin-1") -> bytes:
    """The head of an answer."""
    return "\r\n".join([f"HTTP/1.1 {status}", *fields, "", ""]).encode(encoding)


@dataclass(frozen=True)
class Hostile:
    """A server by *name*; *makes* is the status or the failure that a target must tell, *says* is part of why."""

    name: str
    behave: Behaviour
    makes: int | Failure
    says: str = ""


CHUNKED = head("Transfer-Encoding: chunked")
BOMB = gzip.compress(bytes(20_000_000))

SILENT = (
    Hostile("never answers", wait, Failure.HANG),
    Hostile("never reads", lambda connection: time.sleep(5 * TIMEOUT), Failure.HANG),
    Hostile("a byte of the head now and then", drip(OK), Failure.HANG),
    Hostile("a byte of the body now and then", saying(head("Content-Length: 99"), then=drip(b"x" * 99)), Failure.HANG),
    Hostile(
        "a longer length than the body, and waits", saying(head("Content-Length: 9"), b"{}", then=wait), Failure.HANG
    ),
    Hostile("100 and then nothing", saying(head(status="100 Continue"), then=wait), Failure.HANG),
    Hostile("chunks without an end", saying(CHUNKED, b"2\r\n{}\r\n", then=wait), Failure.HANG),
)

CLOSING = (
    Hostile("closes at once", lambda connection: None, Failure.DROP),
    Hostile("resets at once", reset, Failure.DROP),
    Hostile("closes after the request", saying(), Failure.DROP, "closed without an answer"),
    Hostile("half a head", saying(b"HTTP/1.1 200 OK\r\nContent-Le"), Failure.DROP, "in the middle of an answer"),
    Hostile("half a status line", saying(b"HTTP/1."), Failure.DROP, "in the middle of an answer"),
    Hostile("100 and closes", saying(head(status="100 Continue")), Failure.DROP, "in the middle of an answer"),
    Hostile(
        "resets in the middle of a body",
        saying(head("Content-Length: 999"), b"half", pause=0.05, then=reset),
        Failure.DROP,
        "reset",
    ),
    Hostile(
        "resets in the middle of a body without a length", saying(head(), b"half", pause=0.05, then=reset), Failure.DROP
    ),
)

GARBLED = (
    Hostile("HTTP/0.9", saying(b"<html>hello</html>\n"), Failure.GARBLED, '"<html>hello</html>"'),
    Hostile("another protocol", saying(b"SSH-2.0-OpenSSH_9.2\r\n", then=wait), Failure.GARBLED, "SSH-2.0-OpenSSH_9.2"),
    Hostile("an alert of TLS", saying(b"\x15\x03\x01\x00\x02\x02\x46", then=wait), Failure.GARBLED, "\\u0015"),
    Hostile("HTTP/2 in words", saying(head().replace(b"1.1", b"2.0"), then=wait), Failure.GARBLED, "HTTP/2.0 200"),
    Hostile("status 099", saying(head(status="099 Low"), then=wait), Failure.GARBLED, "099 is outside"),
    Hostile("status 999", saying(head(status="999 High"), then=wait), Failure.GARBLED, "999 is outside"),
    Hostile("status abc", saying(head(status="abc Letters"), then=wait), Failure.GARBLED, "HTTP/1.1 abc"),
    Hostile("status 2000", saying(head(status="2000 Long"), then=wait), Failure.GARBLED, "HTTP/1.1 2000"),
    Hostile("a status in other digits", saying("HTTP/1.1 ٢٠٠ OK\r\n".encode(), then=wait), Failure.GARBLED),
    Hostile("a field without a colon", saying(head("What is this"), then=wait), Failure.GARBLED, "no header field"),
    Hostile(
        "a blank before the colon", saying(head("Content-Length : 2"), then=wait), Failure.GARBLED, "no header field"
    ),
    Hostile("NUL in a field", saying(head("X: a\0b"), then=wait), Failure.GARBLED, "\\u0000"),
    Hostile("a carriage return in a field", saying(head("X: a\rb"), then=wait), Failure.GARBLED, "\\u000d"),
    Hostile("a length below nothing", saying(head("Content-Length: -1"), then=wait), Failure.GARBLED, '"-1"'),
    Hostile("a length in hexadecimal", saying(head("Content-Length: 0x2"), then=wait), Failure.GARBLED, '"0x2"'),
    Hostile("a length of many digits", saying(head(f"Content-Length: {'9' * 5000}"), then=wait), Failure.GARBLED),
    Hostile(
        "two lengths", saying(head("Content-Length: 2", "Content-Length: 3"), b"{}", then=wait), Failure.GARBLED, "2, 3"
    ),
    Hostile(
        "a longer length than the body", saying(head("Content-Length: 9"), b"half"), Failure.GARBLED, "after 4 bytes"
    ),
    Hostile("a size that is none", saying(CHUNKED, b"zz\r\n", then=wait), Failure.GARBLED, '"zz"'),
    Hostile("a size below nothing", saying(CHUNKED, b"-2\r\n{}\r\n", then=wait), Failure.GARBLED, '"-2"'),
    Hostile("a size of many digits", saying(CHUNKED, b"f" * 99 + b"\r\n", then=wait), Failure.GARBLED, "no size"),
    Hostile("a longer chunk than its size", saying(CHUNKED, b"1\r\n{}\r\n0\r\n\r\n", then=wait), Failure.GARBLED),
    Hostile("chunks cut short", saying(CHUNKED, b"9\r\nhalf"), Failure.GARBLED, "after 4 bytes"),
    Hostile("an extension of a chunk without end", saying(CHUNKED, b"2;", then=pour(b"x")), Failure.GARBLED),
    Hostile("a trailer without end", saying(CHUNKED, b"0\r\n", then=pour(b"a: b\r\n")), Failure.GARBLED, "trailer"),
    Hostile("10,000 fields", saying(head(*["a: b"] * 10_000), then=wait), Failure.GARBLED, "head"),
    Hostile("1,000 fields", saying(head(*["a: b"] * 1_000), then=wait), Failure.GARBLED, "fields"),
    Hostile("a field of 1 MB", saying(head(f"X: {'y' * 1_000_000}"), then=wait), Failure.GARBLED, "65536"),
    Hostile("a head without end", saying(b"HTTP/1.1 200 OK\r\n", then=pour(b"a: b\r\n")), Failure.GARBLED, "65536"),
    Hostile("a status line without end", saying(b"HTTP/1.1 200 ", then=pour(b"x")), Failure.GARBLED, "65536"),
    Hostile("100 again and again", saying(then=pour(head(status="100 Continue"))), Failure.GARBLED, "interim"),
    Hostile("103 again and again", saying(then=pour(head(status="103 Early"))), Failure.GARBLED, "interim"),
    Hostile("switches protocols", saying(head("Upgrade: x", status="101 Yes"), then=wait), Failure.GARBLED, "101"),
)

BULKY = (
    Hostile("a body without end", saying(head(), then=pour(b"x")), 200),
    Hostile("a body of 1 GB", saying(head(f"Content-Length: {GIGABYTE}"), then=pour(b"x")), 200),
    Hostile("a body of 1 GB in chunks", saying(CHUNKED, then=pour(b"10000\r\n%s\r\n" % (b"x" * 65536))), 200),
    Hostile("a body of 1 GB in one chunk", saying(CHUNKED, b"3b9aca00\r\n", then=pour(b"x")), 200),
    Hostile("a body in chunks of a byte", saying(CHUNKED, then=pour(b"1\r\nx\r\n")), 200),
    Hostile(
        "a bomb in gzip", saying(head("Content-Encoding: gzip", f"Content-Length: {len(BOMB)}"), BOMB, then=wait), 200
    ),
    Hostile(
        "a bomb in deflate without a length", saying(head("Content-Encoding: deflate"), then=pour(b"\0" * 1024)), 200
    ),
)

ODD = (
    Hostile("lines that end in LF", saying(OK.replace(b"\r", b""), then=wait), 200),
    Hostile("a status without a reason", saying(b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", then=wait), 200),
    Hostile("HTTP/1.0", saying(OK.replace(b"1.1", b"1.0")), 200),
    Hostile("no length", saying(head(), b"{}"), 200),
    Hostile("the same length twice", saying(head("Content-Length: 2", "Content-Length: 2"), b"{}", then=wait), 200),
    Hostile("a shorter length than the body", saying(OK + b"and more", then=wait), 200),
    Hostile(
        "a length and chunks", saying(CHUNKED[:-2] + b"Content-Length: 9\r\n\r\n2\r\n{}\r\n0\r\n\r\n", then=wait), 200
    ),
    Hostile(
        "chunks with extensions and a trailer", saying(CHUNKED, b"2;a=b\r\n{}\r\n0\r\nX: y\r\n\r\n", then=wait), 200
    ),
    Hostile("a head in two", saying(OK[:20], OK[20:], pause=0.02, then=wait), 200),
    Hostile("103 and then an answer", saying(head(status="103 Early Hints"), OK, then=wait), 200),
    Hostile("100 without being asked", saying(head(status="100 Continue"), OK, then=wait), 200),
    Hostile("204 with a body", saying(head("Content-Length: 2", status="204 No"), b"{}", then=wait), 204),
    Hostile(
        "not UTF-8 anywhere", saying(head("X: \xff\xfe", "Content-Length: 2", status="200 \xff"), b"\xff\xfe"), 200
    ),
    Hostile("folded lines", saying(head("X: a", "\tb", "Content-Length: 2"), b"{}", then=wait), 200),
    Hostile(
        "a redirect to itself", saying(head("Location: /in", "Content-Length: 0", status="302 Found"), then=wait), 302
    ),
    Hostile("401", answering(head("Content-Length: 0", status="401 No")), 401),
    Hostile("429", answering(head("Content-Length: 0", status="429 Slow")), 429),
    Hostile("503", answering(head("Retry-After: 86400", "Content-Length: 0", status="503 Later")), 503),
    Hostile("a whole answer, then a reset", saying(OK, pause=0.02, then=reset), 200),
)

ALL = (*SILENT, *CLOSING, *GARBLED, *BULKY, *ODD)
