"""A refused batch of valid events → what in it is refused, which is then kept out of the way of everything else."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from eventpact.cases import Case, Item, Plan
from eventpact.cases.isolate import Suspects, isolated
from eventpact.contract import Contract
from eventpact.exchange import Answer
from eventpact.runner.renewal import Renewal
from eventpact.runner.search import smallest
from eventpact.runner.sender import Sender
from eventpact.runner.side_by_side import side_by_side
from eventpact.runner.subset import State, Subsets

TYPICAL = "accept-typical"


class Isolation:
    """Sends cases and finds the culprits in those that are wrongly refused.

    A culprit is a variant whose typical event is refused, a state, or a smallest combination of states. Cases that are
    settled later do without it, so that it hides nothing. One batch is cut down at a time: what the others have in
    common with it is known when it is their turn.
    """

    def __init__(self, contract: Contract, plan: Plan, sender: Sender, renewal: Renewal) -> None:
        self._sender = sender
        self._composer = renewal.composer
        self._subsets = Subsets(contract, renewal)
        self._plan = plan
        self._refused: defaultdict[str, set[frozenset[State]]] = defaultdict(set)
        self._culprits = 0
        self._cutting = asyncio.Lock()
        self.variants: frozenset[str] = frozenset()

    @cached_property
    def _alike(self) -> defaultdict[str, dict[tuple[str, str], Item]]:
        return _by_kind(item for case in self._plan.cases for item in case.items)

    async def settle(self, case: Case) -> None:
        """Send *case* and keep what is wrong; send nothing where it can show nothing any more."""
        left = self.without_culprits(case)
        if left is None or self._sender.watch.holds_back(left):
            self._sender.left_out.append(case)
            return
        self._sender.tried.append(left)
        answer = await self._sender.send(left)
        if answer.accepted or answer.unreachable or not (left.items and left.expectation.accepted):
            self._sender.judged(left, answer)
            return
        async with self._cutting:
            await self._settle_refused(left, answer)

    def without_culprits(self, case: Case) -> Case | None:
        """*case* without what is known to be refused; None where nothing is left that shows anything."""
        left = isolated(self._composer, case, Suspects(self.variants))
        if left is None or not self._culprits:
            return left
        items = [self._subsets.without(item, self._refused[item.place.variant]) for item in left.items]
        if all(one is other for one, other in zip(items, left.items, strict=True)):
            return left
        kept = [item for item in items if item is not None]
        return self._subsets.batch(left, kept, "rest") if kept else None

    async def _settle_refused(self, case: Case, answer: Answer) -> None:
        left = self.without_culprits(case)
        if left is None or self._sender.over:
            return
        if left is not case:  # another batch brought a culprit of this one to light
            answer = await self._sender.send(left)
            if self._sender.is_sound(left, answer):
                return
        await self._cut_down(left, answer)

    async def _cut_down(self, case: Case, answer: Answer) -> None:
        """Find the culprits in a refused *case*. A batch whose halves are accepted is itself what is refused."""
        if self._culprits >= self._sender.settings.limits.culprits:
            self._sender.judged(case, answer)
            return
        if len(case.items) == 1:
            await self._single_out(case, answer)
            return
        middle = len(case.items) // 2
        known = self._culprits, self.variants
        for name, items in (("a", case.items[:middle]), ("b", case.items[middle:])):
            half = self.without_culprits(self._subsets.batch(case, items, name))
            if half is None or self._sender.over:
                continue
            answer_to_half = await self._sender.send(half)
            if not answer_to_half.accepted:
                await self._cut_down(half, answer_to_half)
        if known == (self._culprits, self.variants):
            self._culprits += 1
            self._sender.judged(case, answer)

    async def _single_out(self, case: Case, answer: Answer) -> None:
        """Find the states because of which a single event is refused."""
        (item,) = case.items
        self._culprits += 1
        tries = {item.states: (case, answer)}

        async def is_refused(states: list[State]) -> bool:
            made = self._subsets.item(item, states)
            if made is None or self._sender.over:
                return False
            one = self._subsets.batch(case, [made], f"s{len(tries)}")
            tries[frozenset(states)] = one, await self._sender.send(one)
            return not tries[frozenset(states)][1].accepted

        states = frozenset(await smallest(sorted(item.states), is_refused))
        if states in tries and states:
            one, answer = tries[states]
            named = self._subsets.named(one.items[0], states)
            one = replace(one, kind=named.kind, place=named.place)
            self._sender.judged(one, answer, states if len(states) > 1 else frozenset())
        else:
            self._sender.judged(case, answer)
        self._remember(item, states)
        if len(states) == 1:
            await self._look_for_the_like(case, *states)
        await self._settle_rest(case)

    async def _settle_rest(self, case: Case) -> None:
        """What else an event shows that a culprit was found in may be refused as well."""
        rest = self.without_culprits(case)
        if rest is None or rest is case or self._sender.over:
            return
        answer = await self._sender.send(rest)
        if not answer.accepted:
            await self._single_out(rest, answer)

    def _remember(self, item: Item, states: frozenset[State]) -> None:
        if states:
            self._refused[item.place.variant].add(states)
        elif item.states:
            self._refused[item.place.variant].add(item.states)
        elif item.rule == TYPICAL:
            self.variants |= {item.place.variant}

    async def _look_for_the_like(self, case: Case, state: State) -> None:
        """A state that is refused at one place is tried at every other place that has it: one request each."""
        others = [
            (place, item)
            for place, item in self._alike[state[1]].items()
            if place[0] not in self.variants and frozenset({(place[1], state[1])}) not in self._refused[place[0]]
        ]
        await side_by_side(
            others,
            lambda other: self._try_alone(case, other[1], (other[0][1], state[1])),
            self._sender.settings.workers,
        )

    async def _try_alone(self, case: Case, item: Item, state: State) -> None:
        made = self._subsets.item(item, [state])
        if made is None or self._sender.over:
            return
        one = self._subsets.batch(case, [made], f"like-{made.place.variant}{state[0]}")
        answer = await self._sender.send(one)
        if not answer.accepted:
            self._culprits += 1
            self._sender.judged(one, answer)
            self._remember(made, frozenset({state}))


def _by_kind(items: Iterable[Item]) -> defaultdict[str, dict[tuple[str, str], Item]]:
    """Kind → (variant, JSON Pointer) → an event that shows it there, among other things."""
    found: defaultdict[str, dict[tuple[str, str], Item]] = defaultdict(dict)
    for item in items:
        for pointer, kind in item.states:
            found[kind].setdefault((item.place.variant, pointer), item)
    return found
