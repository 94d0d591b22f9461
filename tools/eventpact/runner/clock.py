"""The clock of a run, so that tests need not wait."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time in seconds, and waits."""

    def now(self) -> float:
        """Seconds since some moment; never goes back."""

    def date(self) -> float:
        """Seconds since 1970, for dates in headers."""

    async def sleep(self, seconds: float) -> None:
        """Come back after *seconds*."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.perf_counter()

    def date(self) -> float:
        """Seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Come back after *seconds*."""
        await asyncio.sleep(seconds)


SYSTEM_CLOCK = SystemClock()
