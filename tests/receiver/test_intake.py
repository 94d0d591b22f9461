"""Parsing and judging bodies, the batch policies, and how much is said about what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from eventpact.contract import Contract, Judgement, Oracle
from eventpact.contract.interface import Limits, Refusal
from eventpact.pointer import to_pointer
from eventpact.receiver.intake import Intake
from eventpact.receiver.problem import Refused
from eventpact.receiver.sqlite import SqliteStore
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SCHEMA
from tests.receiver.driver import Driver, Subject


@pytest.fixture(scope="module")
def intake(contract: Contract) -> Intake:
    """The intake of our contract."""
    return Intake(contract)


def examples(folder: str) -> list[object]:
    """The files of ``schema/examples/folder``, each by its name."""
    return [pytest.param(file.read_bytes(), id=file.stem) for file in sorted((SCHEMA / "examples" / folder).iterdir())]


@pytest.mark.parametrize("body", examples("valid"))
def test_each_valid_example_is_taken_event_by_event_as_it_was_sent(intake: Intake, body: bytes) -> None:
    assert [json.loads(record.payload) for record in intake.take(body)] == json.loads(body)


@pytest.mark.parametrize("body", examples("invalid"))
def test_each_invalid_example_is_refused_and_never_as_something_else(intake: Intake, body: bytes) -> None:
    with pytest.raises(Refused) as caught:
        intake.take(body)
    assert caught.value.why in {Refusal.MALFORMED, Refusal.INVALID}
    assert bool(caught.value.faults) is (caught.value.why is Refusal.INVALID)


@pytest.mark.parametrize("body", examples("unspecified"))
def test_what_is_left_open_is_refused_as_invalid_and_says_what_it_is(intake: Intake, body: bytes) -> None:
    with pytest.raises(Refused) as caught:
        intake.take(body)
    assert caught.value.why is Refusal.INVALID
    said = [caught.value.detail, *(fault["detail"] for fault in caught.value.faults)]
    assert any("left open" in one for one in said)


def test_no_other_reason_hides_a_body_that_is_no_json(driver: Driver) -> None:
    answer = driver.send(b'[{"a": }]')
    assert answer.status == driver.interface.status(Refusal.MALFORMED)
    assert "line 1, column 8" in answer.problem["detail"]


def test_a_fault_is_told_with_its_place_and_the_variant_meant(driver: Driver) -> None:
    subject = driver.subject
    answer = driver.send(subject.body(subject.sample, subject.broken()))
    assert answer.status == driver.interface.status(Refusal.INVALID)
    [fault] = answer.problem["errors"]
    assert fault["pointer"] == to_pointer((*subject.contract.events_at, 1, *subject.key_at))
    assert fault["variant"] == subject.sample[subject.contract.discriminator]
    assert answer.problem["detail"] == "1 of 2 events is not valid; nothing was recorded."


def test_the_variant_is_left_out_where_it_cannot_be_told(driver: Driver) -> None:
    [fault] = driver.send(driver.subject.body(3)).problem["errors"]
    assert sorted(fault) == ["detail", "pointer"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_atomic_one_invalid_event_anywhere_and_nothing_is_stored(
    driver: Driver, store: SqliteStore, place: int
) -> None:
    events = [driver.subject.event(f"e-{i}") for i in range(2)]
    events.insert(place, driver.subject.broken())
    assert driver.send(driver.subject.body(*events)).status == driver.interface.status(Refusal.INVALID)
    assert list(store.events("one")) == []


@pytest.fixture
def dropping(subject: Subject, store: SqliteStore) -> Driver:
    """A receiver that drops invalid events."""
    return Driver(subject.with_interface(batch_policy="drop-invalid"), store)


def test_drop_invalid_stores_the_valid_ones_and_succeeds(dropping: Driver, store: SqliteStore) -> None:
    subject = dropping.subject
    good = [subject.event("e-1"), subject.event("e-2")]
    answer = dropping.send(subject.body(good[0], subject.broken(), good[1], 3))
    assert answer.status == dropping.interface.success
    assert list(store.events("one")) == good


def test_drop_invalid_succeeds_when_all_are_dropped(dropping: Driver, store: SqliteStore) -> None:
    answer = dropping.send(dropping.subject.body(dropping.subject.broken()))
    assert answer.status == dropping.interface.success
    assert list(store.events("one")) == []


def test_drop_invalid_still_refuses_a_body_whose_envelope_is_wrong(other: Subject, store: SqliteStore) -> None:
    dropping = Driver(other.with_interface(batch_policy="drop-invalid"), store)
    body = json.dumps({"gateway": 0, "records": [other.sample, other.broken()]}).encode()
    answer = dropping.send(body)
    assert (answer.status, answer.problem["errors"][0]["pointer"]) == (400, "/gateway")
    assert list(store.events("one")) == []


def test_drop_invalid_drops_an_event_with_a_value_that_is_left_open(dropping: Driver, store: SqliteStore) -> None:
    text = json.dumps(dropping.subject.sample)
    leap = json.loads(_with_leap_second(text))
    answer = dropping.send(dropping.subject.body(leap, dropping.subject.event("e-1")))
    assert answer.status == dropping.interface.success
    assert list(store.events("one")) == [dropping.subject.event("e-1")]


def test_atomic_a_value_that_is_left_open_is_refused_with_the_place_of_its_event(driver: Driver) -> None:
    leap = json.loads(_with_leap_second(json.dumps(driver.subject.sample)))
    [fault] = driver.send(driver.subject.body(driver.subject.sample, leap)).problem["errors"]
    assert fault["pointer"] == to_pointer((*driver.subject.contract.events_at, 1))
    assert "left open" in fault["detail"]


def _with_leap_second(text: str) -> str:
    moments = [m for m in _strings(json.loads(text)) if m[4:5] == "-" and "T" in m]
    return text.replace(moments[0], "2016-12-31T23:59:60Z")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, str):
        yield value


def test_more_events_than_the_limit_are_413_even_when_they_are_invalid(subject: Subject, store: SqliteStore) -> None:
    driver = Driver(subject.with_interface(limits=Limits(events=3)), store)
    assert driver.send(subject.body(*[subject.sample] * 3)).status == driver.interface.success
    answer = driver.send(subject.body(*[subject.broken()] * 4))
    assert (answer.status, answer.problem["detail"]) == (413, "The batch has 4 events; the limit is 3.")


def test_an_envelope_without_events_is_invalid_and_its_faults_are_told(other: Subject, store: SqliteStore) -> None:
    answer = Driver(other, store).send(b'{"gateway": "17", "records": {}}')
    assert answer.status == 400
    assert {fault["pointer"] for fault in answer.problem["errors"]} == {"/gateway", "/records"}


def test_at_most_a_hundred_faults_are_told_and_the_events_at_fault_are_counted(driver: Driver) -> None:
    broken = driver.subject.broken()
    problem = driver.send(driver.subject.body(*[broken] * 150)).problem
    assert len(problem["errors"]) == 100
    assert problem["detail"].startswith("150 of 150 events are not valid; nothing was recorded. The first 100 faults")


def test_exactly_a_hundred_faults_are_told_without_a_note(driver: Driver) -> None:
    problem = driver.send(driver.subject.body(*[driver.subject.broken()] * 100)).problem
    assert (len(problem["errors"]), "listed" in problem["detail"]) == (100, False)


def test_of_a_batch_with_faults_without_end_few_events_are_explained(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    [event] = json.loads((SCHEMA / "examples/valid/casino-typical.json").read_bytes())
    event["data"] = {name: [] for name in event["data"]}
    body = json.dumps([event] * 10_000).encode()
    explained: list[Any] = []
    judge = Oracle.judge

    def counted(oracle: Oracle, value: Any, *, event: bool = False) -> Judgement:
        explained.append(value)
        return judge(oracle, value, event=event)

    monkeypatch.setattr(Oracle, "judge", counted)
    with pytest.raises(Refused):
        intake.take(body)
    assert 0 < len(explained) < 100  # of 10,000 events at fault


def test_an_event_with_faults_without_end_is_refused_without_naming_them(ours: Subject, intake: Intake) -> None:
    event = {**ours.sample, "data": {**ours.sample["data"], ours.key_at[-1]: [0] * 200_000}}
    with pytest.raises(Refused) as caught:
        intake.take(ours.body(event))
    assert [fault["detail"] for fault in caught.value.faults] == ["the event is not valid, and too large to say where"]


def test_lone_surrogates_in_names_and_values_never_stop_the_refusal(driver: Driver) -> None:
    hostile = b'{"\\ud800": "\\udfff\\u0000\\u202e\\u001b[31m", "%s": "\\ud800"}'
    body = driver.subject.body("HERE").replace(b'"HERE"', hostile % driver.subject.contract.discriminator.encode())
    answer = driver.send(body)
    assert answer.status == driver.interface.status(Refusal.INVALID)
    assert answer.problem["detail"]
    assert answer.body.isascii()


def test_a_body_nested_too_deep_to_be_read_is_refused(driver: Driver) -> None:
    answer = driver.send(b"[" * 200_000)
    assert answer.status == driver.interface.status(Refusal.INVALID)
    assert "nested" in answer.problem["detail"]


@settings(max_examples=150)
@given(
    st.binary(max_size=60) | st.recursive(st.none() | st.text() | st.floats(), st.lists).map(json.dumps).map(str.encode)
)
def test_no_bytes_make_the_intake_fail(intake: Intake, body: bytes) -> None:
    with suppress(Refused):
        assert intake.take(body) == []


def test_the_limit_of_nesting_is_the_contracts(ours: Subject) -> None:
    limits = replace(ours.contract.interface.limits, nesting=5)
    deep = {**ours.sample, "extra": [[[[0]]]]}
    assert Intake(ours.contract).take(ours.body(deep))
    with pytest.raises(Refused, match="nested deeper than 5"):
        Intake(ours.with_interface(limits=limits).contract).take(ours.body(deep))
