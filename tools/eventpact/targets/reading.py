"""Reads back what a receiver recorded: a JSON array or NDJSON of events, one by one as they come in."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import aiohttp
from yarl import URL

from eventpact import __version__
from eventpact.errors import TargetError
from eventpact.printable import escape, excerpt

#: Bytes of an answer that are read.
READ_LIMIT = 256 * 1024 * 1024
#: Seconds that all of it may take, whatever the wait between two pieces.
_MOST_SECONDS = 120.0
_LONGEST_INTEGER = 309

_BETWEEN = {True: re.compile(r"[ \t\r\n,]*"), False: re.compile(r"[ \t\r\n]*")}
_FORM = "It must answer 200 with a JSON array of the tenant's events, or with NDJSON: one event a line."


async def read_events(
    url: str, *, headers: Mapping[str, str], timeout: float = 10.0, limit: int = READ_LIMIT
) -> AsyncIterator[Any]:
    """The events that a GET of *url* with *headers* gives, in their order. Redirects are not followed.

    *timeout* is in seconds for the connection and for each piece. Raises TargetError where the answer cannot be had, is
    no array of objects and no NDJSON of them, or is longer than *limit* bytes.
    """
    wait = aiohttp.ClientTimeout(total=_MOST_SECONDS, sock_connect=timeout, sock_read=timeout)
    own = {"User-Agent": f"eventpact/{__version__}", "Accept": "application/x-ndjson, application/json"}
    try:
        async with (
            aiohttp.ClientSession(
                timeout=wait,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                skip_auto_headers=("Accept-Encoding",),
            ) as session,
            session.get(URL(url, encoded=True), headers={**own, **headers}, allow_redirects=False) as response,
        ):
            _check_status(url, response.status)
            async for event in _events(url, response.content, limit):
                yield event
    except TimeoutError:
        raise _unreadable(url, "gives no answer in time", "Raise --timeout.") from None
    except (aiohttp.ClientError, ConnectionError, ValueError) as error:
        raise _unreadable(url, f"cannot be read: {escape(type(error).__name__)}", "Is it running?") from None


async def _events(url: str, content: aiohttp.StreamReader, limit: int) -> AsyncIterator[Any]:
    stream, size = EventStream(), 0
    try:
        async for piece in content.iter_any():
            size += len(piece)
            if size > limit:
                raise _unreadable(url, f"is longer than {limit:,} bytes", "Give a receiver that holds less.")
            for event in stream.feed(piece):
                yield event
        for event in stream.end():
            yield event
    except NotEvents as error:
        raise _unreadable(url, str(error), _FORM) from None


def _check_status(url: str, status: int) -> None:
    if status in {401, 403}:
        raise _unreadable(url, f"answers {status}: the tenant's key is refused", "It is asked with the tenant's key.")
    if status != 200:
        raise _unreadable(url, f"answers {status}", _FORM)


def _unreadable(url: str, what: str, hint: str) -> TargetError:
    return TargetError(f"what was recorded: {what}", where=escape(url), hint=hint)


class NotEvents(ValueError):
    """What was read is neither an array of objects nor NDJSON of them; the message says why."""


class EventStream:
    """Bytes in pieces → events. What is kept is no longer than one event and one piece."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._array: bool | None = None  # not known yet
        self._ended = False
        self._wanted = 1  # characters to wait for, before the next attempt at an event that is longer than expected

    def feed(self, piece: bytes) -> Iterator[Any]:
        """The events that *piece* completes. Raises NotEvents."""
        yield from self._take(piece, final=False)

    def end(self) -> Iterator[Any]:
        """The events that the end completes. Raises NotEvents."""
        yield from self._take(b"", final=True)
        if self._array and not self._ended:
            raise NotEvents("ends in the middle of the array")

    def _take(self, piece: bytes, *, final: bool) -> Iterator[Any]:
        try:
            self._text += self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            raise NotEvents("is not UTF-8") from None
        at = self._begin()
        while True:
            at = self._next(at)
            if at == len(self._text) or (len(self._text) - at < self._wanted and not final):
                break
            event, end = self._event(at, final=final)
            if end == at:
                break
            yield event
            at = end
        self._text = self._text[at:]

    def _begin(self) -> int:
        """Where the events begin, once the first character is there."""
        if self._array is None and (start := self._text.lstrip(" \t\r\n\ufeff")):
            self._array = start[0] == "["
            return len(self._text) - len(start) + self._array
        return 0

    def _next(self, at: int) -> int:
        """Where the next event begins at the earliest: behind what stands between events."""
        match = _BETWEEN[bool(self._array) and not self._ended].match(self._text, at)
        at = match.end() if match else at
        if self._array and not self._ended and self._text[at : at + 1] == "]":
            self._ended = True
            return self._next(at + 1)
        if at < len(self._text) and (self._text[at] != "{" or self._ended):
            raise NotEvents(f"has {excerpt(self._text[at : at + 40])} where an event was expected")
        return at

    def _event(self, at: int, *, final: bool) -> tuple[Any, int]:
        """The event at *at* and where it ends; *at* itself where its end has not come yet."""
        try:
            event, end = _decoded(self._text, at)
        except json.JSONDecodeError as error:
            if final:
                raise NotEvents(f"is not JSON: {error.msg}") from None
            self._wanted = 2 * (len(self._text) - at)
            return None, at
        except (RecursionError, ValueError):
            raise NotEvents("holds an event that cannot be read") from None
        self._wanted = 1
        return event, end


def _decoded(text: str, at: int) -> tuple[Any, int]:
    try:
        return _fast.raw_decode(text, at)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer with more digits than Python reads
        return _careful.raw_decode(text, at)


def _integer(text: str) -> float:
    return int(text) if len(text) < _LONGEST_INTEGER else float(text)


_fast = json.JSONDecoder()
_careful = json.JSONDecoder(parse_int=_integer)
