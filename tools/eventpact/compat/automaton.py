"""Regular expressions as automata.

Only what is regular is taken: look-around, back references and word boundaries are not, nor is what Python's parser
does not know (``\\p{L}``). The dialect is that of JSON Schema (ECMA-262): a pattern matches anywhere, ``\\d`` is ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from re import _constants as sre
from re import _parser
from typing import Any

LAST = 0x10FFFF
_MOST_STATES = 4_000

Ranges = tuple[tuple[int, int], ...]
_ANY: Ranges = ((0, 0xD7FF), (0xE000, LAST))
_CATEGORIES: dict[Any, Ranges] = {
    sre.CATEGORY_DIGIT: ((48, 57),),
    sre.CATEGORY_WORD: ((48, 57), (65, 90), (95, 95), (97, 122)),
    sre.CATEGORY_SPACE: ((9, 13), (32, 32), (160, 160), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
                         (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
}  # fmt: skip
_NEGATED = {sre.CATEGORY_NOT_DIGIT: sre.CATEGORY_DIGIT, sre.CATEGORY_NOT_WORD: sre.CATEGORY_WORD,
            sre.CATEGORY_NOT_SPACE: sre.CATEGORY_SPACE}  # fmt: skip


class NotRegular(Exception):
    """A pattern that no automaton is made for."""


class TooLarge(Exception):
    """The search was given up: there may be a string, or none."""


@dataclass
class Automaton:
    """States are numbers; 0 is the start, 1 the end. *steps* consume a character; *jumps* do not, and hold at the
    ``start`` or the ``end`` of the text only where they say so."""

    steps: dict[int, list[tuple[Ranges, int]]] = field(default_factory=dict)
    jumps: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    count: int = 2

    def state(self) -> int:
        self.count += 1
        if self.count > _MOST_STATES:
            raise NotRegular
        return self.count - 1

    def step(self, begin: int, ranges: Ranges, end: int) -> None:
        self.steps.setdefault(begin, []).append((ranges, end))

    def jump(self, begin: int, end: int, where: str = "") -> None:
        self.jumps.setdefault(begin, []).append((where, end))

    def closure(self, states: frozenset[int], *where: str) -> frozenset[int]:
        """*states*, and those that jumps lead to."""
        found, pending = set(states), list(states)
        while pending:
            for guard, end in self.jumps.get(pending.pop(), ()):
                if end not in found and (not guard or guard in where):
                    found.add(end)
                    pending.append(end)
        return frozenset(found)

    def after(self, states: frozenset[int], character: int) -> frozenset[int]:
        """Where *character* leads from *states*."""
        return self.closure(frozenset(
            end for state in states for ranges, end in self.steps.get(state, ()) if within(character, ranges)
        ))  # fmt: skip


def within(character: int, ranges: Ranges) -> bool:
    return any(low <= character <= high for low, high in ranges)


def _complement(ranges: Sequence[tuple[int, int]]) -> Ranges:
    found, begin = [], 0
    for low, high in sorted(ranges):
        if low > begin:
            found.append((begin, low - 1))
        begin = max(begin, high + 1)
    return (*found, *([(begin, LAST)] if begin <= LAST else []))


def _set(items: Sequence[tuple[Any, Any]]) -> Ranges:
    """The characters of a class in brackets."""
    ranges: list[tuple[int, int]] = []
    for kind, value in items:
        if kind is sre.LITERAL:
            ranges.append((value, value))
        elif kind is sre.RANGE:
            ranges.append(value)
        elif kind is sre.CATEGORY:
            ranges += _category(value)
        elif kind is not sre.NEGATE:
            raise NotRegular
    return _complement(ranges) if items and items[0][0] is sre.NEGATE else tuple(ranges)


def _category(name: Any) -> Ranges:
    if name in _NEGATED:
        return _complement(_CATEGORIES[_NEGATED[name]])
    if name not in _CATEGORIES:
        raise NotRegular
    return _CATEGORIES[name]


class _Builder:
    """Builds the automaton of a parsed pattern (Thompson's construction)."""

    def __init__(self) -> None:
        self.automaton = Automaton()

    def sequence(self, items: Any, begin: int) -> int:
        """Adds *items* behind *begin*; the state where they end."""
        for kind, value in items:
            begin = self._item(kind, value, begin)
        return begin

    def _item(self, kind: Any, value: Any, begin: int) -> int:
        characters = _characters(kind, value)
        if characters is not None:
            end = self.automaton.state()
            self.automaton.step(begin, characters, end)
            return end
        if kind is sre.SUBPATTERN:
            return self._group(value, begin)
        if kind is sre.BRANCH:
            return self._branch(value[1], begin)
        if kind in {sre.MAX_REPEAT, sre.MIN_REPEAT}:
            least, most, items = value
            return self._repeat((least, most), items, begin)
        if kind is sre.AT and value in {sre.AT_BEGINNING, sre.AT_END}:
            end = self.automaton.state()
            self.automaton.jump(begin, end, "start" if value is sre.AT_BEGINNING else "end")
            return end
        raise NotRegular

    def _group(self, value: Any, begin: int) -> int:
        _, added, removed, items = value
        if added or removed:
            raise NotRegular
        return self.sequence(items, begin)

    def _branch(self, branches: Any, begin: int) -> int:
        end = self.automaton.state()
        for items in branches:
            first = self.automaton.state()
            self.automaton.jump(begin, first)
            self.automaton.jump(self.sequence(items, first), end)
        return end

    def _repeat(self, times: tuple[int, Any], items: Any, begin: int) -> int:
        least, most = times
        for _ in range(least):
            begin = self.sequence(items, begin)
        end = self.automaton.state()
        if most is sre.MAXREPEAT:
            loop = self.automaton.state()
            self.automaton.jump(begin, loop)
            self.automaton.jump(loop, end)
            self.automaton.jump(self.sequence(items, loop), loop)
            return end
        for _ in range(most - least):
            self.automaton.jump(begin, end)
            begin = self.sequence(items, begin)
        self.automaton.jump(begin, end)
        return end


def _characters(kind: Any, value: Any) -> Ranges | None:
    """The characters that an item stands for, or None where it is no single character."""
    if kind is sre.LITERAL:
        return ((value, value),)
    if kind is sre.NOT_LITERAL:
        return _complement([(value, value)])
    if kind is sre.ANY:
        return _complement([(10, 10), (13, 13), (0x2028, 0x2029)])
    return _set(value) if kind is sre.IN else None


@lru_cache(1024)
def automaton(pattern: str) -> Automaton:
    """The automaton of *pattern*. Raises NotRegular."""
    try:
        parsed = _parser.parse(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        raise NotRegular from None
    builder = _Builder()
    made = builder.automaton
    first, last = made.state(), made.state()
    made.jump(0, first)
    made.step(0, _ANY, last)
    made.jump(last, last)
    made.step(last, _ANY, last)
    made.jump(last, first)
    made.jump(builder.sequence(parsed, first), 1)
    made.step(1, _ANY, 1)
    return made
