"""The vectors of both contracts, made once."""

from __future__ import annotations

import pytest

from tests.vectors.reading import Made, made_of


@pytest.fixture(scope="session", params=["contract", "telemetry"])
def made(request: pytest.FixtureRequest) -> Made:
    """The vectors of our contract, then those of the other one."""
    return made_of(request.getfixturevalue(request.param))
