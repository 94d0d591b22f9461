"""Scenarios against a receiver in memory, and what the ledger says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from eventpact.cases import Case, Choices, Composer, Plan, Scenario, make_plan
from eventpact.cases.case import Phase
from eventpact.cases.state import state_scenarios
from eventpact.checks import Statuses, symptom
from eventpact.checks.recorded import Ledger
from eventpact.checks.sightings import Sightings
from eventpact.checks.state import symptoms
from eventpact.contract import Contract, Oracle
from eventpact.exchange import Answer
from eventpact.findings import Severity, Symptom
from eventpact.runner.scenarios import exchanges

from tests.state.recording import TENANTS, RecordingReceiver

PREFIX = "evp-state"
Exchange = tuple[Case, Answer]


def with_policy(contract: Contract, policy: str) -> Contract:
    """*contract* with another batch policy."""
    return replace(contract, interface=replace(contract.interface, batch_policy=policy))


def scenarios_of(contract: Contract, **choices: object) -> tuple[Scenario, ...]:
    """All scenarios, with two tenants unless *choices* say otherwise."""
    chosen = replace(Choices(second_tenant=True), **choices)  # type: ignore[arg-type]
    composer = Composer(contract, f"{PREFIX}-scenario")  # ids of their own, beside those of the plan's cases
    return state_scenarios(composer, Oracle(contract), chosen)


_REFUSED = {Phase.REJECT, Phase.KEY, Phase.MEDIA_TYPE, Phase.JSON}


@cache
def _plan(title: str, policy: str, made_for: Made) -> Plan:
    plan = make_plan(made_for.contract, PREFIX)
    cases = plan.cases
    accepted = [case for case in cases if case.phase is Phase.ACCEPT]
    refused = [case for case in cases if case.phase in _REFUSED]
    # enough of each, and not so many that each fault costs seconds
    some = [*accepted[:40], *accepted[40::20], *refused[:: max(1, len(refused) // 80)]]
    return replace(plan, cases=tuple(some), sites=(), scenarios=scenarios_of(made_for.contract))


@dataclass(frozen=True)
class Made:
    """A contract that is the same as any other when plans are looked up: title and policy tell them apart."""

    contract: Contract = field(compare=False)


def some_of_the_plan(contract: Contract) -> Plan:
    """Some ordinary cases, and all scenarios."""
    return _plan(contract.title, contract.interface.batch_policy, Made(contract))


def exchanged(receiver: RecordingReceiver) -> list[Exchange]:
    """What comes of some ordinary cases and of all scenarios."""
    plan = some_of_the_plan(receiver.contract)

    async def follow() -> list[Exchange]:
        alone = [(case, await receiver.send(case.request)) for case in plan.cases]
        return [*alone, *[exchange async for exchange in exchanges(receiver, plan.scenarios, workers=4)]]

    return asyncio.run(follow())


def ledger_of(contract: Contract, noted: Iterable[Exchange]) -> Ledger:
    """A ledger with these exchanges."""
    ledger = Ledger(contract, PREFIX)
    for case, answer in noted:
        ledger.note(case, answer)
    return ledger


def of_records(ledger: Ledger, receiver: RecordingReceiver) -> list[Symptom]:
    """What the ledger says of all that *receiver* recorded."""
    sightings = [Sightings(ledger, tenant) for tenant in TENANTS]
    for one in sightings:
        for event in receiver.read_back(one.tenant):
            one.see(event)
    return symptoms(ledger, sightings)


def of_run(receiver: RecordingReceiver, noted: Sequence[Exchange]) -> list[Symptom]:
    """All symptoms of a run: of its statuses, and of what was recorded."""
    statuses = Statuses.of(receiver.interface)
    answered = [found for case, answer in noted if (found := symptom(statuses, case, answer)) is not None]
    return [*answered, *of_records(ledger_of(receiver.contract, noted), receiver)]


def gravest(found: Iterable[Symptom]) -> Severity | None:
    """The gravest severity among *found*."""
    return min((s.severity for s in found), key=lambda severity: severity.rank, default=None)
