"""Requests that may show again what was wrong with a record: the whole ones, and all that have less in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from eventpact.cases import Case, Phase, Scenario
from eventpact.cases.case import ACCEPTED
from eventpact.cases.compose import encode
from eventpact.contract import Contract, Verdict
from eventpact.findings import Finding, Symptom
from eventpact.pointer import resolve
from eventpact.runner.renewal import NOT_PLAIN, Renewal, value_of
from eventpact.runner.sender import Sender
from eventpact.runner.shrink import differences, spelled, taken_over
from eventpact.runner.sides import Sides

Steps = tuple[tuple[Case, ...], ...]


@dataclass(frozen=True)
class Trial:
    """Requests that may show the *symptom* of a *finding* again: *steps* as those of a scenario.

    *body* is what there is in it where it is a single request with one event or two, and *base* the body that differs
    from it at one place: *needed* is what this one has there, as (JSON Pointer into the body, JSON text).
    """

    finding: str
    symptom: Symptom
    steps: Steps
    body: Any = None
    base: Any = None
    needed: tuple[tuple[str, str], ...] = ()


class Trials:
    """Makes trials of what *sender* has seen; *scenarios* are those of the plan, by the ids of their cases."""

    def __init__(self, contract: Contract, sender: Sender, renewal: Renewal, scenarios: Mapping[str, Scenario]) -> None:
        self._contract = contract
        self._sender = sender
        self._renewal = renewal
        self._sides = Sides(contract)
        self._scenarios = scenarios

    def whole(self, finding: Finding) -> Trial | None:
        """What showed *finding*, as it was sent; None where it is not known what had to come of it."""
        scenario = self._scenarios.get(finding.example.case)
        if scenario is not None:
            return Trial(finding.id, finding.example, scenario.steps)
        behind = (seen.symptom for seen in self._sender.behind(finding))
        symptom = next((one for one in behind if value_of(one.request.body) is not NOT_PLAIN), finding.example)
        case = self._case(symptom)
        return None if case is None else Trial(finding.id, symptom, ((case,),))

    def _case(self, symptom: Symptom) -> Case | None:
        """The case of *symptom*: as it was planned, or as one that must be accepted where its body is valid."""
        planned = next((case for case in self._sender.tried if case.id == symptom.case), None)
        if planned is not None:
            return replace(planned, request=symptom.request, items=())
        body = value_of(symptom.request.body)
        if body is NOT_PLAIN or self._sides.of(body)[0] is not Verdict.VALID:
            return None
        one = symptom
        return Case(one.case, Phase.ACCEPT, one.rule, one.kind, one.place, ACCEPTED, one.request)

    def smaller(self, whole: Trial) -> Iterator[Trial]:
        """Single requests with less in them that are on the same side of the contract."""
        case, symptom = whole.steps[0][0], whole.symptom
        body = value_of(case.request.body)
        if case.phase is Phase.STATE or body is NOT_PLAIN or symptom.position is None:
            return
        side = self._sides.of(body)
        for less, base, needed in self._bodies(resolve(body, (*self._contract.events_at, symptom.position))):
            if self._sides.of(less) == side:
                request = replace(case.request, body=encode(less))
                yield replace(whole, steps=((replace(case, request=request),),), body=less, base=base, needed=needed)

    def _bodies(self, event: Any) -> Iterator[tuple[Any, Any, tuple[tuple[str, str], ...]]]:
        """Bodies with *event*, with an event that is plainer, and with another one beside it; each with its base and
        what is needed of it, if any."""
        composer, variant = self._renewal.composer, self._contract.variant(event)
        if variant is None:
            return
        typical = [composer.typical(variant, minimal=minimal) for minimal in (True, False)]
        plain = [self._renewal.with_names_of(event, one) for one in typical]
        for one in plain:
            yield composer.body([one]), None, ()
        for one in plain:
            for place in differences(one, event):
                changed = taken_over(one, event, [place])
                body = composer.body([changed])
                yield body, composer.body([one]), spelled(body, [(*self._contract.events_at, 0, *place)])
        for first, second in ((event, typical[0]), (typical[0], event), (typical[0], typical[1])):
            yield composer.body([first]), None, ()
            yield composer.body([first, second]), composer.body([first]), ()
