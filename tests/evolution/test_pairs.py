"""All pairs of versions whose answer is known: ours is right, the answers are, and nothing takes long."""

from __future__ import annotations

import time

import pytest
from eventpact.compat import Bump, Reading, Witness
from jsonschema import Draft202012Validator

from tests.bench.compat.cases import Pair, pairs
from tests.evolution.making import comparison

PAIRS = pairs()


def accepts(schema: object, value: object) -> bool:
    """The verdict of a validator that is not ours."""
    checker = Draft202012Validator.FORMAT_CHECKER
    return bool(Draft202012Validator(schema, format_checker=checker).is_valid(value))  # type: ignore[arg-type]


def test_there_are_enough_pairs_of_every_kind() -> None:
    kinds = [tuple(pair.expected(Reading.STRICT).values()) for pair in PAIRS]
    assert len(PAIRS) >= 60
    assert all(kinds.count(kind) >= 10 for kind in [(True, False), (False, True), (True, True), (False, False)])


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_the_known_answer_holds_by_another_validator(pair: Pair) -> None:
    for direction, accepting, refusing in (("narrowed", pair.old, pair.new), ("widened", pair.new, pair.old)):
        answer = pair.answers[direction]
        if answer is not None:
            assert accepts(accepting, answer["witness"])
            assert not accepts(refusing, answer["witness"])


@pytest.mark.parametrize("reading", Reading)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_ours_is_right_and_proves_it(pair: Pair, reading: Reading) -> None:
    if reading is Reading.PRAGMATIC and not pair.pragmatic:
        return  # what the strict reading says is about the same
    began = time.process_time()
    found = pair.compared(reading)
    assert time.process_time() - began < 1
    told = {"narrowed": found.narrowed, "widened": found.widened}
    assert {direction: witness is not None for direction, witness in told.items()} == pair.expected(reading)
    assert found.unproven == ()
    for witness in told.values():
        _check(pair, witness)


def _check(pair: Pair, witness: Witness | None) -> None:
    """A witness tells the schemas apart by a validator that is not ours."""
    if witness is not None:
        assert accepts(pair.old, witness.body) is (witness.accepted_by == "old")
        assert accepts(pair.new, witness.body) is (witness.accepted_by == "new")


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_no_version_differs_from_itself(pair: Pair) -> None:
    found = comparison(pair.old, pair.old)
    assert (found.changes, found.unproven, found.bump) == ((), (), Bump.NONE)
