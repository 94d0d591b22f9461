"""What a contract's bodies look like, and what comes of reading one: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from ._check import Schema
from ._faults import Fault

E = TypeVar("E")


@dataclass(frozen=True)
class Shape:
    """What the bodies of a contract look like.

    *definitions* are those of its schema, *body* and *event* the names of two of them; *events_at* are the properties
    that lead to the array of events, *events_in* the attributes; *apart* says that the contract asks nothing of the
    array but of each event; *typed*, that the types say all that the schema does; *date_times*, that there are some.
    """

    definitions: Mapping[str, Schema]
    body: str
    event: str
    events_at: tuple[str, ...]
    events_in: tuple[str, ...]
    apart: bool
    typed: bool
    date_times: bool


class Parsed(NamedTuple, Generic[E]):
    """The *events* of a body that are what the contract says, in their order, and the *faults* of all else."""

    events: list[E]
    faults: list[Fault]
