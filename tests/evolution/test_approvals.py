"""Approvals: what is read, what is refused and where, when one ends."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from eventpact.errors import EventpactError
from eventpact.evolution.approvals import EMPTY, NAME, Approval, parse_approvals, read_approvals
from eventpact.evolution.semver import Semver
from hypothesis import given
from hypothesis import strategies as st

ENTRY = """\
approvals:
  - rule: bound-tightened
    pointer: "a.json#/maximum"
    reason: Nobody sent more.
    expires: 2026-12-31
"""


def test_an_entry_is_read_with_its_day() -> None:
    expected = Approval("bound-tightened", "a.json#/maximum", "Nobody sent more.", date(2026, 12, 31))
    assert parse_approvals(ENTRY.encode()) == (expected,)


def test_an_entry_is_read_with_its_version_and_its_place() -> None:
    text = ENTRY.replace("2026-12-31", "2.0.0") + "    place: /a/b\n"
    (found,) = parse_approvals(text.encode())
    assert (found.expires, found.place) == (Semver(2, 0, 0), "/a/b")


def test_the_empty_file_and_no_file_approve_nothing(tmp_path: Path) -> None:
    assert parse_approvals(EMPTY.encode()) == ()
    assert read_approvals(tmp_path) == ()


def test_the_example_in_the_empty_file_is_a_right_entry() -> None:
    example = [line.removeprefix("# ") for line in EMPTY.splitlines()[1:-1]]
    text = "approvals:\n" + "\n".join(line.removeprefix("#") for line in example)
    assert len(parse_approvals(text.encode())) == 1


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("approvals:", "approval:", "#", "must hold `approvals:`"),
        ("approvals:", "x: 1\napprovals:", "#", "must hold `approvals:`"),
        (ENTRY, "approvals: 5\n", "#/approvals", "must be a list, not 5"),
        (ENTRY, "approvals: [a]\n", "#/approvals/0", 'must be a mapping, not "a"'),
        (ENTRY, "approvals: [\n", ":2:1", "is not usable YAML"),
        ("bound-tightened", "bound-tightend", "#/approvals/0/rule", "Did you mean bound-tightened?"),
        ("bound-tightened", "5", "#/approvals/0/rule", "must be a text, not 5"),
        ("reason: Nobody sent more.", 'reason: " "', "#/approvals/0/reason", "must be a text"),
        ("    reason: Nobody sent more.\n", "", "#/approvals/0", "has no reason"),
        ("    expires: 2026-12-31\n", "", "#/approvals/0", "has no expires"),
        ("reason:", "raeson:", "#/approvals/0/raeson", "Did you mean reason?"),
        ("a.json#/maximum", "/maximum", "#/approvals/0/pointer", "names no place in a file"),
        ("2026-12-31", "2026-02-30", "#/approvals/0/expires", "neither a date nor a version"),
        ("2026-12-31", "20261231", "#/approvals/0/expires", "must be a text"),
        ("2026-12-31", '"20261231"', "#/approvals/0/expires", "neither a date nor a version"),
        ("2026-12-31", "never", "#/approvals/0/expires", "neither a date nor a version"),
        ("2026-12-31", '"2.0"', "#/approvals/0/expires", "neither a date nor a version"),
        ("approvals:\n", f"approvals:\n{ENTRY.partition(chr(10))[2]}", "#/approvals/1", "approves what an entry above"),
    ],
)
def test_a_malformed_entry_is_told_with_its_place_and_what_to_do(old: str, new: str, where: str, what: str) -> None:
    with pytest.raises(EventpactError) as raised:
        parse_approvals(ENTRY.replace(old, new, 1).encode())
    assert str(raised.value).startswith(f"{NAME}{where}: ")
    assert what in str(raised.value)
    assert raised.value.hint


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(EventpactError, match="cannot be read"):
        read_approvals(tmp_path)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-400, 400))
def test_the_last_day_counts_and_the_next_one_does_not(day: date, offset: int) -> None:
    approval = Approval("bound-tightened", "a#", "r", day)
    assert approval.is_over(day + timedelta(offset), None) is (offset > 0)


@pytest.mark.parametrize(
    ("released", "over"), [(None, False), ((1, 9, 9), False), ((2, 0, 0), True), ((2, 1, 0), True)]
)
def test_the_release_of_its_version_ends_it(released: tuple[int, int, int] | None, over: bool) -> None:
    approval = Approval("bound-tightened", "a#", "r", Semver(2, 0, 0))
    assert approval.is_over(date(2026, 1, 1), Semver(*released) if released else None) is over


def test_a_place_limits_what_it_covers() -> None:
    anywhere = Approval("bound-tightened", "a#", "r", date.max)
    here = Approval("bound-tightened", "a#", "r", date.max, "/b")
    assert anywhere.covers("bound-tightened", "a#", "/c")
    assert here.covers("bound-tightened", "a#", "/b")
    assert not here.covers("bound-tightened", "a#", "/c")
    assert not anywhere.covers("bound-tightened", "b#", "/c")
