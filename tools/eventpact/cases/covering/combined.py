"""Valid payloads in which the states of a payload's places occur together, every few of them at least once.

The states are those of the catalogue (:mod:`eventpact.cases.states`), absence and an unknown property among them, each
valid in a payload that is typical otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from eventpact.cases.compose import has
from eventpact.cases.covering.arrays import Level, covering
from eventpact.cases.places import Spot, Tokens
from eventpact.cases.states import changed
from eventpact.contract.schema import same
from eventpact.pointer import removed, replaced, resolve

#: The value of a place that is not there.
ABSENT: Any = object()
#: Whether a payload is valid for certain.
IsValid = Callable[[Any], bool]


@dataclass(frozen=True)
class State:
    """One legal state of a place: its *kind* in the catalogue's words, and its *value* (or ABSENT)."""

    kind: str
    value: Any

    @property
    def key(self) -> str:
        """The same for the same value, and for no other: 0 is not 0.0, true is not 1."""
        return "absent" if self.value is ABSENT else json.dumps(self.value)


@dataclass(frozen=True)
class Parameter:
    """One place that varies, and its *states*; the first is as in the typical payload."""

    spot: Spot
    states: tuple[State, ...]


@dataclass(frozen=True)
class Combined:
    """*payloads* in which every combination of states occurs, but those *left_out*: what is typical but for one of
    them is not valid."""

    payloads: tuple[Any, ...]
    left_out: tuple[tuple[tuple[Spot, State], ...], ...]


def parameters(base: Any, at: Iterable[Spot], is_valid: IsValid) -> list[Parameter]:
    """The places of *base*, a typical valid payload, each with its legal states, from the top down.

    A place that other places are in has only states that either keep them as they are in *base* or have none of them.
    """
    places = [spot for spot in at if has(base, spot.tokens)]
    return [Parameter(spot, tuple(_states(base, spot, places, is_valid))) for spot in places]


def _states(base: Any, spot: Spot, places: list[Spot], is_valid: IsValid) -> Iterator[State]:
    depth = len(spot.tokens)
    inside = [p.tokens[depth:] for p in places if len(p.tokens) > depth and p.tokens[:depth] == spot.tokens]
    typical = resolve(base, spot.tokens)
    seen: set[str] = set()
    for kind, payload in [("typical", base), *changed(base, spot)]:
        state = State(kind, resolve(payload, spot.tokens) if has(payload, spot.tokens) else ABSENT)
        if state.key not in seen and _is_whole(state.value, typical, inside) and is_valid(payload):
            seen.add(state.key)
            yield state


def _is_whole(value: Any, typical: Any, inside: Sequence[Tokens]) -> bool:
    """Whether *value* has all places *inside* as the *typical* value has them, or none."""
    there = [tokens for tokens in inside if has(value, tokens)]
    return not there or (there == inside and all(same(resolve(value, t), resolve(typical, t)) for t in there))


def combined(base: Any, at: Iterable[Spot], is_valid: IsValid, strength: int = 2) -> Combined:
    """Valid payloads in which every combination of states of any *strength* places occurs; the same ones each time.

    The state of a place and the absence of what it is in make no combination. What the schema forbids to stand
    together is found by trial: those combinations are left out.
    """
    varied = [p for p in parameters(base, at, is_valid) if len(p.states) > 1]
    return _Search(base, varied, is_valid, min(strength, len(varied))).run()


#: A choice of states for some of the parameters, in their order.
_Choice = tuple[Level, ...]


class _Search:
    """The combinations of the states of the parameters *varied*."""

    def __init__(self, base: Any, varied: list[Parameter], is_valid: IsValid, strength: int) -> None:
        self.base = base
        self.varied = varied
        self.is_valid = is_valid
        self.strength = strength
        self.excluded = set(_without_parent(varied))

    def run(self) -> Combined:
        good, bad = self._rows()
        forbidden = sorted(pair for pair in _parts(bad, 2) - _parts(good, 2) if not self._is_valid(pair))
        if forbidden:
            self.excluded |= {(one, other) for one, other in forbidden}
            good, bad = self._rows()
        missing = sorted(_parts(bad, self.strength) - _parts(good, self.strength))
        alone = [choice for choice in missing if self._is_valid(choice)]
        left_out = [*forbidden, *sorted(set(missing) - set(alone))]
        return Combined(
            tuple(map(self._payload, [*good, *alone])), tuple(tuple(map(self._named, choice)) for choice in left_out)
        )

    def _rows(self) -> tuple[list[_Choice], list[_Choice]]:
        """The rows of a covering array: those whose payloads are valid, and the others."""
        sizes = [len(parameter.states) for parameter in self.varied]
        rows = [
            tuple((p, a) for p, a in enumerate(row) if a is not None)
            for row in covering(sizes, max(self.strength, 1), self.excluded)
        ]
        good = [row for row in rows if self._is_valid(row)]
        return good, sorted(set(rows) - set(good))

    def _is_valid(self, choice: _Choice) -> bool:
        return self.is_valid(self._payload(choice))

    def _payload(self, choice: _Choice) -> Any:
        """The payload of a choice of states, typical otherwise."""
        payload = self.base
        for p, a in choice:
            tokens, value = self.varied[p].spot.tokens, self.varied[p].states[a].value
            if value is ABSENT:
                payload = removed(payload, tokens)
            elif a:
                payload = replaced(payload, tokens, value)
        return payload

    def _named(self, level: Level) -> tuple[Spot, State]:
        p, a = level
        return self.varied[p].spot, self.varied[p].states[a]


def _parts(choices: list[_Choice], size: int) -> set[_Choice]:
    """The combinations of *size* states that *choices* hold."""
    return {part for choice in choices for part in combinations(choice, size)}


def _without_parent(varied: list[Parameter]) -> Iterator[tuple[Level, Level]]:
    """Each state of a place with each state of what it is in that leaves it no room."""
    for (p, parent), (c, child) in combinations(enumerate(varied), 2):
        depth = len(parent.spot.tokens)
        if len(child.spot.tokens) > depth and child.spot.tokens[:depth] == parent.spot.tokens:
            for a, state in enumerate(parent.states):
                if not has(state.value, child.spot.tokens[depth:]):
                    yield from (((p, a), (c, b)) for b in range(len(child.states)))
