"""Faults of the answer: crashes, most of them in the error path, hangs, drops, and other statuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Failure, Key, Request

from tests.contract.planted import Moment, Planted, answering, both, holding, saying, step, succeeding
from tests.contract.sound import SoundReceiver

_INVALID, _MALFORMED, _KEY = saying(Refusal.INVALID), saying(Refusal.MALFORMED), saying(Refusal.KEY)
_METHOD, _MEDIA_TYPE = saying(Refusal.METHOD), saying(Refusal.MEDIA_TYPE)


def _long(self: SoundReceiver, request: Request, status: int) -> bool:
    return len(request.body or b"") > 60_000


def _deep(self: SoundReceiver, request: Request, status: int) -> bool:
    body = request.body or b""
    return b"[" * 30 in body or b'{"a":' * 30 in body or body.count(b"[") > 200 or body.count(b"{") > 1_000


def _beyond_ascii(self: SoundReceiver, request: Request, status: int) -> bool:
    return not (request.body or b"").isascii()


def _not_text(self: SoundReceiver, request: Request, status: int) -> bool:
    try:
        (request.body or b"").decode()
    except UnicodeDecodeError:
        return True
    return False


def _without_key(self: SoundReceiver, request: Request, status: int) -> bool:
    return request.key is not Key.TENANT


def _wrong(self: SoundReceiver, request: Request, status: int) -> bool:
    return SoundReceiver.payload(self, request) is Refusal.INVALID


def _no_media_type(self: SoundReceiver, request: Request, status: int) -> bool:
    return request.content_type is None


def _no_object(self: SoundReceiver, request: Request, status: int) -> bool:
    return (request.body or b"")[:1] != b"{"


#: (what crashes it, when)
CRASHES: tuple[tuple[str, Moment], ...] = (
    ("an invalid event crashes it", _INVALID),
    ("a leap second crashes it", holding(b":60Z")),
    ("a lone surrogate crashes it", holding(b"\\ud800")),
    ("a number beyond a double crashes it", holding(b"1e400")),
    ("an integer beyond 64 bits crashes it", holding(b"9223372036854775809")),
    ("a byte order mark crashes it", lambda self, request, status: (request.body or b"").startswith(b"\xef\xbb\xbf")),
    ("a wrong key crashes it", _KEY),
    ("a missing media type crashes it", _no_media_type),
    ("a wrong media type crashes it", _MEDIA_TYPE),
    ("a wrong method crashes it", _METHOD),
    ("a body that is no object crashes it", both(_INVALID, _no_object)),
    ("characters beyond ASCII in an invalid event crash it", both(_INVALID, _beyond_ascii)),
    ("a long text in an invalid event crashes it", both(_INVALID, _long)),
    ("deep nesting in an invalid event crashes it", both(_INVALID, _deep)),
    ("NUL in an invalid event crashes it", both(_INVALID, holding(b"\\u0000"))),
    ("NaN crashes it", both(_MALFORMED, holding(b"NaN"))),
    ("what is not UTF-8 crashes it", both(_MALFORMED, _not_text)),
    ("what is not UTF-8 crashes it before the key is checked", both(_without_key, _not_text)),
    ("an invalid event without a key crashes it", both(_without_key, _wrong)),
    ("an empty body crashes it", both(_MALFORMED, lambda self, request, status: not request.body)),
)
#: (what happens, rule, when, the answer)
OTHERS: tuple[tuple[str, str, Moment, dict[str, Any]], ...] = (
    ("a valid batch is answered late", "no-hang", succeeding, {"failure": Failure.HANG}),
    ("a malformed body hangs it", "no-hang", holding(b"/* batch */"), {"failure": Failure.HANG}),
    ("a wrong key is left without an answer", "no-hang", _KEY, {"failure": Failure.HANG}),
    ("a malformed body drops the connection", "no-drop", holding(b"/* batch */"), {"failure": Failure.DROP}),
    ("a wrong key drops the connection", "no-drop", _KEY, {"failure": Failure.DROP}),
    ("the answer is garbled", "no-drop", _METHOD, {"failure": Failure.GARBLED}),
    ("success is 200", "success-exact", succeeding, {"status": 200}),
    ("success is 207", "success-exact", succeeding, {"status": 207}),
    ("a wrong method is 404", "status-exact", _METHOD, {"status": 404}),
    ("a wrong media type is 406", "status-exact", _MEDIA_TYPE, {"status": 406}),
    ("a wrong media type is 422", "status-exact", _MEDIA_TYPE, {"status": 422}),
    ("a wrong key is 403", "status-exact", _KEY, {"status": 403}),
    ("an invalid event is 422", "status-exact", _INVALID, {"status": 422}),
    ("an invalid event is 409", "status-exact", _INVALID, {"status": 409}),
)


def answer_faults() -> Iterator[Planted]:
    """Each moment with its answer."""
    for name, when in CRASHES:
        yield step(name, "no-crash", {"answer": answering(when, Answer(0.0, 500))})
    for name, rule, when, answer in OTHERS:
        yield step(name, rule, {"answer": answering(when, Answer(0.0, **answer))})


def _closed(self: SoundReceiver, request: Request) -> Answer | int:
    right = SoundReceiver.answer(self, request)
    return self.interface.status(Refusal.INVALID) if b"x_unknown" in (request.body or b"") else right


def _wants_an_optional(self: SoundReceiver, request: Request) -> Answer | int:
    right = SoundReceiver.answer(self, request)
    bare = any(
        not {"sensor", "battery"} & set(e) for e in self.events(request) if isinstance(e, dict) and "celsius" in e
    )
    return self.interface.status(Refusal.INVALID) if bare and right == self.interface.success else right


FAULTS = (
    *answer_faults(),
    step("unknown properties are refused", "accept-state", {"answer": _closed}),
    step("one of two optional properties must be there", "accept-minimal", {"answer": _wants_an_optional}),
)
