"""A finding of what was recorded, tried again: with smaller requests first, then the smallest of them some times more.

Reading what was recorded may take long. So it is done once a round for all findings: the requests of all of them are
sent before, with ids by which their events are told apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from eventpact.cases import Scenario
from eventpact.checks.recorded import Ledger
from eventpact.contract import Contract
from eventpact.errors import TargetError
from eventpact.findings import Finding, Minimal, Symptom
from eventpact.runner.renewal import Renewal
from eventpact.runner.sender import Sender
from eventpact.runner.settings import Reading
from eventpact.runner.shrink import text
from eventpact.runner.side_by_side import side_by_side
from eventpact.runner.trials import Steps, Trial, Trials

#: A symptom of this rule is at one place of an event; those of the others are of events as a whole.
_AT_A_PLACE = "recorded-unchanged"


@dataclass
class _Sent:
    """A *trial* with its *steps* as they were sent, with new ids, and whether its symptom was *shown* again."""

    trial: Trial
    steps: Steps = ()
    shown: bool = False


class Recheck:
    """Tries findings again with *trials*, and with *read*, which tells what was recorded."""

    def __init__(self, contract: Contract, sender: Sender, renewal: Renewal, trials: Trials, read: Reading) -> None:
        self._contract = contract
        self._sender = sender
        self._renewal = renewal
        self._trials = trials
        self._read = read

    async def explained(self, findings: Sequence[Finding]) -> list[Finding]:
        """*findings* with their smallest request, and how often they were seen again; as they are where they cannot be
        tried again, or nothing can be read any more."""
        whole = {finding.id: trial for finding in findings if (trial := self._trials.whole(finding)) is not None}
        try:
            smallest = await self._smallest([*whole.values()][: self._sender.settings.effort.findings])
            again = whole | {name: trial for name, (trial, _) in smallest.items()}
            times = await self._repeated([*again.values()])
        except TargetError:
            return [*findings]
        return [self._told(one, again[one.id], times[one.id], smallest) if one.id in whole else one for one in findings]

    def _told(
        self, finding: Finding, trial: Trial, times: int, smallest: Mapping[str, tuple[Trial, Minimal]]
    ) -> Finding:
        """*finding* with all that came of it; no request is its smallest that does not show it each time."""
        repeats = self._sender.settings.repeats
        finding = replace(finding, confirmations=times, repeats=repeats)
        if finding.id not in smallest or times < repeats:
            return finding
        example = trial.symptom
        return replace(finding, example=example, expected=example.expected, minimal=smallest[finding.id][1])

    async def _smallest(self, whole: Sequence[Trial]) -> Mapping[str, tuple[Trial, Minimal]]:
        """The smallest trial of each finding that shows it, and what there is to say of it."""
        most = self._sender.settings.effort.requests
        sent = await self._sent([one for trial in whole for one in [*self._trials.smaller(trial)][:most]])
        found: dict[str, tuple[Trial, Minimal]] = {}
        for trial in whole:
            mine = [one for one in sent if one.trial.finding == trial.finding]
            shown = [one for one in mine if one.shown]
            if shown:
                best = min(shown, key=lambda one: len(text(one.trial.body)))
                found[trial.finding] = best.trial, _minimal(best, mine)
        return found

    async def _repeated(self, trials: Sequence[Trial]) -> Mapping[str, int]:
        """How often each finding was seen when its trial was made some times more."""
        repeats = self._sender.settings.repeats
        sent = await self._sent([trial for trial in trials for _ in range(repeats)])
        return {trial.finding: sum(one.shown for one in sent if one.trial is trial) for trial in trials}

    async def _sent(self, trials: Sequence[Trial]) -> list[_Sent]:
        """Make all of *trials*, then read what was recorded of them."""
        ledger = Ledger(self._contract, self._renewal.prefix)
        sent = {str(number): _Sent(trial) for number, trial in enumerate(trials)}

        async def follow(name: str) -> None:
            one = sent[name]
            scenario = self._renewal.scenario(Scenario(name, one.trial.symptom.rule, "", one.trial.steps))
            one.steps = scenario.steps
            for step in scenario.steps:
                named = [replace(case, id=name) for case in step]
                answers = await asyncio.gather(*map(self._sender.send, named))
                for case, answer in zip(named, answers, strict=True):
                    ledger.note(case, answer)

        wide = {name for name, one in sent.items() if any(len(step) > 1 for step in one.trial.steps)}
        await side_by_side([name for name in sent if name not in wide], follow, self._sender.settings.workers)
        await side_by_side(wide, follow, 1)  # so that the requests of a step really meet
        for symptom in await self._read(ledger) if sent else ():
            sent[symptom.case].shown |= _is_same(symptom, sent[symptom.case].trial.symptom)
        return [*sent.values()]


def _is_same(one: Symptom, other: Symptom) -> bool:
    if one.rule == _AT_A_PLACE and (one.kind, one.place) != (other.kind, other.place):
        return False
    return (one.rule, one.observed) == (other.rule, other.observed)


def _minimal(best: _Sent, sent: Sequence[_Sent]) -> Minimal:
    """What there is to say of the smallest request among those *sent*."""
    base = None if best.trial.base is None else text(best.trial.base)
    sound = (one for one in sent if not one.shown and text(one.trial.body) == base)
    accepted = next((one.steps[0][0].request for one in sound), None)
    return Minimal(best.steps[0][0].request, len(sent), best.trial.needed, accepted)
