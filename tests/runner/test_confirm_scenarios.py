"""A finding that takes several requests to show is tried again with all of them, and with new ids."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Callable, Sequence

import pytest
from eventpact.cases import Choices, Plan, Scenario, make_plan
from eventpact.contract import Contract
from eventpact.exchange import Answer, Request
from eventpact.findings import Finding, Symptom
from eventpact.runner import Effort, Exchange
from eventpact.runner.renewal import Renewal
from eventpact.runner.scenarios import exchanges
from eventpact.targets import Target

from tests.runner.memory import Making, Receiver, finished, quick

_ID = re.compile(rb'"id":"([^"]*)"')


@pytest.fixture(scope="module")
def scenarios(telemetry: Contract) -> tuple[Scenario, ...]:
    return make_plan(telemetry, "test", Choices(quick=True)).scenarios


class Remembering(Receiver):
    """It says of a request whose events it knows already what *fault* says of how often that has happened."""

    def __init__(self, contract: Contract, again: Callable[[int], int | None]) -> None:
        super().__init__(contract)
        self.again = again
        self.known: set[bytes] = set()
        self.times = 0

    def answer(self, request: Request) -> Answer:
        ids = set(_ID.findall(request.body or b""))
        before, self.known = self.known, self.known | ids
        self.times += bool(ids & before)
        said = self.again(self.times) if ids & before else None
        try:
            return super().answer(request) if said is None else Answer(0.001, said)
        except json.JSONDecodeError:
            return Answer(0.001, 400)


def found(making: Making, scenarios: Sequence[Scenario], kind: str, again: Callable[[int], int | None]) -> Finding:
    """The one finding of a run with the scenarios of *kind*."""
    chosen = tuple(scenario for scenario in scenarios if scenario.kind == kind)
    assert chosen

    async def source(target: Target, before: Sequence[Symptom]) -> AsyncGenerator[Exchange | Symptom, None]:
        async for one in exchanges(target, chosen, workers=1):
            yield one

    plan = Plan(tuple(making.typical()), (), chosen)
    settings = quick(workers=1, effort=Effort(findings=0), hooks={"extra": (source,)})
    (finding,) = finished(making.contract, plan, Remembering(making.contract, again), settings).findings
    return finding


def test_a_scenario_that_shows_it_each_time_is_confirmed(making: Making, scenarios: Sequence[Scenario]) -> None:
    finding = found(making, scenarios, scenarios[0].kind, lambda times: 409)
    assert finding.rule == "resend-accepted"
    assert finding.confirmations == finding.repeats >= 3


def test_a_scenario_that_does_not_is_flaky(making: Making, scenarios: Sequence[Scenario]) -> None:
    finding = found(making, scenarios, scenarios[0].kind, lambda times: 409 if times == 1 else None)
    assert (finding.confirmations, finding.flaky) == (0, True)


KINDS_WITH_TEXT_THAT_IS_NO_JSON = "malformed body, then the whole one"


def test_a_body_that_is_no_json_is_sent_again_with_the_ids_of_the_others(
    making: Making, scenarios: Sequence[Scenario]
) -> None:
    finding = found(making, scenarios, KINDS_WITH_TEXT_THAT_IS_NO_JSON, lambda times: 400)
    assert finding.rule == "retry-accepted"
    assert finding.confirmations == finding.repeats == 3


def test_what_scenarios_share_and_what_differs_stays_when_their_ids_are_new(
    making: Making, scenarios: Sequence[Scenario]
) -> None:
    renewal = Renewal(making.contract, Plan(tuple(making.typical()), ()))
    for scenario in scenarios:
        old, new = (ids_of(one) for one in (scenario, renewal.scenario(scenario)))
        assert len(set(zip(old, new, strict=True))) == len(set(old)) == len(set(new)), scenario.id
        assert not set(old) & set(new)
        assert [ending(one) for one in old] == [ending(one) for one in new]


def ending(id_: str) -> str:
    """What an id has behind its number."""
    return re.fullmatch(r"test-(?:[a-z]-)?\d+(.*)", id_)[1]  # type: ignore[index]


def ids_of(scenario: Scenario) -> list[str]:
    bodies = [case.request.body or b"" for step in scenario.steps for case in step]
    return [id_.decode() for body in bodies for id_ in _ID.findall(body)]
