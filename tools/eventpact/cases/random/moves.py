"""What a place may hold instead of its typical value, as a table that one byte chooses from."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventpact.cases.random import scalars
from eventpact.cases.random.tape import Tape
from eventpact.contract.schema import Schema

if TYPE_CHECKING:
    from eventpact.cases.random.reading import Reading, Slot

#: Stands for a property that is left out.
ABSENT: Any = object()
#: Bytes below this leave a place typical; the states of the catalogue come next, then what is made up.
_TYPICAL, _STATES_END = 96, 176


@dataclass(frozen=True)
class Move:
    """One way for a place to be odd: its *kind*, and what it puts there. *made_up*: the value differs each time, so
    its kind is told from the value. *beside*: properties that go beside those of an object, instead of a value."""

    kind: str
    make: Callable[[Reading, Slot], Any]
    made_up: bool = False
    beside: bool = False


Table = tuple[Move | None, ...]
TYPICAL_ONLY: Table = (None,) * 256


def constant(kind: str, value: Any) -> Move:
    """The move to one value."""
    return Move(kind, lambda reading, slot: value)


def made_up(kind: str, make: Callable[[Tape], Any], *, beside: bool = False) -> Move:
    """The move to values that are made from a tape."""
    return Move(kind, lambda reading, slot: make(reading.tape(slot)), made_up=True, beside=beside)


def table(states: list[Move], rest: list[Move]) -> Table:
    """256 entries: typical first, the *states*, then the *rest*, each as often as any other of its part."""
    if not states and not rest:
        return TYPICAL_ONLY
    end = _STATES_END if rest else 256
    return (
        *(None for _ in range(_TYPICAL if states else _STATES_END)),
        *(_spread(states, end - _TYPICAL) if states else ()),
        *_spread(rest, 256 - end),
    )


def _spread(moves: list[Move], size: int) -> Iterator[Move]:
    """*size* entries with each of *moves* in its order; some are left out where there are more."""
    yield from (moves[i * len(moves) // size] for i in range(size))


def generators(option: Schema) -> Iterator[Move]:
    """Moves to made-up values of each type that *option* lets through, but for what has parts of its own."""
    if option.members is not None:
        return
    if "string" in option.types:
        yield from _strings(option)
    if "number" in option.types:
        yield made_up("number", scalars.number(*bounds(option)))
    if "integer" in option.types:
        yield made_up("integer", scalars.integer(*bounds(option)))
    if "array" in option.types and option.items is None:
        yield made_up("array", scalars.array())
    if "object" in option.types and not option.properties and not option.closed:
        yield made_up("object", scalars.free_object())


def _strings(option: Schema) -> Iterator[Move]:
    formats = [c.value for c in option.constraints("format")]
    for name in formats:
        if name in scalars.BY_FORMAT:
            yield made_up(name, scalars.BY_FORMAT[name])
    if not formats and not option.constraints("pattern"):
        shortest = max((int(c.value) for c in option.constraints("minLength")), default=0)
        longest = min((int(c.value) for c in option.constraints("maxLength")), default=None)
        yield made_up("string", scalars.text(shortest, longest))


def bounds(option: Schema) -> tuple[float | None, float | None]:
    """The least and the greatest number that *option* lets through, None where it has no bound."""
    whole = "number" not in option.types

    def beyond(value: float, direction: int) -> float:
        return value + direction if whole else math.nextafter(value, direction * math.inf)

    lows = [c.value for c in option.constraints("minimum")]
    lows += [beyond(c.value, 1) for c in option.constraints("exclusiveMinimum")]
    highs = [c.value for c in option.constraints("maximum")]
    highs += [beyond(c.value, -1) for c in option.constraints("exclusiveMaximum")]
    return max(lows, default=None), min(highs, default=None)


def unknown_property(declared: frozenset[str]) -> Move:
    """A property that the schema does not declare, beside those that it does."""

    def make(tape: Tape) -> dict[str, Any]:
        name = scalars.property_name(tape)
        return {} if name in declared else {name: scalars.anything()(tape)}

    return made_up("unknown property", make, beside=True)
