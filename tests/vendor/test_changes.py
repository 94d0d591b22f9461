"""What an update says of the contract's changes: whom they break comes first, and nothing in it steers a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eventpact.compat import Bump, Change, Comparison, Effect, Unproven
from eventpact.vendor.changes import breaks, lines

CHANGE = Change(
    "rule-id", "a.json#/x", "kind-of-event", "/data/x", Effect.NONE, "something changed", "Do this.", "Do that.",
    None, breaks_senders=False, breaks_receivers=False,
)  # fmt: skip
NOTHING = Comparison((), None, None, Bump.NONE)


def told(*changes: Change, **parts: object) -> list[str]:
    return list(lines(replace(NOTHING, changes=changes, **parts)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("senders", "receivers", "words"),
    [
        (False, False, "breaks neither senders nor receivers"),
        (True, False, "breaks senders that stay as they are"),
        (False, True, "breaks receivers that stay as they are"),
        (True, True, "breaks senders and receivers that stay as they are"),
    ],
)
def test_it_says_whom_a_version_breaks_and_what_to_do(senders: bool, receivers: bool, words: str) -> None:
    said = told(CHANGE, replace(CHANGE, breaks_senders=senders, breaks_receivers=receivers), bump=Bump.MAJOR)
    assert said[-1] == f"  {words}; for a release: major"
    assert ("      breaks senders: Do this." in said) is senders
    assert ("      breaks receivers: Do that." in said) is receivers


def test_what_breaks_somebody_comes_first_and_the_rest_is_counted() -> None:
    said = told(*[CHANGE] * 30, replace(CHANGE, rule="the-worst", breaks_receivers=True))
    assert said[0].startswith("  the-worst")
    assert "  … and 11 more" in said
    assert len(said) < 30


def test_what_is_not_proven_counts_as_broken() -> None:
    unproven = Unproven("a.json#/x", "/data/x", Effect.NARROWED, "a pattern that is too hard")
    comparison = replace(NOTHING, unproven=(unproven,))
    assert breaks(comparison) == ("senders", "receivers")
    assert "a pattern that is too hard" in "\n".join(lines(comparison))
    assert breaks(NOTHING) == ()


def test_nothing_in_a_contract_steers_a_terminal() -> None:
    evil = "\x1b[2J\n\u202e"
    broken = replace(CHANGE, variant=evil, place=evil, summary=evil, senders=evil, breaks_senders=True)
    for line in told(broken, broken):
        assert not set(evil) & {"\x1b", "\n", "\u202e"} & set(line)
