"""Faults around the payload: keys, JSON text, media types, ways to carry a body, size, methods."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from eventpact.cases import Phase
from eventpact.contract import Verdict
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Key, Request
from eventpact.targets.http import key_value

from tests.contract.planted import OURS, Planted, of_phases, step
from tests.contract.sound import KEY, SoundReceiver


def _no_check(self: SoundReceiver, request: Request) -> None:
    return None


def _key_by(taken: Callable[[str | None], bool]) -> Callable[..., Any]:
    def key(self: SoundReceiver, request: Request) -> Refusal | None:
        return None if taken(key_value(request.key, KEY)) else Refusal.KEY

    return key


def key_faults() -> Iterator[Planted]:
    """Another key will do."""
    for name, taken in (
        ("any key will do", bool),
        ("a missing key will do", lambda k: k in {None, KEY}),
        ("an empty key will do", lambda k: k in {"", KEY}),
        ("the key's beginning will do", lambda k: bool(k) and KEY.startswith(str(k))),
        ("what is behind the key is ignored", lambda k: str(k).startswith(KEY)),
        ("the key's case is ignored", lambda k: str(k).lower() == KEY.lower()),
    ):
        yield step(name, "reject-key", {"key": _key_by(taken)})
    yield step("no key is needed", "reject-key", {"key": _no_check})

    def in_query(self: SoundReceiver, request: Request) -> Refusal | None:
        return None if request.key in {Key.TENANT, Key.IN_QUERY} else Refusal.KEY

    yield step("the key is taken from the query", "reject-key", {"key": in_query})


def _read_by(parse: Callable[[bytes], Any]) -> Callable[..., Any]:
    """A payload step that reads what is malformed with another parser."""

    def payload(self: SoundReceiver, request: Request) -> Refusal | None:
        refusal = SoundReceiver.payload(self, request)
        if refusal is not Refusal.MALFORMED:
            return refusal
        try:
            value = parse(request.body or b"")
        except (ValueError, RecursionError):
            return refusal
        return None if self.oracle.verdict(value) is Verdict.VALID else Refusal.MALFORMED

    return payload


def _replacing(old: str, new: str) -> Callable[[bytes], Any]:
    return lambda body: json.loads(body.decode().replace(old, new))


def _empty_is_no_events(self: SoundReceiver, request: Request) -> Refusal | None:
    return None if not (request.body or b"").strip() else SoundReceiver.payload(self, request)


def json_faults() -> Iterator[Planted]:
    """What is not JSON is taken."""
    for name, parse in (
        ("what follows the JSON is ignored", lambda body: json.JSONDecoder().raw_decode(body.decode())[0]),
        ("comments are taken", _replacing("/* batch */", "")),
        ("NaN is taken", lambda body: json.loads(body.decode(), parse_constant=lambda name: 1.0)),
        ("single quotes are taken", _replacing("'", '"')),
        ("invalid UTF-8 is mended", lambda body: json.loads(body.decode("utf-8", "replace"))),
        ("UTF-16 is taken", lambda body: json.loads(body.decode("utf-16"))),
        ("raw control characters are taken", lambda body: json.loads(body.decode(), strict=False)),
        ("leading zeros are taken", lambda body: json.loads(body.decode().replace(":01", ":1"))),
        ("a plus before a number is taken", lambda body: json.loads(body.decode().replace(":+1", ":1"))),
        ("a trailing comma is taken", lambda body: json.loads(body.decode().replace(",}", "}").replace(",]", "]"))),
    ):
        yield step(name, "reject-malformed", {"payload": _read_by(parse)})
    yield step("an empty body is an empty batch", "reject-malformed", {"payload": _empty_is_no_events})


def _refusing_text(held: Callable[[str], bool]) -> Callable[..., Any]:
    """A payload step that refuses a valid body as malformed when *held* holds of its text."""

    def payload(self: SoundReceiver, request: Request) -> Refusal | None:
        refusal = SoundReceiver.payload(self, request)
        return Refusal.MALFORMED if refusal is None and held((request.body or b"").decode()) else refusal

    return payload


def _unlimited(self: SoundReceiver, request: Request) -> None:
    return None


def spelling_faults() -> Iterator[Planted]:
    """What is JSON is refused for how it is written; what is too large is taken."""
    for name, held in (
        ("escaped solidus", lambda text: "\\/" in text),
        ("white space before the body", lambda text: text[:1].isspace()),
        ("tabs between tokens", lambda text: "\t" in text),
        ("capital exponents", lambda text: re.search("[0-9]E[+-]?[0-9]", text) is not None),
    ):
        yield step(
            f"{name} is refused", "accept-json", {"payload": _refusing_text(held)}, also=frozenset({"accept-state"})
        )
    yield step("nothing is too large", "reject-size", {"size": _unlimited})


def _media_type(taken: Callable[[str | None, str], bool]) -> Callable[..., Any]:
    """A step that takes or refuses by the whole Content-Type and the contract's media type."""

    def media_type(self: SoundReceiver, request: Request) -> Refusal | None:
        right = SoundReceiver.media_type(self, request) is None
        asked = self.interface.media_type
        return (
            None
            if taken(request.content_type, asked) and (right or request.content_type != asked)
            else (Refusal.MEDIA_TYPE)
        )

    return media_type


def _plainly(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def media_type_faults() -> Iterator[Planted]:
    """Another media type will do, or the right one will not."""
    yield step("any media type is taken", "reject-media-type", {"media_type": _no_check})
    for other in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        taken = _media_type(lambda given, asked, other=other: _plainly(given) in {asked, other})
        yield step(f"{other} is taken", "reject-media-type", {"media_type": taken})
    exactly = _media_type(lambda given, asked: given == asked)
    yield step("parameters of the media type are refused", "accept-media-type", {"media_type": exactly})
    small = _media_type(lambda given, asked: (given or "").partition(";")[0] == asked)
    yield step("capitals in the media type are refused", "accept-media-type", {"media_type": small})
    bare = _media_type(lambda given, asked: _plainly(given) == asked and ";" not in (given or ""))
    yield step("a charset is refused", "accept-media-type", {"media_type": bare})


Odd = Callable[[Request], bool]


def _unless(odd: Odd, status: int) -> Callable[..., Any]:
    """An answer step that refuses what is *odd* with *status*."""

    def answer(self: SoundReceiver, request: Request) -> Answer | int:
        right = SoundReceiver.answer(self, request)
        return Answer(0.0, status) if odd(request) and right == self.interface.success else right

    return answer


def carriage_faults() -> Iterator[Planted]:
    """The same body, carried otherwise, is refused."""
    yield step("chunks are refused", "accept-transfer", {"answer": _unless(lambda r: r.chunked, 411)})
    yield step("an expectation is refused", "accept-transfer", {"answer": _unless(lambda r: r.expect_continue, 417)})
    yield step("names of headers must be small", "accept-transfer", {"answer": _unless(lambda r: r.loud, 403)})
    for size, words in ((100 * 1024, "100 KB"), (1024 * 1024, "1 MB")):
        over = _unless(lambda r, size=size: len(r.body or b"") > size, 413)
        yield step(f"a body has {words} at most", "batch-size", {"answer": over}, entry=OURS,
                   shows=of_phases(Phase.ACCEPT, Phase.ENVELOPE, Phase.SIZE))  # fmt: skip
    over = _unless(lambda r: len(r.body or b"") > 100 * 1024, 413)
    yield step("a body has 100 KB at most", "batch-size", {"answer": over})


def _methods(self: SoundReceiver, request: Request) -> Answer | int:
    right = SoundReceiver.answer(self, request)
    return self.interface.success if right == self.interface.status(Refusal.METHOD) else right


FAULTS = (
    *key_faults(), *json_faults(), *spelling_faults(), *media_type_faults(), *carriage_faults(),
    step("any method is taken", "reject-method", {"answer": _methods}),
)  # fmt: skip
