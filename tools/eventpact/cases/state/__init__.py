"""State: what a receiver must remember between requests, and what it must not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eventpact.cases.case import Scenario
from eventpact.cases.compose import Composer
from eventpact.cases.state.duplicates import resent, side_by_side, together, with_repeats
from eventpact.cases.state.refused import after_invalid, after_malformed, after_wrong_key
from eventpact.cases.state.scope import changed_content, changed_part, in_tenants, in_variants, near_ids
from eventpact.cases.state.subject import Making, Subject, subjects
from eventpact.contract import Oracle

if TYPE_CHECKING:
    from eventpact.cases.plan import Choices  # which makes plans with the scenarios of this package

#: What is tried with each variant, the plainest first.
_OF_A_VARIANT = (
    resent, together, side_by_side, changed_part, near_ids, changed_content,
    after_invalid, after_malformed, after_wrong_key,
)  # fmt: skip
#: What a small plan tries with each variant.
_QUICK = (together, changed_part, after_invalid)


def state_scenarios(composer: Composer, oracle: Oracle, choices: Choices) -> tuple[Scenario, ...]:
    """Every scenario of the contract, the plainest first, each with events of its own.

    A variant without an idempotency key that can be any string has none. All of them record something, so there are
    none without *choices.writes*. A small plan sends each variant's event twice and goes through all kinds with the
    first variant only. The scenarios of all shards are those of the whole plan, each once.
    """
    if not choices.writes:
        return ()
    making = Making(composer, oracle)
    index, parts = choices.shard
    scenarios = [with_repeats(making, scenario) for scenario in _all(making, subjects(making), choices)]
    return tuple(scenarios[index - 1 :: parts])


def _all(making: Making, found: list[Subject], choices: Choices) -> Iterator[Scenario]:
    for make in _OF_A_VARIANT:
        for subject in found if not choices.quick or make in _QUICK else found[:1]:
            yield from make(making, subject)
    yield from in_variants(making, found)
    if choices.second_tenant and making.contract.interface.key_header is not None:
        for subject in found[:1] if choices.quick else found:
            yield from in_tenants(making, subject)
