"""Verdicts: valid, invalid, and unspecified where the standards leave it open."""

from __future__ import annotations

import json
from typing import Any

import pytest
from eventpact.contract import Contract, Oracle, Verdict

from tests.unit.small import contract as small
from tests.unit.small import event

VALID, INVALID, UNSPECIFIED = Verdict.VALID, Verdict.INVALID, Verdict.UNSPECIFIED
AT = {"type": "string", "format": "date-time"}
SURE, OPEN, WRONG = "2026-01-31T00:00:00Z", "2026-06-30T23:59:60Z", "2026-02-30T00:00:00Z"


def oracle(properties: Any = None, **keywords: Any) -> Oracle:
    return Oracle(small(event(properties, **keywords)))


def verdict(judge: Oracle, **fields: Any) -> Verdict:
    """The verdict about an event, however it is asked for."""
    event = {"kind": "a", **fields}
    told = judge.judge(event, event=True).verdict
    assert judge.verdict(event, event=True) is told
    assert judge.is_valid(event, event=True) is (told is VALID)
    return told


def text_verdict(judge: Oracle, text: str) -> Verdict:
    return judge.judge_text(text.encode(), event=True).verdict


def test_a_body_and_a_single_event_are_judged_by_their_own_schemas() -> None:
    judge = oracle()
    assert judge.judge([{"kind": "a"}]).verdict is VALID
    assert judge.judge({"kind": "a"}).verdict is INVALID
    assert judge.judge({"kind": "a"}, event=True).verdict is VALID
    assert judge.judge([{"kind": "a"}], event=True).verdict is INVALID


@pytest.mark.parametrize(("at", "expected"), [(SURE, VALID), (OPEN, UNSPECIFIED), (WRONG, INVALID)])
def test_a_format_has_three_verdicts(at: str, expected: Verdict) -> None:
    judge = oracle({"at": AT})
    assert verdict(judge, at=at) is expected
    assert judge.judge([{"kind": "a", "at": at}]).verdict is expected


def test_what_is_wrong_anyway_is_invalid_whatever_is_left_open_beside_it() -> None:
    assert verdict(oracle({"at": AT, "n": {"type": "number"}}), at=OPEN, n="1") is INVALID


def test_an_unspecified_payload_says_why_and_has_no_faults() -> None:
    judgement = oracle({"at": AT}).judge([{"kind": "a", "at": OPEN}])
    assert judgement.faults == ()
    assert judgement.oddities == ("a value's format is left open by its standard",)


NOT_MONOTONE: list[tuple[dict[str, Any], dict[str, Verdict]]] = [
    ({"not": AT}, {SURE: INVALID, OPEN: UNSPECIFIED, WRONG: VALID}),
    ({"if": AT, "then": {"minLength": 99}}, {SURE: INVALID, OPEN: UNSPECIFIED, WRONG: VALID}),
    ({"if": AT, "then": True, "else": False}, {SURE: VALID, OPEN: UNSPECIFIED, WRONG: INVALID}),
    ({"if": AT, "then": {"minLength": 99}, "else": False}, {SURE: INVALID, OPEN: INVALID, WRONG: INVALID}),
    ({"oneOf": [AT, {"maxLength": 99}]}, {SURE: INVALID, OPEN: UNSPECIFIED, WRONG: VALID}),
    ({"oneOf": [AT, {"maxLength": 1}]}, {SURE: VALID, OPEN: UNSPECIFIED, WRONG: INVALID}),
    ({"anyOf": [AT, {"maxLength": 99}]}, {SURE: VALID, OPEN: VALID, WRONG: VALID}),
    ({"allOf": [AT, {"maxLength": 1}]}, {SURE: INVALID, OPEN: INVALID, WRONG: INVALID}),
]


@pytest.mark.parametrize(("schema", "expected"), NOT_MONOTONE)
def test_an_open_format_is_judged_by_both_readings(schema: Any, expected: dict[str, Verdict]) -> None:
    judge = oracle({"at": {"type": "string", **schema}})
    assert {at: verdict(judge, at=at) for at in expected} == expected


def test_an_open_format_counts_in_maxcontains_and_unevaluated_too() -> None:
    judge = oracle({"list": {"contains": AT, "minContains": 0, "maxContains": 1}})
    assert [verdict(judge, list=[SURE, at]) for at in (SURE, OPEN, WRONG)] == [INVALID, UNSPECIFIED, VALID]
    judge = oracle({"o": {"anyOf": [{"properties": {"at": AT}}, True], "unevaluatedProperties": False}})
    assert [verdict(judge, o={"at": at}) for at in (SURE, OPEN, WRONG)] == [VALID, UNSPECIFIED, INVALID]


@pytest.mark.parametrize("name", ["email", "uri", "ipv4", "hostname", "time", "regex", "made-up"])
def test_a_format_that_is_not_defined_here_is_not_asserted(name: str) -> None:
    assert verdict(oracle({"x": {"type": "string", "format": name}}), x="\x00 not one (") is VALID


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"kind": "a", "n": 1e400}', UNSPECIFIED),
        ('{"kind": "a", "n": 99999999999999999999}', UNSPECIFIED),
        ('{"kind": "a", "x": "\\ud800"}', UNSPECIFIED),
        ('{"kind": "a", "n": 1, "n": 2}', UNSPECIFIED),
        ('\ufeff{"kind": "a"}', UNSPECIFIED),
        ('{"kind": "a", "x": ' + "[" * 64 + "]" * 64 + "}", UNSPECIFIED),
        ('{"kind": "a", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", UNSPECIFIED),
        ('{"kind": "a", "x": ' + "[" * 63 + "]" * 63 + "}", VALID),
        ('{"kind": "a", "x": "\\ud83c\\udfb0", "n": 9223372036854775807}', VALID),
    ],
)
def test_what_parsers_differ_on_is_unspecified(text: str, expected: Verdict) -> None:
    assert text_verdict(oracle({"n": {"type": "number"}}), text) is expected


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "b", "n": 1e400}',
        '{"kind": 99999999999999999999}',
        '{"kind": "a", "n": "\\ud800"}',
        '{"kind": "b", "kind": "c"}',
        '\ufeff{"kind": "b"}',
        '{"x": ' + "[" * 100 + "]" * 100 + "}",
    ],
)
def test_what_is_wrong_under_every_reading_is_invalid_all_the_same(text: str) -> None:
    judgement = oracle({"n": {"type": "number"}}).judge_text(text.encode(), event=True)
    assert judgement.verdict is INVALID
    assert judgement.faults


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_a_key_that_stands_twice_is_open_when_one_reading_is_valid(first: str, second: str) -> None:
    assert text_verdict(oracle(), f'{{"kind": "{first}", "kind": "{second}"}}') is UNSPECIFIED


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"kind": NaN}', "[1,]", '"\xff'])
def test_what_is_not_json_is_invalid_with_one_fault_about_the_whole(text: str) -> None:
    judgement = oracle().judge_text(text.encode("latin-1"))
    assert judgement.verdict is INVALID
    (fault,) = judgement.faults
    assert (fault.pointer, fault.location, fault.variant) == ("", None, None)
    assert fault.message.startswith("the payload ")


def test_an_integer_is_a_number_without_a_fraction_however_it_is_written() -> None:
    judge = oracle({"n": {"type": "integer"}})
    assert [verdict(judge, n=n) for n in (1, 1.0, 1e300, 1.5, True, "1", None)] == [VALID] * 3 + [INVALID] * 4


def test_a_boolean_is_never_a_number_nor_one_of_its_members() -> None:
    judge = oracle({"n": {"enum": [0, 1]}, "m": {"const": 1}})
    assert verdict(judge, n=False) is INVALID
    assert verdict(judge, m=True) is INVALID
    assert verdict(judge, n=1.0, m=1.0) is VALID


def test_a_pattern_is_searched_and_a_length_counts_characters() -> None:
    judge = oracle({"p": {"pattern": "b"}, "s": {"maxLength": 1}})
    assert verdict(judge, p="abc", s="\U0001f3b0") is VALID
    assert verdict(judge, s="ab") is INVALID


def test_judging_deep_values_never_fails() -> None:
    judge = oracle({"n": {"type": "number"}}, additionalProperties=True)
    for depth in (64, 300, 900):
        deep: Any = []
        for _ in range(depth):
            deep = [deep]
        judgement = judge.judge({"kind": "a", "n": deep}, event=True)
        assert judgement.verdict is INVALID
        assert len(judgement.faults) == 1
        assert judge.judge([{"kind": "a", "n": deep}]).faults
        assert judge.judge({"not": deep}).faults
        assert judge.judge_around({"not": deep}).faults


def test_a_body_is_judged_around_its_events_whatever_these_are(telemetry: Contract) -> None:
    judge = Oracle(telemetry)
    right = {"gateway": 17, "records": [{"kind": "door"}, 5]}
    assert judge.judge(right).verdict is INVALID
    assert judge.judge_around(right).verdict is VALID
    wrong = judge.judge_around({**right, "gateway": 0})
    assert (wrong.verdict, [fault.pointer for fault in wrong.faults]) == (INVALID, ["/gateway"])
    assert [f.pointer for f in judge.judge_around({"gateway": 17, "records": {}}).faults] == ["/records"]


def test_a_string_of_any_length_has_the_verdict_that_it_had_before() -> None:
    judge = oracle({"at": AT})
    for at in (SURE, OPEN, WRONG, SURE.replace("Z", f".{'0' * 100}Z"), SURE + "Z" * 100):
        assert verdict(judge, at=at) is verdict(judge, at=at)


def test_references_through_files_with_odd_names_are_followed() -> None:
    files = {
        "a b/ü(1)+.json": {"$defs": {"a/b~c%": {"type": "string"}}},
        "x.json": {"$ref": "a%20b/ü(1)+.json#/$defs/a~1b~0c%25"},
    }
    judge = Oracle(small(event({"x": {"$ref": "./x.json"}}), files=files))
    assert verdict(judge, x="text") is VALID
    judgement = judge.judge({"kind": "a", "x": 1}, event=True)
    assert str(judgement.faults[0].location) == "a b/ü(1)+.json#/$defs/a~1b~0c%/type"


def test_an_id_does_not_change_where_references_lead() -> None:
    files = {"d/x.json": {"$id": "https://elsewhere.example/y.json", "$ref": "z.json"}, "d/z.json": {"type": "string"}}
    judge = Oracle(small(event({"x": {"$ref": "d/x.json"}}), files=files))
    assert verdict(judge, x="text") is VALID
    assert verdict(judge, x=1) is INVALID


@pytest.mark.parametrize(
    "value", [None, True, 0, 1.5, "", "text", [], {}, [[]], [None], [{}], {"events": []}, {"items": []}]
)
def test_anything_but_an_array_of_events_is_invalid_and_explained(contract: Contract, value: Any) -> None:
    judgement = Oracle(contract).judge(value)
    assert judgement.verdict is (VALID if value == [] else INVALID)
    assert bool(judgement.faults) is (value != [])


def test_the_oracle_judges_bytes_and_values_alike(oracle: Oracle, contract: Contract) -> None:
    values: list[Any] = [[], [{}], {}, None, [{contract.discriminator: contract.tags[0]}]]
    for value in values:
        assert oracle.judge_text(json.dumps(value).encode()) == oracle.judge(value)
