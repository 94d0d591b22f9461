"""What was parsed or built dumps to JSON that the contract accepts, or not at all."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from eventpact.contract import Verdict

from tests.generate.mutations import mutated
from tests.msgspec_models.conftest import DELIVERY, Made


@pytest.mark.parametrize("which", ["ours", "theirs"])
def test_what_was_taken_is_dumped_as_a_valid_body_that_means_the_same(
    which: str, request: pytest.FixtureRequest
) -> None:
    made: Made = request.getfixturevalue(which)
    for payload in mutated(made.seeds, ["unknown"], 3000, 99):
        if made.oracle.verdict(payload) is Verdict.VALID:
            parsed = made.generated.parse_batch(json.dumps(payload).encode())
            dumped = made.generated.dump_batch(parsed)
            assert made.oracle.judge_text(dumped).verdict is Verdict.VALID, dumped
            assert made.generated.parse_batch(dumped) == parsed


def test_absent_stays_absent_and_null_stays_null(theirs: Made) -> None:
    data = theirs.generated.dump_batch(theirs.generated.parse_batch(json.dumps(DELIVERY).encode()))
    assert json.loads(data) == DELIVERY


def delivery(made: Any, **changes: Any) -> Any:
    at = datetime(2026, 5, 1, 6, 30, tzinfo=UTC)
    return made.Delivery(gateway=17, records=[made.Reading(**{"id": "r-1", "at": at, "celsius": 21.5, **changes})])


def test_events_are_built_from_keywords(theirs: Made) -> None:
    made = theirs.generated
    data = made.dump_batch(delivery(made, battery=None))
    record = {"kind": "reading", "celsius": 21.5, "battery": None, "id": "r-1", "at": "2026-05-01T06:30:00Z"}
    assert json.loads(data) == {"gateway": 17, "records": [record]}
    assert delivery(made).records[0].kind == "reading"
    with pytest.raises(TypeError):
        made.Reading("r-1")


@pytest.mark.parametrize(
    "change",
    [
        {"celsius": math.nan}, {"celsius": math.inf}, {"celsius": True}, {"celsius": "1"}, {"celsius": -300},
        {"sensor": None}, {"sensor": "tx"}, {"id": ""}, {"id": "\ud800"}, {"battery": math.nan}, {"battery": 1.5},
        {"at": datetime(2026, 5, 1, 6, 30)}, {"at": "2026-05-01 06:30:00Z"}, {"at": 0},
        {"at": datetime(2026, 5, 1, tzinfo=timezone(timedelta(seconds=30)))}, {"id": object()}, {"id": []},
    ],
)  # fmt: skip
def test_an_invalid_event_is_never_dumped(change: Any, theirs: Made) -> None:
    with pytest.raises(theirs.generated.InvalidBody):
        theirs.generated.dump_batch(delivery(theirs.generated, **change))


def test_what_json_cannot_carry_is_refused_in_free_form_parts_too(ours: Made) -> None:
    made = ours.generated
    events = next(
        parsed
        for seed in ours.seeds
        for parsed in [made.parse_batch(json.dumps(seed).encode())]
        if any(getattr(event.data, "bets", None) for event in parsed)
    )
    bet = next(event for event in events if getattr(event.data, "bets", None)).data.bets[0]
    bet.meta = {"a": [1.5, "b", None]}
    assert ours.takes(made.dump_batch(events))
    for odd in (math.nan, math.inf, datetime.now(UTC), {1}, (1,)):
        bet.meta = {"a": [odd]}
        with pytest.raises(made.InvalidBody):
            made.dump_batch(events)


def test_numbers_and_date_times_keep_what_they_are(theirs: Made) -> None:
    text = json.dumps(DELIVERY).replace("17", "17.0").replace("21.5", "9007199254740993e-13").encode()
    taken = theirs.generated.parse_batch(text.replace(b": 4,", b": 9007199254740993,"))
    assert (taken.gateway, type(taken.gateway)) == (17, int)
    assert taken.records[2].door.number == 2**53 + 1
    assert taken.records[0].at == datetime(2026, 5, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "dumped"),
    [
        ("2026-05-01t06:30:00z", "2026-05-01T06:30:00Z"),
        ("2026-05-01T06:30:00.1+05:30", "2026-05-01T06:30:00.100000+05:30"),
        ("2026-05-01T06:30:00.12345650000000000001Z", "2026-05-01T06:30:00.123457Z"),
        ("2026-12-31T23:59:59.9999999Z", "2027-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999999Z"),
        ("9999-12-31T23:59:59.9999999-23:59", "9999-12-31T23:59:59.999999-23:59"),
        ("0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00+23:59"),
    ],
)
def test_a_date_time_is_rounded_to_microseconds_and_keeps_its_offset(text: str, dumped: str, theirs: Made) -> None:
    body = json.dumps(DELIVERY).replace(DELIVERY["records"][0]["at"], text).encode()  # type: ignore[index]
    assert json.loads(theirs.generated.dump_batch(theirs.generated.parse_batch(body)))["records"][0]["at"] == dumped
