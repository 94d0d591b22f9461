"""Events read back: arrays and lines in any pieces, and every answer that is something else."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from eventpact.errors import ExitCode, TargetError
from eventpact.targets.reading import EventStream, NotEvents, read_events
from hypothesis import given
from hypothesis import strategies as st

EVENTS = st.lists(
    st.dictionaries(
        st.text(max_size=5),
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=3), max_size=2),
        max_size=3,
    ),
    max_size=6,
)


def in_pieces(text: bytes, cuts: list[int]) -> list[Any]:
    """What comes of *text* cut into pieces."""
    stream, found, at = EventStream(), [], 0
    for cut in sorted({c for c in cuts if c < len(text)}):
        found += stream.feed(text[at:cut])
        at = cut
    return [*found, *stream.feed(text[at:]), *stream.end()]


@given(EVENTS, st.lists(st.integers(0, 300)), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_an_array_in_any_pieces_gives_its_events(events: Any, cuts: list[int], indent: Any, ascii_only: bool) -> None:
    text = json.dumps(events, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert in_pieces(text, cuts) == events


@given(EVENTS, st.lists(st.integers(0, 300)), st.sampled_from(["\n", "\r\n", "\n\n", " \n"]), st.booleans())
def test_lines_in_any_pieces_give_their_events(events: Any, cuts: list[int], between: str, ended: bool) -> None:
    text = between.join(json.dumps(event, ensure_ascii=False) for event in events) + (between if ended else "")
    assert in_pieces(text.encode(), cuts) == events


def test_an_event_much_longer_than_a_piece_is_read_in_time() -> None:
    event = {"long": ["x" * 50] * 100_000}
    text = json.dumps([event, {"a": 1}]).encode()
    assert in_pieces(text, list(range(0, len(text), 4_096))) == [event, {"a": 1}]


def test_no_more_is_kept_than_what_is_not_complete() -> None:
    stream, seen = EventStream(), 0
    for number in range(1_000):
        seen += len([*stream.feed(b'{"n": %d}\n{"cut": ' % number), *stream.feed(b"1}\n")])
        assert len(stream._text) < 100
    assert seen + len(list(stream.end())) == 2_000


def test_numbers_of_any_length_can_be_read() -> None:
    (event,) = in_pieces(b'{"n": 1' + b"0" * 10_000 + b"}", [])
    assert event["n"] == float("inf")


@pytest.mark.parametrize(
    "text",
    [b"<html>", b"null", b"1", b'"events"', b"[1]", b'[{"a": 1}', b'[{"a": 1}, 2]', b'{"a": ', b'{"a": 1} x', b"{]}",
     b'[{"a": 1}] {"b": 2}', b"\xff\xfe", b"[[]]", b'[{"a": "\xc3"}]', b"{" * 100_000, b'{"a":' * 100_000],
)  # fmt: skip
def test_what_is_neither_an_array_of_events_nor_lines_of_them_is_told(text: bytes) -> None:
    for cuts in ([], list(range(min(len(text), 50)))):
        with pytest.raises(NotEvents):
            in_pieces(text, cuts)


@contextmanager
def answering(answer: bytes, heads: list[bytes] | None = None) -> Iterator[str]:
    """A server that gives *answer* to every connection and closes it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = threading.Event()

        def serve() -> None:
            listener.settimeout(0.1)
            while not ended.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    head = connection.recv(65_536)
                    if heads is not None:
                        heads.append(head)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/recorded"
        finally:
            ended.set()
            thread.join()


def read(url: str, **settings: Any) -> list[Any]:
    """All events at *url*."""

    async def follow() -> list[Any]:
        return [event async for event in read_events(url, headers={"X-Key": "secret-key"}, timeout=1, **settings)]

    return asyncio.run(follow())


OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"


def test_the_key_is_sent_in_its_header_and_the_events_come() -> None:
    heads: list[bytes] = []
    with answering(OK + b'{"a": 1}\n{"b": 2}\n', heads) as url:
        assert read(url) == [{"a": 1}, {"b": 2}]
    assert b"X-Key: secret-key" in heads[0]
    assert heads[0].startswith(b"GET /recorded HTTP/1.1")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "key is refused"),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "answers 404"),
        (b"HTTP/1.1 204 No\r\n\r\n", "answers 204"),
        (b"HTTP/1.1 302 No\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "answers 302"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}", "cannot be read"),
        (b"rubbish\r\n\r\n", "cannot be read"),
        (b"", "cannot be read"),
        (OK + b"\x1b[31mred", "where an event was expected"),
        (OK + b"<html>", "where an event was expected"),
    ],
)
def test_every_other_answer_is_one_message_without_the_key(answer: bytes, said: str) -> None:
    with answering(answer) as url, pytest.raises(TargetError, match=said) as caught:
        read(url)
    assert caught.value.exit_code is ExitCode.COULD_NOT_TEST
    assert "secret-key" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_an_answer_without_end_is_cut_off() -> None:
    with answering(OK + b'{"a": 1}\n' * 100_000) as url, pytest.raises(TargetError, match="longer than 10,000 bytes"):
        read(url, limit=10_000)


def test_a_server_that_does_not_answer_is_told_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(TargetError, match="no answer in time"):
            read(url)
    with pytest.raises(TargetError, match="cannot be read"):
        read(url)
