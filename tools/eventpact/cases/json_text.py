"""Cases about the body as text: what is no JSON, spellings of JSON that must pass, and what RFC 8259 leaves open."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from eventpact.cases.case import ACCEPTED, OPEN, Case, Expectation, Phase, Site, of_request
from eventpact.cases.compose import HOLE, Composer, encode, has
from eventpact.cases.json_records import JSON_TEXTS
from eventpact.cases.places import Spot, Tokens, spots
from eventpact.cases.states import open_states
from eventpact.contract import Oracle, Verdict
from eventpact.contract.interface import Refusal
from eventpact.contract.model import Variant
from eventpact.findings import Place
from eventpact.pointer import replaced, resolve

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
#: A property that no contract knows.
_UNKNOWN = "x_text"
#: A value of every type.
_ANYTHING: tuple[Any, ...] = (None, True, 1.5, "x", [[]], {"x": {}})
_MALFORMED = Expectation(refusal=Refusal.MALFORMED)


#: What is done to a body that is JSON, so that it is none any more.
_DAMAGED: Mapping[str, Callable[[bytes], bytes]] = {
    "empty body": lambda body: b"",
    "white space only": lambda body: b" \n",
    "text cut short": lambda body: body[:-1],
    "text cut in the middle": lambda body: body[: len(body) // 2],
    "trailing comma": lambda body: body[:-1] + b"," + body[-1:],
    "text behind the JSON": lambda body: body + b" x",
    "NUL behind the JSON": lambda body: body + b"\0",
    "bracket behind the JSON": lambda body: body + body[-1:],
    "two JSON texts": lambda body: body + body,
    "single quotes": lambda body: body.replace(b'"', b"'"),
    "comment": lambda body: b"/* batch */" + body,
    "guard before the JSON": lambda body: b")]}'\n" + body,
    "form instead of JSON": lambda body: b"body=" + body,
    "invalid UTF-8": lambda body: body.replace(b'":"', b'":"\xff\xfe', 1),
    "UTF-16": lambda body: body.decode().encode("utf-16"),
    "UTF-16, the greater byte first": lambda body: body.decode().encode("utf-16-be"),
    "UTF-32": lambda body: body.decode().encode("utf-32"),
}


def json_cases(composer: Composer, oracle: Oracle, event: Callable[[], Any]) -> Iterator[Case]:
    """Bodies that are not JSON, each a small damage to one with the next *event*, which is valid."""
    damaged = {kind: damage(encode(composer.body([event()]))) for kind, damage in _DAMAGED.items()}
    damaged |= _with_literals(composer, "number", _BAD_NUMBERS) | _with_literals(composer, "string", _BAD_STRINGS)
    for kind, data in damaged.items():
        if oracle.judge_text(data).verdict is Verdict.INVALID:
            yield of_request(Phase.JSON, "reject-malformed", kind, composer.raw(data), _MALFORMED)


def white_space_cases(composer: Composer, oracle: Oracle, variant: Variant) -> Iterator[Case]:
    """A valid body with all that RFC 8259 §2 calls white space wherever it may stand."""
    for kind, spaced in _SPACED.items():
        data = spaced(composer.body([composer.typical(variant)]))
        if oracle.judge_text(data).verdict is Verdict.VALID:
            case = of_request(Phase.JSON, "accept-json", kind, composer.raw(data), ACCEPTED)
            yield replace(case, mates=frozenset([variant.tag]))


def _between_tokens(body: Any) -> bytes:
    return json.dumps(body, indent="\t", separators=(" ,", " : ")).encode()


def _around(body: Any) -> bytes:
    return b" \t\r\n" + encode(body) + b" \t\r\n"


_SPACED: Mapping[str, Callable[[Any], bytes]] = {
    "white space around the body": _around,
    "white space between all tokens": _between_tokens,
}


def _with_literals(composer: Composer, kind: str, literals: Mapping[str, bytes]) -> dict[str, bytes]:
    """A body with each of *literals* in the first place where any value of type *kind* may stand; none without one."""
    for variant in composer.contract.variants:
        typical = composer.typical(variant)
        for spot in spots(variant.tag, variant.schema):
            if (
                spot.tokens
                and has(typical, spot.tokens)
                and kind in spot.schema.types
                and not any(map(spot.schema.constraints, _NARROWING))
            ):
                return {name: _with_literal(composer, variant, spot.tokens, text) for name, text in literals.items()}
    return {}


def _with_literal(composer: Composer, variant: Variant, at: Tokens, text: bytes) -> bytes:
    """A body with a new typical event of *variant* that has the JSON *text*, whatever it is, *at* a place."""
    event = encode(replaced(composer.typical(variant), at, HOLE))
    return composer.batch([event.replace(encode(HOLE), text)])


def embedded_cases(composer: Composer, oracle: Oracle) -> tuple[list[Case], list[Site]]:
    """Every text of the records, in a property that no contract knows; a site that tells why, where there is none."""
    spot = _ignored(composer, oracle)
    if spot is None:
        reason = "no object of the contract lets an unknown property pass"
        return [], [Site(Place("", "", str(composer.contract.event.location)), "JSON texts", reason=reason)]
    variant = next(v for v in composer.contract.variants if v.tag == spot.tag)
    cases = []
    for record in JSON_TEXTS:
        body = _with_literal(composer, variant, (*spot.tokens, _UNKNOWN), record.text)
        phase, rule, expectation = _EMBEDDED[record.verdict]
        case = of_request(phase, rule, f"{record.kind}, in an ignored place", composer.raw(body), expectation)
        mates = frozenset() if record.verdict is Verdict.INVALID else frozenset([variant.tag])
        cases.append(replace(case, place=spot.place(), mates=mates))
    return cases, []


_EMBEDDED = {
    Verdict.VALID: (Phase.JSON, "accept-json", ACCEPTED),
    Verdict.INVALID: (Phase.JSON, "reject-malformed", _MALFORMED),
    Verdict.UNSPECIFIED: (Phase.OPEN, "no-crash", OPEN),
}


def _ignored(composer: Composer, oracle: Oracle) -> Spot | None:
    """The deepest object of the first variant that lets any value pass in an unknown property."""
    for variant in composer.contract.variants:
        event = composer.typical(variant)
        for spot in reversed(list(spots(variant.tag, variant.schema))):
            value = resolve(event, spot.tokens) if has(event, spot.tokens) else None
            if isinstance(value, dict):
                tried = [replaced(event, (*spot.tokens, _UNKNOWN), one) for one in _ANYTHING]
                if all(oracle.is_valid(one, event=True) for one in tried):
                    return spot
    return None


def open_cases(composer: Composer, oracle: Oracle, variant: Variant) -> Iterator[Case]:
    """What the standards leave open: any answer but a crash, a hang or a dropped connection will do."""
    bodies = {"byte order mark": codecs.BOM_UTF8 + encode(composer.body([composer.typical(variant)]))}
    bodies |= _with_literals(composer, "number", _OPEN_NUMBERS) | _with_literals(composer, "string", _OPEN_STRINGS)
    for kind, data in bodies.items():
        if oracle.judge_text(data).verdict is Verdict.UNSPECIFIED:
            yield of_request(Phase.OPEN, "no-crash", kind, composer.raw(data), OPEN)
    for each in composer.contract.variants:
        for spot in spots(each.tag, each.schema):
            base = composer.typical(each)
            for kind, value in open_states(spot.schema) if spot.tokens and has(base, spot.tokens) else ():
                body = composer.body([composer.renewed(each, replaced(base, spot.tokens, value))])
                case = of_request(Phase.OPEN, "no-crash", kind, composer.request(body), OPEN)
                place = spot.place()
                yield replace(case, place=place, id=f"{case.id}/{place.variant}{place.instance_pointer}")
