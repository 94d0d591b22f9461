"""Bodies from bytes and to bytes: exactly what the contract accepts, by the fastest way that is safe.

A body is decoded straight into Structs. That is enough where msgspec's types say all that the contract asks, and no
date-time may be spelled in one of the ways that only msgspec takes. Else, and where decoding fails, what is not known
to be good is decoded to plain values, these are held against the schema, and the Structs are made from them.
"""

from __future__ import annotations

from typing import Any, Final, Generic, TypeVar

import msgspec

from ._careful import Careful, read
from ._check import Path
from ._faults import Fault, InvalidBody, to_fault
from ._shape import Parsed, Shape
from ._spelling import is_suspicious

B = TypeVar("B")
E = TypeVar("E")

#: What msgspec raises for bytes that are not JSON, or are not of the type; nesting too deep for it is one of them.
_REFUSED: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_UNWRITABLE: Final = (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError)


class Codec(Generic[B, E]):
    """Decodes and encodes the bodies of one contract: *body* and *event* are the types of what is decoded."""

    def __init__(self, shape: Shape, body: Any, event: Any) -> None:
        self._shape = shape
        self._careful: Careful[E] = Careful(shape, body, event)
        self._body: msgspec.json.Decoder[B] = msgspec.json.Decoder(body)
        self._event: msgspec.json.Decoder[E] = msgspec.json.Decoder(event)
        self._events: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])
        self._encoder = msgspec.json.Encoder()

    def parse(self, body: bytes | str) -> B:
        """The body in *body*. Raises InvalidBody."""
        data = _encoded(body)
        try:
            parsed = self._body.decode(data)
            if self._is_exact(data):
                return parsed
        except _REFUSED:
            pass
        apart = self._parse_apart(data)
        if apart is None:
            return self._careful.parse(data)  # type: ignore[no-any-return]
        if apart.faults:
            raise InvalidBody(apart.faults)
        return apart.events  # type: ignore[return-value]  # where events stand apart, the body is their list

    def parse_events(self, body: bytes | str) -> Parsed[E]:
        """The good events in *body*, and the faults of all else; never raises for what is in *body*."""
        data = _encoded(body)
        try:
            parsed = self._body.decode(data)
            if self._is_exact(data):
                return Parsed(self._events_of(parsed), [])
        except _REFUSED:
            pass
        apart = self._parse_apart(data)
        if apart is not None:
            return apart
        try:
            return Parsed(self._events_of(self._careful.parse(data)), [])
        except InvalidBody as error:
            return self._careful.parse_events(data, error.faults)

    def dump(self, body: B) -> bytes:
        """*body* as JSON that the contract accepts. Raises InvalidBody when it is none, or holds what JSON cannot."""
        try:
            data = self._encoder.encode(body)
        except _UNWRITABLE as error:
            raise InvalidBody([Fault(None, "", f"cannot be written as JSON: {error}")]) from None
        written = self.parse(data)
        if written != body:
            raise InvalidBody([self._difference(written, body)])
        return data

    def _is_exact(self, data: bytes) -> bool:
        """Whether *data*, which was decoded, is known to be valid. msgspec reads over text that is not UTF-8 in what
        it ignores."""
        if not data.isascii():
            data.decode()
        return self._shape.typed and not (self._shape.date_times and is_suspicious(data))

    def _parse_apart(self, data: bytes) -> Parsed[E] | None:
        """The good events in *data* and the faults of the others, each by the fastest way that is safe; None where a
        body is more than its events, or *data* is no array."""
        if not self._shape.apart:
            return None
        try:
            data.decode()
            events = [bytes(event) for event in self._events.decode(data)]
        except _REFUSED:
            return None
        found: Parsed[E] = Parsed([], [])
        for index, event in enumerate(events):
            try:
                one = self._parse_event(event, index)
            except InvalidBody:
                return None
            found.events.extend(one.events)
            found.faults.extend(one.faults)
        return found

    def _parse_event(self, data: bytes, index: int) -> Parsed[E]:
        try:
            event = self._event.decode(data)
            if self._is_exact(data):
                return Parsed([event], [])
        except _REFUSED:
            pass
        return self._careful.parse_event(read(data), index)

    def _events_of(self, body: Any) -> list[E]:
        for name in self._shape.events_in:
            body = getattr(body, name, None)
        return body if isinstance(body, list) else []

    def _difference(self, written: Any, body: Any) -> Fault:
        """Where *body* holds what JSON has no word for, and so came back as something else."""
        pairs = zip(self._events_of(written), self._events_of(body), strict=False)
        index = next((index for index, (one, other) in enumerate(pairs) if one != other), None)
        path: Path = () if index is None else (*self._shape.events_at, index)
        reason = "holds a value that JSON cannot carry: NaN, an infinity, or no plain value"
        return to_fault(path, reason, self._shape.events_at)


def _encoded(body: bytes | str) -> bytes:
    """*body* in UTF-8; a lone surrogate, which has no UTF-8, becomes what is none."""
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
