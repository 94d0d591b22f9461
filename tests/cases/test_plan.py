"""The plan: what it promises about every case, for our contract and for one of quite another shape."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest
from eventpact.cases import Case, Phase, Plan, make_plan
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.interface import Refusal
from eventpact.exchange import Key

BOTH = pytest.mark.parametrize("name", ["contract", "telemetry"])


@pytest.fixture(scope="module")
def planned(request: pytest.FixtureRequest) -> tuple[Contract, Plan, Oracle]:
    contract: Contract = request.getfixturevalue(request.param)
    return contract, make_plan(contract, "run"), Oracle(contract)


def each_contract(function: object) -> object:
    return pytest.mark.parametrize("planned", ["contract", "telemetry"], indirect=True)(function)  # type: ignore[call-overload]


def case_keeps_ids(case: Case) -> bool:
    """Whether the ids in a body are whole, and its bytes UTF-8."""
    return case.phase is not Phase.JSON and case.rule not in {"reject-bound", "reject-enum"}


def payload_cases(plan: Plan) -> list[Case]:
    """Cases whose outcome depends on the body alone."""
    return [case for case in plan.cases if case.phase in {Phase.ACCEPT, Phase.REJECT, Phase.ENVELOPE, Phase.JSON}]


@each_contract
def test_every_payload_is_of_the_verdict_that_its_case_expects(planned: tuple[Contract, Plan, Oracle]) -> None:
    _, plan, oracle = planned
    for case in payload_cases(plan):
        verdict = oracle.judge_text(case.request.body or b"").verdict
        assert verdict is (Verdict.VALID if case.expectation.accepted else Verdict.INVALID), case.id


@each_contract
def test_every_open_payload_is_unspecified_unless_only_its_header_is_odd(
    planned: tuple[Contract, Plan, Oracle],
) -> None:
    _, plan, oracle = planned
    for case in plan.of(Phase.OPEN):
        verdict = oracle.judge_text(case.request.body or b"").verdict
        assert verdict is (Verdict.VALID if case.request.content_type is None else Verdict.UNSPECIFIED), case.id


@each_contract
def test_a_reject_case_holds_one_event_with_faults_at_the_place_that_it_names(
    planned: tuple[Contract, Plan, Oracle],
) -> None:
    contract, plan, oracle = planned
    for case in plan.of(Phase.REJECT):
        faults = oracle.judge_text(case.request.body or b"").faults
        prefix = "".join(f"/{token}" for token in contract.events_at) + "/0"
        named = prefix + case.place.instance_pointer
        assert all(f.pointer == named or named.startswith(f.pointer) or f.pointer.startswith(named) for f in faults)
        assert faults, case.id


@each_contract
def test_ids_of_cases_are_unique(planned: tuple[Contract, Plan, Oracle]) -> None:
    _, plan, _ = planned
    assert Counter(case.id for case in plan.cases).most_common(1)[0][1] == 1


@each_contract
def test_every_constraint_site_is_tested(planned: tuple[Contract, Plan, Oracle]) -> None:
    _, plan, _ = planned
    assert [site for site in plan.sites if not site.tested] == []


@each_contract
def test_the_same_contract_and_prefix_give_the_same_plan(planned: tuple[Contract, Plan, Oracle]) -> None:
    contract, plan, _ = planned
    assert make_plan(contract, "run") == plan


@each_contract
def test_only_ids_tell_the_plans_of_two_runs_apart(planned: tuple[Contract, Plan, Oracle]) -> None:
    contract, plan, _ = planned
    other = make_plan(contract, "nur")
    for one, two in zip(plan.cases, other.cases, strict=True):
        assert (one.id, one.kind, one.place) == (two.id, two.kind, two.place)
        if b"nur-" in (two.request.body or b"") and case_keeps_ids(one):
            assert (one.request.body or b"").replace(b"run-", b"nur-") == two.request.body


def test_every_accepted_event_has_an_idempotency_key_of_its_own(contract: Contract) -> None:
    plan = make_plan(contract, "run")
    keys: Counter[tuple[str, ...]] = Counter()
    for item in (item for case in plan.of(Phase.ACCEPT) for item in case.items if case.rule != "accept-mixed"):
        variant = contract.variant(item.value)
        assert variant is not None
        if item.place.instance_pointer not in {"".join(f"/{t}" for t in tokens) for tokens in variant.idempotency_key}:
            key = (variant.tag, *(str(item.value["data"][tokens[-1]]) for tokens in variant.idempotency_key))
            keys[key] += 1
    assert keys.most_common(1)[0][1] == 1


def test_every_variant_is_sent_typical_and_minimal_and_in_a_mixed_batch(contract: Contract) -> None:
    plan = make_plan(contract, "run")
    rules = {
        rule: {c.place.variant for c in plan.cases if c.rule == rule} for rule in ("accept-typical", "accept-minimal")
    }
    assert rules == {"accept-typical": set(contract.tags), "accept-minimal": set(contract.tags)}
    mixed = next(case for case in plan.cases if case.rule == "accept-mixed")
    assert {item.place.variant for item in mixed.items} == set(contract.tags)


def test_every_required_property_is_left_out_once(contract: Contract) -> None:
    plan = make_plan(contract, "run")
    left_out = {(c.place.variant, c.place.instance_pointer) for c in plan.cases if c.rule == "reject-required"}
    for variant in contract.variants:
        for name in variant.schema.properties["data"].required:
            assert (variant.tag, f"/data/{name}") in left_out


def test_every_wrong_key_is_tried_with_a_body_that_is_sound(contract: Contract, oracle: Oracle) -> None:
    cases = make_plan(contract, "run").of(Phase.KEY)
    assert {case.request.key for case in cases} == set(Key) - {Key.TENANT}
    assert all(oracle.judge_text(case.request.body or b"").verdict is Verdict.VALID for case in cases)
    assert all(case.expectation.refusal is Refusal.KEY for case in cases)


def test_no_key_is_tried_where_the_contract_asks_for_none(contract: Contract) -> None:
    keyless = replace(contract, interface=replace(contract.interface, key_header=None))
    assert make_plan(keyless, "run").of(Phase.KEY) == []


def test_a_method_that_the_path_declares_is_not_tried(telemetry: Contract) -> None:
    assert {case.request.method for case in make_plan(telemetry, "run").of(Phase.METHOD)} == {"POST", "PATCH", "DELETE"}


def test_ordinary_batches_stay_under_100_kb(contract: Contract) -> None:
    assert max(len(case.request.body or b"") for case in make_plan(contract, "run").cases) < 100_000


def test_the_first_case_is_one_typical_event(contract: Contract, oracle: Oracle) -> None:
    smoke = make_plan(contract, "run").smoke
    assert smoke.expectation.accepted
    assert len(json.loads(smoke.request.body or b"")) == 1
