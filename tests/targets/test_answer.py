"""The reader of answers: the same answer however it is cut, and the same as other readers of HTTP find in it."""

from __future__ import annotations

import http.client
from io import BytesIO
from typing import Any

import h11
import pytest
from eventpact.targets.answer import FIELD_LIMIT, READ_LIMIT, AnswerReader, MalformedError
from hypothesis import given
from hypothesis import strategies as st

BODIES = st.binary(max_size=300)
STATUSES = st.sampled_from([200, 201, 202, 400, 404, 422, 500, 599])
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.strip)
FIELDS = st.lists(st.tuples(st.sampled_from(["X-A", "x-a", "Retry-After", "Location", "ALLOW"]), VALUES), max_size=5)
CUTS = st.lists(st.integers(1, 40), max_size=60)


def read(received: bytes, cuts: list[int] | None = None, *, method: str = "POST", ends: bool = False) -> AnswerReader:
    """What a reader makes of *received*, given in pieces of so many bytes and the rest at once."""
    reader = AnswerReader(method)
    for size in cuts or []:
        if reader.done or not received:
            break
        reader.feed(received[:size])
        received = received[size:]
    if received and not reader.done:
        reader.feed(received)
    if ends and not reader.done:
        reader.end()
    return reader


def in_chunks(body: bytes, size: int) -> bytes:
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%X;x=y\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\nX-Trailer: 1\r\n\r\n"


@st.composite
def framed(draw: st.DrawFn) -> tuple[bytes, int, list[tuple[str, str]], bytes, bool]:
    """An answer in bytes, with its status, fields and body, and whether its end is that of the connection."""
    status, fields, body = draw(STATUSES), draw(FIELDS), draw(BODIES)
    way = draw(st.sampled_from(["length", "chunks", "close"]))
    own = {"length": [("Content-Length", str(len(body)))], "chunks": [("Transfer-Encoding", "chunked")], "close": []}
    lines = [f"HTTP/1.1 {status} Reason", *(f"{name}: {value}" for name, value in [*fields, *own[way]]), "", ""]
    written = in_chunks(body, draw(st.integers(1, 50))) if way == "chunks" else body
    interim = b"HTTP/1.1 100 Continue\r\n\r\n" * draw(st.integers(0, 2))
    return interim + "\r\n".join(lines).encode() + written, status, [*fields, *own[way]], body, way == "close"


@given(framed(), CUTS)
def test_an_answer_is_read_whole_however_it_is_cut(answer: Any, cuts: list[int]) -> None:
    received, status, fields, body, closes = answer
    reader = read(received, cuts, ends=closes)
    joined: dict[str, list[str]] = {}
    for name, value in fields:
        joined.setdefault(name.lower(), []).append(value)
    assert (reader.done, reader.status, bytes(reader.body)) == (True, status, body)
    assert reader.headers == {name: ", ".join(values) for name, values in joined.items()}
    assert reader.reusable is not closes
    assert reader.continued is received.startswith(b"HTTP/1.1 100")


@given(framed())
def test_the_standard_library_reads_the_same(answer: Any) -> None:
    received, status, _, body, _ = answer

    class Socket:
        def makefile(self, mode: str) -> BytesIO:
            return BytesIO(received)

    other = http.client.HTTPResponse(Socket(), method="POST")  # type: ignore[arg-type]
    other.begin()
    assert (other.status, other.read()) == (status, body)


@given(framed(), st.data())
def test_what_is_done_too_early_is_never_called_an_answer(answer: Any, data: st.DataObject) -> None:
    """A beginning of an answer, then the end of the connection: a failure, unless the end is what ends it."""
    received, *_, closes = answer
    cut = data.draw(st.integers(0, len(received) - 1))
    reader = AnswerReader("POST")
    reader.feed(received[:cut])
    if reader.status is None:
        reader.end()
        assert not reader.done
    elif closes:
        reader.end()
        assert reader.done
    else:
        assert not reader.done
        with pytest.raises(MalformedError, match="ends early"):
            reader.end()


@given(st.binary(max_size=400) | st.binary(max_size=200).map(b"HTTP/1.1 200 OK\r\n".__add__), CUTS)
def test_rubbish_is_refused_or_read_the_same_however_it_is_cut(received: bytes, cuts: list[int]) -> None:
    def outcome(pieces: list[int]) -> tuple[Any, ...]:
        try:
            reader = read(received, pieces)
        except MalformedError:
            return ("malformed",)
        return (reader.done, reader.status, reader.headers, bytes(reader.body) if reader.done else None)

    assert outcome(cuts) == outcome([])


@given(framed().filter(lambda answer: not answer[4]))
def test_h11_finds_the_same_body(answer: Any) -> None:
    received, status, _, body, _ = answer
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="POST", target="/", headers=[("Host", "h"), ("Content-Length", "0")]))
    client.send(h11.EndOfMessage())
    client.receive_data(received)
    events = []
    while not isinstance(event := client.next_event(), h11.EndOfMessage):
        events.append(event)
    assert [e.status_code for e in events if isinstance(e, h11.Response)] == [status]
    assert b"".join(bytes(e.data) for e in events if isinstance(e, h11.Data)) == body


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("received", "reusable"),
    [
        (OK + b"Content-Length: 0\r\n\r\n", True),
        (OK + b"Content-Length: 0\r\nConnection: close\r\n\r\n", False),
        (OK + b"Content-Length: 0\r\nConnection: Keep-Alive, Close\r\n\r\n", False),
        (OK.replace(b"1.1", b"1.0") + b"Content-Length: 0\r\n\r\n", False),
        (OK.replace(b"1.1", b"1.0") + b"Content-Length: 0\r\nConnection: keep-alive\r\n\r\n", True),
        (OK + b"Content-Length: 0\r\n\r\nmore", False),
        (OK + b"Content-Length: 0\r\n\r\n" + OK, False),
        (OK + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", False),
        (b"HTTP/1.1 204 No\r\n\r\n", True),
        (b"HTTP/1.1 304 Same\r\nContent-Length: 99\r\n\r\n", True),
    ],
)
def test_a_connection_is_used_again_only_where_nothing_can_be_mixed_up(received: bytes, reusable: bool) -> None:
    reader = read(received)
    assert reader.done
    assert reader.reusable is reusable


def test_an_answer_to_head_has_no_body_whatever_it_says() -> None:
    received = OK + b"Content-Length: 99\r\n\r\n"
    assert read(received, method="HEAD").done
    assert not read(received).done


@pytest.mark.parametrize("length", [READ_LIMIT - 1, READ_LIMIT, READ_LIMIT + 1])
@pytest.mark.parametrize("size", [1, 1000, READ_LIMIT])
def test_exactly_the_limit_is_read_in_every_framing(length: int, size: int) -> None:
    body = b"x" * length
    kept = min(length, READ_LIMIT)
    for head, written in (
        (b"Content-Length: %d\r\n\r\n" % length, body),
        (b"Transfer-Encoding: chunked\r\n\r\n", in_chunks(body, size)),
        (b"\r\n", body),
    ):
        reader = read(OK + head + written, ends=True)
        assert (reader.done, len(reader.body)) == (True, kept)
        assert reader.reusable is (length <= READ_LIMIT and head != b"\r\n")


def test_a_body_beyond_the_limit_is_done_before_its_end() -> None:
    for head in (b"Content-Length: 999999999\r\n\r\n", b"\r\n", b"Transfer-Encoding: chunked\r\n\r\nffffff\r\n"):
        reader = read(OK + head + b"x" * (READ_LIMIT + 1))
        assert reader.done
        assert not reader.reusable


def test_text_that_is_no_utf_8_can_still_be_written_down() -> None:
    reader = read(OK + b"A: caf\xc3\xa9\r\nB: caf\xe9\r\nContent-Length: 0\r\n\r\n")
    assert reader.headers["a"] == reader.headers["b"] == "café"
    assert "\n".join(reader.headers.values()).encode()


def test_as_many_fields_as_the_limit_are_read() -> None:
    fields = b"".join(b"x-%d: 1\r\n" % number for number in range(FIELD_LIMIT - 1)) + b"Content-Length: 0\r\n"
    assert len(read(OK + fields + b"\r\n").headers) == FIELD_LIMIT
    with pytest.raises(MalformedError, match="header fields"):
        read(OK + b"one: more\r\n" + fields + b"\r\n")
