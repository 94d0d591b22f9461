"""A finding, tried again: is it there each time, and everywhere where it is said to be?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from eventpact.cases import Case, Phase, Scenario
from eventpact.exchange import Failure
from eventpact.findings import Finding, Symptom
from eventpact.runner.renewal import Renewal
from eventpact.runner.sender import Seen, Sender

#: Places beside that of the example at which a finding is tried again, once each.
_ELSEWHERE = 3


class Confirmation:
    """Tries findings again: the smallest request of each, or the whole one of *scenarios* (by the ids of their cases)
    that shows it, as often as the run's settings say, and some of its other places once, all with new ids.
    """

    def __init__(self, sender: Sender, renewal: Renewal, scenarios: Mapping[str, Scenario]) -> None:
        self._sender = sender
        self._renewal = renewal
        self._scenarios = scenarios

    async def confirmed(self, finding: Finding) -> Finding:
        """*finding* with how often it was seen again."""
        behind = self._sender.behind(finding)
        if not behind or not self._can_be_sent(behind[0].case):
            return finding
        first = behind[0]
        if finding.minimal is not None and first.case is not None:
            first = replace(first, case=replace(first.case, request=finding.minimal.request))
        again = [first] * self._sender.settings.repeats
        if finding.example.answer.failure is not Failure.HANG:
            again += _elsewhere([seen for seen in behind if self._can_be_sent(seen.case)])
        times = 0
        for number, seen in enumerate(again):
            if self._sender.over:
                return replace(finding, confirmations=times, repeats=number)
            times += await self._seen_again(seen)
        return replace(finding, confirmations=times, repeats=len(again))

    def _can_be_sent(self, case: Case | None) -> bool:
        return case is not None and (case.phase is not Phase.STATE or case.id in self._scenarios)

    async def _seen_again(self, seen: Seen) -> bool:
        case = seen.case
        assert case is not None, "only what was sent can be sent again"
        if case.phase is Phase.STATE:
            return await self._followed(self._scenarios[case.id], case.rule, seen.symptom)
        case = self._renewal.case(replace(case, items=()))
        return self._sender.shows(seen.symptom, case, await self._sender.send(case))

    async def _followed(self, scenario: Scenario, rule: str, symptom: Symptom) -> bool:
        """Whether a request of *rule* shows *symptom* when *scenario* is gone through once more."""
        shown = False
        for step in self._renewal.scenario(scenario).steps:
            answers = await asyncio.gather(*map(self._sender.send, step))
            for case, answer in zip(step, answers, strict=True):
                shown |= case.rule == rule and self._sender.shows(symptom, case, answer)
        return shown


def _elsewhere(behind: list[Seen]) -> list[Seen]:
    """The symptoms at other places, from all over."""
    places = {seen.symptom.place: seen for seen in behind}
    places.pop(behind[0].symptom.place, None)
    others = list(places.values())
    step = max(1, len(others) // _ELSEWHERE)
    return others[::step][:_ELSEWHERE]
