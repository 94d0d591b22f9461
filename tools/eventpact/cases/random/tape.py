"""What random events are read from: blocks of bytes.

Hypothesis draws the blocks and shrinks them towards nothing; a zero means "typical" wherever it is read, and so does a
byte beyond the end. So many events cost few draws, which is where the time goes otherwise, and shrinking still takes
one oddity after the other away.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Bytes of a block: one of *control* or *inner* to a place, a dozen of *content* to a value, *damage* to an event.
CONTROL, INNER, CONTENT, DAMAGE = 128, 128, 256, 16


@dataclass(frozen=True)
class Recipe:
    """The bytes of one event of the *variant* with this number: *control* says which of its places are odd, *inner* the
    same below arrays and recursion, *content* is in the values that are made up, *damage* chooses what is done last."""

    variant: int
    control: bytes = b""
    inner: bytes = b""
    content: bytes = b""
    damage: bytes = b""

    @property
    def blocks(self) -> tuple[bytes, bytes, bytes, bytes]:
        """Its bytes in the order in which they are drawn."""
        return self.control, self.inner, self.content, self.damage

    @property
    def choices(self) -> tuple[int | bytes, ...]:
        """Its parts in the order in which they are drawn."""
        return self.variant, *self.blocks


@dataclass(frozen=True)
class Blocks:
    """The bytes that the events of one batch share: each begins to read elsewhere."""

    control: bytes
    inner: bytes
    content: bytes

    def recipe(self, variant: int, start: int, damage: bytes) -> Recipe:
        """The recipe of the event that begins at *start*."""
        return Recipe(
            variant, self.control[start:], _turned(self.inner, start * 5), _turned(self.content, start * 29), damage
        )


def _turned(block: bytes, by: int) -> bytes:
    at = by % len(block)
    return block[at:] + block[:at]


class Tape:
    """A position in a block. Reading goes round; a byte beyond the end of the block is zero."""

    __slots__ = ("_at", "_block")

    def __init__(self, block: bytes, at: int) -> None:
        self._block = block
        self._at = at % CONTENT

    def byte(self) -> int:
        """The next byte."""
        at = self._at
        self._at = (at + 1) % CONTENT
        return self._block[at] if at < len(self._block) else 0

    def number(self, size: int) -> int:
        """The next *size* bytes as an unsigned number."""
        return int.from_bytes(self.take(size), "big")

    def take(self, size: int) -> bytes:
        """The next *size* bytes."""
        return bytes(self.byte() for _ in range(size))
