"""Every rule is proven able to fail, against receivers with exactly one fault, and silent on a sound one."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from eventpact.cases import Choices, Plan, make_plan
from eventpact.checks import RULES
from eventpact.contract import Contract
from eventpact.contract.interface import Refusal
from eventpact.exchange import Request
from eventpact.findings import Finding, Severity
from eventpact.progress import Finished
from eventpact.runner import Effort, Settings, run

from tests.conftest import SCHEMA, TELEMETRY
from tests.contract.faults import PLANTED
from tests.contract.planted import Planted, contract_of
from tests.contract.sound import SoundReceiver
from tests.state import planted as state

#: What is found is at stake here; what the smallest request is that shows it is tested elsewhere.
QUICKLY = Settings(workers=4, repeats=1, effort=Effort(findings=0))


def finished(contract: Contract, plan: Plan, receiver: SoundReceiver) -> Finished:
    """The last event of a run against a receiver in memory."""

    async def follow() -> Finished:
        events = [event async for event in run(contract, plan, receiver, QUICKLY)]
        assert isinstance(events[-1], Finished)
        return events[-1]

    return asyncio.run(follow())


PlanOf = Callable[..., Plan]


@pytest.fixture(scope="module")
def plan_of() -> PlanOf:
    """The plan for the contract at a path, made once."""
    plans: dict[tuple[Path, bool], Plan] = {}

    def plan(entry: Path, *, quick: bool = False) -> Plan:
        if (entry, quick) not in plans:
            plans[entry, quick] = make_plan(contract_of(entry), "run", Choices(quick=quick))
        return plans[entry, quick]

    return plan


def held_against(finished: Finished) -> list[Finding]:
    """All findings but remarks."""
    return [finding for finding in finished.findings if finding.severity is not Severity.REMARK]


def _kinds(finding: Finding) -> list[str]:
    return list(finding.kinds or [finding.example.kind])


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_a_planted_fault_brings_its_finding_and_no_other(planted: Planted, plan_of: PlanOf) -> None:
    whole = plan_of(planted.entry)
    plan = replace(whole, cases=tuple(filter(planted.shows, whole.cases)))
    found = held_against(finished(contract_of(planted.entry), plan, planted.receiver()))
    assert [finding.id for finding in found if finding.rule not in {planted.rule, *planted.also}] == []
    told = [finding for finding in found if finding.rule == planted.rule]
    assert [kind for finding in told for kind in _kinds(finding) if re.search(planted.kinds, kind)]
    assert not any(finding.flaky for finding in found)


#: Faults of the other contract that ours can have, too.
SHARED = {
    "required is not checked", "format is not checked", "string is taken for number", "boolean is taken for number",
    "null is taken for a string", "only the first event is checked", "a leap second crashes it",
    "unknown properties are refused", "the case of members is ignored", "an invalid event crashes it",
    "a lone surrogate crashes it", "any key will do", "null is never taken", "the last member is forgotten",
}  # fmt: skip


@pytest.mark.parametrize("planted", [p for p in PLANTED if p.name in SHARED], ids=str)
def test_a_quick_plan_finds_a_planted_fault_in_our_own_contract(planted: Planted, plan_of: PlanOf) -> None:
    entry = SCHEMA / "openapi.yaml"
    found = held_against(finished(contract_of(entry), plan_of(entry, quick=True), planted.make(entry)))
    assert found
    assert {finding.rule for finding in found} <= {planted.rule, *planted.also}


@pytest.mark.parametrize(
    ("entry", "tags"),
    [
        *((TELEMETRY, [tag]) for tag in contract_of(TELEMETRY).tags),
        (TELEMETRY, contract_of(TELEMETRY).tags),
        (SCHEMA / "openapi.yaml", contract_of(SCHEMA / "openapi.yaml").tags[:1]),
        (SCHEMA / "openapi.yaml", contract_of(SCHEMA / "openapi.yaml").tags[-2:]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else "",
)
def test_a_receiver_that_lacks_variants_is_told_so_by_their_typical_events_alone(
    entry: Path, tags: list[str], plan_of: PlanOf
) -> None:
    class Lacking(SoundReceiver):
        def payload(self, request: Request) -> Refusal | None:
            refusal = super().payload(request)
            if refusal is None and any(event[chosen.discriminator] in tags for event in self.events(request)):
                return Refusal.INVALID
            return refusal

    chosen = contract_of(entry)
    found = held_against(finished(chosen, plan_of(entry), Lacking(chosen)))
    assert {finding.rule for finding in found} == {"accept-typical"}
    assert sorted(place.variant for finding in found for place in finding.places) == sorted(tags)


#: Faults that show in very many ways, and as how many findings they are told at most.
WIDE = {
    "a wrong key crashes it": 1,
    "a wrong key drops the connection": 1,
    "an invalid event without a key crashes it": 1,
    "an invalid event crashes it": 2,
    "NUL in an invalid event crashes it": 2,
    "a long text in an invalid event crashes it": 2,
    "what is not UTF-8 crashes it": 2,
    "a body that is no object crashes it": 4,
    "characters beyond ASCII in an invalid event crash it": 4,
}


@pytest.mark.parametrize("planted", [p for p in PLANTED if p.name in WIDE], ids=str)
def test_what_crashes_it_everywhere_is_told_once_or_nearly(planted: Planted, plan_of: PlanOf) -> None:
    found = held_against(finished(contract_of(planted.entry), plan_of(planted.entry), planted.receiver()))
    assert 0 < len(found) <= WIDE[planted.name], [finding.id for finding in found]


#: Rules about time, repeats and declared headers: the tests of those parts plant their faults.
PROVEN_ELSEWHERE = {"answer-time", "retry-accepted", "batch-result"}


def test_every_rule_has_a_planted_fault_that_breaks_it() -> None:
    never_fail_a_run = {rule.id for rule in RULES.values() if rule.severity is Severity.REMARK}
    of_state = {rule for planted in state.PLANTED for rule in planted.rules}
    unplanted = set(RULES) - {planted.rule for planted in PLANTED} - never_fail_a_run - of_state
    assert unplanted <= {"accept-typical", *PROVEN_ELSEWHERE}


def test_the_planted_faults_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len(PLANTED) >= 200
    assert [name for name, times in Counter(map(str, PLANTED)).items() if times > 1] == []


@pytest.mark.parametrize("entry", [SCHEMA / "openapi.yaml", TELEMETRY], ids=["ours", "telemetry"])
def test_a_sound_receiver_brings_no_finding_and_every_site_is_tested(entry: Path, plan_of: PlanOf) -> None:
    chosen = contract_of(entry)
    found = finished(chosen, plan_of(entry), SoundReceiver(chosen))
    assert found.findings == ()
    assert found.untested == ()
    assert found.aborted == ""
