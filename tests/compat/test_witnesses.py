"""Witnesses are whole, valid in one version only, as small as can be, and made the same each time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from eventpact.compat import Comparison, compare
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.pointer import Token, removed, replaced, resolve

from tests.compat.trials import loaded
from tests.compat.versions import compared
from tests.properties.mutate import places


def _with(contract: Contract, path: str, tokens: tuple[str, ...], value: Any) -> Contract:
    documents = contract.documents.contents
    return loaded({**documents, path: replaced(documents[path], tokens, value)}, contract.entry)


@pytest.fixture(scope="module")
def nullable_removed(contract: Contract) -> Contract:
    """Our contract, with null gone wherever a shared definition let it through."""
    return _with(contract, "common.schema.json", ("$defs", "NullableTimestamp", "type"), "string")


def test_every_place_that_uses_a_shared_definition_has_a_change_and_a_witness_of_its_own(
    contract: Contract, nullable_removed: Contract
) -> None:
    comparison = compare(contract, nullable_removed)
    used = {
        (variant.tag, "/".join(("", *map(str, tokens))))
        for variant in contract.variants
        for tokens, place in variant.schema.walk()
        if any(c.location.tokens[-1:] == ("NullableTimestamp",) for c in place.conjuncts)
    }
    assert {(change.variant, change.place) for change in comparison.changes} == used
    assert len(used) > 5
    assert {change.rule for change in comparison.changes} == {"nullable-removed"}
    assert {change.pointer for change in comparison.changes} == {"common.schema.json#/$defs/NullableTimestamp/type"}
    for change in comparison.changes:
        assert change.witness is not None
        (event,) = change.witness.body
        assert resolve(event, change.place.split("/")[1:]) is None


def test_the_oracles_of_both_versions_confirm_every_witness(contract: Contract, nullable_removed: Contract) -> None:
    old, new = Oracle(contract), Oracle(nullable_removed)
    for change in compare(contract, nullable_removed).changes:
        assert change.witness is not None
        assert old.judge_text(change.witness.text).verdict is Verdict.VALID
        assert new.judge_text(change.witness.text).verdict is Verdict.INVALID
        assert json.loads(change.witness.text) == change.witness.body


def test_nothing_can_be_left_out_of_a_witness(contract: Contract, nullable_removed: Contract) -> None:
    old, new = Oracle(contract), Oracle(nullable_removed)
    for change in compare(contract, nullable_removed).changes:
        assert change.witness is not None
        for tokens in places(change.witness.body):
            less = _without(change.witness.body, tokens)
            assert (old.verdict(less), new.verdict(less)) != (Verdict.VALID, Verdict.INVALID), (tokens, less)


def _without(body: Any, tokens: tuple[Token, ...]) -> Any:
    return removed(body, tokens)  # type: ignore[arg-type]


def test_the_same_versions_give_the_same_bytes(contract: Contract, nullable_removed: Contract) -> None:
    def told(comparison: Comparison) -> list[tuple[str, str, bytes | None]]:
        return [(c.rule, c.place, c.witness.text if c.witness else None) for c in comparison.changes]

    assert told(compare(contract, nullable_removed)) == told(compare(contract, nullable_removed))


def test_declared_examples_fill_what_is_not_at_stake() -> None:
    old = {"type": "object", "required": ["city", "n"],
           "properties": {"city": {"type": "string", "examples": ["Porto"]}, "n": {"type": "number"}}}  # fmt: skip
    new = replaced(old, ("properties", "n"), {"type": "number", "maximum": 5})
    assert compared(old, new).narrowed is not None
    assert compared(old, new).narrowed.body == {"city": "Porto", "n": 6}  # type: ignore[union-attr]


def test_every_member_of_an_enum_that_goes_is_told() -> None:
    comparison = compared({"enum": [*"abcdefgh"]}, {"enum": ["c"]})
    assert sorted(change.witness.body for change in comparison.changes if change.witness) == [*"abdefgh"]


_MOMENT = {"type": "string", "format": "date-time"}


#: What a format leaves open (FACTS: a leap second, say) is no witness, nor is a number that readers differ on.
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (_MOMENT, {**_MOMENT, "not": {"pattern": ":60Z$"}}),
        ({"type": "integer"}, {"type": "integer", "not": {"const": 2**63}}),
    ],
)  # fmt: skip
def test_what_is_left_open_is_no_witness(old: Any, new: Any) -> None:
    comparison = compared(old, new)
    assert comparison.narrowed is None
    assert comparison.widened is None


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ({"items": {"items": {"type": "string"}}}, {"items": {"items": {"type": ["string", "number"]}}}, "/*/*"),
        ({"properties": {"a/b": {"properties": {"~": {}}}}}, {"properties": {"a/b": {"properties": {"~": False}}}},
         "/a~1b/~0"),
        ({"patternProperties": {"^x": {"type": "string"}}}, {"patternProperties": {"^x": {"minLength": 1}}}, "/x"),
    ],
)  # fmt: skip
def test_the_place_is_a_pointer_into_the_instance(old: Any, new: Any, place: str) -> None:
    assert place in {change.place for change in compared(old, new).changes}
