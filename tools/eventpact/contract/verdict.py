"""Verdicts about payloads, and the faults that explain them: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from eventpact.pointer import Location, Token, to_pointer


class Verdict(Enum):
    """What the contract says of a payload; ``unspecified`` is what the standards leave open."""

    VALID = "valid"
    INVALID = "invalid"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True)
class Fault:
    """One way in which a payload breaks the contract: *tokens* to the place in the payload, the *location* of the
    keyword that it breaks (None: the text itself is at fault), the *variant* meant (its tag), and why."""

    tokens: tuple[Token, ...]
    location: Location | None
    variant: str | None
    message: str

    @property
    def pointer(self) -> str:
        """JSON Pointer into the payload."""
        return to_pointer(self.tokens)


@dataclass(frozen=True)
class Judgement:
    """A verdict, the faults of an invalid payload, and what is left open in an unspecified one."""

    verdict: Verdict
    faults: tuple[Fault, ...] = ()
    oddities: tuple[str, ...] = ()
