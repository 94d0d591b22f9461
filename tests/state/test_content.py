"""Which differences between what was sent and what was recorded count, and how much."""

from __future__ import annotations

import copy
import json
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest
from eventpact.cases import Composer
from eventpact.checks.content import Difference, differences, instant
from eventpact.contract import Contract
from eventpact.contract.document import Documents
from eventpact.contract.schema import Conjunct, Schema
from eventpact.findings import Severity
from eventpact.pointer import Location, removed, replaced, to_pointer
from hypothesis import given
from hypothesis import strategies as st

V, D, R = Severity.VIOLATION, Severity.DEVIATION, Severity.REMARK

READING = {
    "kind": "reading",
    "id": "r",
    "at": "2026-05-01T06:30:00.123456Z",
    "celsius": 21.5,
    "sensor": "TX-9",
    "battery": None,
    "note": {"a": [1, "x"]},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def told(schema: Schema, sent: Any, found: Any) -> set[tuple[str, str, Severity]]:
    """The differences, as pointer, kind and severity."""
    return {(to_pointer(d.tokens), d.kind, d.severity) for d in differences(schema, sent, found)}


@pytest.fixture(scope="module")
def reading(telemetry: Contract) -> Schema:
    """The schema of a variant with all sorts of values."""
    return telemetry.variants[0].schema


@pytest.mark.parametrize(
    ("pointer", "value", "kind", "severity"),
    [
        ("/celsius", 21.4, "number changed", V),
        ("/celsius", "21.5", "value of another type", V),
        ("/celsius", True, "value of another type", V),
        ("/celsius", None, "value of another type", V),
        ("/sensor", "tx-9", "string changed", V),
        ("/sensor", "TX-9 ", "string changed", V),
        ("/battery", 0, "value of another type", V),
        ("/at", "2026-05-01T06:30:00.123456z", "date-time spelled otherwise", R),
        ("/at", "2026-05-01T08:30:00.1234560+02:00", "date-time spelled otherwise", R),
        ("/at", "2026-05-01T06:30:00.123Z", "date-time cut short", R),
        ("/at", "2026-05-01T06:30:00.1245Z", "date-time changed", V),
        ("/at", "2026-05-01T06:30:00Z", "date-time changed", V),
        ("/at", "2026-05-01T06:30:00.123456+01:00", "date-time changed", V),
        ("/at", "2026-05-01 06:30:00.123456", "date-time changed", V),
        ("/at", 1777617000.123456, "value of another type", V),
        ("/id", "R", "string changed", V),
    ],
)
def test_a_changed_value_is_told_at_its_place(
    reading: Schema, pointer: str, value: Any, kind: str, severity: Severity
) -> None:
    found = replaced(READING, tuple(pointer[1:].split("/")), value)
    assert told(reading, READING, found) == {(pointer, kind, severity)}


def test_a_property_that_is_left_out_or_put_in_is_told(reading: Schema) -> None:
    assert told(reading, READING, removed(READING, ("sensor",))) == {("/sensor", "property left out", V)}
    assert told(reading, READING, removed(READING, ("battery",))) == {("/battery", "null left out", R)}
    bare = removed(READING, ("sensor",))
    assert told(reading, bare, {**bare, "sensor": None}) == {("/sensor", "null put in for what was absent", R)}
    assert told(reading, bare, {**bare, "sensor": "TX-0"}) == {("/sensor", "value put in", D)}


def test_what_the_contract_does_not_declare_may_be_left_out_changed_or_added(reading: Schema) -> None:
    assert told(reading, READING, removed(READING, ("note",))) == set()
    assert told(reading, READING, {**READING, "note": 7, "received_at": "now"}) == set()


@pytest.mark.parametrize(
    ("sent", "found", "kept"),
    [
        ("1", "1.0", True), ("-0", "0", True), ("1e2", "100", True), ("2.50", "2.5", True),
        ("9007199254740993", "9007199254740992", True), ("0.1", "0.1000000000000000055", True),
        ("123456789012.34", "123456790000", False), ("0.30000000000000004", "0.3", False),
        ("1e-9", "0", False), ("16777217", "16777216", False), ("1" + "0" * 400, "2" + "0" * 400, True),
        ("-1", "1", False),
    ],
)  # fmt: skip
def test_numbers_are_compared_as_doubles_at_least(reading: Schema, sent: str, found: str, kept: bool) -> None:
    one, other = ({**READING, "celsius": json.loads(text)} for text in (sent, found))
    assert (told(reading, one, other) == set()) is kept
    assert told(reading, one, other) <= {("/celsius", "number changed", V)}


@pytest.mark.parametrize("name", ["contract", "telemetry"])
def test_an_event_does_not_differ_from_itself_however_it_is_written(name: str, request: pytest.FixtureRequest) -> None:
    chosen: Contract = request.getfixturevalue(name)
    for variant in chosen.variants:
        event = Composer(chosen, "x").typical(variant)
        again = json.loads(json.dumps(event, sort_keys=True))
        assert told(variant.schema, event, again) == set()


def _plain(value: Any, tokens: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, (dict, list)):
        return [tokens]
    below = value.items() if isinstance(value, dict) else enumerate(value)
    return [found for token, child in below for found in _plain(child, (*tokens, token))]


@pytest.mark.parametrize("name", ["contract", "telemetry"])
def test_any_declared_value_of_any_variant_that_changes_is_told_at_its_place(
    name: str, request: pytest.FixtureRequest
) -> None:
    chosen: Contract = request.getfixturevalue(name)
    seen = 0
    for variant in chosen.variants:
        event = Composer(chosen, "x").typical(variant)
        for tokens in _plain(event):
            found = replaced(event, tokens, ["something else"])
            (difference,) = differences(variant.schema, event, found)
            inside = to_pointer(tokens).startswith(to_pointer(difference.tokens))
            assert inside
            assert difference.kind in {"value of another type", "free-form content changed"}
            seen += difference.tokens == tokens
    assert seen > 15


def test_items_of_an_array_are_compared_one_by_one(telemetry: Contract) -> None:
    zones = telemetry.variants[2].schema
    sent = {"kind": "zones", "root": {"name": "A", "within": [{"name": "B"}, {"name": "C"}]}}
    assert told(zones, sent, replaced(sent, ("root", "within", 1, "name"), "c")) == {
        ("/root/within/1/name", "string changed", V)
    }
    short = replaced(sent, ("root", "within"), [{"name": "B"}])
    assert told(zones, sent, short) == {("/root/within", "array of another length", V)}


def test_free_form_content_that_changes_is_a_remark(contract: Contract) -> None:
    variant, tokens = next(
        (v, tuple(t if t != "*" else 0 for t in tokens))
        for v in contract.variants
        for tokens, schema in v.schema.walk()
        if schema.types == {"object"} and not schema.properties
    )
    sent = replaced(Composer(contract, "x").typical(variant), tokens, {"any": [1, {"thing": None}]})
    assert told(variant.schema, sent, replaced(sent, tokens, {"any": [1.0, {"thing": None}], "more": 1})) == set()
    changed = told(variant.schema, sent, replaced(sent, tokens, {}))
    assert changed == {(to_pointer(tokens), "free-form content changed", R)}


@given(JSON, JSON)
def test_any_two_values_can_be_compared_and_nothing_is_changed_by_it(sent: Any, found: Any) -> None:
    schema = _open_schema()
    before = copy.deepcopy((sent, found))
    for difference in differences(schema, sent, found):
        assert isinstance(difference, Difference)
    assert (sent, found) == before
    assert list(differences(schema, sent, sent)) == []


def _open_schema() -> Schema:
    return Schema(Documents(lambda path: b"{}"), (Conjunct(Location("any.json"), {}),))


@given(
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)),
    st.integers(-23 * 60 - 59, 23 * 60 + 59).filter(bool),
)
def test_an_instant_is_the_same_in_every_zone(moment: datetime, minutes: int) -> None:
    utc = moment.replace(tzinfo=timezone.utc)  # noqa: UP017
    local = utc.astimezone(timezone(timedelta(minutes=minutes)))
    spelled = instant(utc.isoformat().replace("+00:00", "Z"))
    assert spelled == instant(local.isoformat())
    epoch = instant("1970-01-01T00:00:00Z")
    assert spelled is not None
    assert epoch is not None
    since = utc - datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017
    assert spelled - epoch == Fraction(since // timedelta(microseconds=1), 10**6)


@pytest.mark.parametrize("text", ["", "now", "2016-12-31T23:59:60Z", "0000-01-01T00:00:00Z", "2026-02-30T00:00:00Z"])
def test_what_is_open_or_no_date_time_has_no_instant(text: str) -> None:
    assert instant(text) is None


def test_the_first_and_the_last_instant_can_be_told() -> None:
    first, last = instant("0001-01-01T00:00:00+23:59"), instant("9999-12-31T23:59:59.999-23:59")
    assert first is not None
    assert last is not None
    assert first < last
