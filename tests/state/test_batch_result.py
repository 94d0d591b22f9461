"""The counts that a receiver tells in Batch-Result, where the contract declares it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eventpact.checks.batch_result import batch_results, is_declared, parse_result
from eventpact.contract import Contract, load
from eventpact.exchange import Answer, Key, Request
from eventpact.files import contract_reader

from tests.conftest import TELEMETRY
from tests.state.planted import PLANTED
from tests.state.recording import RecordingReceiver
from tests.state.running import exchanged, ledger_of, with_policy

TAKEN = "202: {description: Taken.}"
DECLARED = "202: {description: Taken., headers: {batch-result: {schema: {type: string}}}}"


@pytest.fixture
def declaring(tmp_path: Path) -> Contract:
    """A contract that declares the header."""
    found = Path(shutil.copy(TELEMETRY, tmp_path / "openapi.yaml"))
    assert TAKEN in found.read_text()
    found.write_text(found.read_text().replace(TAKEN, DECLARED))
    return load(*contract_reader(found))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("recorded=3, duplicates=1, invalid=0", (3, 1, 0)),
        ("invalid=2,recorded=0,duplicates=0", (0, 0, 2)),
        ("recorded=3, duplicates=1", None),
        ("recorded=3, duplicates=1, invalid=-1", None),
        ("recorded=3, duplicates=1, invalid=0, more=1", None),
        ("recorded=3; duplicates=1; invalid=0", None),
        ("", None),
        ("3", None),
        ("recorded=٣, duplicates=1, invalid=0", None),
    ],
)
def test_the_header_is_a_dictionary_of_three_counts(text: str, counts: tuple[int, int, int] | None) -> None:
    found = parse_result(text)
    assert (found and (found["recorded"], found["duplicates"], found["invalid"])) == counts


def test_it_is_declared_where_the_response_of_success_has_it(declaring: Contract, telemetry: Contract) -> None:
    assert is_declared(declaring)
    assert not is_declared(telemetry)


def counting(
    base: type[RecordingReceiver], told: Callable[[int, int, int], tuple[int, int, int]] = lambda *counts: counts
) -> type[RecordingReceiver]:
    """A receiver that tells its counts, as *told* changes them."""

    class Counting(base):  # type: ignore[misc, valid-type]
        async def send(self, request: Request) -> Answer:
            answer: Answer = await super().send(request)
            return replace(answer, headers={"batch-result": self.result}) if answer.accepted else answer

        async def record(self, tenant: Key, events: list[Any]) -> None:
            before = len(self.kept[tenant])
            await super().record(tenant, events)
            recorded, sent = len(self.kept[tenant]) - before, self.sent
            counts = told(recorded, len(events) - recorded, sent - len(events))
            self.result = "recorded={}, duplicates={}, invalid={}".format(*counts)

        def good(self, request: Request) -> list[Any]:
            self.sent = len(self.events(request))
            found: list[Any] = super().good(request)
            return found

    return Counting


def broken(contract: Contract, receiver: type[RecordingReceiver]) -> set[tuple[str, str]]:
    """The rules that the counts break, and how."""
    found = batch_results(ledger_of(contract, exchanged(receiver(contract))))
    return {(symptom.rule, symptom.observed) for symptom in found}


@pytest.mark.parametrize("policy", ["atomic", "drop-invalid"])
def test_right_counts_bring_no_symptom(declaring: Contract, policy: str) -> None:
    contract = with_policy(declaring, policy)
    ledger = ledger_of(contract, exchanged(counting(RecordingReceiver)(contract)))
    assert batch_results(ledger) == []


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        (lambda r, d, i: (r + d, 0, i), "recorded-once"),
        (lambda r, d, i: (0, r + d, i), "recorded-all"),
        (lambda r, d, i: (r, d + 1, i), "batch-result"),
        (lambda r, d, i: (r, 0, i + d), "batch-result"),
        (lambda r, d, i: ("?", d, i), "batch-result"),
    ],
)
def test_wrong_counts_are_found(declaring: Contract, told: Any, rule: str) -> None:
    assert {found for found, _ in broken(declaring, counting(RecordingReceiver, told))} == {rule}


def test_a_declared_header_that_never_comes_is_found(declaring: Contract) -> None:
    assert broken(declaring, RecordingReceiver) == {("batch-result", "no such header, or one that cannot be read")}


def test_where_it_is_not_declared_nothing_is_asked_of_it(telemetry: Contract) -> None:
    assert broken(telemetry, RecordingReceiver) == set()


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("duplicates are recorded", "recorded-once"),
        ("duplicates within a batch are recorded", "recorded-once"),
        ("nothing is recorded", "recorded-all"),
        ("events of a refused batch count as seen", "recorded-all"),
    ],
)
def test_faults_of_state_show_in_the_counts_alone(declaring: Contract, name: str, rule: str) -> None:
    (planted,) = (one for one in PLANTED if one.name == name)
    assert {found for found, _ in broken(declaring, counting(planted.receiver))} == {rule}
