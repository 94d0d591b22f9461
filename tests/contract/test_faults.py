"""Every rule is proven able to fail, against a receiver with exactly that fault, and silent on a sound one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from eventpact.cases import Plan, make_plan
from eventpact.checks import RULES
from eventpact.contract import Contract
from eventpact.contract.interface import Refusal
from eventpact.exchange import Request
from eventpact.progress import Finished
from eventpact.runner import Settings, run

from tests.conftest import SCHEMA, TELEMETRY
from tests.contract.faults import PLANTED, Planted
from tests.contract.sound import SoundReceiver


def finished(contract: Contract, plan: Plan, receiver: SoundReceiver) -> Finished:
    """The last event of a run against a receiver in memory."""

    async def follow() -> Finished:
        events = [event async for event in run(contract, plan, receiver, Settings(workers=4))]
        assert isinstance(events[-1], Finished)
        return events[-1]

    return asyncio.run(follow())


PlanOf = Callable[[Contract], Plan]


@pytest.fixture(scope="module")
def plan_of() -> PlanOf:
    """The plan for a contract, made once."""
    plans: dict[str, Plan] = {}

    def plan(contract: Contract) -> Plan:
        if contract.title not in plans:
            plans[contract.title] = make_plan(contract, "run")
        return plans[contract.title]

    return plan


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_fault_brings_its_finding_and_no_other(
    planted: Planted, telemetry: Contract, plan_of: PlanOf
) -> None:
    found = finished(telemetry, plan_of(telemetry), planted.make(TELEMETRY))
    assert {finding.rule for finding in found.findings} == {planted.rule}
    assert not any(finding.flaky for finding in found.findings)


OURS = [p for p in PLANTED if p.name in {
    "required is not checked", "format is not checked", "string is taken for number", "boolean is taken for number",
    "null is taken for a string", "t and z are refused in lower case", "only the first event is checked",
    "a leap second crashes it", "unknown properties are refused",
}]  # fmt: skip


@pytest.mark.parametrize("planted", OURS, ids=lambda planted: planted.name)
def test_a_planted_fault_is_found_in_our_own_contract(planted: Planted, contract: Contract, plan_of: PlanOf) -> None:
    found = finished(contract, plan_of(contract), planted.make(SCHEMA / "openapi.yaml"))
    assert {finding.rule for finding in found.findings} == {planted.rule}


def test_a_receiver_that_lacks_a_variant_is_told_so_by_its_typical_event(telemetry: Contract, plan_of: PlanOf) -> None:
    class NoDoors(SoundReceiver):
        def payload(self, request: Request) -> Refusal | None:
            return Refusal.INVALID if b'"door"' in (request.body or b"") else super().payload(request)

    found = finished(telemetry, plan_of(telemetry), NoDoors(telemetry))
    typical = [finding for finding in found.findings if finding.rule == "accept-typical"]
    assert [place.variant for finding in typical for place in finding.places] == ["door"]


def test_every_rule_has_a_planted_fault_that_breaks_it() -> None:
    assert set(RULES) - {planted.rule for planted in PLANTED} == {"accept-typical"}  # the test above


@pytest.mark.parametrize("name", ["contract", "telemetry"])
def test_a_sound_receiver_brings_no_finding_and_every_site_is_tested(
    name: str, request: pytest.FixtureRequest, plan_of: PlanOf
) -> None:
    chosen: Contract = request.getfixturevalue(name)
    found = finished(chosen, plan_of(chosen), SoundReceiver(chosen))
    assert found.findings == ()
    assert found.untested == ()
    assert found.aborted == ""
