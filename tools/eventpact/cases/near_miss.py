"""What a near miss is, and how the wrong values of the catalogue are made from right ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from eventpact.contract.schema import Schema

Make = Callable[[Schema, Any], Any]


@dataclass(frozen=True)
class NearMiss:
    """One *kind* of wrong value for places whose schema lets *asked* through ("string", "date-time", "enum", …).

    *make* gives the wrong value for a place, from its schema and a right value. *rule* is the rule that it tests.
    """

    asked: str
    kind: str
    rule: str
    make: Make


def constant(value: Any) -> Make:
    """The same *value* everywhere."""
    return lambda schema, right: value


def text(schema: Schema, right: Any) -> str:
    """The right value as a string."""
    return right if isinstance(right, str) else json.dumps(right)


def bound(keyword: str, step: float) -> Make:
    """The value just beyond the tightest *keyword* of a place; what is no such place stays right."""

    def make(schema: Schema, right: Any) -> Any:
        limits = [c.value for c in schema.constraints(keyword)]
        return (min(limits) if step > 0 else max(limits)) + step if limits else right

    return make


def length(keyword: str, step: int) -> Make:
    """A string or array with *step* elements more than *keyword* allows."""

    def make(schema: Schema, right: Any) -> Any:
        limits = [int(c.value) for c in schema.constraints(keyword)]
        if not limits or not isinstance(right, (str, list)):
            return right
        size = (min(limits) if step > 0 else max(limits)) + step
        if size < 0 or not right:
            return right
        return (right * (size // len(right) + 1))[:size]

    return make


def off_pattern(schema: Schema, right: Any) -> Any:
    """A string with a character before it that few patterns take."""
    return f"\u2047{right}" if schema.constraints("pattern") else right


def neighbour(schema: Schema, right: Any) -> str:
    """A string whose last character is the one after that of the right one."""
    whole = text(schema, right)
    return f"{whole[:-1]}{chr(ord(whole[-1]) + 1)}" if whole else "a"


def wide(schema: Schema, right: Any) -> str:
    """A string with the full-width forms of its ASCII characters."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text(schema, right))


def off_multiple(schema: Schema, right: Any) -> Any:
    """A number halfway between two multiples."""
    steps = [c.value for c in schema.constraints("multipleOf")]
    return right + max(steps) / 2 if steps else right


def item_twice(schema: Schema, right: Any) -> Any:
    """An array whose first item comes again where items must be unique."""
    return [*right, right[0]] if right and any(c.value for c in schema.constraints("uniqueItems")) else right


def fewer_properties(schema: Schema, right: Any) -> Any:
    """An object short of minProperties."""
    fewest = max((int(c.value) for c in schema.constraints("minProperties")), default=0)
    return dict(list(right.items())[: fewest - 1]) if fewest else right


def more_properties(schema: Schema, right: Any) -> Any:
    """An object beyond maxProperties."""
    most = min((int(c.value) for c in schema.constraints("maxProperties")), default=None)
    if most is None:
        return right
    return {**right, **{f"x_{i}": right for i in range(most + 1 - len(right))}}


def records(asked: str, rule: str, given: Iterable[tuple[str, Make]]) -> tuple[NearMiss, ...]:
    """A near miss for each (kind, how it is made)."""
    return tuple(NearMiss(asked, kind, rule, make) for kind, make in given)


def constants(asked: str, rule: str, given: Iterable[tuple[str, Any]]) -> tuple[NearMiss, ...]:
    """A near miss for each (kind, wrong value)."""
    return tuple(NearMiss(asked, kind, rule, constant(value)) for kind, value in given)
