"""Modes and reviews: which changes break what, and what an approval does about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from eventpact.compat import Bump, Comparison, Effect, Reading, Unproven
from eventpact.evolution.approvals import Approval
from eventpact.evolution.modes import Mode
from eventpact.evolution.review import Approvals, Step, review

from tests.bench.compat.cases import Pair, pairs
from tests.evolution.making import TODAY, comparison, reviewed

STRING, NUMBER, INTEGER = {"type": "string"}, {"type": "number"}, {"type": "integer"}
APPROVAL = Approval("type-narrowed", "a.json#/type", "Nobody sends fractions.", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        (NUMBER, INTEGER, {"backward", "full"}),
        (INTEGER, NUMBER, {"forward", "full"}),
        (STRING, INTEGER, {"backward", "forward", "full"}),
        (STRING, STRING, set()),
        (STRING, {**STRING, "description": "A text."}, set()),
    ],
)
def test_each_mode_forbids_what_the_registries_say(old: object, new: object, broken: set[str]) -> None:
    for mode in Mode:
        assert reviewed(old, new, mode).is_allowed is (mode.removesuffix("-transitive") not in broken)


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair.name)
def test_a_mode_holds_exactly_when_its_direction_has_no_difference(pair: Pair) -> None:
    found = pair.compared(Reading.STRICT)
    step = Step("old", "new", found)
    for mode in (Mode.BACKWARD, Mode.FORWARD, Mode.FULL):
        expected = (found.backward or not mode.keeps_senders) and (found.forward or not mode.keeps_receivers)
        assert review(step, (), mode=mode, reading=Reading.STRICT).is_allowed is expected


@pytest.mark.parametrize("direction", [Effect.NARROWED, Effect.WIDENED])
def test_an_unproven_difference_counts_as_if_it_were_there_and_can_be_approved(direction: Effect) -> None:
    unproven = Unproven("a.json#/pattern", "", direction, "no string was found")
    step = Step("1.0.0", "new", Comparison((), None, None, Bump.MAJOR, (unproven,)))
    for mode in (Mode.BACKWARD, Mode.FORWARD, Mode.FULL):
        hit = mode is Mode.FULL or (mode is Mode.BACKWARD) is (direction is Effect.NARROWED)
        assert review(step, (), mode=mode, reading=Reading.STRICT).is_allowed is not hit
    rule = "unproven-narrowing" if direction is Effect.NARROWED else "unproven-widening"
    entry = Approval(rule, "a.json#/pattern", "r", date.max)
    assert review(step, (), mode=Mode.FULL, reading=Reading.STRICT, approvals=Approvals([entry], TODAY)).is_allowed


def test_an_approved_break_is_allowed_and_still_a_break() -> None:
    found = reviewed(NUMBER, INTEGER, entries=[APPROVAL])
    assert found.is_allowed
    assert [one.approval for one in found.breaks] == [APPROVAL]
    assert found.remarks == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"rule": "bound-tightened"},
        {"pointer": "a.json#/items/type"},
        {"place": "/b"},
        {"expires": date(2026, 11, 21)},
    ],
)
def test_an_approval_of_something_else_or_that_lapsed_approves_nothing(changed: dict[str, object]) -> None:
    found = reviewed(NUMBER, INTEGER, entries=[replace(APPROVAL, **changed)])  # type: ignore[arg-type]
    assert not found.is_allowed
    (remark,) = found.remarks
    assert ("has lapsed" if "expires" in changed else "approves nothing") in remark


def test_a_lapsed_approval_gives_way_to_one_that_holds() -> None:
    here = replace(APPROVAL, place="", reason="It holds.")
    found = reviewed(NUMBER, INTEGER, entries=[replace(APPROVAL, expires=date(2020, 1, 1)), here])
    assert [one.approval for one in found.breaks] == [here]
    assert len(found.remarks) == 1


def test_a_break_against_an_older_release_counts_too() -> None:
    older = Step("0.9.0", "new.json", comparison(NUMBER, INTEGER))
    found = reviewed(INTEGER, INTEGER, Mode.BACKWARD_TRANSITIVE, further=[older])
    assert not found.is_allowed
    assert [one.old for one in found.breaks] == ["0.9.0"]
    assert found.of(older.comparison.changes[0]) is None


def test_a_mode_knows_whether_every_release_counts() -> None:
    assert [mode for mode in Mode if mode.is_transitive] == [*Mode][3:]
