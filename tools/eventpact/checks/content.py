"""What was sent against what was recorded of it: the differences that matter, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from eventpact.contract.formats import Certainty, date_time
from eventpact.contract.schema import Schema, same
from eventpact.findings import Severity
from eventpact.pointer import Token

_V, _D, _R = Severity.VIOLATION, Severity.DEVIATION, Severity.REMARK

#: Seconds that a date-time may lose of its fraction without being another time to people.
_SMALLEST_LOSS = Fraction(1, 1000)
#: What stands for a property that is not there.
ABSENT: Final = object()

Options = tuple[Schema, ...]


@dataclass(frozen=True)
class Difference:
    """At *tokens* in an event, of a *kind*; *location* is the place in the schema. What is not there is ABSENT."""

    tokens: tuple[Token, ...]
    kind: str
    severity: Severity
    location: str
    sent: Any
    found: Any


def differences(schema: Schema, sent: Any, found: Any) -> Iterator[Difference]:
    """How the recorded event *found* differs from the one that was *sent*, by the *schema* of its variant.

    Numbers are compared as numbers: 1.0 is 1, and what no double holds may be off by what a double loses. Strings are
    compared as they are; a date-time that is spelled otherwise is a remark. Properties that the contract does not
    declare may be left out, and others may be put beside what was sent.
    """
    if not same(sent, found):
        yield from _at((), schema.options, sent, found)


def _at(tokens: tuple[Token, ...], options: Options, sent: Any, found: Any) -> Iterator[Difference]:
    if isinstance(sent, dict) and isinstance(found, dict):
        yield from _objects(tokens, options, sent, found)
    elif isinstance(sent, list) and isinstance(found, list):
        yield from _arrays(tokens, options, sent, found)
    elif (kind := _changed(options, sent, found)) is not None:
        yield Difference(tokens, *kind, _written(options), sent, found)


def _objects(tokens: tuple[Token, ...], options: Options, sent: Any, found: Any) -> Iterator[Difference]:
    declared = _properties(options)
    if not declared and not _kept(sent, found):
        yield Difference(tokens, "free-form content changed", _R, _written(options), sent, found)
    for name, below in declared.items():
        here = (*tokens, name)
        if name in sent and name in found:
            yield from _at(here, below, sent[name], found[name])
        elif name in sent:
            kind = ("null left out", _R) if sent[name] is None else ("property left out", _V)
            yield Difference(here, *kind, _written(below), sent[name], ABSENT)
        elif name in found:
            kind = ("null put in for what was absent", _R) if found[name] is None else ("value put in", _D)
            yield Difference(here, *kind, _written(below), ABSENT, found[name])


def _properties(options: Options) -> dict[str, Options]:
    found: dict[str, Options] = {}
    for option in options:
        for name, child in option.properties.items():
            found[name] = (*found.get(name, ()), *child.options)
    return found


def _arrays(tokens: tuple[Token, ...], options: Options, sent: list[Any], found: list[Any]) -> Iterator[Difference]:
    if len(sent) != len(found):
        yield Difference(tokens, "array of another length", _V, _written(options), sent, found)
        return
    items = tuple(below for option in options if option.items is not None for below in option.items.options)
    for index, (one, other) in enumerate(zip(sent, found, strict=True)):
        yield from _at((*tokens, index), items, one, other)


def _changed(options: Options, sent: Any, found: Any) -> tuple[str, Severity] | None:
    """The kind of difference between two values that are not both objects or both arrays."""
    if _is_number(sent) and _is_number(found):
        return None if _kept(sent, found) else ("number changed", _V)
    if same(sent, found):
        return None
    if not isinstance(sent, str) or not isinstance(found, str):
        return "value of another type" if type(sent) is not type(found) else "value changed", _V
    if not any(c.value == "date-time" for option in options for c in option.constraints("format")):
        return "string changed", _V
    return _date_times(sent, found)


def _date_times(sent: str, found: str) -> tuple[str, Severity]:
    one, other = instant(sent), instant(found)
    if one is None or other is None:
        return "date-time changed", _V
    if one == other:
        return "date-time spelled otherwise", _R
    return ("date-time cut short", _R) if abs(one - other) < _SMALLEST_LOSS else ("date-time changed", _V)


def _kept(sent: Any, found: Any) -> bool:
    """Whether *found* holds all of *sent*, numbers being equal as doubles."""
    if _is_number(sent) and _is_number(found):
        return bool(sent == found) or _double(sent) == _double(found)
    if isinstance(sent, dict) and isinstance(found, dict):
        return all(name in found and _kept(value, found[name]) for name, value in sent.items())
    if isinstance(sent, list) and isinstance(found, list):
        return len(sent) == len(found) and all(map(_kept, sent, found))
    return same(sent, found)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _written(options: Options) -> str:
    return str(options[0].location) if options else ""


def instant(text: str) -> Fraction | None:
    """The seconds since the year 1 that an RFC 3339 date-time stands for; None for what is none, or left open."""
    if date_time(text) is not Certainty.CERTAIN:
        return None
    clock, offset = (text[11:-1], "+00:00") if text[-1] in "Zz" else (text[11:-6], text[-6:])
    hours, minutes, seconds = clock.split(":")
    away = int(offset[:1] + "1") * (int(offset[1:3]) * 60 + int(offset[4:])) * 60
    day = date.fromisoformat(text[:10]).toordinal()
    return day * 86_400 + int(hours) * 3_600 + int(minutes) * 60 + Fraction(seconds) - away
