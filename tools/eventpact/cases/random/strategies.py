"""Hypothesis strategies for batches of valid events and for damaged ones, compiled from a contract's model.

A batch is four draws of bytes, whatever its size; see :mod:`eventpact.cases.random.tape`. The oracle judges all that
is made: an event that is not valid for certain loses oddities until it is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.database import choices_to_bytes
from hypothesis.strategies import SearchStrategy

from eventpact.cases.compose import Composer, encode
from eventpact.cases.places import Tokens
from eventpact.cases.random.damage import Damage, Damager
from eventpact.cases.random.frames import Compiler, Frame, fitting
from eventpact.cases.random.marks import Marks, marks
from eventpact.cases.random.reading import Log, Oddity, Reading
from eventpact.cases.random.samples import samples
from eventpact.cases.random.tape import CONTENT, CONTROL, DAMAGE, INNER, Blocks, Recipe, Tape
from eventpact.cases.values import typical
from eventpact.contract import Oracle, Verdict
from eventpact.contract.model import Variant
from eventpact.contract.payload import read

#: Events of a batch of valid ones and of a round of damaged ones, at most.
VALID, DAMAGED = 32, 8
#: Where in the control block an event may begin, in steps of so many bytes.
_STEP = 2
#: More oddities than any event has.
_ODDITIES = 1_000_000


@dataclass(frozen=True)
class RandomEvent:
    """An event of a *variant*: its *value*, what is not typical in it, and the *damage* that was done to it last.

    It has the typical idempotency key: it is to be renewed before it is sent. *verdict* is the oracle's, *recipe* what
    it was made from, *text* its JSON.
    """

    variant: Variant
    value: Any
    oddities: tuple[Oddity, ...]
    verdict: Verdict
    recipe: Recipe
    text: bytes
    damage: Damage | None = None

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Hypothesis prints what fails, to nobody, and at length."""
        printer.text(f"<{self.variant.tag}>")


class RandomEvents:
    """The strategies for the contract of a *composer*, judged by its *oracle*. What the composer puts its prefix into
    is left typical.

    *counts* tells what became of the events: "drawn", "repaired" (not valid at first: some oddities were taken back),
    "typical" (all were), "given up" (even the typical event is not valid), "undone" (nothing there to damage, or no
    JSON text that carries it). Where a schema is not understood, its places are typical.
    """

    def __init__(self, composer: Composer, oracle: Oracle) -> None:
        self.contract = contract = composer.contract
        self.counts: Counter[str] = Counter()
        self._oracle = oracle
        # a level of the limit is for the array around an event, and one for each step to it
        self._nesting = contract.interface.limits.nesting - 1 - len(contract.events_at)
        self._marks: dict[str, Marks] = {}
        self._frames = [self._frame(variant, composer.identifiers(variant)) for variant in contract.variants]
        self._damagers = [Damager(variant) for variant in contract.variants]
        self._control = max(CONTROL, max(frame.size for frame in self._frames) + CONTROL // 2)

    def _frame(self, variant: Variant, fixed: frozenset[Tokens]) -> Frame:
        base = typical(variant.schema)
        compiler = Compiler(fitting(base, self._is_valid), samples, fixed)
        frame = compiler.frame(variant.schema, base)
        self._marks |= {kind: marks(value) for kind, value in compiler.states.items()}
        return frame

    def marks_of_states(self) -> dict[str, Marks]:
        """The marks of the values of each kind of state: what stands for a kind that was found elsewhere."""
        return dict(self._marks)

    def _is_valid(self, event: Any) -> bool:
        text = _text(event)
        return text is not None and self._verdict(text) is Verdict.VALID

    def _verdict(self, text: bytes) -> Verdict:
        """The verdict about an event as it is sent."""
        payload = read(text, self._nesting)
        if payload.oddities:
            return self._oracle.judge_payload(payload, event=True).verdict
        return self._oracle.verdict(payload.value, event=True)

    def valid(self) -> SearchStrategy[list[RandomEvent]]:
        """Batches of up to :data:`VALID` valid events of mixed variants; they shrink to an empty batch."""
        return self._drawn(VALID, 0).map(self._batch)

    def damaged(self) -> SearchStrategy[list[RandomEvent]]:
        """Up to :data:`DAMAGED` events, each with one damage. Most are invalid; *verdict* says so."""
        return self._drawn(DAMAGED, DAMAGE).map(self._batch)

    def these(self, count: int) -> SearchStrategy[list[RandomEvent]]:
        """Lists of *count* events, damaged or not, each from a recipe of its own: what shrinks well, and is drawn
        slowly. :func:`stored` makes an example of it."""
        sizes = (self._control, INNER, CONTENT, DAMAGE)
        recipe = st.tuples(
            st.integers(0, len(self._frames) - 1), *(st.binary(max_size=size) for size in sizes)
        )  # fmt: skip
        return st.tuples(*[recipe] * count).map(
            lambda drawn: [event for parts in drawn if (event := self.event(Recipe(*parts))) is not None]
        )

    def _drawn(self, events: int, damage: int) -> SearchStrategy[tuple[bytes, ...]]:
        sizes = (events * self._width, self._control, INNER, CONTENT, events * damage)
        return st.tuples(*(st.binary(min_size=size, max_size=size) for size in sizes))

    @property
    def _width(self) -> int:
        """Bytes that choose an event's variant and where it begins: one, for up to 64 variants."""
        return 1 if len(self._frames) <= 64 else math.ceil(math.log2(len(self._frames) * 4) / 8)

    def _batch(self, drawn: tuple[bytes, ...]) -> list[RandomEvent]:
        plan, control, inner, content, damage = drawn
        blocks, width, found = Blocks(control, inner, content), self._width, []
        size = len(damage) * width // len(plan)
        for i in range(len(plan) // width):
            chosen = int.from_bytes(plan[i * width : (i + 1) * width], "big") - 1
            if chosen < 0:
                continue  # no event: what a batch shrinks to
            start, variant = divmod(chosen, len(self._frames))
            how = damage[i * size : (i + 1) * size]
            event = self.event(blocks.recipe(variant, start * _STEP % (self._control // 2), how))
            if event is not None:
                found.append(event)
        return found

    def event(self, recipe: Recipe) -> RandomEvent | None:
        """The event that *recipe* makes; None where it can't be damaged as it says."""
        event = self._valid(recipe)
        return self._damaged(event, recipe) if event is not None and recipe.damage else event

    def trimmed(self, event: RandomEvent) -> RandomEvent:
        """The same event from a recipe without the bytes that make no difference: there are hundreds, and Hypothesis
        would take them away one by one."""
        blocks = list(event.recipe.blocks)
        for number, block in enumerate(blocks):
            for at, kept in enumerate(block):
                blocks[number] = block[:at] + b"\0" + block[at + 1 :]
                if not kept or self._is_same(event, blocks):
                    block = blocks[number]  # noqa: PLW2901 - the rest of it is yet to be tried
            blocks[number] = block.rstrip(b"\0") or block[:1]
        return self.event(Recipe(event.recipe.variant, *blocks)) or event

    def _is_same(self, event: RandomEvent, blocks: list[bytes]) -> bool:
        other = self.event(Recipe(event.recipe.variant, *blocks))
        return other is not None and other.text == event.text

    def _valid(self, recipe: Recipe) -> RandomEvent | None:
        self.counts["drawn"] += 1
        variant, frame = self.contract.variants[recipe.variant], self._frames[recipe.variant]
        left = _ODDITIES
        while True:
            log = Log(left)
            value = frame.build(Reading(recipe, recipe.control, log))
            text = _text(value)
            if text is not None and self._verdict(text) is Verdict.VALID:
                return RandomEvent(variant, value, tuple(log.found), Verdict.VALID, recipe, text)
            if not log.found:
                self.counts["given up"] += 1
                return None
            self.counts["repaired"] += left == _ODDITIES
            left = len(log.found) // 2
            self.counts["typical"] += left == 0

    def _damaged(self, event: RandomEvent, recipe: Recipe) -> RandomEvent | None:
        damage = self._damagers[recipe.variant].damaged(event.value, Tape(recipe.damage, 0))
        text = _text(damage.event) if damage else None
        if damage is None or text is None:
            self.counts["undone"] += 1
            return None
        return replace(event, value=damage.event, verdict=self._verdict(text), damage=damage, text=text)


def _text(event: Any) -> bytes | None:
    """The JSON text of *event*; None where none can carry it: a lone surrogate, say."""
    try:
        return encode(event)
    except ValueError:
        return None


def stored(events: Sequence[RandomEvent], *, spare: bool = False) -> bytes:
    """The example of :meth:`RandomEvents.these` that makes *events*, as an example database keeps it.

    Hypothesis does not shrink what it kept itself; with a *spare* choice at its end it does.
    """
    choices = [choice for event in events for choice in event.recipe.choices]
    return choices_to_bytes([*choices, *([0] if spare else [])])
