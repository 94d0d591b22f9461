"""The places of an event or of the envelope around the events: where cases put their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eventpact.contract.schema import Schema
from eventpact.findings import Place
from eventpact.pointer import Location, Token, to_pointer

Tokens = tuple[Token, ...]


@dataclass(frozen=True)
class Spot:
    """One place: concrete *tokens* (the first item of an array stands for all) and its *schema*.

    *tag* is the variant's; it is empty for places outside the events.
    """

    tag: str
    tokens: Tokens
    schema: Schema

    def place(self, location: Location | None = None) -> Place:
        """This place as findings name it, with the *location* of the keyword at stake (default: the schema)."""
        return Place(self.tag, to_pointer(self.tokens), str(location or self.schema.location))


def spots(tag: str, schema: Schema, *, leave_out: Tokens | None = None) -> Iterator[Spot]:
    """Every place that *schema* describes, each once, from the top down, but what lies below *leave_out*."""
    seen: set[Tokens] = set()
    for tokens, found in schema.walk():
        concrete = tuple[Any, ...](0 if token == "*" else token for token in tokens)  # noqa: S105 - no password
        below = leave_out is not None and len(concrete) > len(leave_out) and concrete[: len(leave_out)] == leave_out
        if concrete not in seen and not below:
            seen.add(concrete)
            yield Spot(tag, concrete, found)
