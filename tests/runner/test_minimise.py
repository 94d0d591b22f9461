"""The smallest request: on the right side of the contract, still going wrong, and found with few requests."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from eventpact.cases import Case, Choices, Composer, Phase, Plan, make_plan
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.findings import Finding, Minimal
from eventpact.pointer import resolve
from eventpact.runner import Effort, Hooks, Settings
from eventpact.runner.renewal import NOT_PLAIN, value_of
from eventpact.runner.sides import Sides
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.runner.memory import ABSENT, FakeClock, Making, Receiver, finished, hang


def one_finding(making: Making, cases: list[Case], fault: Callable[[list[Any]], Any], **chosen: Any) -> Finding:
    receiver = Receiver(making.contract, fault)
    told = Settings(workers=1, hooks=Hooks(clock=FakeClock()), **chosen)
    (finding,) = finished(making.contract, making.plan(cases), receiver, told).findings
    return finding


def smallest(making: Making, cases: list[Case], fault: Callable[[list[Any]], Any], **chosen: Any) -> Minimal:
    minimal = one_finding(making, cases, fault, **chosen).minimal
    assert minimal is not None
    return minimal


def events_of(making: Making, body: bytes | None) -> list[Any]:
    events = resolve(json.loads(body or b""), making.contract.events_at)
    assert isinstance(events, list)
    return events


def takes_text(events: list[Any]) -> int | None:
    """A receiver that takes strings for numbers in readings."""
    text = [isinstance(event.get("celsius"), str) for event in events if isinstance(event, dict)]
    return 202 if any(text) else None


def test_a_batch_shrinks_to_the_one_event_that_shows_it_without_what_is_optional(making: Making) -> None:
    wrong = making.reject("reading", "/celsius", "21.5", around=9)
    minimal = smallest(making, [wrong], takes_text)
    (event,) = events_of(making, minimal.request.body)
    assert set(event) == {"id", "at", "kind", "celsius"}
    assert minimal.needed == (("/records/0/celsius", '"21.5"'),)


def test_the_nearest_accepted_request_differs_in_the_needed_value_alone(making: Making) -> None:
    minimal = smallest(making, [making.reject("reading", "/celsius", "21.5", around=3)], takes_text)
    assert minimal.accepted is not None
    (bad,), (good,) = events_of(making, minimal.request.body), events_of(making, minimal.accepted.body)
    assert {name for name in good if name != "id" and good[name] != bad[name]} == {"celsius"}


def test_two_values_that_are_refused_together_are_both_named_as_needed(making: Making) -> None:
    item = making.item("reading", celsius=("negative number", -3.5), battery=("null", None), sensor=("other", "AB-1"))

    def fault(events: list[Any]) -> int | None:
        return 400 if any(e.get("celsius", 0) == -3.5 and e.get("battery", 0) is None for e in events) else None

    minimal = smallest(making, [making.accept(item)], fault)
    assert sorted(minimal.needed) == [("/records/0/battery", "null"), ("/records/0/celsius", "-3.5")]
    assert minimal.accepted is not None


def test_what_must_be_absent_is_named_as_absent(making: Making) -> None:
    wrong = making.reject("reading", "/celsius", ABSENT, "required property absent", rule="reject-required")

    def fault(events: list[Any]) -> int | None:
        return 202 if any(event.get("kind") == "reading" and "celsius" not in event for event in events) else None

    assert smallest(making, [wrong], fault).needed == (("/records/0/celsius", "absent"),)


def test_an_optional_property_without_which_all_is_well_is_named_as_needed(making: Making) -> None:
    fault = lambda events: 400 if any("sensor" in e and e["kind"] == "reading" for e in events) else None  # noqa: E731
    minimal = smallest(making, [], fault)
    assert minimal.needed == (("/records/0/sensor", '"TX-9"'),)
    assert minimal.accepted is not None


@pytest.mark.parametrize("least", [2, 17, 63, 64])
def test_a_batch_that_is_too_long_shrinks_to_the_shortest_that_is(making: Making, least: int) -> None:
    case = making.accept(*(making.item("reading") for _ in range(64)))
    minimal = smallest(making, [case], lambda events: 400 if len(events) >= least else None)
    assert len(events_of(making, minimal.request.body)) == least


def test_a_long_string_shrinks_to_the_length_at_which_it_goes_wrong(making: Making) -> None:
    item = making.item("zones", root=("long name", {"name": "y" * 4_000, "x": 1}))

    def fault(events: list[Any]) -> int | None:
        return 400 if any(len(e["root"]["name"]) > 255 for e in events if e["kind"] == "zones") else None

    minimal = smallest(making, [making.accept(item)], fault)
    (event,) = events_of(making, minimal.request.body)
    assert event["root"] == {"name": "y" * 256}


def test_events_that_only_go_wrong_together_are_both_kept(making: Making) -> None:
    items = [making.item("reading") for _ in range(20)]
    items[3] = making.item("reading", sensor=("a", "AA-1"))
    items[15] = making.item("reading", sensor=("b", "BB-2"))

    def fault(events: list[Any]) -> int | None:
        return 400 if {"AA-1", "BB-2"} <= {event.get("sensor") for event in events} else None

    minimal = smallest(making, [making.accept(*items)], fault)
    assert [event["sensor"] for event in events_of(making, minimal.request.body)] == ["AA-1", "BB-2"]


def test_every_try_has_ids_of_its_own(making: Making) -> None:
    receiver = Receiver(making.contract, takes_text)
    plan = making.plan([making.reject("reading", "/celsius", "21.5", around=5)])
    finished(making.contract, plan, receiver)
    ids = [event["id"] for request in receiver.requests for event in events_of(making, request.body)]
    assert len(ids) == len(set(ids))


def test_an_id_that_is_itself_at_stake_stays_as_it_is(making: Making) -> None:
    fault = lambda events: 202 if any(event.get("id") == 5 for event in events) else None  # noqa: E731
    minimal = smallest(making, [making.reject("reading", "/id", 5)], fault)
    assert minimal.needed == (("/records/0/id", "5"),)


def test_bytes_that_no_json_value_stands_for_are_left_as_they_are(making: Making) -> None:
    case = making.reject("reading", "/celsius", "21.5")
    spaced = replace(case, request=replace(case.request, body=b" " + (case.request.body or b"")))
    assert one_finding(making, [spaced], takes_text).minimal is None


@pytest.mark.parametrize("phase", [Phase.KEY, Phase.METHOD, Phase.STATE])
def test_a_case_that_is_not_about_its_body_keeps_it(making: Making, phase: Phase) -> None:
    case = replace(making.reject("reading", "/celsius", "21.5"), phase=phase)
    assert one_finding(making, [case], takes_text).minimal is None


def test_effort_is_bounded_by_requests(making: Making) -> None:
    case = making.accept(*(making.item("reading") for _ in range(64)))
    odd = lambda events: 400 if len(events) > 20 and len(events) % 2 == 0 else None  # noqa: E731
    minimal = smallest(making, [case], odd, effort=Effort(requests=7))
    assert minimal.requests <= 7
    assert odd(events_of(making, minimal.request.body)) == 400


def test_effort_is_bounded_by_time(making: Making) -> None:
    clock = FakeClock()

    def slow(events: list[Any]) -> Any:
        clock.time += 9.0
        return hang() if takes_text(events) else None

    receiver = Receiver(making.contract, slow)
    chosen = Settings(workers=1, effort=Effort(seconds=20), hooks=Hooks(clock=clock))
    plan = making.plan([making.reject("reading", "/celsius", "21.5", around=9)])
    (finding,) = finished(making.contract, plan, receiver, chosen).findings
    assert finding.minimal is None or finding.minimal.requests <= 4


def test_only_the_first_findings_are_made_small(making: Making) -> None:
    cases = [
        making.reject("reading", "/celsius", "21.5"),
        making.reject("reading", "/at", 7, "other", rule="reject-format"),
    ]
    fault = lambda events: 202 if takes_text(events) or any(e.get("at") == 7 for e in events) else None  # noqa: E731
    receiver = Receiver(making.contract, fault)
    chosen = Settings(workers=1, effort=Effort(findings=1), hooks=Hooks(clock=FakeClock()))
    found = finished(making.contract, making.plan(cases), receiver, chosen).findings
    assert [finding.minimal is not None for finding in found] == [True, False]


# -- properties, over whatever a plan holds ----------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["contract", "telemetry"])
def planned(request: pytest.FixtureRequest) -> tuple[Contract, Plan]:
    contract: Contract = request.getfixturevalue(request.param)
    plan = make_plan(contract, "run", Choices(strength=2))
    wanted = [case for case in plan.cases if case.phase in {Phase.ACCEPT, Phase.REJECT}][::7]
    return contract, replace(plan, cases=tuple(case for case in wanted if value_of(case.request.body) is not NOT_PLAIN))


def names_in(value: Any) -> set[str]:
    """Every name and every scalar in a value, as text."""
    if isinstance(value, dict):
        return {"name " + name for name in value} | {one for child in value.values() for one in names_in(child)}
    if isinstance(value, list):
        return {one for child in value for one in names_in(child)}
    return {json.dumps(value)}


@settings(max_examples=30)
@given(data=st.data())
def test_the_smallest_request_is_on_the_same_side_and_goes_wrong_in_the_same_way(
    planned: tuple[Contract, Plan], data: st.DataObject
) -> None:
    """A receiver that answers wrongly whatever holds two things that some case of the plan holds."""
    contract, plan = planned
    case = data.draw(st.sampled_from(plan.cases))
    body = value_of(case.request.body)
    there = sorted(name for name in names_in(body) if "run-" not in name)
    needed = set(data.draw(st.lists(st.sampled_from(there), min_size=1, max_size=2)))
    oracle, sides = Oracle(contract), Sides(contract)
    wrong = 400 if oracle.verdict(body) is Verdict.VALID else contract.interface.success
    at_stake = sides.of(body)

    def fault(events: list[Any]) -> int | None:
        whole = Composer(contract, "x").body(events)
        return wrong if needed <= names_in(events) and sides.of(whole)[0] is at_stake[0] else None

    receiver = Receiver(contract, fault)
    one = replace(plan, cases=(case,))
    found = finished(contract, one, receiver, Settings(workers=1, hooks=Hooks(clock=FakeClock()))).findings
    for finding in found:
        minimal = finding.minimal
        assert not finding.flaky
        if minimal is None:
            continue
        small = value_of(minimal.request.body)
        example = value_of(finding.example.request.body)
        assert sides.of(small) == sides.of(example)
        assert needed <= names_in(small)
        assert minimal.requests <= 60
        assert len(minimal.request.body or b"") <= len(finding.example.request.body or b"") + 8
        if minimal.accepted is not None:
            assert oracle.verdict(value_of(minimal.accepted.body)) is Verdict.VALID
