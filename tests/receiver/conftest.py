"""Both contracts as subjects, and a receiver of each in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from eventpact.contract import Contract
from eventpact.receiver.embedded import Embedded, embedded
from eventpact.receiver.sqlite import SqliteStore

from tests.conftest import SCHEMA
from tests.receiver.driver import Driver, Subject

READING = {"kind": "reading", "id": "r-1", "at": "2026-05-01T06:30:00Z", "celsius": 21.5}


@pytest.fixture(scope="session")
def ours(contract: Contract) -> Subject:
    """The contract under ``schema/``: the body is the array."""
    sample = json.loads((SCHEMA / "examples/valid/login-typical.json").read_bytes())[0]
    return Subject(contract, sample, lambda events: events)


@pytest.fixture(scope="session")
def other(telemetry: Contract) -> Subject:
    """The contract of quite another shape: the body is an object around the array."""
    return Subject(telemetry, READING, lambda events: {"gateway": 17, "records": events})


@pytest.fixture(params=["ours", "other"])
def subject(request: pytest.FixtureRequest) -> Subject:
    """Each contract in turn."""
    found: Subject = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A new store."""
    made = SqliteStore(tmp_path / "events.sqlite")
    yield made
    made.close()


@pytest.fixture
def driver(subject: Subject, store: SqliteStore) -> Driver:
    """A receiver of each contract in turn."""
    return Driver(subject, store)


@pytest.fixture(scope="session")
def running() -> Iterator[Embedded]:
    """A receiver of our contract in a process of its own."""
    with embedded(SCHEMA / "openapi.yaml") as receiver:
        yield receiver
