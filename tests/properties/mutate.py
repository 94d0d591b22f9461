"""Payloads by the thousand: sound events with one thing changed, then with several; by a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from eventpact.contract.schema import Schema
from eventpact.pointer import Token, removed, replaced

SURE, OPEN, WRONG = "2026-01-31T18:22:07.412Z", "2026-06-30T23:59:60Z", "2026-02-30T00:00:00Z"
#: Values of every kind, near misses first.
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.0, 1.5, -0.0, 1e300, 5e-324, 2**53 + 1, 2**63, -(2**63), 2**64, 10**30,
    "", " ", "0", "1.5", "true", "null", "text", "\x00", "\u202e", "\U0001f3b0" * 3, "a" * 300, "AB-12", "AB-12\n",
    SURE, SURE.lower(), OPEN, WRONG, "2026-01-31", "2026-01-31 00:00:00Z", "2026-01-31T00:00:00",
    "2026-01-31T00:00:00-00:00", "0000-01-01T00:00:00Z", "2026-01-31T0:00:00Z", SURE + "\n", "1672531200", 1672531200,
    [], [None], [1], ["text"], [[]], [{}], {}, {"": None}, {"a": {"b": [1]}}, [{}, 1], [SURE, OPEN],
)  # fmt: skip


def example(schema: Schema, depth: int = 0) -> Any:
    """A value made of the first example of every place, two items in every array; arrays that lie deep are empty."""
    found = schema.annotation("examples")
    if found:
        return found[0]
    if schema.members:
        return schema.members[0]
    option = schema.options[0]
    if "object" in option.types:
        return {name: example(place, depth + 1) for name, place in option.properties.items()}
    if "array" in option.types:
        return [example(option.items, depth + 1)] * 2 if option.items and depth < 5 else []
    return schema.annotation("default", False)


def places(value: Any, above: tuple[Token, ...] = ()) -> Iterator[tuple[Token, ...]]:
    """The tokens to every place below *value*."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for token, child in steps:
        yield (*above, token)
        yield from places(child, (*above, token))


def changed_once(sound: Any) -> Iterator[Any]:
    """*sound* itself, without each of its places, and with every value at every place."""
    yield sound
    for tokens in places(sound):
        yield removed(sound, tokens)
        for value in VALUES:
            yield replaced(sound, tokens, value)


def changed_at_random(sounds: Sequence[Any], count: int, seed: int) -> Iterator[Any]:
    """*count* of *sounds*, each with none to three places changed, removed, added, or swapped with another's."""
    dice = random.Random(seed)
    known = [list(places(sound)) for sound in sounds]
    for _ in range(count):
        which = dice.randrange(len(sounds))
        value, tokens = sounds[which], known[which]
        for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
            value = _changed(value, dice.choice(tokens), dice)
        yield value


def _changed(value: Any, tokens: tuple[Token, ...], dice: random.Random) -> Any:
    way = dice.random()
    try:
        if way < 0.2:
            return removed(value, tokens)
        if way < 0.4:
            return replaced(value, (*tokens[:-1], "unknown"), dice.choice(VALUES))
        return replaced(value, tokens, dice.choice((*VALUES, SURE, SURE, OPEN, "text", 5)))
    except (LookupError, TypeError, ValueError, AttributeError):  # an earlier change took the place away
        return value
