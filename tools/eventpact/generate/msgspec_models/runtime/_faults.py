"""What is reported about a body that is not what the contract says: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ._check import Path

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a body breaks the contract.

    *index* is that of the event at fault, None where the fault is around the events; *pointer* is a JSON Pointer
    (RFC 6901) from the top of the body to what is wrong, missing or too much; *reason* says what was expected, without
    any value of the body.
    """

    index: int | None
    pointer: str
    reason: str

    def __str__(self) -> str:
        return f"{self.pointer or 'the body'}: {self.reason}"


class InvalidBody(ValueError):
    """The body is not what the contract says; *faults* say where and why, in the order of the body."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        shown = [str(fault) for fault in self.faults[:_SHOWN]]
        rest = len(self.faults) - len(shown)
        return "; ".join([*shown, f"and {rest} more"] if rest else shown)


def to_fault(path: Path, reason: str, events_at: Path) -> Fault:
    """The fault at *path* of a body whose events are at *events_at*."""
    depth = len(events_at)
    index = path[depth] if path[:depth] == events_at and len(path) > depth else None
    pointer = "".join(f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in path)
    return Fault(index if isinstance(index, int) else None, pointer, reason)
