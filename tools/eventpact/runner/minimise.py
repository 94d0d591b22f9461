"""A finding's example → the smallest request that still shows it, and what in it is needed for that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from eventpact.cases import Case, Phase
from eventpact.cases.case import ACCEPTED
from eventpact.cases.compose import encode, has
from eventpact.contract import Contract, Verdict
from eventpact.exchange import Request
from eventpact.findings import Minimal
from eventpact.pointer import replaced, resolve
from eventpact.runner.renewal import NOT_PLAIN, Renewal, value_of
from eventpact.runner.search import fewest, smallest
from eventpact.runner.sender import Seen, Sender
from eventpact.runner.shrink import Tokens, differences, removable, smaller, spelled, taken_over, text, without
from eventpact.runner.sides import Sides

#: Phases whose cases are about what the body holds; that of the others is as plain as can be already.
_OF_PAYLOADS = frozenset(
    {Phase.ACCEPT, Phase.REJECT, Phase.ENVELOPE, Phase.OPEN, Phase.ERROR_PATH, Phase.RANDOM, Phase.SIZE}
)
#: Needed values that are put back, one by one, to see what the target says then.
_NEIGHBOURS = 6
#: Events at the beginning of a batch that are looked at alone, to find the one at stake.
_ALONE = 60


class Minimiser:
    """Finds smallest requests for the symptoms of one run."""

    def __init__(self, contract: Contract, sender: Sender, renewal: Renewal) -> None:
        self.contract = contract
        self.sender = sender
        self.renewal = renewal
        self.sides = Sides(contract)

    async def minimal(self, seen: Seen) -> Minimal | None:
        """The smallest request that shows *seen*; None where its body is not made smaller, or where it is not seen
        again. It is on the same side of the contract: as valid, or invalid by the same constraints."""
        case = seen.case
        body = NOT_PLAIN if case is None else value_of(case.request.body)
        if case is None or case.phase not in _OF_PAYLOADS or body is NOT_PLAIN:
            return None
        search = _Search(self, seen, case, body)
        return await search.run(body) if await search.shows(body) else None


class _Search:
    """The search for one finding: asks at most as often and as long as the run's effort allows."""

    def __init__(self, minimiser: Minimiser, seen: Seen, case: Case, body: Any) -> None:
        self.contract = minimiser.contract
        self.sender = minimiser.sender
        self.renewal = minimiser.renewal
        self.sides = minimiser.sides
        self.seen = seen
        self.case = case
        self.side = self.sides.of(body)
        self.effort = self.sender.settings.effort
        self.deadline = self.sender.clock.now() + self.effort.seconds
        self.requests = 0
        self.shown: dict[str, Request | None] = {}
        self.accepted: Request | None = None

    async def run(self, body: Any) -> Minimal:
        """Smaller and smaller, in steps from the coarse to the fine."""
        body = await self._fewer_events(body)
        body, places = await self._typical(body)
        body, kept = await self._without_optional(body, places)
        body = await self._shorter(body, places)
        body, places = await self._with_neighbour(body, [*places, *kept])
        request = self.shown[text(body)]
        assert request is not None, "every step that is taken was seen"
        return Minimal(request, self.requests, spelled(body, places), self.accepted)

    async def shows(self, body: Any) -> bool:
        """Whether *body*, sent with new ids, goes wrong in the same way; False where it is on another side, or where
        no more may be asked."""
        name = text(body)
        if name not in self.shown:
            if self.sides.of(body) != self.side or not self._may_ask():
                return False
            request = self._request(body)
            case = replace(self.case, request=request, items=())
            answer = await self._send(case)
            self.shown[name] = request if self.sender.shows(self.seen.symptom, case, answer) else None
        return self.shown[name] is not None

    def _may_ask(self) -> bool:
        left = self.requests < self.effort.requests and self.sender.clock.now() < self.deadline
        return left and not self.sender.over

    def _request(self, body: Any) -> Request:
        return replace(self.case.request, body=encode(self.renewal.body(body)))

    async def _send(self, case: Case) -> Any:
        self.requests += 1
        return await self.sender.send(case)

    # -- the steps -----------------------------------------------------------------------------------------------------

    def _events(self, body: Any) -> list[Any]:
        events = resolve(body, self.contract.events_at) if has(body, self.contract.events_at) else None
        return events if isinstance(events, list) else []

    async def _fewer_events(self, body: Any) -> Any:
        """The shortest run of neighbouring events that shows it, then without those in between."""
        at, events = self.contract.events_at, self._events(body)
        if len(events) < 2:
            return body

        def holding(chosen: list[Any]) -> Any:
            return replaced(body, at, chosen)

        alone = [holding([event]) for event in (events[-1], *events[:_ALONE])]
        for one in [one for one in alone if self.sides.of(one) == self.side][:2]:
            if await self.shows(one):
                return one
        end = await fewest(len(events), lambda n: self.shows(holding(events[:n])))
        size = await fewest(end, lambda n: self.shows(holding(events[end - n : end])))
        events = events[end - size : end]
        if len(events) > 2:
            inner = await smallest(events[1:-1], lambda chosen: self.shows(holding([events[0], *chosen, events[-1]])))
            events = [events[0], *inner, events[-1]]
        return holding(events) if await self.shows(holding(events)) else body

    async def _typical(self, body: Any) -> tuple[Any, list[Tokens]]:
        """*body* with all but the places that matter as in typical events, and those places."""
        base = self._typical_body(body)
        places = list(differences(body, base))
        needed = await smallest(places, lambda chosen: self.shows(taken_over(base, body, chosen)))
        changed = taken_over(base, body, needed)
        return (changed, needed) if await self.shows(changed) else (body, places)

    def _typical_body(self, body: Any) -> Any:
        events = self._events(body)
        if not events:
            variant = self.contract.variants[0]
            return self.renewal.composer.body([self.renewal.composer.typical(variant)])
        return self.renewal.composer.body([self._typical_event(event) for event in events])

    def _typical_event(self, event: Any) -> Any:
        """The typical event of the variant that *event* is, or was meant to be."""
        tags = [self.seen.symptom.place.variant, *self.contract.tags]
        meant = next(v for tag in tags for v in self.contract.variants if v.tag == tag)
        return self.renewal.with_names_of(event, self.renewal.composer.typical(self.contract.variant(event) or meant))

    async def _without_optional(self, body: Any, places: list[Tokens]) -> tuple[Any, list[Tokens]]:
        """*body* without what can be left out, and what is optional but needed."""
        at: Tokens = self.contract.events_at
        around: list[Tokens] = [(*at, index) for index in range(len(self._events(body)))]
        free = [
            place
            for place in removable(body, places)
            if place not in around and self.sides.of(without(body, [place])) == self.side
        ]

        def leaving(chosen: list[Tokens]) -> Any:
            return without(body, [place for place in free if place not in chosen])

        kept = await smallest(free, lambda chosen: self.shows(leaving(chosen)))
        outermost = [one for one in kept if not any(one != o and one[: len(o)] == o for o in kept)]
        return (leaving(kept), outermost) if await self.shows(leaving(kept)) else (body, [])

    async def _shorter(self, body: Any, places: list[Tokens]) -> Any:
        """*body* with the values at *places* made smaller for as long as that goes well."""
        for at in places:
            again = has(body, at)
            while again:
                again = False
                for less in smaller(resolve(body, at)):
                    changed = replaced(body, at, less)
                    if await self.shows(changed):
                        body, again = changed, True
                        break
        return body

    async def _with_neighbour(self, body: Any, places: list[Tokens]) -> tuple[Any, list[Tokens]]:
        """What of *places* is needed indeed; the nearest request that is treated as it should be is kept on the way."""
        needed = list(places)
        for at in places[:_NEIGHBOURS]:
            changed = self._put_back(body, at)
            if changed is None:
                continue
            if await self.shows(changed):
                body = changed
                needed.remove(at)
            else:
                await self._note_accepted(changed)
        return body, needed

    def _put_back(self, body: Any, at: Tokens) -> Any:
        """*body* with what a typical one has *at* a place; None where that makes no difference."""
        base = self._typical_body(body)
        if not has(base, at[:-1]) or not has(body, at[:-1]):
            return None
        if not any(True for _ in differences(_at(body, at), _at(base, at))):
            return without(body, [at])
        return taken_over(body, base, [at]) if has(base, at) or has(body, at) else None

    async def _note_accepted(self, body: Any) -> None:
        """Keep *body* as the accepted neighbour if it is valid and is taken."""
        if self.accepted is not None or self.sides.of(body)[0] is not Verdict.VALID or not self._may_ask():
            return
        case = replace(self.case, request=self._request(body), expectation=ACCEPTED, items=())
        if self.sender.is_sound(case, await self._send(case)):
            self.accepted = case.request


def _at(value: Any, at: Tokens) -> dict[str, Any]:
    """What is at a place, or that nothing is."""
    return {"value": resolve(value, at)} if has(value, at) else {}
