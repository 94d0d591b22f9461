"""Reading an answer of HTTP/1.1 (RFC 9112) from bytes, however they are cut: no socket, no clock.

Written here and not left to a library, since telling a garbled answer from a dropped one is what a tester is for. It is
strict where two readers could disagree about an answer, and it never holds more than its limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from eventpact.printable import escape, shorten

#: Bytes of a body that are read; what lies beyond can't matter to a verdict.
READ_LIMIT = 65_536
#: Bytes and fields of a head (status line and header fields), and of a trailer.
HEAD_LIMIT = 65_536
FIELD_LIMIT = 500
#: Answers of the kind "100 Continue" that may come before the answer itself.
INTERIM_LIMIT = 50
_CHUNK_LINE_LIMIT = 4_096

_START = b"HTTP/1."
_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([0-9]{3})(?: [^\0\r]*)?")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\0\r]*?)[ \t]*")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")
_LENGTH = re.compile(r"[0-9]{1,15}")


class MalformedError(Exception):
    """What was received is no answer of HTTP/1.1; ``str()`` says why."""


class AnswerReader:
    """One answer to a request of *method*. ``feed`` it what is received until it is ``done``.

    Then ``status``, ``headers`` (names in lower case; fields of one name joined as RFC 9110 §5.3 says) and ``body``
    (its first READ_LIMIT bytes, never decompressed) are those of the final answer, and ``reusable`` tells whether
    another request may follow on the same connection. ``continued``: an interim 100 came.
    """

    def __init__(self, method: str) -> None:
        self.status: int | None = None
        self.headers: dict[str, str] = {}
        self.body = bytearray()
        self.begun = self.done = self.reusable = self.continued = False
        self._bodiless = method in {"HEAD", "CONNECT"}
        self._buffer = bytearray()
        self._left = 0
        self._interim = 0
        self._step: Callable[[], bool] = self._head

    def feed(self, data: bytes) -> None:
        """Read *data*. Raises MalformedError."""
        self.begun = True
        self._buffer += data
        while not self.done and self._step():
            pass
        if self.done and self._buffer:
            self.reusable = False  # an answer to a question that nobody asked

    def end(self) -> None:
        """The other side has closed. Raises MalformedError where that cuts a body short; ``done`` may stay False."""
        if self._step == self._until_close:
            self.done = True
        elif self.status is not None and not self.done:
            raise MalformedError(f"the body ends early, after {len(self.body)} bytes")

    def _head(self) -> bool:
        end = _HEAD_END.search(self._buffer)
        if (end.end() if end else len(self._buffer)) > HEAD_LIMIT:
            raise MalformedError(f"a head of more than {HEAD_LIMIT} bytes")
        if end is None:
            _check_beginning(self._buffer)
            return False
        head = bytes(self._buffer[: end.start()])
        del self._buffer[: end.end()]
        minor, status, headers = _parsed(head)
        if status < 200:
            return self._before_the_answer(status)
        self.status, self.headers = status, headers
        self.reusable = _persistent(minor, headers)
        self._step = self._framing(status)
        return True

    def _before_the_answer(self, status: int) -> bool:
        self._interim += 1
        self.continued |= status == 100
        if status == 101:
            raise MalformedError("status 101 switches to a protocol that was not asked for")
        if self._interim > INTERIM_LIMIT:
            raise MalformedError(f"more than {INTERIM_LIMIT} interim answers")
        return True

    def _framing(self, status: int) -> Callable[[], bool]:
        """How the body's end is found (RFC 9112 §6.3)."""
        coding, length = self.headers.get("transfer-encoding"), self.headers.get("content-length")
        if self._bodiless or status in {204, 304}:
            self._left = 0
            return self._fixed
        if coding is not None:
            self.reusable &= length is None
            return self._chunk_line if coding.lower().split(",")[-1].strip() == "chunked" else self._until_close
        if length is None:
            return self._until_close
        self._left = _length(length)
        return self._fixed

    def _fixed(self) -> bool:
        self._take(min(self._left, len(self._buffer)))
        self.done |= self._left == 0
        return False

    def _until_close(self) -> bool:
        self.reusable = False
        self._left = len(self._buffer)
        self._take(self._left)
        return False

    def _chunk_line(self) -> bool:
        line = self._line(_CHUNK_LINE_LIMIT)
        if line is None:
            return False
        size = _CHUNK_SIZE.fullmatch(line)
        if size is None:
            raise MalformedError(f"{_shown(line)} is no size of a chunk")
        self._left = int(size[1], 16)
        self._step = self._chunk if self._left else self._trailer
        return True

    def _chunk(self) -> bool:
        self._take(min(self._left, len(self._buffer)))
        if self._left == 0:
            self._step = self._chunk_end
        return self._left == 0

    def _chunk_end(self) -> bool:
        line = self._line(2)
        if line:
            raise MalformedError("a chunk is longer than its size")
        if line is not None:
            self._step = self._chunk_line
        return line is not None

    def _trailer(self) -> bool:
        line = self._line(HEAD_LIMIT)
        self._left += 1
        if self._left > FIELD_LIMIT:
            raise MalformedError(f"more than {FIELD_LIMIT} trailer fields")
        self.done = line == b""
        return line is not None

    def _line(self, limit: int) -> bytes | None:
        """The next line without its end, once it is there."""
        end = self._buffer.find(b"\n", 0, limit + 2)
        if end < 0:
            if len(self._buffer) > limit:
                raise MalformedError("the chunks are not where they should be")
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line.removesuffix(b"\r")

    def _take(self, count: int) -> None:
        """Move *count* bytes of what was received to the body; beyond the limit, the answer is done."""
        room = READ_LIMIT - len(self.body)
        self.body += self._buffer[: min(count, room)]
        del self._buffer[:count]
        self._left -= count
        if count > room or (count == room and self._left):
            self.done, self.reusable = True, False


def _check_beginning(received: bytearray) -> None:
    """Raise as soon as a head that is not whole yet can't become one any more."""
    end = received.find(b"\n")
    line = received[: end if end >= 0 else len(_START)].rstrip(b"\r")
    if not _START.startswith(line[: len(_START)]) or (end >= 0 and not _STATUS_LINE.fullmatch(line)):
        raise MalformedError(f"the answer begins with {_shown(received)}")


def _parsed(head: bytes) -> tuple[int, int, dict[str, str]]:
    """The minor version, the status and the fields of a *head*."""
    first, *lines = head.replace(b"\r\n", b"\n").split(b"\n")
    found = _STATUS_LINE.fullmatch(first)
    if found is None:
        raise MalformedError(f"the answer begins with {_shown(first)}")
    status = int(found[2])
    if not 100 <= status <= 599:
        raise MalformedError(f"status {found[2].decode()} is outside 100 to 599 (RFC 9110 §15)")
    if len(lines) > FIELD_LIMIT:
        raise MalformedError(f"more than {FIELD_LIMIT} header fields")
    return int(found[1]), status, _fields(lines)


def _fields(lines: list[bytes]) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if line[:1] in {b" ", b"\t"} and name:  # the folded lines of old (RFC 9112 §5.2)
            fields[name] = f"{fields[name]} {_text(line.strip())}"
            continue
        found = _FIELD.fullmatch(line)
        if found is None:
            raise MalformedError(f"{_shown(line)} is no header field")
        name, value = found[1].decode().lower(), _text(found[2])
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


def _text(value: bytes) -> str:
    """*value* as UTF-8 where it is that, else as ISO 8859-1: text that can be written down again, in any case."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _length(value: str) -> int:
    """What a Content-Length says; the same number more than once is one number (RFC 9112 §6.3)."""
    lengths = {part.strip() for part in value.split(",")}
    one = lengths.pop()
    if lengths or not _LENGTH.fullmatch(one):
        raise MalformedError(f"{_shown(value.encode())} is no Content-Length")
    return int(one)


def _persistent(minor: int, headers: dict[str, str]) -> bool:
    """Whether the connection stays open after the answer (RFC 9112 §9.3)."""
    said = headers.get("connection", "").lower()
    return "close" not in said and (minor == 1 or "keep-alive" in said)


def _shown(received: bytes | bytearray) -> str:
    line = bytes(received[:200]).partition(b"\n")[0]
    return f'"{shorten(escape(_text(line).strip()), 60)}"'
