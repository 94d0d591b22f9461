"""What is wrong with which event of a request body."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from ._json import plain

E = TypeVar("E")


@dataclass(frozen=True)
class Fault:
    """One way in which a body breaks the contract.

    *index* is that of the event at fault, None where the fault is around the events; *pointer* is a JSON Pointer
    (RFC 6901) from the top of the body to what is wrong or missing; *reason* says what was expected.
    """

    index: int | None
    pointer: str
    reason: str

    def __str__(self) -> str:
        return f"{self.pointer or 'the body'}: {self.reason}"


class Parsed(NamedTuple, Generic[E]):
    """The good *events* of a body, in its order, and the *faults* of all else; no faults: the whole body is good."""

    events: list[E]
    faults: list[Fault]


@dataclass(frozen=True)
class Sorter(Generic[E]):
    """Parts the good events of a body from the others: *validate* takes a list of events, *events_at* leads to it from
    the top of the body, *discriminator* tells the variants apart where there are several."""

    validate: Callable[[list[Any]], list[E]]
    events_at: tuple[str, ...]
    discriminator: str | None

    def sort(self, body: bytes | str, error: ValidationError) -> Parsed[E]:
        """What is good in *body*, and what *error*, which was found in it, says of the rest."""
        try:
            value = plain(body)
        except ValidationError as malformed:
            return Parsed([], [Fault(None, "", malformed.errors()[0]["msg"])])
        reasons: dict[tuple[int | None, str], dict[str, None]] = {}
        for one in error.errors(include_url=False, include_context=False):
            index, place = self._place(one["loc"])
            pointer = "".join(self._steps(value, place, one["type"]))
            reasons.setdefault((index, pointer), {})[one["msg"]] = None
        bad = {index for index, _ in reasons}
        good = [event for index, event in enumerate(self._events(value)) if index not in bad]
        faults = [Fault(*at, reason=" or ".join(messages)) for at, messages in reasons.items()]
        return Parsed(self.validate(good), faults)

    def _events(self, value: Any) -> list[Any]:
        for token in self.events_at:
            value = value[token] if _has(value, token) else None
        return value if isinstance(value, list) else []

    def _place(self, place: Sequence[int | str]) -> tuple[int | None, Sequence[int | str]]:
        """The index of the event that *place* is in, and *place* without the variant that pydantic names behind it."""
        depth = len(self.events_at)
        if tuple(place[:depth]) != self.events_at or len(place) == depth:
            return None, place
        index = int(place[depth])
        return index, place if self.discriminator is None else (*place[: depth + 1], *place[depth + 2 :])

    def _steps(self, value: Any, place: Sequence[int | str], kind: str) -> Iterator[str]:
        """The steps of a JSON Pointer along *place* in *value*; what is not there is pydantic's name for a branch."""
        for token in place:
            if _has(value, token):
                value = value[token]
                yield _step(token)
        if kind == "missing":
            yield _step(place[-1])
        if kind.startswith("union_tag_") and self.discriminator is not None:
            yield _step(self.discriminator)


def _has(value: Any, token: int | str) -> bool:
    if isinstance(value, list):
        return isinstance(token, int) and token < len(value)
    return isinstance(value, dict) and token in value


def _step(token: int | str) -> str:
    return "/" + str(token).replace("~", "~0").replace("/", "~1")
