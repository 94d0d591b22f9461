"""Answer times that grow much faster than the batch are told of; others are not, however slow or unsteady."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from eventpact.cases import Phase, Plan
from eventpact.contract import Contract
from eventpact.exchange import Answer
from eventpact.findings import Finding
from eventpact.runner.growth import steepness
from hypothesis import given
from hypothesis import strategies as st

from tests.runner.memory import Making, Receiver, finished

SIZES = (1, 10, 50, 100, 200, 400)


@pytest.fixture(scope="module")
def sized(telemetry: Contract) -> tuple[Contract, Plan]:
    making = Making(telemetry)
    cases = [
        replace(
            making.accept(*(making.item("reading") for _ in range(n)), name=f"size {n}"), phase=Phase.SIZE, items=()
        )
        for n in SIZES
    ]
    return telemetry, making.plan(cases)


def found(sized: tuple[Contract, Plan], time_of: Callable[[int], float], status: int = 202) -> tuple[Finding, ...]:
    contract, plan = sized
    receiver = Receiver(contract, lambda events: Answer(time_of(len(events)), status) if len(events) > 1 else None)
    return finished(contract, plan, receiver).findings


def test_a_quadratic_time_is_told_of_with_the_times_that_show_it(sized: tuple[Contract, Plan]) -> None:
    (finding,) = found(sized, lambda n: 0.02 + (n / 400) ** 2)
    assert finding.rule == "answer-time"
    assert "1.02 s for 400" in finding.expected


@pytest.mark.parametrize(
    "time_of",
    [
        lambda n: 0.01 + 0.002 * n,  # slow, but in step with the batch
        lambda n: 1.0,  # slow whatever the batch
        lambda n: 0.2 * (n / 400) ** 2,  # steep, but far from mattering
        lambda n: 0.001,
    ],
    ids=["linear", "constant", "fast", "faster"],
)
def test_no_other_time_is_told_of(sized: tuple[Contract, Plan], time_of: Callable[[int], float]) -> None:
    assert found(sized, time_of) == ()


def test_times_that_jitter_are_not_told_of(sized: tuple[Contract, Plan]) -> None:
    rng = random.Random(1)
    assert found(sized, lambda n: (0.01 + 0.002 * n) * rng.uniform(0.6, 1.8)) == ()


def test_a_steep_time_that_is_not_so_when_it_is_measured_again_is_not_told_of(sized: tuple[Contract, Plan]) -> None:
    measured = 0

    def busy_at_first(n: int) -> float:
        nonlocal measured
        measured += n == 400
        return (n / 400) ** 2 if measured < 5 else 0.001 * n

    assert found(sized, busy_at_first) == ()


def test_batches_that_are_refused_tell_nothing_of_time(sized: tuple[Contract, Plan]) -> None:
    refused = found(sized, lambda n: (n / 100) ** 2, status=400)
    assert {finding.rule for finding in refused} & {"answer-time"} == set()


def test_a_plan_without_sizes_sends_nothing_for_it(telemetry: Contract) -> None:
    receiver = Receiver(telemetry)
    finished(telemetry, Making(telemetry).plan([]), receiver)
    assert len(receiver.requests) == len(telemetry.tags)


@given(st.floats(0.2, 3.0), st.floats(0.02, 2.0), st.sets(st.integers(2, 10_000), min_size=2, max_size=6))
def test_the_power_of_a_power_law_is_found(power: float, factor: float, sizes: set[int]) -> None:
    points = [(n, factor * n**power) for n in sorted(sizes)]
    assert steepness(points) == pytest.approx(power, abs=1e-6)


def test_two_short_times_say_nothing() -> None:
    assert steepness([(10, 0.0001), (100, 0.005), (1_000, 0.5)]) is None
