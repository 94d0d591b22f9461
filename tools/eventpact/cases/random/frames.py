"""Schemas → frames: the places of an event in a fixed order, each with the byte that decides what it holds.

What lies below the items of an array, behind another choice of an `anyOf` and inside a recursion is a frame of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from eventpact.cases.compose import has
from eventpact.cases.places import Tokens
from eventpact.cases.random.moves import ABSENT, Move, constant, generators, table, unknown_property
from eventpact.cases.random.reading import Reading, Slot
from eventpact.cases.states import states
from eventpact.cases.values import json_type, typical
from eventpact.contract.schema import Conjunct, Schema, same
from eventpact.pointer import replaced, to_pointer

#: Frames within frames: deeper, everything is typical.
DEEPEST = 4
#: Longer constants would crowd out the rest of a batch: the plan sends them one by one.
_LONGEST = 4_096

#: Says whether a value may stand at a place (tokens in a typical event).
Fits = Callable[[tuple[Any, ...], Any], bool]
#: More values for a place whose keywords nothing here models.
Sampled = Callable[[Schema], list[Any]]


@dataclass(frozen=True)
class Node:
    """One place and, for an object with declared properties, its *children*; *typical* is what it holds otherwise."""

    slot: Slot
    typical: Any
    children: tuple[tuple[str, Node], ...] | None = None

    def build(self, reading: Reading) -> Any:
        """The value that *reading* has here."""
        move = reading.move(self.slot)
        if move is not None and not move.beside:
            return reading.value(self.slot, move)
        if self.children is None:
            return self.typical
        beside = reading.value(self.slot, move) if move is not None else {}
        made = ((name, node.build(reading)) for name, node in self.children)
        return {**{name: value for name, value in made if value is not ABSENT}, **beside}


@dataclass
class Frame:
    """The places of a schema in the order of their bytes; *size* is their number."""

    root: Node | None = None
    size: int = 0
    typical: Any = None

    def build(self, reading: Reading) -> Any:
        """The value that *reading* has; typical where frames are nested too deep."""
        return self.root.build(reading) if self.root and reading.depth <= DEEPEST else self.typical


class Compiler:
    """Makes the frames of one variant; those below arrays and in a recursion are made once and shared. The places at
    *fixed* tokens hold what is typical, or nothing."""

    def __init__(self, fits: Fits, sampled: Sampled, fixed: frozenset[Tokens] = frozenset()) -> None:
        self.fixed = fixed
        self._fits = fits
        self._sampled = sampled
        self.states: dict[str, Any] = {}
        self._shared: dict[tuple[Conjunct, ...], Frame] = {}

    def frame(self, schema: Schema, base: Any, at: tuple[Any, ...] = ()) -> Frame:
        """The frame of *schema*, whose typical value is *base*; *at* is where it stands in a typical event."""
        frame = Frame(typical=base)
        self._fill(frame, schema, base, at)
        return frame

    def _fill(self, frame: Frame, schema: Schema, base: Any, at: tuple[Any, ...]) -> None:
        frame.root = _Places(self, frame, at).node(schema, base, (), optional=False, above=())

    def shared(self, schema: Schema, at: tuple[Any, ...]) -> Frame:
        """The frame of a *schema* that is met at several places."""
        if schema.conjuncts not in self._shared:
            frame = self._shared[schema.conjuncts] = Frame(typical=typical(schema))
            self._fill(frame, schema, frame.typical, at)
        return self._shared[schema.conjuncts]

    def constants(self, schema: Schema, right: Any, at: tuple[Any, ...]) -> list[Move]:
        """The states of the catalogue that may stand here, and samples of what nothing here models."""
        found = [*states(schema), *((f"sample {i}", value) for i, value in enumerate(self._sampled(schema)))]
        fit = [
            (kind, value)
            for kind, value in found
            if not same(value, right) and len(repr(value)) <= _LONGEST and self._fits(at, value)
        ]
        self.states.update(fit)
        return [constant(kind, value) for kind, value in fit]


@dataclass(frozen=True)
class _Places:
    """The places of one frame as they are numbered."""

    compiler: Compiler
    frame: Frame
    at: tuple[Any, ...]

    def node(
        self, schema: Schema, right: Any, tokens: tuple[str, ...], *, optional: bool, above: tuple[Any, ...]
    ) -> Node:
        """The place at *tokens*, which typically holds *right*, and all below it."""
        index, self.frame.size = self.frame.size, self.frame.size + 1
        option = _of_object(schema) if isinstance(right, dict) else None
        at = (*self.at, *tokens)
        fixed = at in self.compiler.fixed
        first = [] if fixed else self.compiler.constants(schema, right, at)
        if optional and right is not ABSENT:
            first.insert(0, constant("optional property absent", ABSENT))
        rest = (
            []
            if fixed
            else [*self._structured(schema, option, at), *(m for o in schema.options for m in generators(o))]
        )
        children = None
        if option is not None:
            rest += [] if option.closed else [unknown_property(frozenset(option.properties))]
            children = tuple(self._children(option, right, tokens, (*above, option.conjuncts)))
        if right is ABSENT and schema.conjuncts in above:
            rest = [self._behind(schema, at)]
        slot = Slot(index, to_pointer(tokens), asked_for(schema, right), table(first, rest))
        return Node(slot, right, children)

    def _children(
        self, option: Schema, right: dict[str, Any], tokens: tuple[str, ...], above: tuple[Any, ...]
    ) -> Iterator[tuple[str, Node]]:
        for name, child in option.properties.items():
            value = right.get(name, ABSENT)
            node = self.node(child, value, (*tokens, name), optional=name not in option.required, above=above)
            yield name, node
        # what an example holds beyond the declared properties
        for name in right.keys() - option.properties.keys():
            yield name, Node(Slot(0, "", "", (None,) * 256), right[name])

    def _structured(self, schema: Schema, inline: Schema | None, at: tuple[Any, ...]) -> Iterator[Move]:
        """Arrays of drawn items, and the choices of object that the typical value does not show."""
        for option in schema.options:
            if option.members is None and "array" in option.types and option.items is not None:
                yield _items(self.compiler.shared(option.items, (*at, 0)), *_lengths(option))
            elif option.members is None and option.properties and option is not inline:
                yield self._behind(option, at)

    def _behind(self, schema: Schema, at: tuple[Any, ...]) -> Move:
        frame = self.compiler.shared(schema, at)
        return Move("another choice", lambda reading, slot: frame.build(reading.below(slot, 0, "")))


def _made_up(schema: Schema) -> Iterator[Move]:
    for option in schema.options:
        yield from generators(option)


def _of_object(schema: Schema) -> Schema | None:
    """The option that a typical object is made of, where it has properties."""
    option = next((o for o in schema.options if "object" in o.types), None)
    return option if option is not None and option.properties and option.members is None else None


def _items(frame: Frame, fewest: int, most: int) -> Move:
    """Arrays of *fewest* to *most* items of *frame*."""

    def make(reading: Reading, slot: Slot) -> list[Any]:
        size = fewest + reading.tape(slot).byte() % (most - fewest + 1)
        return [frame.build(reading.below(slot, i, f"/{i}")) for i in range(size)]

    return Move("array of drawn items", make)


def _lengths(option: Schema) -> tuple[int, int]:
    fewest = max((int(c.value) for c in option.constraints("minItems")), default=0)
    most = min((int(c.value) for c in option.constraints("maxItems")), default=fewest + 5)
    return fewest, max(fewest, min(most, fewest + 5))


def asked_for(schema: Schema, right: Any) -> str:
    """What the place asks for, in the words of the catalogues."""
    if any(option.members is not None for option in schema.options):
        return "enum"
    formats = [str(c.value) for option in schema.options for c in option.constraints("format")]
    if formats:
        return formats[0]
    types = sorted(schema_type for option in schema.options for schema_type in option.types if schema_type != "null")
    kind = types[0] if right is ABSENT and types else json_type(None if right is ABSENT else right)
    return "number" if kind == "integer" and "number" in types else kind


def fitting(event: Any, valid: Callable[[Any], bool]) -> Fits:
    """Whether a value may stand at a place of the typical *event*; where the event has no such place, nothing is
    known, and all is taken to fit."""

    def fits(at: tuple[Any, ...], value: Any) -> bool:
        return valid(replaced(event, at, value)) if at and has(event, at) else True

    return fits
