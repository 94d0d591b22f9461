"""JSON texts, the error path, sizes and what is around a request: the records, and the cases made from them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from eventpact.cases import Case, Phase, Plan, make_plan
from eventpact.cases.json_records import JSON_TEXTS, JsonText
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.interface import Limits, Refusal
from eventpact.contract.payload import Malformed, deeper_than, read
from eventpact.exchange import Key

from tests.cases.test_values import contract_with


@pytest.mark.parametrize("record", JSON_TEXTS, ids=lambda record: record.kind)
def test_a_json_text_is_of_the_verdict_that_its_record_names(record: JsonText) -> None:
    try:
        verdict = Verdict.UNSPECIFIED if read(b'{"x":' + record.text + b"}").oddities else Verdict.VALID
    except Malformed:
        verdict = Verdict.INVALID
    assert verdict is record.verdict


def test_what_is_certain_of_a_json_text_is_what_pythons_reader_says_too() -> None:
    for record in JSON_TEXTS:
        if record.verdict is not Verdict.UNSPECIFIED:
            assert taken(b'{"x":' + record.text + b"}") is (record.verdict is Verdict.VALID), record.kind


def taken(text: bytes) -> bool:
    """Whether a strict reader of another make takes *text*."""
    orjson = pytest.importorskip("orjson")
    try:
        orjson.loads(text)
    except ValueError:
        return False
    return True


def test_json_texts_are_many_and_differ() -> None:
    assert len({record.kind for record in JSON_TEXTS}) == len({record.text for record in JSON_TEXTS}) == len(JSON_TEXTS)
    assert len(JSON_TEXTS) >= 150


@pytest.mark.parametrize("name", ["", "telemetry_"], ids=["contract", "telemetry"])
def test_every_json_text_is_sent_in_an_ignored_place(name: str, request: pytest.FixtureRequest) -> None:
    plan: Plan = request.getfixturevalue(f"{name}plan")
    oracle: Oracle = request.getfixturevalue(f"{name}oracle")
    cases = {case.kind: case for case in plan.cases if case.kind.endswith(", in an ignored place")}
    for record in JSON_TEXTS:
        case = cases[f"{record.kind}, in an ignored place"]
        assert record.text in (case.request.body or b"")
        assert oracle.judge_text(case.request.body or b"").verdict is record.verdict, record.kind
        assert case.expectation.accepted is (record.verdict is Verdict.VALID)


def test_a_contract_that_lets_nothing_unknown_pass_says_why_json_texts_are_not_tested() -> None:
    plan = make_plan(contract_with({"type": "number"}, additionalProperties=False), "run")
    assert not any(case.kind.endswith(", in an ignored place") for case in plan.cases)
    assert [site.reason for site in plan.sites if site.keyword == "JSON texts"] == [
        "no object of the contract lets an unknown property pass"
    ]


def test_what_the_error_path_must_refuse_is_invalid_and_the_rest_is_not_certain(plan: Plan, oracle: Oracle) -> None:
    cases = plan.of(Phase.ERROR_PATH)
    assert len(cases) > 200
    for case in cases:
        body = case.request.body or b""
        if case.expectation.refusal is None and case.request.key is Key.TENANT and "100,000 deep" not in case.kind:
            assert oracle.judge_text(body).verdict is Verdict.UNSPECIFIED, case.id
        elif case.expectation.refusal is not None:
            assert oracle.judge_text(body).verdict is Verdict.INVALID, case.id


def test_the_error_path_is_taken_with_every_odd_value_and_with_wrong_keys(plan: Plan) -> None:
    kinds = {case.kind for case in plan.of(Phase.ERROR_PATH)}
    for odd in ("lone surrogate", "NaN", "number beyond a double", "string with NUL", "string of 65,536 characters"):
        assert {f"{odd} as number", f"{odd} as date-time"} & kinds or odd == "number beyond a double", odd
        assert {f"{odd} as body", f"{odd} as body, with no key", f"{odd} as event"} <= kinds, odd
    for levels in ("100", "1,000", "10,000", "100,000"):
        assert {f"arrays nested {levels} deep as body", f"objects nested {levels} deep as event"} <= kinds


def test_a_wrong_key_with_a_wrong_body_may_be_told_of_either(plan: Plan) -> None:
    both = [case for case in plan.of(Phase.ERROR_PATH) if case.request.key is not Key.TENANT]
    assert both
    assert all(case.expectation.refusal is None and not case.may_write for case in both)


def sizes(plan: Plan) -> dict[int, Case]:
    return {len(json.loads(case.request.body or b"")): case for case in plan.of(Phase.SIZE)}


def test_batches_grow_to_the_declared_limit_and_one_beyond_is_refused(contract: Contract, plan: Plan) -> None:
    limit = contract.interface.limits.events
    assert limit is not None
    found = sizes(plan)
    assert {250, 500, 1_000, 2_000, 4_000, limit, limit + 1} <= set(found)
    assert found[limit].expectation.accepted
    assert found[limit + 1].expectation.refusal is Refusal.TOO_LARGE


def test_events_of_a_large_batch_are_of_one_shape_with_ids_of_their_own(contract: Contract, plan: Plan) -> None:
    events: list[Any] = json.loads(sizes(plan)[1_000].request.body or b"")
    (variant,) = {contract.variant(event) for event in events}
    assert variant is not None
    assert len({json.dumps(event) for event in events}) == 1_000
    assert len({tuple(sorted(event)) for event in events}) == 1


def test_a_body_of_the_declared_size_is_accepted_and_one_byte_more_is_not(contract: Contract, plan: Plan) -> None:
    limit = contract.interface.limits.body_bytes
    by_size = {len(case.request.body or b""): case for case in plan.of(Phase.SIZE)}
    assert by_size[limit or 0].expectation.accepted
    assert by_size[(limit or 0) + 1].expectation.refusal is Refusal.TOO_LARGE


def test_nothing_is_too_large_where_no_limit_is_declared(contract: Contract) -> None:
    endless = replace(contract, interface=replace(contract.interface, limits=Limits()))
    cases = make_plan(endless, "run").of(Phase.SIZE)
    assert {case.expectation.refusal for case in cases} == {None}


def test_nesting_goes_as_deep_as_the_contract_takes_and_no_deeper(contract: Contract, plan: Plan) -> None:
    deep = [c for c in plan.of(Phase.ACCEPT) if any("nested as deep" in item.kind for item in c.items)]
    assert deep
    most = contract.interface.limits.nesting
    for case in deep:
        for item in case.items:
            if "nested as deep" in item.kind:
                assert deeper_than([item.value], most - 1)
                assert not deeper_than([item.value], most)


def test_http_says_the_same_in_other_ways(plan: Plan) -> None:
    requests = [case.request for case in plan.of(Phase.WIRE)]
    assert any(request.chunked for request in requests)
    assert any(request.loud for request in requests)
    assert any(request.expect_continue for request in requests)
    assert all(case.expectation.accepted for case in plan.of(Phase.WIRE))
