"""On receivers as teams write them, the tester tells every root cause, and nothing that is not there."""

from __future__ import annotations

import pytest
from eventpact.cases import Choices, make_plan
from eventpact.contract import Contract
from eventpact.progress import Finished
from eventpact.runner import Effort, Settings

from tests.receivers.causes import CAUSES, unbacked, untold
from tests.receivers.probe_table import all_probes
from tests.receivers.probes import Shown, deviations
from tests.receivers.starting import Running
from tests.receivers.trial import held_against, over_http, thinned

pytestmark = pytest.mark.thorough

#: The most findings that a person should have to read; coercion shows differently at each type, which takes some more.
MOST_FINDINGS = {"fastify_builtin.cjs": 25}
MOST_ELSEWHERE = 15

#: Receivers that take so long over an event that they are sent the small plan, which has no sizes.
SIZES = {"batch-size", "reject-size"}
SLOW = {"flask_jsonschema.py"}


@pytest.fixture(scope="module")
def shown(receiver: Running) -> list[Shown]:
    """What the probes show."""
    return deviations(receiver.url, receiver.key, all_probes())


@pytest.fixture(scope="module")
def finished(receiver: Running, contract: Contract, app: str) -> Finished:
    """What the tester finds."""
    plan = thinned(make_plan(contract, f"causes-{app[:7]}", Choices(quick=app in SLOW)))
    return over_http(contract, plan, receiver, Settings(effort=Effort(findings=0)))


def test_every_cause_is_shown_by_a_probe(app: str, shown: list[Shown]) -> None:
    assert [cause.says for cause in CAUSES[app] if not any(map(cause.explains, shown))] == []


def test_every_deviation_of_a_probe_has_a_cause(app: str, shown: list[Shown]) -> None:
    unexplained = [one for one in shown if not any(cause.explains(one) for cause in CAUSES[app])]
    assert [(one.probe.group, one.probe.detail, one.status) for one in unexplained] == []


def test_every_cause_is_told_by_a_finding(app: str, finished: Finished) -> None:
    assert finished.aborted == ""
    causes = tuple(cause for cause in CAUSES[app] if app not in SLOW or not cause.rules <= SIZES)
    assert list(untold(causes, held_against(finished))) == []


def test_every_finding_has_a_cause(app: str, finished: Finished) -> None:
    assert [finding.summary for finding in unbacked(CAUSES[app], held_against(finished))] == []
    assert [finding.summary for finding in held_against(finished) if finding.flaky] == []


def test_a_person_can_read_what_is_found(app: str, finished: Finished) -> None:
    assert len(held_against(finished)) <= MOST_FINDINGS.get(app, MOST_ELSEWHERE)


def test_the_probes_are_many_and_each_is_one_of_its_kind() -> None:
    probes = all_probes()
    assert len(probes) >= 350
    assert len({(probe.group, probe.detail) for probe in probes}) == len(probes)
