"""A finding, tried again: is it there each time, and everywhere where it is said to be?"""

from __future__ import annotations

from dataclasses import replace

from eventpact.cases import Case, Phase
from eventpact.exchange import Failure
from eventpact.findings import Finding
from eventpact.runner.renewal import Renewal
from eventpact.runner.sender import Seen, Sender

#: Places beside that of the example at which a finding is tried again, once each.
_ELSEWHERE = 3


async def confirmed(finding: Finding, sender: Sender, renewal: Renewal) -> Finding:
    """*finding* with how often it was seen again: its smallest request as often as the run's settings say, and some of
    its other places once, all with new ids.

    What takes more than one request to show is not tried again here: what found it has to do so.
    """
    behind = sender.behind(finding)
    if not behind or behind[0].case is None or behind[0].case.phase is Phase.STATE:
        return finding
    first = behind[0]
    if finding.minimal is not None:
        first = replace(first, case=replace(behind[0].case, request=finding.minimal.request))
    again = [first] * sender.settings.repeats
    if finding.example.answer.failure is not Failure.HANG:
        again += _elsewhere(behind)
    times = 0
    for number, seen in enumerate(again):
        if sender.over:
            return replace(finding, confirmations=times, repeats=number)
        times += await _seen_again(seen, sender, renewal)
    return replace(finding, confirmations=times, repeats=len(again))


def _elsewhere(behind: list[Seen]) -> list[Seen]:
    """The symptoms at other places, from all over."""
    places = {
        seen.symptom.place: seen for seen in behind if seen.case is not None and seen.case.phase is not Phase.STATE
    }
    places.pop(behind[0].symptom.place, None)
    others = list(places.values())
    step = max(1, len(others) // _ELSEWHERE)
    return others[::step][:_ELSEWHERE]


async def _seen_again(seen: Seen, sender: Sender, renewal: Renewal) -> bool:
    case: Case | None = seen.case
    assert case is not None, "only what one request shows is tried again"
    case = renewal.case(replace(case, items=()))
    return sender.shows(seen.symptom, case, await sender.send(case))
