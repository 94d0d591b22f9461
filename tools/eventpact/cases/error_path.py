"""The error path: most crashes of receivers come from writing the refusal.

Values that are hard to print, to encode or to walk through stand where they are at fault themselves, and in bodies that
are no batch at all, with and without a key. What is certain to be invalid must be refused; the rest must not crash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from eventpact.cases.case import OPEN, Case, Expectation, Phase, of_invalid_event
from eventpact.cases.compose import HOLE, Composer, encode, has
from eventpact.cases.near_misses import asked_for
from eventpact.cases.places import Spot, spots
from eventpact.contract import Oracle, Verdict
from eventpact.contract.interface import Refusal
from eventpact.contract.model import Variant
from eventpact.contract.payload import Malformed, read
from eventpact.exchange import Key
from eventpact.findings import Place
from eventpact.pointer import replaced, resolve

#: A deeper body is not judged: no reader is sure to get to its end.
_READABLE = 10_000


@dataclass(frozen=True)
class Odd:
    """One value as JSON *text* (or what looks like it), its *kind* in words, and how many *levels* it is deep."""

    kind: str
    make: Callable[[], bytes]
    levels: int = 0


def _text(kind: str, text: bytes) -> Odd:
    return Odd(kind, lambda: text)


def _deep(kind: str, levels: int, open_: bytes, close: bytes, innermost: bytes) -> Odd:
    return Odd(f"{kind} nested {levels:,} deep", lambda: open_ * levels + innermost + close * levels, levels)


ODD: tuple[Odd, ...] = (
    _text("lone surrogate", b'"a\\ud800"'),
    _text("lone low surrogate", b'"\\udc00"'),
    _text("string with NUL", b'"a\\u0000b"'),
    _text("string with control characters", b'"\\u001b[31m\\u0007\\r\\nX: y\\u009f"'),
    _text("string with markup and placeholders", b'"<script>%s%n{0}${x}\\\\u0000</script>"'),
    _text("characters from right to left", '"\u202e\u2066abc"'.encode()),
    _text("string of 65,536 characters", b'"' + b"x" * 65_536 + b'"'),
    _text("string of 65,536 characters of four bytes", b'"' + "🎰".encode() * 16_384 + b'"'),
    _text("name that is a lone surrogate", b'{"\\ud800":1}'),
    _text("name that is empty", b'{"":{"":1}}'),
    _text("name of 65,536 characters", b'{"' + b"x" * 65_536 + b'":1}'),
    _text("name that languages know", b'{"__proto__":{"x":1},"constructor":{"prototype":{}}}'),
    _text("NaN", b"NaN"),
    _text("negative infinity", b"-Infinity"),
    _text("number beyond a double", b"1e400"),
    _text("array of a number beyond a double", b"[1e400]"),
    _text("number beyond 64 bits", b"18446744073709551616"),
    _text("integer of 400 digits", b"1" + b"0" * 399),
    _text("integer of 5,000 digits", b"[" + b"9" * 5_000 + b"]"),
    _text("negative zero in an array", b"[-0.0]"),
    _text("byte that no UTF-8 has", b'"\xff"'),
    _text("name twice", b'{"a":1,"a":2}'),
    _text("array of 10,000 items", b"[" + b",".join([b"null"] * 10_000) + b"]"),
    *(_deep("arrays", levels, b"[", b"]", b"") for levels in (100, 1_000, 10_000, 100_000)),
    *(_deep("objects", levels, b'{"a":', b"}", b"1") for levels in (100, 1_000, 10_000, 100_000)),
)  # fmt: skip
#: Bodies that never end as JSON; the odd values above are bodies, too.
_BODIES: tuple[Odd, ...] = (
    _text("100,000 brackets that open", b"[" * 100_000),
    _text("100,000 braces that open", b'{"a":' * 100_000),
    _text("bytes of every value", bytes(range(256))),
    _text("string without an end", b'"' + b"x" * 1_000),
    _text("NUL bytes", b"\0" * 100),
    _text("UTF-16 cut in the middle of a character", '[{"a":"🎰"}]'.encode("utf-16")[:-1]),
    _text("gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"),
    _text("form of several parts", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'),
    _text("white space of 50,000 characters", b" " * 50_000),
)


def error_path_cases(composer: Composer, oracle: Oracle, *, quick: bool = False) -> Iterator[Case]:
    """Odd values in invalid events, at one place of each kind that is asked for, and as bodies; *quick* leaves out the
    places but the first."""
    at = list(_asked(composer))
    for spot in at[:1] if quick else at:
        for odd in ODD:
            if odd.levels < _READABLE:
                yield from _inside(composer, oracle, odd, spot)
    for variant in composer.contract.variants[:1]:
        for odd in ODD:
            yield from _beside(composer, oracle, odd, variant)
    for odd in (*ODD, *_BODIES):
        yield from _as_body(composer, oracle, odd)


def _asked(composer: Composer) -> Iterator[Spot]:
    """The first place of each kind that the contract asks for."""
    seen: set[str] = set()
    for variant in composer.contract.variants:
        event = composer.typical(variant)
        for spot in spots(variant.tag, variant.schema):
            asked = asked_for(spot.schema, resolve(event, spot.tokens)) if has(event, spot.tokens) else ""
            if asked and asked not in seen:
                seen.add(asked)
                yield spot


def _inside(composer: Composer, oracle: Oracle, odd: Odd, spot: Spot) -> Iterator[Case]:
    """The odd value where something else is asked for: itself what is at fault."""
    base = next(composer.typical(v) for v in composer.contract.variants if v.tag == spot.tag)
    asked = asked_for(spot.schema, resolve(base, spot.tokens))
    event = encode(replaced(base, spot.tokens, HOLE))
    body = composer.batch([event.replace(encode(HOLE), odd.make())])
    for case in _judged(composer, oracle, odd, f"as {asked}", body):
        yield replace(case, place=spot.place(), asked=asked)


def _beside(composer: Composer, oracle: Oracle, odd: Odd, variant: Variant) -> Iterator[Case]:
    """The odd value in an unknown property of an event that has no other property."""
    body = composer.batch([b'{"x_odd":' + odd.make() + b"}"])
    for case in _judged(composer, oracle, odd, "beside what is missing", body):
        rule = "reject-required" if case.rule == "reject-type" else case.rule
        yield replace(case, place=Place(variant.tag), rule=rule)


def _as_body(composer: Composer, oracle: Oracle, odd: Odd) -> Iterator[Case]:
    """The odd value as the whole body, and in the place of an event, with the key and with others.

    With another key there are two faults, and the contract does not say which is told.
    """
    for words, body in (("as body", odd.make()), ("as event", composer.batch([odd.make()]))):
        for case in _judged(composer, oracle, odd, words, body):
            yield case
            keys = (Key.NONE, Key.UNKNOWN) if composer.contract.interface.key_header and words == "as body" else ()
            for key in keys:
                kind, request = f"{case.kind}, with {key.value}", replace(case.request, key=key)
                other = replace(case, id=_id(kind), kind=kind, rule="no-crash", request=request)
                yield replace(other, expectation=OPEN, empty=True)


def _judged(composer: Composer, oracle: Oracle, odd: Odd, words: str, body: bytes) -> Iterator[Case]:
    """The case that sends *body*; none where it is valid."""
    expectation = _expectation(composer, oracle, odd, body)
    if expectation is not None:
        kind = f"{odd.kind} {words}"
        rule = {Refusal.MALFORMED: "reject-malformed", Refusal.INVALID: "reject-type"}
        yield Case(
            id=_id(kind),
            phase=Phase.ERROR_PATH,
            rule=rule[expectation.refusal] if expectation.refusal else "no-crash",
            kind=kind,
            place=Place(),
            expectation=expectation,
            request=composer.raw(body),
        )


def _expectation(composer: Composer, oracle: Oracle, odd: Odd, body: bytes) -> Expectation | None:
    """What must come of *body*; None where it is valid."""
    if odd.levels > _READABLE:
        return OPEN
    try:
        payload = read(body, composer.contract.interface.limits.nesting)
    except Malformed:
        return Expectation(refusal=Refusal.MALFORMED)
    verdicts = {oracle.verdict(value) for value in (payload.value, *payload.rivals)}
    if payload.readable and verdicts == {Verdict.INVALID}:
        return of_invalid_event(composer.contract.interface)
    return None if verdicts == {Verdict.VALID} and not payload.oddities else OPEN


def _id(kind: str) -> str:
    return f"{Phase.ERROR_PATH.value}/{kind}"
