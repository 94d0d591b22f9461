"""Covering arrays: few rows in which every t-way combination of the parameters' levels occurs.

In parameter order (Lei et al., "IPOG: a general strategy for t-way software testing", 2007): an array for the first
parameters is widened by one after the other; what no row could take then goes into the gaps of rows, or makes new ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import product

from eventpact.cases.covering.space import Level, Space, bits

#: One row: the index of each parameter's level; None where nothing that it excludes leaves one.
Row = tuple[int | None, ...]


def covering(sizes: Sequence[int], strength: int, excluded: Collection[tuple[Level, Level]] = frozenset()) -> list[Row]:
    """Rows in which every combination of levels of any *strength* parameters occurs; the same rows each time.

    Parameter *p* has the levels 0 to ``sizes[p] - 1``. No row holds a pair that is *excluded*; combinations that hold
    one need not occur, but each level does. With fewer parameters than *strength*, every combination of all of them
    occurs. Level 0 fills what may hold anything. Raises ValueError for a parameter without levels and for a strength
    below 1.
    """
    if strength < 1 or min(sizes, default=1) < 1:
        raise ValueError("each parameter needs a level, and the strength must be 1 or more")
    if not sizes:
        return [()]
    # The parameters with most levels come first: the rows that they need are shared by all others.
    order = sorted(range(len(sizes)), key=lambda p: (-sizes[p], p))
    array = _Array(Space(sizes, min(strength, len(sizes)), excluded, order))
    array.make()
    return array.rows()


class _Array:
    """The rows of one array in the making. *found* are their levels as masks, *room* what each could still take (and
    has), *parts* their combinations for the parameters that are done."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.found: list[int] = []
        self.room: list[int] = []
        self.parts: list[tuple[int, ...]] = []

    def make(self) -> None:
        first = self.space.strength - 1
        for levels in product(*(range(self.space.base[p], self.space.base[p + 1]) for p in range(first))):
            if all(self.space.beside[one] >> other & 1 for one in levels for other in levels):
                self._add(sum(1 << level for level in levels))
        for parameter in range(first, len(self.space.sizes)):
            self._widen(parameter)
        for level in range(self.space.base[-1]):
            if not any(row >> level & 1 for row in self.found):
                self._add(1 << level)

    def rows(self) -> list[Row]:
        """The rows, each parameter at the place that it was given at; gaps are filled with the lowest level that may
        stand there."""
        given = sorted(range(len(self.space.order)), key=self.space.order.__getitem__)
        return list(dict.fromkeys(self._row(row, room, given) for row, room in zip(self.found, self.room, strict=True)))

    def _row(self, row: int, room: int, given: list[int]) -> Row:
        levels: dict[int, int] = {}
        for p in given:
            mine = room & self.space.own(p)
            mine = row & mine or mine & -mine
            if mine:
                level = mine.bit_length() - 1
                levels[p] = level - self.space.base[p]
                room &= self.space.beside[level]
        return tuple(levels.get(p) for p in given)

    def _add(self, row: int) -> int:
        """A new row with the levels of *row*; its number."""
        self.found.append(0)
        self.room.append(-1)
        self.parts.append(self.space.parts(row))
        self._put(len(self.found) - 1, row)
        return len(self.found) - 1

    def _put(self, number: int, levels: int) -> None:
        """*levels* into a row that has room for them; its parts are as they were."""
        self.found[number] |= levels
        for level in bits(levels):
            self.room[number] &= self.space.beside[level]

    def _widen(self, parameter: int) -> None:
        levels = range(self.space.base[parameter], self.space.base[parameter + 1])
        missing = {level: self.space.wanted(level) for level in levels}
        for number in range(len(self.found)):
            self._take_one(number, missing)
        for level in levels:
            self._place(level, missing[level])

    def _take_one(self, number: int, missing: dict[int, int]) -> None:
        """The level of the new parameter with most missing combinations in a row; of those alike each has its turn."""
        held = self.space.held(self.parts[number])
        best, most = -1, 0
        for level, mask in missing.items():
            gain = (mask & held).bit_count() if self.room[number] >> level & 1 else 0
            if gain > most or (gain == most and gain and (level + number // len(missing)) % len(missing) == 0):
                best, most = level, gain
        if most:
            missing[best] &= ~held
            self.found[number] |= 1 << best
            self.room[number] &= self.space.beside[best]
            self.parts[number] = self.space.added(self.parts[number], best)

    def _place(self, level: int, missing: int) -> None:
        """Put the combinations that are *missing* with *level* into gaps, or into new rows."""
        space, one = self.space, 1 << level
        done = (1 << space.base[space.parameter[level] + 1]) - 1
        gaps = [n for n, room in enumerate(self.room) if room & one and room & done & ~self.found[n]]
        changed: set[int] = set()
        for combination in bits(missing):
            need = one | sum(1 << other for other in space.levels(combination))
            number = self._gap_for(need, gaps)
            if number is None:
                number = self._add(0)
                gaps.append(number)
            if need & ~self.found[number]:
                self._put(number, need & ~self.found[number])
                changed.add(number)
        for number in changed:
            self.parts[number] = space.parts(self.found[number])

    def _gap_for(self, need: int, gaps: list[int]) -> int | None:
        """The row among *gaps* that has most of the levels of *need* and room for the others."""
        best, fewest = None, need.bit_count() + 1
        found, room = self.found, self.room
        for number in gaps:
            if not need & ~room[number]:
                new = (need & ~found[number]).bit_count()
                if new < fewest:
                    best, fewest = number, new
                    if not new:
                        break
        return best
