"""Scenarios and the readback against the reference receiver, over HTTP; and against one that records late."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from eventpact.cases import Case
from eventpact.checks import Statuses, symptom
from eventpact.checks.recorded import Ledger
from eventpact.contract import Contract, load
from eventpact.errors import TargetError
from eventpact.exchange import Answer, Key
from eventpact.files import contract_reader
from eventpact.receiver.embedded import Embedded, embedded
from eventpact.runner.readback import Readback, Source, read_back
from eventpact.runner.scenarios import applicable, exchanges
from eventpact.targets import HttpTarget

from tests.conftest import SCHEMA, TELEMETRY
from tests.state.running import ledger_of, scenarios_of
from tests.state.test_ledger import ACCEPTED, World, case

pytestmark = pytest.mark.thorough

Noted = list[tuple[Case, Answer]]


@pytest.fixture(params=["ours", "telemetry", "telemetry that drops"])
def entry(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Each contract, and one that drops invalid events."""
    if request.param == "ours":
        return SCHEMA / "openapi.yaml"
    found = Path(shutil.copy(TELEMETRY, tmp_path / "openapi.yaml"))
    if "drops" in request.param:
        found.write_text(found.read_text().replace("batch_policy: atomic", "batch_policy: drop-invalid"))
    return found


async def _run(contract: Contract, receiver: Embedded) -> tuple[Noted, Readback]:
    header = contract.interface.key_header
    assert header is not None
    target = HttpTarget(receiver.url, key_header=header, key=receiver.key, second_key=receiver.second_key)
    async with target:
        scenarios = applicable(target, scenarios_of(contract))
        noted = [exchange async for exchange in exchanges(target, scenarios, workers=8)]
    sources = [
        Source(Key.TENANT, receiver.readback, {header: receiver.key}),
        Source(Key.SECOND, receiver.readback, {header: receiver.second_key}),
    ]
    return noted, await read_back(ledger_of(contract, noted), sources)


def test_the_reference_receiver_brings_no_finding(entry: Path) -> None:
    contract = load(*contract_reader(entry))
    with embedded(entry) as receiver:
        noted, found = asyncio.run(_run(contract, receiver))
    statuses = Statuses.of(contract.interface)
    assert [s for c, a in noted if (s := symptom(statuses, c, a)) is not None] == []
    assert found.symptoms == ()
    assert found.events > 100
    assert found.readings == 1
    assert len(noted) == sum(len(step) for scenario in scenarios_of(contract) for step in scenario.steps)


def test_without_a_key_of_a_second_tenant_its_scenarios_are_left_out(contract: Contract) -> None:
    target = HttpTarget("http://127.0.0.1:1/", key_header="x", key="y")
    kinds = {scenario.kind for scenario in applicable(target, scenarios_of(contract))}
    assert kinds
    assert not any("tenant" in kind for kind in kinds)


@contextmanager
def telling(tell: Any) -> Iterator[str]:
    """A server that answers each GET with what *tell* says: a status and the events to tell."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, events = tell()
            body = json.dumps(events).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def noted(telemetry: Contract) -> tuple[Ledger, list[Any]]:
    """A ledger with a few accepted events, and these."""
    world = World(telemetry)
    exchanged = [(case(world.composer, [event], ACCEPTED), Answer(0.0, 202)) for event in world.events]
    return ledger_of(telemetry, exchanged), world.events


def read(ledger: Ledger, url: str, **settings: Any) -> Readback:
    """What *url* says against *ledger*."""
    return asyncio.run(read_back(ledger, [Source(Key.TENANT, url)], **settings))


def test_a_receiver_that_records_late_is_waited_for(noted: tuple[Ledger, list[Any]]) -> None:
    ledger, events = noted
    began = time.monotonic()

    def late() -> tuple[int, list[Any]]:
        return 200, events[: int((time.monotonic() - began) / 0.3)]  # one more every 0.3 s

    with telling(late) as url:
        found = read(ledger, url)
    assert found.symptoms == ()
    assert found.readings > 2


def test_what_does_not_come_is_waited_for_no_longer_than_a_while(noted: tuple[Ledger, list[Any]]) -> None:
    ledger, events = noted
    began = time.monotonic()
    with telling(lambda: (200, events[:-2])) as url:
        found = read(ledger, url, began=time.perf_counter() - 100)
    assert [s.rule for s in found.symptoms] == ["recorded-all"] * 2
    assert all(100 < s.seconds < 120 for s in found.symptoms)
    assert time.monotonic() - began < 4


def test_patience_has_an_end_while_more_and_more_comes(noted: tuple[Ledger, list[Any]]) -> None:
    ledger, events = noted
    calls: list[int] = []

    def slowly() -> tuple[int, list[Any]]:
        calls.append(1)
        return 200, events[: min(len(calls), len(events) - 1)]

    with telling(slowly) as url:
        assert [s.rule for s in read(ledger, url, patience=0.4).symptoms][-1:] == ["recorded-all"]
    assert len(calls) <= 4


def test_a_source_that_cannot_be_read_is_an_error_and_no_finding(noted: tuple[Ledger, list[Any]]) -> None:
    with telling(lambda: (500, [])) as url, pytest.raises(TargetError, match="answers 500"):
        read(noted[0], url)


def test_records_of_others_do_not_matter(noted: tuple[Ledger, list[Any]]) -> None:
    ledger, events = noted
    others = [{**event, "id": f"other-{i}"} for i, event in enumerate(events)] * 2
    with telling(lambda: (200, [*others, {"any": "thing"}, *events])) as url:
        found = read(ledger, url)
    assert (found.symptoms, found.events) == ((), len(others) + 1 + len(events))


def test_the_key_of_a_source_is_in_no_repr() -> None:
    assert "secret" not in repr(Source(Key.TENANT, "http://x/", {"x-api-key": "secret"}))
