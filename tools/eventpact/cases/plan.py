"""The plan of a run: every case in the order in which it is sent, and the sites that the cases test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from eventpact.cases.accept import accept_cases, interactions
from eventpact.cases.case import Case, Phase, Scenario, Site, alone
from eventpact.cases.compose import Composer
from eventpact.cases.covering import Combinations
from eventpact.cases.error_path import error_path_cases
from eventpact.cases.json_text import embedded_cases, json_cases, open_cases, white_space_cases
from eventpact.cases.order import in_order, telling
from eventpact.cases.reject import envelope_cases, reject_cases
from eventpact.cases.sizes import size_cases
from eventpact.cases.state import state_scenarios
from eventpact.cases.wire import (
    batch_cases,
    key_cases,
    large_batch_cases,
    media_type_cases,
    method_cases,
    transfer_cases,
)
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.errors import ContractError
from eventpact.pointer import to_pointer
from eventpact.progress import Interactions

#: A small plan combines no more states than this.
QUICK_STRENGTH = 2


@dataclass(frozen=True)
class Choices:
    """What a plan is made of: states are combined *strength* at a time (1 to 4); *quick*: a small, telling part of the
    plan; *writes*: also what a sound receiver may record; *shard*: the i-th of n parts, counted from 1, which together
    are the whole plan without overlap; *second_tenant*: whether there is a key of another tenant."""

    strength: int = 3
    quick: bool = False
    writes: bool = True
    shard: tuple[int, int] = (1, 1)
    second_tenant: bool = False


@dataclass(frozen=True)
class Plan:
    """Cases, scenarios, and what they are to cover: sites, and the combinations of states of each variant, *strength*
    at a time. *smoke* is a typical event, alone: the plainest case that a receiver must accept."""

    cases: tuple[Case, ...]
    sites: tuple[Site, ...]
    scenarios: tuple[Scenario, ...] = ()
    combinations: Mapping[str, Combinations] = field(default_factory=dict)
    strength: int = 1

    @property
    def smoke(self) -> Case:
        """The plainest case that a receiver must accept."""
        return self.cases[0]

    def interactions(self, cases: Iterable[Case]) -> Interactions:
        """How many of the combinations the valid events in those *cases* of the plan show that were sent."""
        return interactions(self.combinations, cases, self.strength)

    def of(self, phase: Phase) -> list[Case]:
        """The cases of one phase."""
        return [case for case in self.cases if case.phase is phase]


def make_plan(contract: Contract, prefix: str, choices: Choices = Choices()) -> Plan:
    """The plan for *contract*; all that its events name begins with *prefix*. The same arguments give the same bytes.

    Of several shards each has some of the cases, and says of a site when another one tests it. A quick plan and one
    without writes (only those cases that a sound receiver must refuse, or that hold no event) test all sites as well.
    Raises ContractError when no valid event of a variant can be made from the schema.
    """
    oracle = Oracle(contract)
    composer = Composer(contract, prefix)
    for variant in contract.variants:
        _check_typical(composer, oracle, composer.typical(variant))
    strength = min(choices.strength, QUICK_STRENGTH) if choices.quick else choices.strength
    made = accept_cases(composer, oracle, strength, quick=choices.quick)
    cases, sites = list(made.cases), []
    for found, tested in _sited(composer, oracle, choices):
        cases += found
        sites += tested
    cases += _around(composer, oracle, choices)
    cases = list({case.id: case for case in cases}.values())
    scenarios = state_scenarios(composer, oracle, choices)
    if choices.quick:
        cases = telling(cases, sites)
    if not choices.writes:
        cases = [case for case in cases if not case.may_write]
    index, parts = choices.shard
    shard = in_order(cases)[index - 1 :: parts]
    return Plan(tuple(shard), tuple(_left(sites, shard)), scenarios, made.combinations, strength)


def _left(sites: list[Site], shard: list[Case]) -> Iterator[Site]:
    """*sites*, with a reason at those that no case of the *shard* tests."""
    ids = {alone(case.id) for case in shard}
    for site in sites:
        yield site if site.reason or site.cases & ids else replace(site, reason="another shard tests it")


def _sited(composer: Composer, oracle: Oracle, choices: Choices) -> Iterator[tuple[list[Case], list[Site]]]:
    """The cases that constraints of the contract bring forth, and which of these they test."""
    variants = composer.contract.variants
    for variant in variants:
        yield reject_cases(composer, oracle, variant, quick=choices.quick)
    yield envelope_cases(composer, oracle, variants[0])
    yield embedded_cases(composer, oracle)


def _around(composer: Composer, oracle: Oracle, choices: Choices) -> Iterator[Case]:
    variant = composer.contract.variants[0]
    yield from batch_cases(composer, oracle, variant)
    yield from large_batch_cases(composer, oracle, variant)
    yield from white_space_cases(composer, oracle, variant)
    yield from json_cases(composer, oracle, lambda: composer.typical(variant))
    yield from media_type_cases(composer, variant)
    yield from transfer_cases(composer, variant)
    yield from method_cases(composer)
    yield from key_cases(composer, variant)
    yield from open_cases(composer, oracle, variant)
    yield from error_path_cases(composer, oracle, quick=choices.quick)
    yield from size_cases(composer, quick=choices.quick)


def _check_typical(composer: Composer, oracle: Oracle, event: object) -> None:
    judgement = oracle.judge(event, event=True)
    if judgement.verdict is Verdict.VALID:
        return
    fault = judgement.faults[0] if judgement.faults else None
    raise ContractError(
        "examples-present",
        f"no valid event can be made: {fault.message if fault else judgement.oddities[0]}"
        + (f" (at {to_pointer(fault.tokens)})" if fault else ""),
        where=fault.location if fault else composer.contract.event.location,
        hint="Give this place `examples` that are valid.",
    )
