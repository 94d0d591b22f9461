"""The smallest part of a whole that still shows what the whole shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
Holds = Callable[[list[T]], Awaitable[bool]]


async def smallest(parts: Sequence[T], holds: Holds[T]) -> list[T]:
    """Parts of which none can be left out, in their order: *holds* is true for them, as it is for all *parts*.

    QuickXplain (Junker, 2004): about k·log(n/k) questions for k parts out of n, where what holds for some parts holds
    for more; elsewhere the answer may be larger. An *holds* that stops answering (False from then on) makes it larger,
    too, never wrong.
    """
    if not parts or await holds([]):
        return []
    needed = await _explain([], parts, holds, asked=True)
    return [part for part in parts if any(part is one for one in needed)]


async def _explain(background: list[T], parts: Sequence[T], holds: Holds[T], *, asked: bool) -> list[T]:
    """Parts needed beside *background*; *asked*: it is known that the background alone does not do."""
    if not asked and await holds(background):
        return []
    if len(parts) <= 1:
        return list(parts)
    middle = len(parts) // 2
    left, right = list(parts[:middle]), list(parts[middle:])
    of_right = await _explain([*background, *left], right, holds, asked=False)
    of_left = await _explain([*background, *of_right], left, holds, asked=not of_right)
    return [*of_left, *of_right]


async def fewest(most: int, holds: Callable[[int], Awaitable[bool]]) -> int:
    """The smallest number from 1 to *most* that *holds*, where all above it do; *most* does for certain."""
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if await holds(middle):
            high = middle
        else:
            low = middle
    return high
