"""The combinations of levels of parameters, numbered through: a set of them is a whole number with a bit for each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

#: One level of one parameter: their indexes.
Level = tuple[int, int]


class Space:
    """Parameters in an *order*, *sizes* levels each; levels are numbered through in that order.

    *excluded* pairs of levels never stand together. A row is held as its *parts*: for each size from 1 to strength - 1,
    the combinations of that many levels in it, as a set.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        strength: int,
        excluded: Collection[tuple[Level, Level]] = frozenset(),
        order: Sequence[int] | None = None,
    ) -> None:
        self.order = list(range(len(sizes))) if order is None else list(order)
        self.strength = strength
        self.sizes = [sizes[p] for p in self.order]
        #: Parameter → the number of its first level; behind the last one, the number of all levels.
        self.base = [0, *accumulate(self.sizes)]
        self.parameter = [p for p, size in enumerate(self.sizes) for _ in range(size)]
        self.beside = self._beside(excluded)
        self._starts = list(self._numbered())

    def _beside(self, excluded: Collection[tuple[Level, Level]]) -> list[int]:
        """Level → the levels that may stand beside it, and itself."""
        every = (1 << self.base[-1]) - 1
        beside = [every & ~self.own(p) | 1 << level for level, p in enumerate(self.parameter)]
        position = {p: i for i, p in enumerate(self.order)}
        for (p, a), (q, b) in excluded:
            one, other = self.base[position[p]] + a, self.base[position[q]] + b
            beside[one] &= ~(1 << other)
            beside[other] &= ~(1 << one)
        return beside

    def _numbered(self) -> Iterator[list[int]]:
        """For each size from 2 to strength - 1: level → the first number of the combinations that it is highest in."""
        width = [self.base[p] for p in self.parameter]
        for _ in range(self.strength - 2):
            starts = [0, *accumulate(width)]
            yield starts
            width = [starts[self.base[p]] for p in self.parameter]

    def own(self, parameter: int) -> int:
        """The levels of a parameter."""
        return ((1 << self.sizes[parameter]) - 1) << self.base[parameter]

    def added(self, parts: tuple[int, ...], level: int) -> tuple[int, ...]:
        """The parts of a row of *parts* with a *level* higher than all in it."""
        return (
            parts[0] | 1 << level,
            *[parts[i + 1] | parts[i] << starts[level] for i, starts in enumerate(self._starts)],
        )

    def parts(self, row: int) -> tuple[int, ...]:
        """The parts of the row with the levels of *row*."""
        parts = (0,) * max(1, self.strength - 1)
        for level in bits(row):
            parts = self.added(parts, level)
        return parts

    def held(self, parts: tuple[int, ...]) -> int:
        """The combinations of strength - 1 levels in a row of *parts*; with strength 1, that of none."""
        return parts[-1] if self.strength > 1 else 1

    def wanted(self, level: int) -> int:
        """The combinations of strength - 1 levels of earlier parameters that may stand beside *level*."""
        return self._among(self.beside[level] & ((1 << self.base[self.parameter[level]]) - 1), self.strength - 1)

    def _among(self, levels: int, size: int) -> int:
        """All combinations of *size* of *levels* that may stand together."""
        if size < 2:
            return levels if size else 1
        starts = self._starts[size - 2]
        found = 0
        for level in bits(levels):
            below = levels & self.beside[level] & ((1 << self.base[self.parameter[level]]) - 1)
            found |= self._among(below, size - 1) << starts[level]
        return found

    def levels(self, combination: int) -> list[int]:
        """The levels of the combination of strength - 1 levels that has the number *combination*, the highest first."""
        if self.strength == 1:
            return []
        found: list[int] = []
        for starts in reversed(self._starts):
            level = bisect_right(starts, combination) - 1
            found.append(level)
            combination -= starts[level]
        return [*found, combination]

    def count(self, rows: Collection[Sequence[int | None]]) -> tuple[int, int]:
        """How many combinations of as many levels as the strength there may be, and how many of them *rows* hold.

        Each row has the index of a level for each parameter of ``sizes`` as they were given, or None.
        """
        seen = [0] * self.base[-1]
        for row in rows:
            parts = (0,) * max(1, self.strength - 1)
            for p, given in enumerate(self.order):
                index = row[given]
                if index is not None:
                    level = self.base[p] + index
                    seen[level] |= self.held(parts)
                    parts = self.added(parts, level)
        wanted = [self.wanted(level) for level in range(self.base[-1])]
        covered = sum((one & other).bit_count() for one, other in zip(wanted, seen, strict=True))
        return sum(one.bit_count() for one in wanted), covered


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
