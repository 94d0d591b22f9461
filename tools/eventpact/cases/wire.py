"""Cases about the request around a payload that is as it should be: batches, media type, method, key, transfer."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from eventpact.cases.case import ACCEPTED, OPEN, Case, Expectation, Phase, of_invalid_event, of_request
from eventpact.cases.compose import HOLE, Composer
from eventpact.contract import Oracle, Verdict
from eventpact.contract.interface import Refusal
from eventpact.contract.model import Variant
from eventpact.exchange import Key, Request
from eventpact.pointer import replaced


@dataclass(frozen=True)
class Header:
    """A header beside the usual ones: its *kind* in words, *name* and *value*, and whether it must change nothing."""

    kind: str
    name: str
    value: str
    harmless: bool = False


_HEADERS = (
    Header("header of 4,000 characters", "X-Filler", "x" * 4_000, harmless=True),
    Header("header beyond ASCII", "X-Filler", "Zo\u00eb"),
    Header("header of 20,000 characters", "X-Filler", "x" * 20_000),
    Header("Accept of another type", "Accept", "image/png"),
    Header("Accept-Language and other preferences", "Accept-Language", "tlh", harmless=True),
    Header("cookie", "Cookie", "session=0", harmless=True),
    Header("another method in a header", "X-HTTP-Method-Override", "DELETE"),
    Header("proxy headers", "Forwarded", 'for="_gazonk";proto=http', harmless=True),
    Header("content coding of identity", "Content-Encoding", "identity"),
    Header("content coding gzip, body as it is", "Content-Encoding", "gzip"),
    Header("content coding br, body as it is", "Content-Encoding", "br"),
    Header("unknown content coding", "Content-Encoding", "x-no-such-coding"),
)
_OTHER_TYPES = (
    "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "text/html", "application/octet-stream",
)  # fmt: skip
#: What only a media type can be odd in; the contract says nothing of it.
_OPEN_TYPES = ("", "*/*", "json", "{type};", "{type}; charset=utf-16", "{type}; charset=latin1", "{type}; q=0.5")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_OPEN_METHODS = ("OPTIONS", "HEAD", "TRACE")
#: Events of a batch that is large, though no size is its point.
_MANY = 100


def batch_cases(composer: Composer, oracle: Oracle, variant: Variant) -> Iterator[Case]:
    """Batches of few events, none among them."""
    for size in (0, 1, 2, 100):
        body = composer.body([composer.typical(variant) for _ in range(size)])
        if oracle.is_valid(body):
            case = of_request(Phase.ENVELOPE, "batch-size", f"batch of {size}", composer.request(body), ACCEPTED)
            yield replace(case, empty=not size, mates=frozenset([variant.tag] * bool(size)))


def large_batch_cases(composer: Composer, oracle: Oracle, variant: Variant) -> Iterator[Case]:
    """A hundred events of which the last one is invalid: what is checked in a few may be left unchecked in many."""
    events = [composer.typical(variant) for _ in range(_MANY)]
    wrong = replaced(events[-1], (composer.contract.discriminator,), HOLE)
    body = composer.body([*events[:-1], wrong])
    if oracle.is_valid(composer.body(events)) and oracle.verdict(body) is Verdict.INVALID:
        expectation = of_invalid_event(composer.contract.interface)
        kind = f"invalid event behind {_MANY - 1} valid ones"
        case = of_request(Phase.ENVELOPE, "batch-all-checked", kind, composer.request(body), expectation)
        yield replace(case, mates=frozenset([variant.tag]))


def media_type_cases(composer: Composer, variant: Variant) -> Iterator[Case]:
    """The body as it should be, announced as something else; and spellings of the right media type."""
    refused = Expectation(refusal=Refusal.MEDIA_TYPE)
    for other in _OTHER_TYPES:
        yield _typed(composer, variant, other, "reject-media-type", refused)
    own = composer.contract.interface.media_type
    spelled = own.title().replace("Json", "JSON")
    for right in (f"{own}; charset=utf-8", f"{own};charset=UTF-8", f'{own}; charset="utf-8"', spelled):
        yield _typed(composer, variant, right, "accept-media-type", ACCEPTED)
    for odd in _OPEN_TYPES:
        yield _typed(composer, variant, odd.format(type=own), "no-crash", OPEN)
    request = replace(_right(composer, variant), content_type=None)
    yield _valid(of_request(Phase.OPEN, "no-crash", "no media type", request, OPEN), variant)


def _typed(composer: Composer, variant: Variant, media_type: str, rule: str, expectation: Expectation) -> Case:
    phase = Phase.OPEN if expectation is OPEN else Phase.MEDIA_TYPE
    request = replace(_right(composer, variant), content_type=media_type)
    return _valid(of_request(phase, rule, f"media type {media_type}".rstrip(), request, expectation), variant)


def method_cases(composer: Composer) -> Iterator[Case]:
    """Methods that the contract does not declare on its path."""
    declared = composer.contract.interface.methods
    refused = Expectation(refusal=Refusal.METHOD)
    for method in _METHODS:
        if method not in declared:
            yield of_request(Phase.METHOD, "reject-method", f"method {method}", Request(method, None, None), refused)
    for method in _OPEN_METHODS:
        if method not in declared:
            case = of_request(Phase.OPEN, "no-crash", f"method {method}", Request(method, None, None), OPEN)
            yield replace(case, empty=True)


def key_cases(composer: Composer, variant: Variant) -> Iterator[Case]:
    """A valid batch with every key but the tenant's."""
    header = composer.contract.interface.key_header
    if header is None:
        return
    for key in Key:
        if key not in {Key.TENANT, Key.SECOND, Key.SPACED}:
            request = replace(_right(composer, variant), key=key)
            expectation = Expectation(refusal=Refusal.KEY)
            yield _valid(of_request(Phase.KEY, "reject-key", key.value, request, expectation), variant)
    # HTTP takes white space around a value away (RFC 9110 §5.5), and says nothing of a header that comes twice.
    spaced = replace(_right(composer, variant), key=Key.SPACED)
    twice = replace(_right(composer, variant), headers=((header, "eventpact-no-such-key"),))
    for kind, request in ((Key.SPACED.value, spaced), ("the key and another one", twice)):
        yield _valid(of_request(Phase.OPEN, "no-crash", kind, request, OPEN), variant)


def transfer_cases(composer: Composer, variant: Variant) -> Iterator[Case]:
    """The request as it should be, sent in other ways that HTTP has (RFC 9110, RFC 9112), and with other headers."""
    for kind, changes in (
        ("chunked body", {"chunked": True}),
        ("header names in upper case", {"loud": True}),
        ("Expect: 100-continue", {"expect_continue": True}),
        ("chunked body behind Expect: 100-continue", {"chunked": True, "expect_continue": True}),
    ):
        yield _sent(composer, variant, kind, ACCEPTED, **changes)
    for header in _HEADERS:
        expectation = ACCEPTED if header.harmless else OPEN
        yield _sent(composer, variant, header.kind, expectation, headers=((header.name, header.value),))
    for coding, pack in (("gzip", _gzip), ("deflate", zlib.compress)):
        body = pack(_right(composer, variant).body or b"")
        headers = (("Content-Encoding", coding),)
        case = _sent(composer, variant, f"body in the content coding {coding}", OPEN, body=body, headers=headers)
        yield replace(case, mates=frozenset())


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)  # without the time, so that a plan is the same each time


def _sent(composer: Composer, variant: Variant, kind: str, expectation: Expectation, **changes: Any) -> Case:
    phase, rule = (Phase.WIRE, "accept-transfer") if expectation.accepted else (Phase.OPEN, "no-crash")
    return _valid(of_request(phase, rule, kind, replace(_right(composer, variant), **changes), expectation), variant)


def _right(composer: Composer, variant: Variant) -> Request:
    return composer.raw(composer.batch([composer.encoded(variant)]))


def _valid(case: Case, variant: Variant) -> Case:
    """*case*, whose body is a typical event of *variant*."""
    return replace(case, mates=frozenset([variant.tag]))
