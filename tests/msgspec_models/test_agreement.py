"""The Structs accept exactly what the contract accepts, and name the same faults at the same places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eventpact.cases import Phase, make_plan
from eventpact.contract import Verdict

from tests.generate.mutations import mutated
from tests.msgspec_models.conftest import DELIVERY, EXAMPLES, Made

pytestmark = pytest.mark.thorough

BOTH = pytest.mark.parametrize("which", ["ours", "theirs"])
BODIES = {Phase.ACCEPT, Phase.REJECT, Phase.ENVELOPE, Phase.JSON, Phase.OPEN}
BASE = json.dumps(DELIVERY).encode()


@pytest.fixture
def made(which: str, request: pytest.FixtureRequest) -> Made:
    found: Made = request.getfixturevalue(which)
    return found


def agree(made: Made, data: bytes) -> None:
    """Assert that package and oracle give the same verdict, and the same pointers where it is invalid."""
    judgement = made.oracle.judge_text(data)
    parsed = made.generated.parse_events(data)
    accepted = made.takes(data)
    assert accepted is (not parsed.faults)
    if judgement.verdict is Verdict.UNSPECIFIED:
        return
    assert accepted is (judgement.verdict is Verdict.VALID), data
    expected = {fault.pointer for fault in judgement.faults}
    found = {fault.pointer for fault in parsed.faults}
    # The oracle points at the object where a property is missing or too much, the packages at the property.
    above = {pointer.rpartition("/")[0] for pointer in found}
    assert found <= expected | {pointer for pointer in found if pointer.rpartition("/")[0] in expected}
    assert expected <= found | above


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_example_is_judged_as_its_folder_says(file: Path, ours: Made) -> None:
    assert file.parent.name in {"valid" if ours.takes(file.read_bytes()) else "invalid", "unspecified"}


@BOTH
def test_every_body_of_a_contract_run_is_judged_as_the_oracle_judges_it(made: Made) -> None:
    for case in make_plan(made.contract, "run").cases:
        if case.phase in BODIES:
            agree(made, case.request.body or b"")


@BOTH
@pytest.mark.parametrize("seed", range(3))
def test_changed_bodies_are_judged_as_the_oracle_judges_them(made: Made, seed: int) -> None:
    places = (tokens for variant in made.contract.variants for tokens, _ in variant.schema.walk() if tokens)
    names = [*dict.fromkeys(str(tokens[-1]) for tokens in places), "unknown", "__struct_fields__"]
    for payload in mutated(made.seeds, names, 4000, seed):
        agree(made, json.dumps(payload).encode())


@pytest.mark.parametrize(
    "text",
    [
        b"", b"nul", b"[1,]", b"{'a':1}", b"[NaN]", b"[Infinity]", b"[01]", b"[1.]", b"// x\n[]", b"[] []", b"[\t]",
        b"\x0c[]", b'["\t"]', b'["\\q"]', b'["\\u12"]', b"\xff", b'{"gateway":17,"records":[],}', b"[" * 100_000,
        BASE.replace(b'"gateway"', b'"x":"\xff","gateway"'), BASE.replace(b'"gateway"', b'"\xc0\x80":1,"gateway"'),
        BASE.replace(b'"gateway"', b'"x":"\xed\xa0\x80","gateway"'), BASE.replace(b"17", b"017"), BASE[:-1],
        BASE.replace(b'"gateway"', b'"x":NaN,"gateway"'), BASE.replace(b'"gateway"', b'"x":01,"gateway"'),
        BASE.replace(b'"gateway"', b'"x":"\\ud83d\\ude00","gateway"'), BASE.replace(b"17", b"17.0"),
        BASE.replace(b"17", b"1.7e1"), BASE.replace(b"17", b"1.7e-1"), BASE.replace(b"17", b"true"),
        BASE.replace(b'"open"', b"0"), BASE.replace(b'"open"', b"0.0"), BASE.replace(b'"open"', b"-0"),
        BASE.replace(b'"open"', b"false"), BASE.replace(b'"open"', b'"\\u006fpen"'),
        BASE.replace(b'"kind": "reading"', b'"k\\u0069nd": "reading"'), BASE.replace(b"reading", b"Reading"),
        BASE.replace(b"T06", b"\\u002006"), BASE.replace(b"T06", b"\\u005406"), BASE.replace(b"T06", b"\\t06"),
        BASE.replace(b"06:30:00Z", b"06:30:00\\u002b0530"), BASE.replace(b"06:30:00Z", b"06:30:00-0530"),
        BASE.replace(b"06:30:00Z", b"06:30:00.5+0530"), BASE.replace(b"06:30:00Z", b"06:30:00-05:30"),
        BASE.replace(b'"2026-05-01T06:30:00Z"', b"1777617000"), BASE.replace(b"TX-9", b"TX-9\\n"),
        BASE.replace(b'"r-1"', json.dumps("😀" * 64).encode()), BASE.replace(b'"r-1"', json.dumps("😀" * 65).encode()),
        json.dumps("x").encode(), b"17", b"null", b"[]", b"{}",
    ],
)  # fmt: skip
def test_odd_texts_are_judged_as_the_oracle_judges_them(text: bytes, theirs: Made) -> None:
    agree(theirs, text)


def test_an_open_text_crashes_nothing(theirs: Made) -> None:
    deep = BASE.replace(b'"gateway"', b'"x":' + b"[" * 5000 + b"]" * 5000 + b',"gateway"')
    for text in (deep, b"\xef\xbb\xbf" + BASE, BASE.replace(b"17", b"9" * 5000), BASE.replace(b'"r-1"', b'"\\ud800"')):
        theirs.generated.parse_events(text)
    root: Any = {"name": "x"}
    for _ in range(5000):
        root = {"name": "x", "within": [root]}
    text = b'{"gateway":17,"records":[{"kind":"zones","id":"1","at":"2026-05-01T06:30:00Z","root":'
    text += b'{"name":"x","within":[' * 5000 + b"]}" * 5000 + b"}]}"
    assert not theirs.takes(text)


@pytest.mark.parametrize(
    ("record", "change", "pointer"),
    [
        (0, {"celsius": "21.5"}, "/records/0/celsius"),
        (0, {"celsius": True}, "/records/0/celsius"),
        (0, {"celsius": -273.15}, "/records/0/celsius"),
        (0, {"sensor": None}, "/records/0/sensor"),
        (0, {"at": "2026-05-01 06:30:00Z"}, "/records/0/at"),
        (0, {"at": "2026-05-01T06:30:00+0000"}, "/records/0/at"),
        (0, {"kind": "readin"}, "/records/0/kind"),
        (0, {"kind": None}, "/records/0/kind"),
        (2, {"door": {"number": 4}}, "/records/2/door/state"),
        (2, {"door": {"number": 4, "state": 0, "a/b~c": 1}}, "/records/2/door/a~1b~0c"),
        (3, {"root": {"name": "a", "within": [{"name": 1}]}}, "/records/3/root/within/0/name"),
    ],
)
def test_one_fault_is_reported_once_at_its_place_and_the_others_are_good(
    record: int, change: Any, pointer: str, theirs: Made
) -> None:
    payload = json.loads(BASE)
    payload["records"][record] |= change
    data = json.dumps(payload).encode()
    with pytest.raises(theirs.generated.InvalidBody) as caught:
        theirs.generated.parse_batch(data)
    events, faults = theirs.generated.parse_events(data)
    assert [(fault.index, fault.pointer) for fault in faults] == [(record, pointer)]
    assert caught.value.faults == faults
    good = theirs.generated.parse_batch(BASE).records
    assert events == [event for index, event in enumerate(good) if index != record]


@BOTH
def test_good_events_and_faults_are_those_of_the_events_alone(made: Made) -> None:
    at = made.contract.events_at
    for payload in mutated(made.seeds, ["unknown"], 500, 77):
        events = payload
        for token in at:
            events = events.get(token) if isinstance(events, dict) else None
        if isinstance(events, list):
            verdicts = [made.oracle.verdict(event, event=True) for event in events]
            parsed = made.generated.parse_events(json.dumps(payload).encode())
            if Verdict.UNSPECIFIED not in verdicts:
                assert len(parsed.events) == verdicts.count(Verdict.VALID)
                bad = {fault.index for fault in parsed.faults} - {None}
                assert bad == {index for index, verdict in enumerate(verdicts) if verdict is Verdict.INVALID}
