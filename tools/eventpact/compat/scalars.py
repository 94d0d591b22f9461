"""Numbers and strings that fulfil a branch: at the bounds of its keywords, just beside them, and typical ones."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from math import lcm
from typing import Any

from eventpact.cases.legal import LEGAL, Tier
from eventpact.cases.near_misses_of_formats import OF_FORMATS
from eventpact.compat.branch import Branch
from eventpact.compat.literals import Literal
from eventpact.compat.regex import NotRegular, TooLarge, texts
from eventpact.contract.formats import FORMATS

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_STEPS = (0, 1, -1, Fraction(1, 2), Fraction(-1, 2), Fraction(1, 1024), Fraction(-1, 1024))
#: Beyond this length no string is made.
LONGEST = 200_000
#: From here on an integer is open to several readings, unless it is written as a double.
_INT64 = 2**63
#: So many whole numbers, and strings, there are where many different ones are asked for.
_MORE = 2_000
#: What every string of a format matches.
_FORMS = {
    "date-time": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "uuid": r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
}
#: Strings that are taken from the patterns of one place.
_SHOWN = 40


def numbers(branch: Branch) -> Iterator[int | float]:
    """Numbers that *branch* allows, the plainest first."""
    values = [_exact(one.value) for one in branch.literals if one.keyword in _BOUNDS]
    values += [_exact(v) for one in branch.literals if one.keyword in {"enum", "const"} for v in _numeric(one.value)]
    points = {Fraction(1), Fraction(0), Fraction(1, 2), *(value + step for value in values for step in _STEPS)}
    kept = [_exact(one.value) for one in branch.literals if one.keyword == "multipleOf" and one.wanted]
    broken = [_exact(one.value) for one in branch.literals if one.keyword == "multipleOf" and not one.wanted]
    if kept:
        step = _common(kept)
        points |= {(point // step + k) * step for point in points for k in (-1, 0, 1, 2, 3)}
    ordered = sorted(points)
    points |= {(low + high) / 2 for low, high in pairwise(ordered)} if not kept else set()
    points |= {point + part for point in points for one in broken for part in (one, one / 2, 1, Fraction(1, 2))}
    whole = sorted(points, key=lambda p: (p.denominator, abs(p), p < 0))
    found = (int(p) if p.denominator == 1 and abs(p) < _INT64 else _double(p) for p in whole)
    more = (sign * number for number in range(2, _MORE) for sign in (1, -1))
    yield from (number for number in chain(found, more) if all(one.holds(number) for one in branch.literals))


def _double(value: Fraction) -> float:
    """The nearest double; the greatest one where *value* is beyond all."""
    try:
        return float(value)
    except OverflowError:
        return sys.float_info.max if value > 0 else -sys.float_info.max


def _numeric(value: Any) -> list[int | float]:
    members = value if isinstance(value, list) else [value]
    return [m for m in members if isinstance(m, (int, float)) and not isinstance(m, bool)]


def _exact(value: float) -> Fraction:
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _common(steps: list[Fraction]) -> Fraction:
    """The least number that is a multiple of all *steps*."""
    return Fraction(lcm(*(s.numerator * lcm(*(t.denominator for t in steps)) // s.denominator for s in steps)),
                    lcm(*(t.denominator for t in steps)))  # fmt: skip


@dataclass(frozen=True)
class Strings:
    """The *texts* that a branch allows, the plainest first. *exact* tells that there is none if there are none here."""

    texts: tuple[str, ...]
    exact: bool


def strings(branch: Branch) -> Strings:
    """Some strings that *branch* allows."""
    members = [text for text in _members(branch) if all(one.holds(text) for one in branch.literals)]
    if branch.members is not None:
        return Strings(tuple(dict.fromkeys(members)), exact=True)
    made, exact = _of_patterns(branch)
    candidates = dict.fromkeys((*_candidates(branch), *made, *_resized(made, _lengths(branch))))
    fitting = (text for text in candidates if all(one.holds(text) for one in branch.literals))
    least, most = _span(branch)
    return Strings(tuple(fitting), exact and (least < LONGEST or (most is not None and most < least)))


def more_strings(branch: Branch) -> Iterator[str]:
    """Plain strings that *branch* allows, for where many different ones are asked for."""
    if branch.members is None:
        texts = (f"x{number}" for number in range(_MORE))
        yield from (text for text in texts if all(one.holds(text) for one in branch.literals))


def _members(branch: Branch) -> Iterator[str]:
    for one in _listing(branch):
        yield from _texts(one)


def _listing(branch: Branch) -> list[Literal]:
    """The literals that list values."""
    return [one for one in branch.literals if one.keyword in {"enum", "const"}]


def _texts(literal: Literal) -> list[str]:
    """The strings that *literal* lists."""
    members = literal.value if literal.keyword == "enum" else [literal.value]
    return [member for member in members if isinstance(member, str)]


def _candidates(branch: Branch) -> Iterator[str]:
    yield from ("x", "", "y")
    for member in _members(branch):
        yield from (member, f"{member}x", member.swapcase(), member[:-1])
    yield from _of_formats(branch)
    yield from _resized(["x", "0", "A"], _lengths(branch))


def _lengths(branch: Branch) -> list[int]:
    return sorted({int(one.value) for one in branch.literals if one.keyword in {"minLength", "maxLength"}})


def _of_patterns(branch: Branch) -> tuple[list[str], bool]:
    """Strings that the patterns of *branch* allow within the lengths that it allows, and whether there are no others
    when there are none."""
    patterns = [one for one in branch.literals if one.keyword == "pattern"]
    asked = [one.value for one in branch.literals if one.keyword == "format" and one.wanted]
    formats = [_FORMS[name] for name in asked if name in _FORMS]
    wanted, unwanted = ([p.value for p in patterns if p.wanted is side] for side in (True, False))
    listed = [_texts(one) for one in _listing(branch) if not one.wanted]
    unwanted += [f"^(?:{'|'.join(map(re.escape, members))})$" for members in listed if members]
    if not patterns and not formats:
        return [], not any(one.keyword == "format" and one.value in FORMATS for one in branch.literals)
    found: list[str] = []
    try:
        for text in texts((*wanted, *formats), unwanted, *_span(branch)):
            found.append(text)
            if len(found) == _SHOWN:
                break
    except (NotRegular, TooLarge):
        found += [legal.value for legal in LEGAL if legal.asked == "string" and legal.tier is not Tier.SENT]
    else:
        return found, not found
    return found, False


def _span(branch: Branch) -> tuple[int, int | None]:
    """The least and the greatest length that *branch* allows."""
    least: list[int] = [0]
    most: list[int] = []
    for one in branch.literals:
        if one.keyword == "minLength":
            (least if one.wanted else most).append(int(one.value) - (not one.wanted))
        elif one.keyword == "maxLength":
            (most if one.wanted else least).append(int(one.value) + (not one.wanted))
    return max(least), min(most) if most else None


def _resized(texts: Iterable[str], lengths: list[int]) -> Iterator[str]:
    """*texts*, and each cut or made longer so that it is as long as a bound, or one off."""
    for text in texts:
        yield text
        for length in lengths:
            for size in (length, length + 1, max(length - 1, 0)):
                if size <= LONGEST:
                    yield (text + (text[-1:] or "x") * size)[:size]


def _of_formats(branch: Branch) -> Iterator[str]:
    if any(one.keyword == "format" for one in branch.literals):
        typical = {"date-time": "2026-03-14T18:22:07Z", "date": "2026-03-14",
                   "uuid": "018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f"}  # fmt: skip
        yield from typical.values()
        yield from (legal.value for legal in LEGAL if legal.asked in typical)
        wrong = (miss.make(None, "") for miss in OF_FORMATS)  # type: ignore[arg-type]
        yield from (value for value in wrong if isinstance(value, str))
