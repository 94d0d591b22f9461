"""What every test may ask for: our contract, one of quite another shape, and their oracles."""

from __future__ import annotations

from pathlib import Path

import pytest
from eventpact.contract import Contract, Oracle, load
from eventpact.files import contract_reader
from hypothesis import HealthCheck, settings

pytest_plugins = ["eventpact.pytest_plugin"]

# A busy machine must not fail a test: time is measured by `make bench`, not here.
settings.register_profile("eventpact", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("eventpact")

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "schema"
TELEMETRY = ROOT / "tests" / "contracts" / "telemetry" / "openapi.yaml"


@pytest.fixture(scope="session")
def contract() -> Contract:
    """The contract under ``schema/``."""
    return load(*contract_reader(SCHEMA / "openapi.yaml"))


@pytest.fixture(scope="session")
def telemetry() -> Contract:
    """A contract that shares nothing with ours but the rules."""
    return load(*contract_reader(TELEMETRY))


@pytest.fixture(scope="session")
def oracle(contract: Contract) -> Oracle:
    """The oracle of our contract."""
    return Oracle(contract)


@pytest.fixture(scope="session")
def telemetry_oracle(telemetry: Contract) -> Oracle:
    """The oracle of the other contract."""
    return Oracle(telemetry)
