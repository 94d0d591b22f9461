"""What is refused in a batch of valid events is found, told of, and kept out of the way of everything else."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from eventpact.cases import Case, Item, Plan
from eventpact.contract import Contract
from eventpact.exchange import Answer
from eventpact.findings import Symptom
from eventpact.progress import Finished, Found
from eventpact.runner import Hooks, Limits, Settings
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.runner.memory import ABSENT, FakeClock, Making, Receiver, follow, hang

NULL = ("null", None)
FULL = ("hundred", 100)
EMPTY_BATTERY = ("zero", 0)
COLD = ("negative number", -3.5)
NO_SENSOR = ("optional property absent", ABSENT)
OTHER_SENSOR = ("other sensor", "AB-1")
STATES = {
    "battery": [NULL, FULL, EMPTY_BATTERY, NO_SENSOR],
    "celsius": [COLD, EMPTY_BATTERY, ("whole number", 7)],
    "sensor": [NO_SENSOR, OTHER_SENSOR],
    "id": [("short id", "q")],
}


def many(making: Making, count: int = 120, seed: int = 0) -> list[Case]:
    """Batches of events with up to three random states each."""
    rng = random.Random(seed)
    items = []
    for _ in range(count):
        chosen = {name: rng.choice(STATES[name]) for name in rng.sample(sorted(STATES), rng.randint(1, 3))}
        items.append(making.item("reading", **chosen))
    return [making.accept(*items[at : at + 20], name=f"many{at}") for at in range(0, count, 20)]


def refusing(
    *conditions: Callable[[Any], bool], status: int | Answer = 400
) -> Callable[[list[Any]], Answer | int | None]:
    """The fault of refusing batches with an event for which one of *conditions* is true."""

    def fault(events: list[Any]) -> Answer | int | None:
        readings = [event for event in events if event.get("kind") == "reading"]
        return status if any(condition(event) for condition in conditions for event in readings) else None

    return fault


def is_null(event: Any) -> bool:
    return "battery" in event and event["battery"] is None


def is_cold(event: Any) -> bool:
    return bool(event["celsius"] < 0)


def is_cold_without_sensor(event: Any) -> bool:
    return is_cold(event) and "sensor" not in event


def symptoms(
    making: Making, cases: list[Case], fault: Callable[[list[Any]], Any], chosen: Settings | None = None
) -> tuple[list[Symptom], Receiver, Finished]:
    receiver = Receiver(making.contract, fault)
    told = follow(making.contract, making.plan(cases), receiver, chosen)
    last = told[-1]
    assert isinstance(last, Finished)
    return [event.symptom for event in told if isinstance(event, Found)], receiver, last


def named(found: list[Symptom]) -> set[tuple[str, str]]:
    return {(symptom.place.instance_pointer, symptom.kind) for symptom in found}


def test_nothing_is_singled_out_where_all_is_accepted(making: Making) -> None:
    cases = many(making)
    found, receiver, _ = symptoms(making, cases, lambda events: None)
    assert found == []
    assert len(receiver.requests) == len(cases) + len(making.contract.tags)


def test_a_state_is_singled_out_from_a_batch_of_events_with_several_states_each(making: Making) -> None:
    found, _, _ = symptoms(making, many(making), refusing(is_null))
    assert named(found) == {("/battery", "null")}


def test_two_culprits_are_both_found_where_one_stands_in_every_batch_that_holds_the_other(making: Making) -> None:
    loud = [making.item("reading", battery=NULL) for _ in range(10)]
    quiet = making.item("reading", battery=NULL, celsius=COLD)
    cases = [making.accept(*loud, quiet, name=f"b{at}") for at in range(4)]
    found, _, _ = symptoms(making, cases, refusing(is_null, is_cold))
    assert named(found) == {("/battery", "null"), ("/celsius", "negative number")}


def test_two_culprits_in_one_and_the_same_event_are_both_found(making: Making) -> None:
    both = making.accept(making.item("reading", battery=NULL, celsius=COLD, sensor=OTHER_SENSOR))
    found, _, _ = symptoms(making, [both], refusing(is_null, is_cold))
    assert named(found) == {("/battery", "null"), ("/celsius", "negative number")}


@pytest.mark.parametrize("workers", [1, 8])
def test_each_culprit_is_told_of_once_however_many_batches_hold_it(making: Making, workers: int) -> None:
    chosen = Settings(workers=workers, hooks=Hooks(clock=FakeClock()))
    found, _, _ = symptoms(making, many(making, 400), refusing(is_null, is_cold), chosen)
    assert sorted(symptom.kind for symptom in found) == ["negative number", "null"]


def test_a_combination_is_told_of_as_such_where_either_of_its_states_alone_is_accepted(making: Making) -> None:
    found, _, _ = symptoms(making, many(making), refusing(is_cold_without_sensor))
    assert [symptom.states for symptom in found] == [
        frozenset({("/celsius", "negative number"), ("/sensor", "optional property absent")})
    ]


def test_a_combination_does_not_hide_a_state_that_is_refused_alone(making: Making) -> None:
    found, _, _ = symptoms(making, many(making), refusing(is_cold_without_sensor, is_null))
    assert {symptom.kind for symptom in found} == {"negative number with optional property absent", "null"}


def test_what_is_known_costs_no_request_any_more(making: Making) -> None:
    cases = many(making, 2_000)
    _, receiver, last = symptoms(making, cases, refusing(is_null))
    sound = len(cases) + len(making.contract.tags)
    explained = sum(f.repeats + (f.minimal.requests if f.minimal else 0) for f in last.findings)
    assert len(receiver.requests) - sound - explained < 35


def test_the_states_beside_a_culprit_are_still_sent(making: Making) -> None:
    item = making.item("reading", battery=NULL, celsius=COLD)
    rest = [making.accept(making.item("reading", battery=NULL, sensor=OTHER_SENSOR), name=f"r{at}") for at in range(3)]
    _, receiver, _ = symptoms(making, [making.accept(item, name="first"), *rest], refusing(is_null))
    assert sum(b"AB-1" in (r.body or b"") and b'"battery":80' in (r.body or b"") for r in receiver.requests) >= 2


def test_a_kind_that_is_refused_at_one_place_is_tried_wherever_the_plan_has_it(making: Making) -> None:
    zeros = making.item("reading", battery=EMPTY_BATTERY, celsius=EMPTY_BATTERY)
    first = making.accept(making.item("reading", battery=EMPTY_BATTERY), name="first")
    fault = refusing(lambda event: event.get("battery") == 0, lambda event: event["celsius"] == 0)
    found, _, _ = symptoms(making, [first, making.accept(zeros, name="both")], fault)
    assert named(found) == {("/battery", "zero"), ("/celsius", "zero")}
    assert [symptom.case for symptom in found if "like-reading/celsius" in symptom.case]  # before its batch's turn


def test_an_event_that_crashes_the_target_is_singled_out_like_one_that_is_refused(making: Making) -> None:
    found, _, _ = symptoms(making, many(making), refusing(is_null, status=500))
    assert {(symptom.rule, symptom.kind) for symptom in found} == {("no-crash", "null")}


def test_an_event_that_hangs_the_target_does_not_cost_a_timeout_for_each_batch(making: Making) -> None:
    found, receiver, last = symptoms(making, many(making, 2_000), refusing(is_null, status=hang()))
    assert last.aborted == ""
    assert {(symptom.rule, symptom.kind) for symptom in found} == {("no-hang", "null")}
    assert sum(is_null_request(request.body) for request in receiver.requests) < 30


def is_null_request(body: bytes | None) -> bool:
    return b'"battery":null' in (body or b"")


def test_a_batch_whose_events_are_all_accepted_alone_is_itself_what_is_refused(making: Making) -> None:
    cases = [making.accept(*(making.item("reading") for _ in range(12)))]
    found, _, _ = symptoms(making, cases, lambda events: 400 if len(events) > 10 else None)
    assert [symptom.kind for symptom in found] == ["batch of valid events"]


def test_a_variant_whose_typical_event_is_refused_is_left_out_and_its_sites_are_untested(making: Making) -> None:
    mixed = making.accept(making.item("reading"), making.item("door"), making.item("zones"), name="mixed")
    wrong = [making.reject(tag, "/id", 5) for tag in ("door", "reading")]
    fault = lambda events: 400 if any(event.get("kind") == "door" for event in events) else None  # noqa: E731
    found, receiver, last = symptoms(making, [mixed, *wrong], fault)
    assert [(symptom.rule, symptom.place.variant) for symptom in found] == [("accept-typical", "door")]
    assert [(one.place.variant, one.reason) for one in last.untested] == [("door", "its typical event is refused")]
    assert any(b"reading" in (r.body or b"") and b"zones" in (r.body or b"") for r in receiver.requests)


def test_no_more_culprits_are_singled_out_than_the_limits_allow(making: Making) -> None:
    chosen = Settings(workers=1, limits=Limits(culprits=1), hooks=Hooks(clock=FakeClock()))
    cases = many(making, 400)
    found, receiver, _ = symptoms(making, cases, refusing(lambda event: event["celsius"] != 21.5), chosen)
    assert "batch of valid events" in {symptom.kind for symptom in found}
    assert len(found) < len(cases) + 10
    assert len(receiver.requests) < 3 * len(cases) + 120


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_every_planted_state_is_found_and_nothing_else_is(seed: int, data: st.DataObject, telemetry: Contract) -> None:
    making = Making(telemetry)
    pool = [(name, state) for name, states in STATES.items() for state in states]
    planted = data.draw(
        st.lists(st.sampled_from(pool), min_size=1, max_size=4, unique_by=lambda one: (one[0], one[1][0]))
    )
    conditions = [condition(name, value) for name, (_, value) in planted]
    found, _, _ = symptoms(making, many(making, 300, seed), refusing(*conditions))
    assert named(found) == {(f"/{name}", kind) for name, (kind, _) in planted}


def condition(name: str, value: Any) -> Callable[[Any], bool]:
    return lambda event: name not in event if value is ABSENT else name in event and event[name] == value


def test_an_item_shows_a_place_of_the_schema(making: Making) -> None:
    found, _, _ = symptoms(making, many(making), refusing(is_null))
    assert [symptom.place.schema_pointer.rpartition("/")[2] for symptom in found] == ["battery"]


def test_a_plan_and_its_items_are_left_as_they_are(making: Making) -> None:
    cases = many(making)
    plan: Plan = making.plan(cases)
    before: list[tuple[Item, ...]] = [case.items for case in plan.cases]
    follow(making.contract, plan, Receiver(making.contract, refusing(is_null)))
    assert [case.items for case in plan.cases] == before
