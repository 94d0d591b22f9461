"""JSON values made smaller, step by step: what differs, what may be left out, what may be shorter. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from eventpact.cases.compose import has
from eventpact.pointer import Token, removed, replaced, resolve, to_pointer

Tokens = tuple[Token, ...]

#: Values whose JSON text is no longer than this are left as they are: their very spelling may be what is at stake.
_TELLING = 32
#: What stands for the text of a value that is not there.
ABSENT = "absent"


def differences(one: Any, other: Any, at: Tokens = ()) -> Iterator[Tokens]:
    """The outermost places at which *one* is not as *other*; none lies within another. 1 is not 1.0 here."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys([*one, *other]):
            if name in one and name in other:
                yield from differences(one[name], other[name], (*at, name))
            else:
                yield (*at, name)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (mine, others) in enumerate(zip(one, other, strict=True)):
            yield from differences(mine, others, (*at, index))
    elif text(one) != text(other):
        yield at


def taken_over(base: Any, source: Any, places: Iterable[Tokens]) -> Any:
    """*base* with what *source* has at *places*, or has not."""
    for at in places:
        base = replaced(base, at, resolve(source, at)) if has(source, at) else removed(base, at)
    return base


def removable(value: Any, keep: Iterable[Tokens], at: Tokens = ()) -> Iterator[Tokens]:
    """The properties and items in *value* whose removal leaves all places in *keep* where they are; the inner ones of
    each place before the place itself, and later items before earlier ones."""
    kept = set(keep)
    if isinstance(value, list):
        if not any(len(one) > len(at) and one[: len(at)] == at for one in kept):
            for index in reversed(range(len(value))):
                yield from removable(value[index], kept, (*at, index))
                yield (*at, index)
        else:
            for index, item in enumerate(value):
                yield from removable(item, kept, (*at, index))
    elif isinstance(value, dict) and at not in kept:
        for name, child in value.items():
            yield from removable(child, kept, (*at, name))
            if not any(one[: len(at) + 1] == (*at, name) for one in kept):
                yield (*at, name)


def without(value: Any, places: Iterable[Tokens]) -> Any:
    """*value* without *places*, which come in the order of :func:`removable`."""
    for at in places:
        if has(value, at):
            value = removed(value, at)
    return value


def smaller(value: Any) -> Iterator[Any]:
    """Values of the same type that are smaller, the smallest first; none for what is small enough to be read."""
    if len(text(value)) <= _TELLING:
        return
    if isinstance(value, str):
        yield from (value[: len(value) - cut] for cut in _cuts(len(value)))
    elif isinstance(value, list):
        yield from (value[: len(value) - cut] for cut in _cuts(len(value)))
        for index, item in enumerate(value):
            yield from ([*value[:index], less, *value[index + 1 :]] for less in smaller(item))
    elif isinstance(value, dict):
        names = list(value)
        yield from ({name: value[name] for name in names[: len(names) - cut]} for cut in _cuts(len(names)))
        for name, member in value.items():
            yield from ({**value, name: less} for less in smaller(member))


def spelled(value: Any, places: Iterable[Tokens]) -> tuple[tuple[str, str], ...]:
    """What *value* has at *places*: (JSON Pointer, JSON text or ABSENT) of each."""
    return tuple((to_pointer(at), text(resolve(value, at)) if has(value, at) else ABSENT) for at in places)


def _cuts(size: int) -> Iterator[int]:
    """How much to cut off something of *size*: all, then half, a quarter, … one."""
    while size:
        yield size
        size //= 2


def text(value: Any) -> str:
    """A JSON value as compact text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
