"""Plans by hand for the tests of the runner."""

from __future__ import annotations

import pytest
from eventpact.cases import Plan
from eventpact.contract import Contract

from tests.runner.memory import Making


@pytest.fixture(scope="module")
def making(telemetry: Contract) -> Making:
    """Makes cases for a contract of another shape than ours."""
    return Making(telemetry)


@pytest.fixture(scope="module")
def plan(making: Making) -> Plan:
    """A hundred invalid events, of as many kinds, and a batch of valid ones."""
    wrong = [making.reject("reading", "/celsius", f"{at}", f"kind {at}") for at in range(100)]
    return making.plan([*wrong, making.accept(*(making.item("reading") for _ in range(5)))])
