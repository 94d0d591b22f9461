"""The receivers on real frameworks, each started once for all its tests, skipped visibly where it cannot run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.receivers.causes import CAUSES
from tests.receivers.starting import Running, missing, running


@pytest.fixture(scope="module", params=sorted(CAUSES))
def app(request: pytest.FixtureRequest) -> str:
    """The file of each receiver that has faults."""
    return str(request.param)


@pytest.fixture(scope="module")
def receiver(app: str) -> Iterator[Running]:
    """The receiver, listening."""
    if reason := missing(app):
        pytest.skip(reason)
    with running(app) as found:
        yield found
