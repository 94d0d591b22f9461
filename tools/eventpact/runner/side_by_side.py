"""Many things to do, a few of them at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def side_by_side(things: Iterable[T], do: Callable[[T], Awaitable[None]], workers: int) -> None:
    """*do* each of *things*, begun in their order, at most *workers* under way at once.

    What one of them raises ends the others. They are ended, too, when the caller is cancelled.
    """
    waiting = iter(things)

    async def work() -> None:
        for thing in waiting:
            await do(thing)

    tasks = [asyncio.ensure_future(work()) for _ in range(workers)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
