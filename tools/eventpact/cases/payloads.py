"""Request bodies without end, for comparing judges: every state and near miss once, then random mixtures of them.

The stream is the same for the same contract and seed. About half of it is valid; the oracle says which.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from eventpact.cases.compose import Composer, encode, has
from eventpact.cases.near_misses import near_misses
from eventpact.cases.places import Spot, spots
from eventpact.cases.states import open_states, states
from eventpact.contract.model import Contract, Variant
from eventpact.pointer import removed, replaced, resolve

#: Characters that date-times are damaged with: their own, and those that lenient parsers take for them.
_DAMAGE = "0123456789-+:.TtZz ,_/٣\n\u2212"
#: Numbers as they may be spelled; JSON values cannot carry the spelling, so they are put into the text.
_SPELLINGS = (
    "-0", "1.0", "1E5", "1e+2", "2.50", "-1.5e-7", "9007199254740993", "9223372036854775807", "1e308",
    "0.1000000000000000055511151231257827", "123456789012345680",
)  # fmt: skip
_MARK = re.compile(rb'"\xe2\x81\x87n([-+.0-9eE]+)"')


@dataclass(frozen=True)
class Sample:
    """One request body: its *text*, and the *kind* of what was done to it last."""

    text: bytes
    kind: str


@dataclass(frozen=True)
class _Change:
    """What can be done to one place of an event: *apply* gives the changed event."""

    kind: str
    apply: Callable[[Any, random.Random], Any]


class Samples:
    """The bodies for one contract; iterate :meth:`systematic`, then :meth:`mixtures` for as long as needed."""

    def __init__(self, contract: Contract) -> None:
        self._composer = Composer(contract, "sample")
        self._changes = {variant.tag: list(_changes(self._composer, variant)) for variant in contract.variants}

    def systematic(self) -> Iterator[Sample]:
        """Every change of the catalogues once, each to an event of its own."""
        rng = random.Random(0)  # noqa: S311 - a stream that can be repeated is wanted
        for variant in self._composer.contract.variants:
            for change in self._changes[variant.tag]:
                yield self._sample([change.apply(self._composer.typical(variant), rng)], change.kind)

    def mixtures(self, seed: int) -> Iterator[Sample]:
        """Bodies of up to three events with up to four changes each, without end."""
        rng = random.Random(seed)  # noqa: S311
        variants = self._composer.contract.variants
        while True:
            events, kind = [], "typical event"
            for _ in range(rng.choice((1, 1, 1, 2, 3))):
                event, kind = self._mixed(rng.choice(variants), rng, kind)
                events.append(event)
            yield self._sample(events, kind)

    def _mixed(self, variant: Variant, rng: random.Random, kind: str) -> tuple[Any, str]:
        event = self._composer.typical(variant, minimal=rng.random() < 0.2)
        for _ in range(rng.choice((0, 1, 1, 1, 2, 4))):
            change = rng.choice(self._changes[variant.tag])
            try:
                event, kind = change.apply(event, rng), change.kind
            except (LookupError, TypeError, AttributeError, ValueError):
                continue  # an earlier change took the place away
        return event, kind

    def _sample(self, events: list[Any], kind: str) -> Sample:
        return Sample(_MARK.sub(rb"\1", encode(self._composer.body(events))), kind)


def _changes(composer: Composer, variant: Variant) -> Iterator[_Change]:
    """Every change of *variant*: valid states twice as often as near misses, so that half of a mixture is valid."""
    base = composer.typical(variant)
    for spot in spots(variant.tag, variant.schema):
        if not spot.tokens or not has(base, spot.tokens):
            continue
        right = resolve(base, spot.tokens)
        legal = [*states(spot.schema), *open_states(spot.schema)]
        yield from (_put(spot, kind, value) for kind, value in (*legal, *legal))
        yield from (_put(spot, near_miss.kind, wrong) for near_miss, wrong in near_misses(spot.schema, right))
        yield from _dynamic(spot)
        yield _without(spot)


def _put(spot: Spot, kind: str, value: Any) -> _Change:
    return _Change(kind, lambda event, rng: replaced(event, spot.tokens, value))


def _without(spot: Spot) -> _Change:
    return _Change("property absent", lambda event, rng: removed(event, spot.tokens))


def _dynamic(spot: Spot) -> Iterator[_Change]:
    """Changes that differ each time: damaged date-times, numbers in every spelling."""
    formats = {c.value for option in spot.schema.options for c in option.constraints("format")}
    if formats:
        yield from [_Change("damaged text", lambda event, rng: replaced(event, spot.tokens, _damaged(rng)))] * 12
    if any(option.types & {"number", "integer"} for option in spot.schema.options):
        yield from [_Change("spelling of a number", lambda event, rng: replaced(event, spot.tokens, _spelled(rng)))] * 4


def _damaged(rng: random.Random) -> str:
    """A date-time with parts at random, and none, one or two characters changed."""
    text = (
        f"{rng.choice(('2024', '2026', '1900', '0001', '9999'))}-{rng.randint(0, 13):02}-{rng.randint(0, 32):02}"
        f"{rng.choice('TTTt')}{rng.randint(0, 24):02}:{rng.randint(0, 60):02}:{rng.randint(0, 59):02}"
        f"{rng.choice(('', '', '.5', '.123456', '.1234567890'))}"
        f"{rng.choice(('Z', 'Z', 'z', '+00:00', '-23:59', '+24:00'))}"
    )
    for _ in range(rng.choice((0, 0, 1, 2))):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(("", rng.choice(_DAMAGE))) + text[at + rng.randint(0, 1) :]
    return text


def _spelled(rng: random.Random) -> str:
    return f"\u2047n{rng.choice(_SPELLINGS)}"
