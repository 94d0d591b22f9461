"""Valid payloads in which the states of a payload's places occur together, every few of them at least once.

The states are those of the catalogue (:mod:`eventpact.cases.states`), absence and an unknown property among them, each
valid in a payload that is typical otherwise.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from eventpact.cases.compose import has
from eventpact.cases.covering.arrays import Row, covering
from eventpact.cases.covering.space import Level, Space
from eventpact.cases.legal import Tier
from eventpact.cases.places import Spot, Tokens
from eventpact.cases.states import changed
from eventpact.contract.schema import same
from eventpact.pointer import resolve, to_pointer

#: The value of a place that is not there.
ABSENT: Any = object()
#: The states of a payload that are not typical: each a JSON Pointer into it, and a kind.
States = frozenset[tuple[str, str]]
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
    them is not valid.

    *states* are those of each payload that are not typical. *combinations* counts what any of them hold.
    """

    payloads: tuple[Any, ...]
    left_out: tuple[tuple[tuple[Spot, State], ...], ...]
    states: tuple[States, ...]
    combinations: Combinations


@dataclass(frozen=True)
class Combinations:
    """All combinations of the states of *places*, *strength* places at a time: a place, and the kinds of its states,
    the typical one first. *excluded* pairs can be told not to stand together."""

    strength: int
    places: tuple[tuple[Tokens, tuple[str, ...]], ...]
    excluded: frozenset[tuple[Level, Level]]

    def count(self, shown: Iterable[tuple[Any, States]]) -> tuple[int, int]:
        """How many there are, and how many of them the payloads *shown* hold, each with its states."""
        space = Space([len(kinds) for _, kinds in self.places], self.strength, self.excluded)
        return space.count([self._row(payload, dict(states)) for payload, states in shown])

    def _row(self, payload: Any, states: Mapping[str, str]) -> Row:
        """The state of each place in a payload; None where there is no such place."""
        return tuple(
            kinds.index(states[pointer]) if pointer in states else 0 if has(payload, tokens) else None
            for (tokens, kinds), pointer in zip(self.places, self._pointers, strict=True)
        )

    @cached_property
    def _pointers(self) -> tuple[str, ...]:
        return tuple(to_pointer(tokens) for tokens, _ in self.places)


def parameters(
    base: Any, at: Iterable[Spot], is_valid: IsValid, accepts: Callable[[Spot, Any], bool] | None = None
) -> list[Parameter]:
    """The places of *base*, a typical valid payload, each with its legal states of the core tier, from the top down;
    beside the typical one only those that *accepts* takes.

    A place that other places are in has only states that either keep them as they are in *base* or have none of them.
    """
    places = [spot for spot in at if has(base, spot.tokens)]
    return [Parameter(spot, tuple(_states(base, spot, places, is_valid, accepts))) for spot in places]


def _states(
    base: Any,
    spot: Spot,
    places: list[Spot],
    is_valid: IsValid,
    accepts: Callable[[Spot, Any], bool] | None,
) -> Iterator[State]:
    depth = len(spot.tokens)
    inside = [p.tokens[depth:] for p in places if len(p.tokens) > depth and p.tokens[:depth] == spot.tokens]
    typical = resolve(base, spot.tokens)
    seen: set[str] = set()
    kinds: Counter[str] = Counter()
    for kind, payload in [("typical", base), *changed(base, spot, Tier.CORE)]:
        state = State(kind, resolve(payload, spot.tokens) if has(payload, spot.tokens) else ABSENT)
        if seen and accepts and not accepts(spot, state.value):
            continue
        if state.key not in seen and _is_whole(state.value, typical, inside) and is_valid(payload):
            seen.add(state.key)
            kinds[kind] += 1
            yield state if kinds[kind] == 1 else replace(state, kind=f"{kind} ({kinds[kind]})")


def _is_whole(value: Any, typical: Any, inside: Sequence[Tokens]) -> bool:
    """Whether *value* has all places *inside* as the *typical* value has them, or none."""
    there = [tokens for tokens in inside if has(value, tokens)]
    return not there or (there == inside and all(same(resolve(value, t), resolve(typical, t)) for t in there))


def combined(
    base: Any,
    at: Iterable[Spot],
    is_valid: IsValid,
    strength: int = 2,
    accepts: Callable[[Spot, Any], bool] | None = None,
) -> Combined:
    """Valid payloads in which every combination of core states of any *strength* places occurs; the same ones each
    time. *accepts* may narrow the states of a place.

    The state of a place and the absence of what it is in make no combination. What the schema forbids to stand
    together is found by trial: those combinations are left out.
    """
    varied = [p for p in parameters(base, at, is_valid, accepts) if len(p.states) > 1]
    return _Search(base, varied, is_valid, max(min(strength, len(varied)), 1)).run()


#: A choice of states for some of the parameters, in their order.
_Choice = tuple[Level, ...]


class _Search:
    """The combinations of the states of the parameters *varied*."""

    def __init__(self, base: Any, varied: list[Parameter], is_valid: IsValid, strength: int) -> None:
        self.base = base
        self.varied = varied
        self.is_valid = is_valid
        self.strength = strength
        self.sizes = [len(parameter.states) for parameter in varied]
        self.excluded = set(_without_parent(varied))
        self._made: dict[_Choice, Any] = {}

    def run(self) -> Combined:
        good, bad = self._rows()
        forbidden, alone, left_out = [], [], []
        if bad:
            forbidden = sorted(pair for pair in _parts(bad, 2) - _parts(good, 2) if not self._is_valid(pair))
        if forbidden:
            self.excluded |= {(one, other) for one, other in forbidden}
            good, bad = self._rows()
        if bad:
            missing = sorted(_parts(bad, self.strength) - _parts(good, self.strength))
            alone = [choice for choice in missing if self._is_valid(choice)]
            left_out = sorted(set(missing) - set(alone))
        return self._told([*good, *alone], [*forbidden, *left_out])

    def _told(self, choices: list[_Choice], left_out: list[_Choice]) -> Combined:
        payloads = tuple(map(self._payload, choices))
        shown = [[(to_pointer(p.spot.tokens), state.kind) for state in p.states] for p in self.varied]
        places = tuple((p.spot.tokens, tuple(state.kind for state in p.states)) for p in self.varied)
        return Combined(
            payloads,
            tuple(tuple(map(self._named, choice)) for choice in left_out),
            tuple(frozenset(shown[p][a] for p, a in choice if a) for choice in choices),
            Combinations(self.strength, places, frozenset(_without_parent(self.varied))),
        )

    def _rows(self) -> tuple[list[_Choice], list[_Choice]]:
        """The rows of a covering array: those whose payloads are valid, and the others."""
        rows = [
            tuple((p, a) for p, a in enumerate(row) if a is not None)
            for row in covering(self.sizes, self.strength, self.excluded)
        ]
        good = [row for row in rows if self._is_valid(row)]
        return good, sorted(set(rows) - set(good))

    def _is_valid(self, choice: _Choice) -> bool:
        return self.is_valid(self._payload(choice))

    def _payload(self, choice: _Choice) -> Any:
        """The payload of a choice of states, typical otherwise; made once."""
        if choice not in self._made:
            payload = [_copy(self.base)]  # one level up, so that the whole can be replaced, too
            for p, a in choice:
                if a:
                    parameter = self.varied[p]
                    _put(payload, parameter.spot.tokens, parameter.states[a].value)
            self._made[choice] = payload[0]
        return self._made[choice]

    def _named(self, level: Level) -> tuple[Spot, State]:
        p, a = level
        return self.varied[p].spot, self.varied[p].states[a]


def _put(payload: list[Any], tokens: Tokens, value: Any) -> None:
    """*value* at *tokens* in what is the one item of *payload*, in place; ABSENT takes the place away."""
    holder: Any = payload
    last: Any = 0
    for token in tokens:
        holder, last = holder[last], token
    if value is ABSENT:
        del holder[last]
    else:
        holder[last] = _copy(value)


def _copy(value: Any) -> Any:
    """A JSON value with arrays and objects of its own."""
    if isinstance(value, dict):
        return {name: _copy(child) for name, child in value.items()}
    return [_copy(child) for child in value] if isinstance(value, list) else value


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
