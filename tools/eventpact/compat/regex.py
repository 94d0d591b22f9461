"""Strings that match some regular expressions and not others: the shortest first, or none."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from eventpact.compat.automaton import LAST, Automaton, NotRegular, TooLarge, automaton, within

__all__ = ["NotRegular", "TooLarge", "texts"]

_MOST_STEPS = 5_000
#: Characters by which a set of characters is shown where it holds one of them.
_PLAIN = "xayA0Z19bz-_ ."


def texts(wanted: Sequence[str], unwanted: Sequence[str], least: int = 0, most: int | None = None) -> Iterator[str]:
    """Strings of *least* to *most* characters that match all of *wanted* and none of *unwanted*, the shortest first;
    when it ends without any, there is none. Raises NotRegular before it begins, TooLarge when it gives up."""
    if most is not None and most < least:
        return
    machines = [automaton(pattern) for pattern in (*wanted, *unwanted)]
    characters = _alphabet(machines)
    begin = tuple(machine.closure(frozenset({0}), "start") for machine in machines)
    pending = deque([("", begin)])
    seen = {(begin, 0)}
    for _ in range(_MOST_STEPS):
        if not pending:
            return
        text, states = pending.popleft()
        if len(text) >= least and _accepted(machines, states, text, len(wanted)):
            yield text
        if most is not None and len(text) >= most:
            continue
        for character in characters:
            after = tuple(m.after(s, character) for m, s in zip(machines, states, strict=True))
            key = after, min(len(text) + 1, least)
            if key not in seen and all(after[: len(wanted)]):
                seen.add(key)
                pending.append((text + chr(character), after))
    raise TooLarge


def _accepted(machines: list[Automaton], states: tuple[frozenset[int], ...], text: str, wanted: int) -> bool:
    ends = ("end",) if text else ("end", "start")
    accepted = [1 in m.closure(s, *ends) for m, s in zip(machines, states, strict=True)]
    return all(accepted[:wanted]) and not any(accepted[wanted:])


def _alphabet(machines: list[Automaton]) -> list[int]:
    """One character of each set that no pattern tells apart, plain ones where there are any."""
    cuts = {0, 0xD800, 0xE000, LAST + 1}
    for machine in machines:
        for steps in machine.steps.values():
            for ranges, _ in steps:
                cuts |= {edge for low, high in ranges for edge in (low, high + 1)}
    bounds = sorted(cuts)
    plain = [ord(character) for character in _PLAIN]
    blocks: dict[tuple[bool, ...], int] = {}
    sets = list({ranges for m in machines for steps in m.steps.values() for ranges, _ in steps})
    for low, end in pairwise(bounds):
        shown = next((c for c in plain if low <= c < end), low if low > 32 or end < 33 else 33)
        kind = tuple(within(low, ranges) for ranges in sets)
        if low != 0xD800 and (kind not in blocks or (shown in plain and blocks[kind] not in plain)):
            blocks[kind] = shown
    return sorted(blocks.values(), key=lambda c: plain.index(c) if c in plain else 99 + c)
