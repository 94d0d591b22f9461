"""The checks accept exactly what the oracle calls valid and refuse exactly what it calls invalid."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from eventpact.cases import Phase, Plan, make_plan
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.generate import vectors

from tests.conftest import SCHEMA
from tests.generate.mutations import mutated
from tests.typescript.conftest import Compile, explained, judged

pytestmark = pytest.mark.thorough


@dataclass(frozen=True)
class Subject:
    """What the checks of one contract are held against."""

    contract: Contract
    plan: Plan
    oracle: Oracle
    folder: Path


NAMES = ["extra", "__proto__", "constructor", "toString", "hasOwnProperty", "", "a/b~c", "é"]
PHASES = (Phase.ACCEPT, Phase.REJECT, Phase.ENVELOPE, Phase.JSON, Phase.OPEN)


def disagreements(oracle: Oracle, folder: Path, bodies: list[str], *, event: bool = False) -> list[str]:
    found = judged(folder, bodies, "event" if event else "batch")
    assert len(found) == len(bodies)
    verdicts = [oracle.judge_text(body.encode(), event=event).verdict for body in bodies]
    assert {Verdict.VALID, Verdict.INVALID} <= set(verdicts)
    return [
        f"{verdict.value}, yet {accepted}: {body[:500]}"
        for body, verdict, accepted in zip(bodies, verdicts, found, strict=True)
        if verdict is not Verdict.UNSPECIFIED and accepted is not (verdict is Verdict.VALID)
    ]


@pytest.fixture(scope="module", params=["contract", "telemetry"])
def subject(request: pytest.FixtureRequest, compiled: Compile) -> Subject:
    """A contract, its plan of a run, its oracle, its compiled module."""
    contract: Contract = request.getfixturevalue(request.param)
    return Subject(contract, make_plan(contract, "run"), Oracle(contract), compiled(contract))


def test_on_every_example(contract: Contract, oracle: Oracle, compiled: Compile) -> None:
    texts = [file.read_bytes().replace(b"\n", b" ") for file in sorted((SCHEMA / "examples").rglob("*.json"))]
    bodies = [text.decode() for text in texts if _is_utf8(text)]
    assert len(bodies) > len(texts) - 5  # the few that are no UTF-8 have a test of their own
    assert disagreements(oracle, compiled(contract), bodies) == []


def test_on_every_vector(subject: Subject) -> None:
    lines = {name: text.splitlines() for name, text in vectors.files(subject.contract).items() if "ndjson" in name}
    for verdict in ("valid", "invalid"):
        bodies = [json.dumps(one["payload"]) for one in map(json.loads, lines[f"{verdict}.ndjson"]) if "payload" in one]
        assert len(bodies) > 100
        assert set(judged(subject.folder, bodies)) == {verdict == "valid"}


def test_on_every_payload_of_a_run(subject: Subject) -> None:
    cases = [case for case in subject.plan.cases if case.phase in PHASES]
    bodies = [case.request.body.replace(b"\n", b" ") for case in cases if case.request.body is not None]
    assert len(bodies) > 300
    assert disagreements(subject.oracle, subject.folder, [body.decode() for body in bodies if _is_utf8(body)]) == []


def test_on_random_mutations(subject: Subject) -> None:
    seeds = _seeds(subject)
    bodies = [json.dumps(body) for body in mutated(seeds, NAMES, 4000, seed=3)]
    assert disagreements(subject.oracle, subject.folder, bodies) == []


def test_on_single_events(subject: Subject) -> None:
    seeds = [item.value for case in subject.plan.of(Phase.ACCEPT) for item in case.items]
    events = [json.dumps(event) for event in mutated(seeds, NAMES, 2000, seed=4)]
    assert disagreements(subject.oracle, subject.folder, events, event=True) == []


def _seeds(subject: Subject) -> list[Any]:
    """Valid bodies of one to three events of mixed variants."""
    bodies = [json.loads(case.request.body) for case in subject.plan.of(Phase.ACCEPT) if case.request.body is not None]
    random = Random(5)
    seeds = []
    for body in bodies:
        events = body
        for token in subject.contract.events_at:
            events = events[token]
        events[:] = random.sample(events, min(len(events), random.choice((1, 1, 2, 3))))
        seeds.append(body)
    return seeds


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_one_fault_brings_one_pointer_and_it_is_the_oracles(subject: Subject) -> None:
    plan = subject.plan
    cases = [case for case in (*plan.of(Phase.REJECT), *plan.of(Phase.ENVELOPE)) if case.request.body is not None]
    bodies = [case.request.body.decode() for case in cases if case.request.body]
    found = explained(subject.folder, bodies)
    wanted = [subject.oracle.judge_text(body.encode()).faults for body in bodies]
    differing = [
        (body[:300], [fault["pointer"] for fault in ours or ()], [fault.pointer for fault in theirs])
        for body, ours, theirs in zip(bodies, found, wanted, strict=True)
        if theirs and [fault["pointer"] for fault in ours or ()] != [fault.pointer for fault in theirs]
    ]
    assert differing == []
    assert sum(len(ours or ()) == 1 for ours in found) > 0.9 * len(found)
