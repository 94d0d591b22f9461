"""Cases → exchanges: what is sent is counted, passed on to observers and judged here, and nowhere else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from eventpact.cases import Case
from eventpact.checks import Statuses, judge, symptom
from eventpact.contract import Contract
from eventpact.exchange import Answer
from eventpact.findings import Finding, Symptom
from eventpact.progress import Found, Progress, Sent
from eventpact.runner.pace import PacedTarget
from eventpact.runner.settings import Settings
from eventpact.runner.watch import Watch
from eventpact.targets import Target

#: How many times as many hangs are borne where findings are tried again.
_MORE = 3


@dataclass(frozen=True)
class Seen:
    """A symptom and the *case* that showed it; None where it took more than one."""

    symptom: Symptom
    case: Case | None = None


class Sender:
    """Sends the cases of one run to *target* and keeps what came of them.

    *tried* are the cases of the plan that were sent, *left_out* those that were not, though they were to be. What is to
    be told as it happens goes to *outbox*; *ended* is set as soon as the run cannot go on.
    """

    def __init__(self, contract: Contract, target: Target, settings: Settings) -> None:
        self.settings = settings
        self.clock = settings.hooks.clock
        self.target = PacedTarget(target, settings.pace, self.clock)
        self.statuses = settings.statuses or Statuses.of(contract.interface)
        self.watch = Watch(settings.limits)
        self.held_back = self.watch.held_back
        self.outbox: asyncio.Queue[Progress | None] = asyncio.Queue()
        self.ended = asyncio.Event()
        self.began = self.clock.now()
        self.events = 0
        self.seen: list[Seen] = []
        self.tried: list[Case] = []
        self.left_out: list[Case] = []

    @property
    def over(self) -> str:
        """Why the run must end, or nothing."""
        return self.watch.over or self.target.turned_away

    def count_anew(self) -> None:
        """From now on requests are sent again that made the target hang before: that is no reason to end."""
        limits = self.settings.limits
        more = {"hangs_in_row": limits.hangs_in_row * _MORE, "hangs": limits.hangs * _MORE}
        self.watch = Watch(replace(limits, **more))

    async def send(self, case: Case) -> Answer:
        """The answer to *case*."""
        answer = await self.target.send(case.request)
        self.took(case, answer)
        return answer

    def took(self, case: Case, answer: Answer) -> None:
        """Count an exchange and pass it on."""
        self.events += len(case.items) if case.expectation.accepted else 0
        self.watch.took(case, answer, self.target.requests)
        for note in self.settings.hooks.note:
            note(case, answer)
        self.outbox.put_nowait(Sent(case.phase.value, len(case.items), answer))
        if self.over:
            self.ended.set()

    def is_sound(self, case: Case, answer: Answer) -> bool:
        """Whether *answer* is as the contract says."""
        return judge(self.statuses, case, answer) is None

    def shows(self, symptom: Symptom, case: Case, answer: Answer) -> bool:
        """Whether *answer* to *case* is the same *symptom*."""
        broken = judge(self.statuses, case, answer)
        return broken is not None and (broken.rule, broken.observed) == (symptom.rule, symptom.observed)

    def judged(self, case: Case, answer: Answer, states: frozenset[tuple[str, str]] = frozenset()) -> None:
        """Keep what *answer* shows to be wrong, if anything; *states*: those that must come together for it."""
        found = symptom(self.statuses, case, answer, seconds=self.clock.now() - self.began)
        if found is not None:
            self.keep(replace(found, states=states) if states else found, case)

    def keep(self, found: Symptom, case: Case | None = None) -> None:
        """Keep a symptom, with the *case* that shows it where one does."""
        self.seen.append(Seen(found, case))
        self.outbox.put_nowait(Found(found))

    def symptoms(self) -> list[Symptom]:
        """What was seen to be wrong; where nothing got through in the end, what only says so is left out."""
        symptoms = [seen.symptom for seen in self.seen]
        if self.target.turned_away:
            return [s for s in symptoms if s.answer.status not in {429, 503}]
        if self.watch.key_withdrawn:
            return [s for s in symptoms if s.answer.status not in {401, 403}]
        return symptoms

    def behind(self, finding: Finding) -> list[Seen]:
        """What *finding* was made from: its example first, then others of its rule, kinds and places."""
        rules, kinds, places = {finding.rule, finding.example.rule}, set(finding.kinds), set(finding.places)
        alike = [
            seen
            for seen in self.seen
            if seen.symptom.rule in rules and seen.symptom.kind in kinds and seen.symptom.place in places
        ]
        first = [seen for seen in self.seen if seen.symptom is finding.example]
        return [*first, *(seen for seen in alike if seen.symptom is not finding.example)]
