"""A contract run as pytest items: one for each rule and variant, which fails with the finding.

``pytest --contract-url URL`` tests an implementation; without a URL the reference receiver is started and tested. The
tests themselves ask for the fixture ``contract_point`` and call its ``check``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from eventpact.cases import Case, Choices, make_plan
from eventpact.checks import RULES, Statuses
from eventpact.checks.batch_result import is_declared
from eventpact.cli.contract_run import Keys, Outcome, Wanted, against_reference, against_url
from eventpact.cli.keys import second_key, tenant_key
from eventpact.cli.options import DEFAULT_CONTRACT, open_contract
from eventpact.cli.sources import Readbacks
from eventpact.contract import Contract
from eventpact.findings import Finding, Severity
from eventpact.report import finding_text
from eventpact.runner.random import RandomSettings

#: Rules that only what was recorded can tell of, and those that are judged with every answer.
_READ = frozenset(rule for rule in RULES if rule.startswith("recorded-"))
_ALWAYS = frozenset({"status-exact", "success-exact", "no-crash", "no-hang", "no-drop"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of a contract run."""
    group = parser.getgroup("eventpact", "contract tests")
    group.addoption("--contract-url", metavar="URL", help="the endpoint to test (default: the reference receiver)")
    group.addoption("--contract-file", metavar="FILE", default=str(DEFAULT_CONTRACT), help="the OpenAPI document")
    group.addoption("--contract-quick", action="store_true", help="send a small, telling part of the plan")
    group.addoption("--contract-seconds", type=float, default=0.0, help="seconds of random events after the plan")
    group.addoption("--contract-readback", metavar="URL", help="where the recorded events can be read")


@dataclass(frozen=True)
class ContractPoint:
    """One *rule* for one *variant* (empty: for what is no single event's)."""

    rule: str
    variant: str = ""

    def __str__(self) -> str:
        return f"{self.rule}-{self.variant}" if self.variant else self.rule

    def concerns(self, finding: Finding, points: frozenset[ContractPoint]) -> bool:
        """Whether *finding* is told of here, one of *points*: at its rule and variants; where no point is its own, at
        all of its rule, or everywhere."""
        own = {ContractPoint(finding.rule, place.variant) for place in finding.places} & points
        return self in (own or {point for point in points if point.rule == finding.rule} or points)


@dataclass(frozen=True)
class CheckedPoint:
    """A point, and the run that tells of it."""

    point: ContractPoint
    points: frozenset[ContractPoint]
    outcome: Outcome

    def check(self) -> None:
        """Fail with the findings of this point; with why there are none where the run ended early."""
        subject, finished = self.outcome.subject, self.outcome.finished
        found = [f for f in finished.findings if self.point.concerns(f, self.points)]
        grave = [f for f in found if f.severity is not Severity.REMARK]
        if grave:
            texts = ("\n".join(finding_text(subject, number, finding)) for number, finding in enumerate(grave, 1))
            pytest.fail("\n\n".join(texts), pytrace=False)
        if finished.aborted:
            pytest.fail(f"the run ended early: {finished.aborted}", pytrace=False)
        if self.outcome.unread is not None and self.point.rule in _READ:
            pytest.fail(str(self.outcome.unread), pytrace=False)


def points_of(config: pytest.Config) -> tuple[ContractPoint, ...]:
    """What the run of this session can tell of."""
    option = config.getoption
    readback = option("--contract-url") is None or option("--contract-readback") is not None
    return _points(Path(option("--contract-file")), quick=option("--contract-quick"), readback=readback)


@cache
def _points(file: Path, *, quick: bool, readback: bool) -> tuple[ContractPoint, ...]:
    """The points of the contract in *file* that a plan tests, in the order of the rules."""
    contract = open_contract(file)
    plan = make_plan(contract, "points", Choices(strength=1, quick=quick, second_tenant=True))
    cases = [*plan.cases, *(case for scenario in plan.scenarios for step in scenario.steps for case in step)]
    found = {point for case in cases for point in _of(case)}
    found |= {ContractPoint(rule) for rule in _ALWAYS - {point.rule for point in found}}
    if readback:
        found |= {ContractPoint(rule) for rule in _READ}
    if is_declared(contract):
        found.add(ContractPoint("batch-result"))
    order = {rule: number for number, rule in enumerate(RULES)}
    return tuple(sorted(found, key=lambda point: (order[point.rule], point.variant)))


def _of(case: Case) -> Iterator[ContractPoint]:
    """What a case tests: its own rule and variant, and those of each event in it."""
    for rule, variant in {(case.rule, case.place.variant), *((i.rule, i.place.variant) for i in case.items)}:
        if RULES[rule].severity is not Severity.REMARK:
            yield ContractPoint(rule, variant)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each point."""
    if "contract_point" in metafunc.fixturenames:
        metafunc.parametrize("contract_point", points_of(metafunc.config), ids=str, indirect=True)


@pytest.fixture(scope="session")
def contract_run(request: pytest.FixtureRequest) -> Outcome:
    """The one run that all items of a session tell of."""
    option = request.config.getoption
    file, url, quick = Path(option("--contract-file")), option("--contract-url"), option("--contract-quick")
    contract = open_contract(file)
    if url is None:
        return against_reference(file, contract, _wanted(contract, option("--contract-seconds"), quick=quick))
    keys = Keys(tenant_key(contract), second_key(contract))
    wanted = _wanted(
        contract,
        option("--contract-seconds"),
        quick=quick,
        readback=option("--contract-readback"),
    )
    return against_url(contract, url, keys, wanted)


def _wanted(contract: Contract, seconds: float, *, quick: bool, readback: str | None = None) -> Wanted:
    return Wanted(
        choices=Choices(quick=quick),
        random=RandomSettings(seconds),
        statuses=Statuses.of(contract.interface),
        readbacks=Readbacks(readback),
    )


@pytest.fixture
def contract_point(request: pytest.FixtureRequest, contract_run: Outcome) -> CheckedPoint:
    """One point of the contract, to be checked."""
    return CheckedPoint(request.param, frozenset(points_of(request.config)), contract_run)
