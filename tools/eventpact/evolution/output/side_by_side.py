"""Two texts beside each other, line by line, with what is alike folded away."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

#: Lines that are alike and shown around a difference.
_AROUND = 4


@dataclass(frozen=True)
class Row:
    """A line of each text with its number, counted from 1; None where there is none."""

    old: tuple[int, str] | None
    new: tuple[int, str] | None
    is_same: bool


@dataclass(frozen=True)
class Part:
    """Rows that belong together; *is_folded*: they are alike and far from any difference."""

    rows: tuple[Row, ...]
    is_folded: bool


def side_by_side(old: str, new: str) -> list[Part]:
    """The rows of both texts, in order; every line of each is in exactly one."""
    rows = list(_rows(old.splitlines(), new.splitlines()))
    near = {i for i, row in enumerate(rows) if not row.is_same}
    shown = {i + d for i in near for d in range(-_AROUND, _AROUND + 1)}
    parts: list[Part] = []
    begin = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or (i in shown) is not (begin in shown):
            parts.append(Part(tuple(rows[begin:i]), begin not in shown))
            begin = i
    return parts if rows else []


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    for kind, i, after_i, j, after_j in difflib.SequenceMatcher(None, old, new).get_opcodes():
        lefts = [(n + 1, old[n]) for n in range(i, after_i)]
        rights = [(n + 1, new[n]) for n in range(j, after_j)]
        yield from (Row(left, right, kind == "equal") for left, right in zip_longest(lefts, rights))
