"""The plan: what it promises about every case, for our contract and for one of quite another shape."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from dataclasses import replace

import pytest
from eventpact.cases import Case, Composer, Phase, Plan, make_plan
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.interface import Refusal
from eventpact.exchange import Key, Request
from eventpact.pointer import resolve, to_pointer

from tests.cases.test_values import contract_with

BOTH = pytest.mark.parametrize("name", ["contract", "telemetry"])


@pytest.fixture(scope="module")
def planned(request: pytest.FixtureRequest) -> tuple[Contract, Plan, Oracle]:
    contract: Contract = request.getfixturevalue(request.param)
    return contract, make_plan(contract, "run"), Oracle(contract)


def each_contract(function: object) -> object:
    return pytest.mark.parametrize("planned", ["contract", "telemetry"], indirect=True)(function)  # type: ignore[call-overload]


def payload_cases(plan: Plan) -> list[Case]:
    """Cases whose outcome depends on the body alone."""
    return [case for case in plan.cases if case.phase in {Phase.ACCEPT, Phase.REJECT, Phase.ENVELOPE, Phase.JSON}]


@each_contract
def test_every_payload_is_of_the_verdict_that_its_case_expects(planned: tuple[Contract, Plan, Oracle]) -> None:
    _, plan, oracle = planned
    for case in payload_cases(plan):
        verdict = oracle.judge_text(case.request.body or b"").verdict
        assert verdict is (Verdict.VALID if case.expectation.accepted else Verdict.INVALID), case.id


def is_odd_around(contract: Contract, case: Case) -> bool:
    """Whether what is odd in a request is not its payload."""
    request = case.request
    plain = Request(contract.interface.method, request.body, contract.interface.media_type)
    return request != plain


@each_contract
def test_every_open_payload_is_unspecified_unless_what_is_around_it_is_odd(
    planned: tuple[Contract, Plan, Oracle],
) -> None:
    contract, plan, oracle = planned
    for case in plan.of(Phase.OPEN):
        if not is_odd_around(contract, case):
            assert oracle.judge_text(case.request.body or b"").verdict is Verdict.UNSPECIFIED, case.id
        elif case.mates:
            assert oracle.judge_text(case.request.body or b"").verdict is Verdict.VALID, case.id


@each_contract
def test_a_reject_case_holds_one_event_with_faults_at_the_place_that_it_names(
    planned: tuple[Contract, Plan, Oracle],
) -> None:
    contract, plan, oracle = planned
    for case in plan.of(Phase.REJECT):
        if case.mates:
            continue
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
def test_only_the_prefix_tells_the_plans_of_two_runs_apart(planned: tuple[Contract, Plan, Oracle]) -> None:
    contract, plan, _ = planned
    other = make_plan(contract, "nur")
    for one, two in zip(plan.cases, other.cases, strict=True):
        assert replace(one, request=two.request, items=two.items) == two
        if one.kind != "string beyond maxLength":  # which may end in the middle of the prefix
            assert unmarked(one.request.body, b"run") == unmarked(two.request.body, b"nur"), one.id


def unpacked(body: bytes) -> bytes:
    if body.startswith(b"\x1f\x8b\x08") and len(body) > 20:
        return gzip.decompress(body)
    return zlib.decompress(body) if body.startswith(b"x\x9c") else body


def unmarked(body: bytes | None, prefix: bytes) -> bytes:
    """A body without the run's prefix, however a near miss of the id spells it."""
    text = unpacked(body or b"").replace(b"\0", b"")  # UTF-16 and UTF-32 as well
    spellings = (prefix, prefix.upper(), prefix.title(), b'","'.join(bytes([byte]) for byte in prefix))
    for spelled in spellings:
        text = text.replace(spelled, b"?")
    return text


def test_every_accepted_event_has_an_idempotency_key_of_its_own(contract: Contract, plan: Plan) -> None:
    keys: Counter[tuple[str, ...]] = Counter()
    for item in (item for case in plan.of(Phase.ACCEPT) for item in case.items if case.rule != "accept-mixed"):
        variant = contract.variant(item.value)
        assert variant is not None
        key = tuple(str(resolve(item.value, tokens)) for tokens in variant.idempotency_key)
        if key[0].startswith("run-"):
            keys[variant.tag, *key] += 1
        else:
            assert "".join(f"/{t}" for t in variant.idempotency_key[0]) == item.place.instance_pointer
    assert keys.most_common(1)[0][1] == 1
    assert len(keys) > 4_000


def test_every_variant_is_sent_typical_and_minimal_and_in_a_mixed_batch(contract: Contract, plan: Plan) -> None:
    rules = {
        rule: {c.place.variant for c in plan.cases if c.rule == rule} for rule in ("accept-typical", "accept-minimal")
    }
    assert rules == {"accept-typical": set(contract.tags), "accept-minimal": set(contract.tags)}
    mixed = next(case for case in plan.cases if case.rule == "accept-mixed")
    assert {item.place.variant for item in mixed.items} == set(contract.tags)


def test_every_required_property_is_left_out_once(contract: Contract, plan: Plan) -> None:
    left_out = {(c.place.variant, c.place.instance_pointer) for c in plan.cases if c.rule == "reject-required"}
    for variant in contract.variants:
        for name in variant.schema.properties["data"].required:
            assert (variant.tag, f"/data/{name}") in left_out


def test_every_wrong_key_is_tried_with_a_body_that_is_sound(plan: Plan, oracle: Oracle) -> None:
    cases = plan.of(Phase.KEY)
    assert {case.request.key for case in cases} == set(Key) - {Key.TENANT, Key.SECOND, Key.SPACED}
    assert all(oracle.judge_text(case.request.body or b"").verdict is Verdict.VALID for case in cases)
    assert all(case.expectation.refusal is Refusal.KEY for case in cases)


def test_no_key_is_tried_where_the_contract_asks_for_none(contract: Contract) -> None:
    keyless = replace(contract, interface=replace(contract.interface, key_header=None))
    assert make_plan(keyless, "run").of(Phase.KEY) == []


def test_a_method_that_the_path_declares_is_not_tried(telemetry: Contract) -> None:
    assert {case.request.method for case in make_plan(telemetry, "run").of(Phase.METHOD)} == {"POST", "PATCH", "DELETE"}


def test_ordinary_batches_stay_under_100_kb(plan: Plan) -> None:
    probing = {Phase.SIZE, Phase.ERROR_PATH}
    ordinary = [case for case in plan.cases if case.phase not in probing]
    assert max(len(case.request.body or b"") for case in ordinary) < 100_000


def test_the_first_case_is_one_typical_event(plan: Plan) -> None:
    smoke = plan.smoke
    assert smoke.expectation.accepted
    assert len(json.loads(smoke.request.body or b"")) == 1


def test_whatever_is_named_for_good_carries_the_prefix_but_where_its_own_state_is_shown(
    contract: Contract, plan: Plan
) -> None:
    composer = Composer(contract, "run")
    places = {variant.tag: composer.identifiers(variant) for variant in contract.variants}
    assert all(len(tokens) >= 2 for tokens in places.values())
    for item in (item for case in plan.of(Phase.ACCEPT) for item in case.items):
        for tokens in places[item.place.variant]:
            value = resolve(item.value, tokens)
            assert str(value).startswith("run-") or item.place.instance_pointer == to_pointer(tokens), item


def test_an_id_of_a_bounded_length_is_as_long_as_it_may_be() -> None:
    made = contract_with(
        {"type": "string", "minLength": 30, "maxLength": 40, "examples": ["i" * 36]},
        **{"x-idempotency-key": ["/value"]},
    )
    ids = [item.value["value"] for case in make_plan(made, "run").of(Phase.ACCEPT) for item in case.items]
    marked = [one for one in ids if one.startswith("run-0")]
    assert len(marked) > 2
    assert len(set(marked)) >= len(marked) - 2  # the mixed batch sends the typical and the minimal event once more
    assert {len(one) for one in marked} == {30}
