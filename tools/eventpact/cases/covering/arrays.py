"""Covering arrays: few rows in which every t-way combination of the parameters' levels occurs.

Greedy, one row at a time (Cohen et al., "The AETG system", 1997): each row begins with a combination that is still
missing and takes, for each further parameter, the level that covers most. What is missing is held in bit masks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

#: One level of one parameter: their indexes.
Level = tuple[int, int]
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
    rows = _Rows(sizes, min(strength, len(sizes)), excluded)
    return list(rows.all()) if sizes else [()]


class _Rows:
    """The rows of one array in the making. Levels of all parameters are numbered through; a set of them is a mask."""

    def __init__(self, sizes: Sequence[int], strength: int, excluded: Collection[tuple[Level, Level]]) -> None:
        self.strength = strength
        self.levels: list[Level] = [(p, a) for p, size in enumerate(sizes) for a in range(size)]
        self.number = {level: i for i, level in enumerate(self.levels)}
        self.own = [sum(1 << self.number[p, a] for a in range(size)) for p, size in enumerate(sizes)]
        every = (1 << len(self.levels)) - 1
        #: Level → the levels of other parameters that may stand beside it.
        self.beside = [every & ~self.own[p] for p, _ in self.levels]
        for one, other in excluded:
            self.beside[self.number[one]] &= ~(1 << self.number[other])
            self.beside[self.number[other]] &= ~(1 << self.number[one])
        self.missing = self._missing(every)
        #: Level → in how many combinations that are missing it stands.
        self.left = [0] * len(self.levels)
        for mask in self.missing.values():
            for level in _bits(mask):
                self.left[level] += 1

    def _missing(self, every: int) -> dict[tuple[int, ...], int]:
        """Each combination of one level less than the strength → the levels with which it has yet to occur."""
        found: dict[tuple[int, ...], int] = {(): every}
        for _ in range(self.strength - 1):
            found = {
                (*key, level): mask & self.beside[level]
                for key, mask in found.items()
                for level in _bits(mask)
                if not key or level > key[-1]
            }
        return {key: mask for key, mask in found.items() if mask}

    def all(self) -> list[Row]:
        rows: list[int] = []
        while self.missing:
            key, mask = max(self.missing.items(), key=lambda item: item[1].bit_count())
            rows.append(self._row((*key, max(_bits(mask), key=lambda level: (self.left[level], -level)))))
        for level in range(len(self.levels)):
            if not any(row >> level & 1 for row in rows):
                rows.append(self._row((level,)))
        return [tuple(self._level_of(row, p) for p in range(len(self.own))) for row in rows]

    def _level_of(self, row: int, parameter: int) -> int | None:
        mine = row & self.own[parameter]
        return self.levels[mine.bit_length() - 1][1] if mine else None

    def _row(self, seed: tuple[int, ...]) -> int:
        """A row with the levels of *seed*, as a mask; its combinations are struck off what is missing."""
        row, allowed = 0, -1
        for level in seed:
            row |= 1 << level
            allowed &= self.beside[level]
        for own in sorted(self.own, key=lambda own: -sum(self.left[level] for level in _bits(own))):
            if allowed & own and not row & own:
                best = self._best(row, allowed & own)
                row |= 1 << best
                allowed &= self.beside[best]
        self._strike(row)
        return row

    def _best(self, row: int, candidates: int) -> int:
        """The candidate that covers most with *row*; of those alike the one that is missing most, then the first."""
        wanted = [level for level in _bits(candidates) if self.left[level]]
        if not wanted:
            return (candidates & -candidates).bit_length() - 1
        chosen: list[tuple[int, ...]] = [()]
        if self.strength > 2:
            chosen = list(combinations(_bits(row), self.strength - 2))
        return max(wanted, key=lambda level: (self._gain(level, row, chosen), self.left[level], -level))

    def _gain(self, level: int, row: int, chosen: list[tuple[int, ...]]) -> int:
        """How many missing combinations *level* makes with *row*; *chosen* are the parts of *row* that make up keys."""
        if self.strength == 1:
            return self.left[level]
        missing = self.missing
        return sum((missing.get(tuple(sorted((level, *others))), 0) & row).bit_count() for others in chosen)

    def _strike(self, row: int) -> None:
        for key in combinations(_bits(row), self.strength - 1):
            mask = self.missing.get(key, 0)
            for level in _bits(mask & row):
                self.left[level] -= 1
            if mask & ~row:
                self.missing[key] = mask & ~row
            else:
                self.missing.pop(key, None)


def _bits(mask: int) -> list[int]:
    """The numbers of the bits that are set, the lowest first."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found
