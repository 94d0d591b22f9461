"""Vectors that only a text can say: spellings of valid JSON, what is no JSON, and what the standards leave open.

RFC 8259 says what is JSON; what sound parsers differ on (duplicate keys, numbers that no double holds, lone surrogates,
a byte order mark, nesting beyond the contract's limit) is unspecified.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from eventpact.cases.compose import Composer, has
from eventpact.cases.json_text import json_cases
from eventpact.cases.places import Spot
from eventpact.cases.states import open_states
from eventpact.cases.values import json_type
from eventpact.contract import Verdict
from eventpact.generate.vectors.subject import Subject, Workshop
from eventpact.generate.vectors.vector import Vector, as_bytes, words
from eventpact.pointer import replaced, resolve, to_pointer

#: What stands for a text until it is put in.
_HOLE = "?!hole!?"
#: Keywords that make a place of a type unfit to hold just any value of it.
_NARROWING = ("enum", "const", "format", "pattern")

#: Type → spellings of its values that are JSON.
_GOOD = {
    "number": {
        "negative zero": "-0", "whole number with a fraction of zero": "10.0", "exponent": "1E+2",
        "negative exponent": "25e-1", "zero with an exponent": "0e0", "fraction that ends in zero": "2.50",
        "integer beyond 53 bits": "9007199254740993", "greatest integer of 64 bits": "9223372036854775807",
        "number near the greatest double": "1.7e308",
        "more decimals than a double holds": "0.1000000000000000055511151231257827",
    },
    "string": {
        "escapes of every kind": r'"\"\\\/\b\f\n\r\t\u0041"', "NUL, escaped": r'"a\u0000b"',
        "surrogate pair, escaped": r'"\ud83c\udfb0"', "characters beyond ASCII, as they are": '"Zo\u00eb \U0001f3b0"',
    },
}  # fmt: skip
#: Type → texts that are no JSON in its place.
_BAD = {
    "number": {
        "number that begins with a point": ".5", "number that ends with a point": "5.", "hexadecimal number": "0x1F",
        "minus alone": "-", "exponent without digits": "1e", "underscore in a number": "1_000",
        "negative infinity": "-Infinity", "two signs": "--1", "None": "None", "NULL": "NULL", "undefined": "undefined",
        "no value": "",
    },
    "string": {
        "cut unicode escape": r'"\u12"', "unicode escape with a letter beyond F": r'"\u12G4"',
        "single quotes around a string": "'a'", "raw tab in a string": '"a\tb"', "raw NUL in a string": '"a\0b"',
        "string without an end": '"a', "no quotes around a string": "word",
    },
}  # fmt: skip
#: Type → texts in its place that sound parsers differ on.
_OPEN = {
    "number": {
        "number beyond a double": "1e400", "negative number beyond a double": "-1e400",
        "integer beyond 64 bits": "9223372036854775808", "negative integer beyond 64 bits": "-9223372036854775809",
    },
    "string": {"lone high surrogate": r'"a\ud800"', "lone low surrogate": r'"\udc00b"'},
}  # fmt: skip


def text_vectors(workshop: Workshop) -> list[Vector]:
    """Vectors of every verdict: spellings at each place that may hold any number or string, and whole bodies."""
    found: list[Vector] = []
    for subject in workshop.subjects:
        for kind in ("number", "string"):
            at = _free(subject, kind)
            found += _spelled(workshop, subject, at, _GOOD[kind], Verdict.VALID)
            found += _spelled(workshop, subject, at, _OPEN[kind], Verdict.UNSPECIFIED)
        found += [*_open_states(workshop, subject), *_keys_twice(workshop, subject), *_nested(workshop, subject)]
    for subject in workshop.subjects[:1]:
        for kind, texts in _BAD.items():
            found += _spelled(workshop, subject, _free(subject, kind)[:1], texts, Verdict.INVALID)
        found += _whole(workshop, subject)
    return found


def _free(subject: Subject, kind: str) -> list[Spot]:
    """The places where the typical event has a value of type *kind* and any other one would do."""
    return [
        spot
        for spot in subject.at
        if has(subject.event, spot.tokens)
        and json_type(resolve(subject.event, spot.tokens)).replace("integer", "number") == kind
        and not any(option.constraints(keyword) for option in spot.schema.options for keyword in _NARROWING)
    ]


def _spelled(
    workshop: Workshop, subject: Subject, at: list[Spot], texts: Mapping[str, str], verdict: Verdict
) -> Iterator[Vector]:
    """The typical event with each of *texts* at each of the places *at*, where that is of the *verdict*."""
    for spot in at:
        for kind, text in texts.items():
            id_ = f"{subject.variant.tag}{to_pointer(spot.tokens)}/{words(kind)}"
            event = workshop.renewed(subject, replaced(subject.event, spot.tokens, _HOLE), id_)
            data = as_bytes(workshop.body([event])).replace(as_bytes(_HOLE), text.encode())
            pointer = None if verdict is Verdict.INVALID else workshop.pointer(spot.tokens)
            yield from _judged(workshop, Vector(id_, kind, verdict, data, pointer))


def _judged(workshop: Workshop, vector: Vector) -> Iterator[Vector]:
    """*vector*, where its body is of its verdict; an invalid one must be no JSON at all."""
    judgement = workshop.judge(vector.body)
    if judgement.verdict is vector.verdict and all(fault.location is None for fault in judgement.faults):
        yield workshop.named(vector)


def _open_states(workshop: Workshop, subject: Subject) -> Iterator[Vector]:
    for spot in subject.at:
        for kind, value in open_states(spot.schema) if spot.tokens and has(subject.event, spot.tokens) else ():
            id_ = f"{subject.variant.tag}{to_pointer(spot.tokens)}/{words(kind)}"
            event = workshop.renewed(subject, replaced(subject.event, spot.tokens, value), id_)
            pointer = workshop.pointer(spot.tokens)
            yield from _judged(workshop, Vector(id_, kind, Verdict.UNSPECIFIED, workshop.body([event]), pointer))


def _objects(subject: Subject) -> Iterator[tuple[Spot, dict[str, Any]]]:
    """The places of the typical event that hold an object with anything in it, and that object."""
    for spot in subject.at:
        value = resolve(subject.event, spot.tokens) if has(subject.event, spot.tokens) else None
        if isinstance(value, dict) and value:
            yield spot, value


def _keys_twice(workshop: Workshop, subject: Subject) -> Iterator[Vector]:
    """Each object with its last key once more: with the same value, with null behind and with null before it."""
    for spot, value in _objects(subject):
        name, last = list(value.items())[-1]
        for kind, twice in {
            "key twice with one value": {**value, _HOLE: last},
            "key twice, null behind": {**value, _HOLE: None},
            "key twice, null before": {_HOLE: None, **value},
        }.items():
            id_ = f"{subject.variant.tag}{to_pointer(spot.tokens)}/{words(kind)}"
            body = workshop.body([replaced(subject.event, spot.tokens, twice)])
            data = as_bytes(body).replace(as_bytes(_HOLE), as_bytes(name))
            yield from _judged(workshop, Vector(id_, kind, Verdict.UNSPECIFIED, data, workshop.pointer(spot.tokens)))


def _nested(workshop: Workshop, subject: Subject) -> Iterator[Vector]:
    """Nesting as deep as the contract takes, and a level deeper, in an unknown property of each open object."""
    for spot, value in _objects(subject):
        # Around the property: the objects and arrays on the way to the event, those in it, and the object itself.
        left = workshop.contract.interface.limits.nesting - len(workshop.contract.events_at) - len(spot.tokens) - 2
        for kind, verdict, levels in (
            ("nested as deep as may be", Verdict.VALID, left),
            ("nested too deep", Verdict.UNSPECIFIED, left + 1),
        ):
            id_ = f"{subject.variant.tag}{to_pointer(spot.tokens)}/{words(kind)}"
            event = replaced(subject.event, spot.tokens, {**value, "x_deep": _HOLE})
            body = as_bytes(workshop.body([workshop.renewed(subject, event, id_)]))
            data = body.replace(as_bytes(_HOLE), b"[" * levels + b"]" * levels)
            yield from _judged(workshop, Vector(id_, kind, verdict, data, workshop.pointer(spot.tokens)))


def _whole(workshop: Workshop, subject: Subject) -> Iterator[Vector]:
    """Bodies that are odd as a whole; what is damaged is a valid one."""
    body = workshop.body([workshop.renewed(subject, subject.event, "text")])
    text = as_bytes(body)
    escaped = re.sub(rb'"([a-z])([^"\\]*)":', lambda m: b'"\\u%04x%s":' % (m[1][0], m[2]), text)
    two = as_bytes(workshop.body([subject.event, subject.event]))
    bodies: list[tuple[str, Verdict, bytes]] = [
        ("white space everywhere", Verdict.VALID, b" \r\n%s\r\n " % json.dumps(body, indent="\t").encode()),
        ("keys written with escapes", Verdict.VALID, escaped),
        ("byte order mark", Verdict.UNSPECIFIED, codecs.BOM_UTF8 + text),
        ("no comma between events", Verdict.INVALID, two.replace(b"},{", b"}{")),
        ("events without an array", Verdict.INVALID, b"\n".join([as_bytes(subject.event)] * 2)),
        ("trailing comma in an object", Verdict.INVALID, text.replace(b"}", b",}", 1)),
        ("keys without quotes", Verdict.INVALID, re.sub(rb'"([a-z_]+)":', rb"\1:", text)),
        ("UTF-16 without a mark", Verdict.INVALID, text.decode().encode("utf-16-le")),
        ("Latin-1", Verdict.INVALID, re.sub(rb'":"', b'":"\xeb', text, count=1)),
    ]
    for case in json_cases(Composer(workshop.contract, "vector"), workshop.oracle, lambda: subject.event):
        bodies.append((case.kind, Verdict.INVALID, case.request.body or b""))
    for kind, verdict, data in bodies:
        yield from _judged(workshop, Vector(f"text/{words(kind)}", kind, verdict, data))
