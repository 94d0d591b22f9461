"""The default plans of the two contracts, made once."""

from __future__ import annotations

import pytest
from eventpact.cases import Plan, make_plan
from eventpact.contract import Contract


@pytest.fixture(scope="session")
def plan(contract: Contract) -> Plan:
    return make_plan(contract, "run")


@pytest.fixture(scope="session")
def telemetry_plan(telemetry: Contract) -> Plan:
    return make_plan(telemetry, "run")
