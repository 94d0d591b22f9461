"""Whole request bodies with the generated package: what is no JSON, and the good events among bad ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from eventpact.cases.values import typical
from eventpact.contract import Contract, Oracle, Verdict
from pydantic import ValidationError

from tests.generate.test_python_models import DELIVERY

HEAD = b'[{"event":"realtime-login","data":{"user_id":"u","unique_id":"x","timestamp":"2026-05-01T06:30:00Z"'


@pytest.fixture
def ours(packages: Path) -> Iterator[Any]:
    sys.path.insert(0, str(packages))
    yield import_module("player_events")
    sys.path.remove(str(packages))


@pytest.fixture
def theirs(packages: Path) -> Iterator[Any]:
    sys.path.insert(0, str(packages))
    yield import_module("building_telemetry")
    sys.path.remove(str(packages))


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"[", b"[]]", b"[] []", b"[,]", b"'[]'", b"[]//", b"\xff", b"\x0c[]", "[]".encode("utf-16"),
        *(HEAD + rest for rest in (
            b',"x":NaN}}]', b'},"x":[{"y":-Infinity}]}]', b',"x":Infinity}}]', b',"NaN":NaN}}]', b',"x":01}}]',
            b',"x":+1}}]', b',"x":.5}}]', b',"x":1.}}]', b',"x":"\xff"}}]', b',"x":"\n"}}]', b',"x":"\\x"}}]',
            b',"x":nan}}]', b',"x":"\xed\xa0\x80"}}]', b',"x":tru}}]', b'}},NaN]',
        )),
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused_as_such(body: bytes, ours: Any, oracle: Oracle) -> None:
    assert oracle.judge_text(body).verdict is Verdict.INVALID
    with pytest.raises(ValidationError):
        ours.parse_batch(body)
    parsed = ours.parse_events(body)
    assert parsed.events == []
    assert [(fault.index, fault.pointer) for fault in parsed.faults] == [(None, "")]
    assert "JSON" in parsed.faults[0].reason


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "so: NaN, and [Infinity]"])
def test_a_string_may_say_nan(text: str, ours: Any) -> None:
    body = HEAD + b',"x":%s}}]' % json.dumps(text).encode()
    assert ours.parse_batch(body.replace(b'"u"', json.dumps(text).encode()))[0].data.user_id == text


def test_nesting_as_deep_as_the_contract_allows_is_read(ours: Any, oracle: Oracle) -> None:
    levels = oracle.contract.interface.limits.nesting - 3
    body = HEAD + b',"x":' + b"[" * levels + b"]" * levels + b"}}]"
    assert oracle.judge_text(body).verdict is Verdict.VALID
    assert len(ours.parse_batch(body)) == 1


def test_the_good_events_come_with_the_faults_of_the_bad_ones(ours: Any, contract: Contract) -> None:
    events = [typical(variant.schema) for variant in contract.variants]
    one, two = (json.loads(json.dumps(events[index])) for index in (0, 1))
    one["data"]["amount"] = "12.50"
    del two["data"]["currency"]
    two["data"]["timestamp"] = "2026-05-01"
    wrong = [one, two, {**events[2], "event": "other"}, {"data": {}}, 7]
    parsed = ours.parse_events(json.dumps([*wrong, *events]))
    assert [event.event for event in parsed.events] == contract.tags
    assert [(fault.index, fault.pointer) for fault in parsed.faults] == [
        (0, "/0/data/amount"), (1, "/1/data/timestamp"), (1, "/1/data/currency"), (2, "/2/event"), (3, "/3/event"),
        (4, "/4"),
    ]  # fmt: skip
    assert str(parsed.faults[0]) == "/0/data/amount: Input should be a number"


def test_no_fault_means_that_the_whole_body_is_good(ours: Any, contract: Contract) -> None:
    body = json.dumps([typical(variant.schema) for variant in contract.variants])
    assert ours.parse_events(body) == (ours.parse_batch(body), [])


@pytest.mark.parametrize(
    ("change", "events", "expected"),
    [
        ({"gateway": 0}, 4, [(None, "/gateway")]),
        ({"records": []}, 0, [(None, "/records")]),
        ({"records": {}}, 0, [(None, "/records")]),
        ({"records": [{"kind": "door"}, DELIVERY["records"][1]]}, 1, [  # type: ignore[index]
            (0, "/records/0/door"), (0, "/records/0/id"), (0, "/records/0/at")]),
        ({"records": [{**DELIVERY["records"][3], "root": {"name": "a", "within": [{}]}}]}, 0, [  # type: ignore[index]
            (0, "/records/0/root/within/0/name")]),
    ],
)  # fmt: skip
def test_faults_around_the_events_have_no_index(change: Any, events: int, expected: Any, theirs: Any) -> None:
    parsed = theirs.parse_events(json.dumps({**DELIVERY, **change}))
    assert len(parsed.events) == events
    assert sorted((fault.index, fault.pointer) for fault in parsed.faults) == sorted(expected)


def test_a_body_that_is_an_object_is_parsed_and_dumped_whole(theirs: Any) -> None:
    delivery = theirs.parse_batch(json.dumps(DELIVERY))
    assert delivery.gateway == 17
    assert json.loads(theirs.dump_batch(delivery)) == DELIVERY
    delivery.records.clear()
    with pytest.raises(ValidationError):
        theirs.dump_batch(delivery)


def test_a_sender_passes_strict_type_checking(packages: Path) -> None:
    program = Path(__file__).parent / "programs" / "typed.py"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir=/dev/null", str(program)],
        cwd=packages, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Success" in done.stdout, done.stdout
