"""What several tests of state ask for."""

from __future__ import annotations

import pytest
from eventpact.contract import Contract


@pytest.fixture(params=["contract", "telemetry"])
def chosen(request: pytest.FixtureRequest) -> Contract:
    """Each contract in turn."""
    found: Contract = request.getfixturevalue(request.param)
    return found
