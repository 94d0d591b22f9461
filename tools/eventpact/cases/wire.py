"""Cases about the request around the payload: batches, JSON text, media type, method, key, and what is left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from eventpact.cases.case import ACCEPTED, OPEN, Case, Expectation, Phase, of_invalid_event
from eventpact.cases.compose import Composer, encode
from eventpact.cases.places import spots
from eventpact.cases.states import open_states
from eventpact.contract import Oracle, Verdict
from eventpact.contract.interface import Refusal
from eventpact.contract.model import Variant
from eventpact.exchange import Key, Request
from eventpact.findings import Place
from eventpact.pointer import replaced

_HOLE = "\u2047hole\u2047"
#: Keywords that make a place of a type unfit to hold just any value of it.
_NARROWING = ("enum", "const", "format", "pattern")
_BAD_NUMBERS = {
    "NaN": b"NaN",
    "Infinity": b"Infinity",
    "number with a leading zero": b"01",
    "number with a plus": b"+1",
}
_BAD_STRINGS = {"raw newline in a string": b'"a\nb"', "unknown escape in a string": b'"a\\xb"'}
_OPEN_NUMBERS = {"number beyond a double": b"1e400", "integer beyond 64 bits": b"9223372036854775809"}
_OPEN_STRINGS = {"lone surrogate": b'"\\ud800"'}


def batch_cases(composer: Composer, oracle: Oracle, variant: Variant) -> Iterator[Case]:
    """Batches of several sizes, and one invalid event at the first, a middle and the last place of a valid batch."""
    for size in (0, 1, 2, 100):
        events = [composer.typical(variant) for _ in range(size)]
        if oracle.verdict(composer.body(events)) is Verdict.VALID:
            request = composer.request(composer.body(events))
            yield _case(Phase.ENVELOPE, "batch-size", f"batch of {size}", request, ACCEPTED)
    wrong = replaced(composer.typical(variant), (composer.contract.discriminator,), _HOLE)
    for name, index in (("first", 0), ("middle", 2), ("last", 5)):
        events = [composer.typical(variant) for _ in range(5)]
        body = composer.body([*events[:index], wrong, *events[index:]])
        kind = f"invalid event at the {name} place of a batch"
        yield _case(
            Phase.ENVELOPE,
            "batch-all-checked",
            kind,
            composer.request(body),
            of_invalid_event(composer.contract.interface),
        )


def json_cases(composer: Composer, oracle: Oracle, event: Any) -> Iterator[Case]:
    """Bodies that are not JSON, each a small damage to one that is valid."""
    body = encode(composer.body([event]))
    damaged = {
        "empty body": b"",
        "white space only": b" \n",
        "text cut short": body[:-1],
        "trailing comma": body[:-1] + b"," + body[-1:],
        "text behind the JSON": body + b" x",
        "two JSON texts": body + body,
        "single quotes": body.replace(b'"', b"'"),
        "comment": b"/* batch */" + body,
        "invalid UTF-8": body.replace(b'":"', b'":"\xff\xfe', 1),
        "UTF-16": body.decode().encode("utf-16"),
    }
    damaged |= _with_literals(composer, "number", _BAD_NUMBERS) | _with_literals(composer, "string", _BAD_STRINGS)
    for kind, data in damaged.items():
        if oracle.judge_text(data).verdict is Verdict.INVALID:
            expectation = Expectation(refusal=Refusal.MALFORMED)
            yield _case(Phase.JSON, "reject-malformed", kind, composer.raw(data), expectation)


def _with_literals(composer: Composer, kind: str, literals: Mapping[str, bytes]) -> dict[str, bytes]:
    """A body with each of *literals* in the first place where any value of type *kind* may stand; none without one."""
    for variant in composer.contract.variants:
        event = composer.typical(variant)
        for spot in spots(variant.tag, variant.schema):
            if spot.tokens and kind in spot.schema.types and not any(map(spot.schema.constraints, _NARROWING)):
                holed = encode(composer.body([replaced(event, spot.tokens, _HOLE)]))
                return {name: holed.replace(encode(_HOLE), literal) for name, literal in literals.items()}
    return {}


def media_type_cases(composer: Composer, event: Any) -> Iterator[Case]:
    """The body as it should be, announced as something else; and spellings of the right media type."""
    right = composer.request(composer.body([event]))
    refused = Expectation(refusal=Refusal.MEDIA_TYPE)
    for media_type in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        request = replace(right, content_type=media_type)
        yield _case(Phase.MEDIA_TYPE, "reject-media-type", f"media type {media_type}", request, refused)
    own = composer.contract.interface.media_type
    for media_type in (f"{own}; charset=utf-8", own.title().replace("Json", "JSON")):
        request = replace(right, content_type=media_type)
        yield _case(Phase.MEDIA_TYPE, "accept-media-type", f"media type {media_type}", request, ACCEPTED)
    yield _case(Phase.OPEN, "no-crash", "no media type", replace(right, content_type=None), OPEN)


def method_cases(composer: Composer) -> Iterator[Case]:
    """Methods that the contract does not declare on its path."""
    declared = composer.contract.interface.methods
    refused = Expectation(refusal=Refusal.METHOD)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        if method not in declared:
            yield _case(Phase.METHOD, "reject-method", f"method {method}", Request(method, None, None), refused)


def key_cases(composer: Composer, event: Any) -> Iterator[Case]:
    """A valid batch with every key but the tenant's."""
    if composer.contract.interface.key_header is None:
        return
    body = composer.body([event])
    for key in Key:
        if key not in {Key.TENANT, Key.SECOND}:
            expectation = Expectation(refusal=Refusal.KEY)
            yield _case(Phase.KEY, "reject-key", key.value, composer.request(body, key=key), expectation)


def open_cases(composer: Composer, oracle: Oracle, event: Any) -> Iterator[Case]:
    """What the standards leave open: any answer but a crash, a hang or a dropped connection will do."""
    bodies = {"byte order mark": b"\xef\xbb\xbf" + encode(composer.body([event]))}
    bodies |= _with_literals(composer, "number", _OPEN_NUMBERS) | _with_literals(composer, "string", _OPEN_STRINGS)
    for kind, data in bodies.items():
        if oracle.judge_text(data).verdict is Verdict.UNSPECIFIED:
            yield _case(Phase.OPEN, "no-crash", kind, composer.raw(data), OPEN)
    for variant in composer.contract.variants:
        base = composer.typical(variant)
        for spot in spots(variant.tag, variant.schema):
            for kind, value in open_states(spot.schema) if spot.tokens else ():
                body = composer.body([replaced(base, spot.tokens, value)])
                case = _case(Phase.OPEN, "no-crash", kind, composer.request(body), OPEN)
                place = spot.place()
                yield replace(case, place=place, id=f"{case.id}/{place.variant}{place.instance_pointer}")


def _case(phase: Phase, rule: str, kind: str, request: Request, expectation: Expectation) -> Case:
    return Case(
        id=f"{phase.value}/{rule}/{kind}",
        phase=phase,
        rule=rule,
        kind=kind,
        place=Place(),
        expectation=expectation,
        request=request,
    )
