"""Events among others: what stands beside a wrong event is right, and every state of a valid one is told."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import pytest
from eventpact.cases import Case, Choices, Phase, Plan, make_plan
from eventpact.cases.case import OPEN, PLACES, alone, among
from eventpact.cases.compose import has
from eventpact.cases.values import typical
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.pointer import parse_pointer, resolve, to_pointer

BOTH = pytest.mark.parametrize("name", ["", "telemetry_"], ids=["contract", "telemetry"])


@pytest.fixture
def made(name: str, request: pytest.FixtureRequest) -> tuple[Contract, Plan, Oracle]:
    contract: Contract = request.getfixturevalue("telemetry" if name else "contract")
    return contract, request.getfixturevalue(f"{name}plan"), request.getfixturevalue(f"{name}oracle")


def events_in(contract: Contract, case: Case) -> list[Any]:
    events = resolve(json.loads(case.request.body or b""), contract.events_at)
    assert isinstance(events, list)
    return events


@BOTH
def test_each_near_miss_is_sent_alone_and_at_three_places_of_a_batch(made: tuple[Contract, Plan, Oracle]) -> None:
    _, plan, _ = made
    ids = {case.id for case in plan.of(Phase.REJECT)}
    near_misses = {alone(case_id) for case_id in ids}
    assert ids == near_misses | {among(case_id, place) for case_id in near_misses for place in PLACES}
    assert len(ids) == 4 * len(near_misses)


@BOTH
def test_what_stands_beside_a_wrong_event_is_valid_and_mixes_all_variants(made: tuple[Contract, Plan, Oracle]) -> None:
    contract, plan, oracle = made
    wrong = {case.id: events_in(contract, case) for case in plan.of(Phase.REJECT) if not case.mates}
    for case in plan.of(Phase.REJECT):
        if case.mates:
            events = events_in(contract, case)
            index = {"first": 0, "middle": len(events) // 2, "last": len(events) - 1}[case.id.split(" @ ")[1]]
            (by_itself,) = wrong[alone(case.id)]
            assert _without_id(events.pop(index)) == _without_id(by_itself), case.id
            assert oracle.verdict(plan_body(contract, events)) is Verdict.VALID, case.id
            assert {event[contract.discriminator] for event in events} == case.mates == set(contract.tags)


def _without_id(event: Any) -> Any:
    return json.loads(re.sub(r'"run-[0-9]+"', '"run-n"', json.dumps(event)))


@BOTH
def test_no_two_requests_have_an_id_in_common(made: tuple[Contract, Plan, Oracle]) -> None:
    """Else what refuses duplicates, or crashes at them, would seem to do so for what the later request is about."""
    contract, plan, _ = made
    ids: Counter[str] = Counter()
    for case in plan.cases:
        own = set(re.findall(r'"(run-[0-9]+)"', (case.request.body or b"").decode("utf-8", "replace")))
        ids.update(own if not _is_about_the_id(contract, case) else ())
    assert len(ids) > 1_000
    assert [name for name, times in ids.items() if times > 1] == []


def _is_about_the_id(contract: Contract, case: Case) -> bool:
    ids = {variant.tag: to_pointer(variant.idempotency_key[0]) for variant in contract.variants}
    return case.place.instance_pointer == ids.get(case.place.variant)


def plan_body(contract: Contract, events: list[Any]) -> Any:
    body = typical(contract.body)
    if not contract.events_at:
        return events
    return {**body, contract.events_at[0]: events}


@BOTH
def test_a_wrong_event_is_of_one_kind_wherever_it_stands(made: tuple[Contract, Plan, Oracle]) -> None:
    _, plan, _ = made
    by_id = {case.id: case for case in plan.of(Phase.REJECT)}
    for case in by_id.values():
        plain = by_id[alone(case.id)]
        assert (case.kind, case.asked, case.place) == (plain.kind, plain.asked, plain.place)
        assert case.rule == ("batch-all-checked" if case.mates else plain.rule)


#: Rule → the keywords that may be broken; a value of no type that is allowed breaks the choice of a branch or member.
CHOICES = {"anyOf", "oneOf", "enum", "const"}
BREAKS = {
    "reject-required": {"required", "anyOf", "oneOf"},
    "reject-type": {"type", *CHOICES},
    "reject-null": {"type", *CHOICES},
    "reject-enum": CHOICES,
    "reject-format": {"format", "anyOf", "oneOf", "maxLength", "pattern"},
    "reject-bound": {
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
        "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "anyOf", "oneOf",
    },
    "reject-closed": {"additionalProperties", "unevaluatedProperties", "anyOf", "oneOf"},
}  # fmt: skip


@BOTH
def test_a_wrong_event_is_invalid_by_the_constraint_that_its_case_names(made: tuple[Contract, Plan, Oracle]) -> None:
    contract, plan, oracle = made
    for case in plan.of(Phase.REJECT):
        if case.mates:
            continue
        (event,) = events_in(contract, case)
        faults = oracle.judge(event, event=True).faults
        places = {str(fault.location) for fault in faults}
        assert case.place.schema_pointer in places, case.id
        said = {fault.location.tokens[-1] if fault.location and fault.location.tokens else "" for fault in faults}
        unchosen = contract.event.location in {fault.location for fault in faults}
        assert said & BREAKS[case.rule] or unchosen, (case.id, places)


@BOTH
def test_states_of_an_item_are_those_that_differ_from_the_typical_event(made: tuple[Contract, Plan, Oracle]) -> None:
    contract, plan, _ = made
    typicals = {variant.tag: typical(variant.schema) for variant in contract.variants}
    for item in (item for case in plan.of(Phase.ACCEPT) for item in case.items):
        base = typicals[item.place.variant]
        for pointer, kind in item.states:
            tokens = parse_pointer(pointer)
            if kind == "optional property absent":
                assert not has(item.value, tokens)
            elif has(base, tokens):
                assert has(item.value, tokens), (pointer, kind)
                shown, plain = resolve(item.value, tokens), resolve(base, tokens)
                assert json.dumps(shown) != json.dumps(plain) or kind.startswith("number spelled"), (pointer, kind)


def test_combinations_hold_every_triple_of_the_states_that_they_show(contract: Contract, plan: Plan) -> None:
    """Counted anew from the items of one variant: each state with each other one, whatever a third place shows."""
    tag = contract.variants[-1].tag
    shown = [dict(i.states) for c in plan.of(Phase.ACCEPT) for i in c.items if i.kind == "combination of states"
             and i.place.variant == tag]  # fmt: skip
    kinds: dict[str, set[str]] = defaultdict(lambda: {"typical"})
    for states in shown:
        for pointer, kind in states.items():
            kinds[pointer].add(kind)
    leaves = [p for p in kinds if not any(other.startswith(f"{p}/") for other in kinds)]
    assert len(leaves) >= 3
    held = Counter(tuple(states.get(p, "typical") for p in leaves[:3]) for states in shown)
    first, second, third = (kinds[p] for p in leaves[:3])
    assert len(held) == len(first) * len(second) * len(third)


def test_all_interactions_are_covered_and_the_more_the_higher_the_strength(plan: Plan, telemetry_plan: Plan) -> None:
    told, others = plan.interactions(plan.cases), telemetry_plan.interactions(telemetry_plan.cases)
    assert told.covered == told.tuples > 100_000
    assert others.covered == others.tuples > 1_000
    assert told.strength == 3


def test_interactions_are_counted_in_what_was_sent(telemetry_plan: Plan) -> None:
    whole = telemetry_plan.interactions(telemetry_plan.cases)
    batches = [case for case in telemetry_plan.cases if any(i.kind == "combination of states" for i in case.items)]
    assert telemetry_plan.interactions([]) == replace(whole, covered=0)
    assert 0 < telemetry_plan.interactions(batches[: len(batches) // 2]).covered < whole.covered


def test_the_default_plan_has_thousands_of_distinct_valid_events(plan: Plan) -> None:
    events = {json.dumps(item.value) for case in plan.cases if case.expectation.accepted for item in case.items}
    assert len(events) >= 4_000


@BOTH
def test_valid_batches_hold_few_events_and_bytes(made: tuple[Contract, Plan, Oracle]) -> None:
    _, plan, _ = made
    assert max(len(case.items) for case in plan.of(Phase.ACCEPT)) <= 50
    large = [case for case in plan.of(Phase.ACCEPT) if any(len(json.dumps(item.value)) > 50_000 for item in case.items)]
    assert large
    assert all(len(case.items) == 1 for case in large)


def test_where_invalid_events_are_dropped_only_what_is_around_them_must_be_refused(telemetry: Contract) -> None:
    dropping = replace(telemetry, interface=replace(telemetry.interface, batch_policy="drop-invalid"))
    plan = make_plan(dropping, "run", Choices(quick=True))
    assert {case.expectation for case in plan.of(Phase.REJECT)} == {OPEN}
    at = "".join(f"/{token}" for token in telemetry.events_at)
    here = [case for case in plan.of(Phase.ENVELOPE) if case.place.instance_pointer == at]
    refused = {case.kind for case in here if case.expectation.refusal}
    open_ = {case.kind for case in here if case.expectation == OPEN}
    assert {"single item as array", "null as array"} <= refused
    assert {"array in an array as array", "array with null behind its items"} <= open_
