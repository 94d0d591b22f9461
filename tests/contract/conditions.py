"""States of an event's fields, as conditions that a fault depends on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from eventpact.pointer import parse_pointer, resolve

ABSENT: Any = object()
State = Callable[[Any], bool]


def at(pointer: str, event: Any) -> Any:
    """What stands at *pointer* in *event*, or ABSENT."""
    try:
        return resolve(event, [int(t) if t.isdecimal() else t for t in parse_pointer(pointer)])
    except (LookupError, TypeError):
        return ABSENT


def when(states: dict[str, State]) -> Callable[[Any], bool]:
    """Whether an event has all of *states*, by JSON Pointer."""
    return lambda event: isinstance(event, dict) and all(state(at(p, event)) for p, state in states.items())


def is_(wanted: Any) -> State:
    """Exactly this value: no 1 for true, no 0 for false."""
    return lambda value: value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def absent(value: Any) -> bool:
    """Not there."""
    return value is ABSENT


def null(value: Any) -> bool:
    """Null, and there."""
    return value is None


def empty(value: Any) -> bool:
    """An empty string, array or object."""
    return isinstance(value, (str, list, dict)) and not value


def negative(value: Any) -> bool:
    """A number below zero."""
    return is_number(value) and value < 0


def fractional(value: Any) -> bool:
    """A number that is no integer."""
    return is_number(value) and value != int(value)


def is_number(value: Any) -> bool:
    """A number: no boolean."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def above(bound: float) -> State:
    """A number above *bound*."""
    return lambda value: is_number(value) and value > bound


def longer(length: int) -> State:
    """A string of more than *length* characters."""
    return lambda value: isinstance(value, str) and len(value) > length


def like(pattern: str) -> State:
    """A string in which *pattern* is found."""
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.search(value) is not None


def anywhere(state: State) -> Callable[[Any], bool]:
    """Whether any value in an event, however deep, is in *state*."""

    def found(value: Any) -> bool:
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return state(value) or any(map(found, children))

    return found
