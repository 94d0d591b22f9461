"""One reading of an event's recipe: which place is odd, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from eventpact.cases.random.marks import Marks, marks
from eventpact.cases.random.moves import ABSENT, Move, Table
from eventpact.cases.random.tape import INNER, Recipe, Tape


@dataclass(frozen=True)
class Slot:
    """One place of a frame: which byte decides it (*index*), where it is (*pointer*), what the schema *asked* for there
    and what it may hold."""

    index: int
    pointer: str
    asked: str
    table: Table


@dataclass(frozen=True)
class Oddity:
    """A place that is not typical: a JSON *pointer* into the event, what was *asked* for there, the *move* that was
    made, and the *value* (None where it is absent)."""

    pointer: str
    asked: str
    move: Move
    value: Any

    @property
    def marks(self) -> Marks:
        """What is special about it: the marks of a made-up value, else the kind of its state."""
        return self.value_marks if self.move.made_up else frozenset()

    @property
    def value_marks(self) -> Marks:
        """The marks of its value, made up or not."""
        if self.move.beside:
            return frozenset(mark for name, value in self.value.items() for mark in marks(name) | marks(value))
        return marks(self.value)

    @property
    def kind(self) -> str:
        """What it is in words that are the same whenever the same is special about it."""
        kind, found = self.move.kind, sorted(self.marks)
        return f"{kind} ({', '.join(found)})" if found else kind


@dataclass
class Log:
    """The oddities of one event so far, and how many more it may have (*left*)."""

    left: int
    found: list[Oddity] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """One reading of a frame from *block*, which begins at *base*; *prefix* is the pointer to the frame."""

    recipe: Recipe
    block: bytes
    log: Log
    base: int = 0
    prefix: str = ""
    depth: int = 0

    def move(self, slot: Slot) -> Move | None:
        """What the byte of *slot* chooses; None: typical."""
        at = self.base + slot.index
        move = slot.table[self.block[at]] if at < len(self.block) else None
        if move is None or self.log.left <= 0:
            return None
        self.log.left -= 1
        return move

    def value(self, slot: Slot, move: Move) -> Any:
        """What *move* puts at *slot*; it is logged."""
        at = len(self.log.found)
        value = move.make(self, slot)
        shown = None if value is ABSENT else value
        self.log.found.insert(at, Oddity(self.prefix + slot.pointer, slot.asked, move, shown))
        return value

    def tape(self, slot: Slot) -> Tape:
        """The bytes of a made-up value."""
        return Tape(self.recipe.content, slot.index * 13 + self.base * 17 + self.depth * 57)

    def below(self, slot: Slot, step: int, pointer: str) -> Reading:
        """The reading of a frame at *pointer* below *slot*; *step* tells several apart."""
        base = (slot.index * 7 + step * 31 + self.base * 3 + self.depth * 11) % (INNER // 2)
        prefix = self.prefix + slot.pointer + pointer
        return Reading(self.recipe, self.recipe.inner, self.log, base, prefix, self.depth + 1)
