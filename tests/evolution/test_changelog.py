"""The changelog: where a release goes in it, what stays as it was, and the words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from eventpact.compat import RULES, Change, Comparison, Effect, Reading, compare
from eventpact.contract import Contract
from eventpact.evolution.approvals import Approval
from eventpact.evolution.changelog import with_release
from eventpact.evolution.modes import Mode
from eventpact.evolution.review import Approvals, Step, review
from eventpact.evolution.sentences import sentences
from eventpact.evolution.versions import of_file
from hypothesis import given
from hypothesis import strategies as st

from tests.evolution.making import TODAY, contract_in, reviewed

DAY = date(2026, 11, 22)
BEFORE = """\
# Changelog

All notable changes.

## [Unreleased]

### Added

- A tool.

## Contract 1.0.0 - 2026-01-01

- The first release.
"""


def test_a_release_goes_behind_unreleased_and_before_the_older_ones() -> None:
    text = with_release(BEFORE, "1.1.0", DAY, ["A field is new."])
    assert re.findall("^## .*$", text, re.MULTILINE) == [
        "## [Unreleased]",
        "## Contract 1.1.0 - 2026-11-22",
        "## Contract 1.0.0 - 2026-01-01",
    ]
    assert "## Contract 1.1.0 - 2026-11-22\n\n- A field is new.\n\n## Contract 1.0.0" in text


def test_all_that_was_written_stays() -> None:
    text = with_release(BEFORE, "1.1.0", DAY, ["A field is new."])
    assert text.replace("## Contract 1.1.0 - 2026-11-22\n\n- A field is new.\n\n", "") == BEFORE


def test_what_people_wrote_of_the_contract_goes_along() -> None:
    written = BEFORE.replace("### Added\n", "### Contract\n\n- By hand:\n  two lines.\n\n### Added\n")
    text = with_release(written, "1.1.0", DAY, ["A field is new."])
    assert "## Contract 1.1.0 - 2026-11-22\n\n- By hand:\n  two lines.\n- A field is new.\n\n" in text
    assert "### Contract" not in text
    assert text.index("### Added") < text.index("By hand")


def test_a_heading_of_an_older_section_is_not_taken_for_unreleased() -> None:
    older = BEFORE + "\n### Contract\n\n- Of then.\n"
    text = with_release(older, "1.1.0", DAY, ["A field is new."])
    assert text.endswith("### Contract\n\n- Of then.\n")


@pytest.mark.parametrize("text", ["", "# Changelog\n", "# Changelog\n\n## [Unreleased]\n", "notes without a form\n"])
def test_a_changelog_without_sections_gets_its_first(text: str) -> None:
    made = with_release(text, "1.0.0", DAY, ["The first release."])
    assert made.endswith("\n\n## Contract 1.0.0 - 2026-11-22\n\n- The first release.\n")
    assert made.startswith(text.rstrip("\n"))


def test_a_section_that_is_there_is_left_alone() -> None:
    assert with_release(BEFORE, "1.0.0", DAY, ["Something else."]) == BEFORE
    assert with_release(BEFORE, "1.0.0-rc.1", DAY, ["Before it."]) != BEFORE
    assert with_release(BEFORE.replace("1.0.0", "1.0.0-rc.1"), "1.0.0", DAY, ["After it."]).count("## Contract") == 2


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300), min_size=1, max_size=4))
def test_no_sentence_ends_its_item_or_begins_a_section(said: list[str]) -> None:
    text = with_release(BEFORE, "1.1.0", DAY, said)
    assert len(re.findall("^## ", text, re.MULTILINE)) == 3
    section = text[text.index("## Contract 1.1.0") : text.index("## Contract 1.0.0")]
    lines = section.splitlines()[2:-1]
    assert all(line.startswith(("- ", "  ", "-")) for line in lines)
    assert sum(line.startswith("-") for line in lines) == len(said)


def test_lines_are_no_longer_than_the_files_are() -> None:
    text = with_release(BEFORE, "1.1.0", DAY, ["word " * 200])
    assert max(map(len, text.splitlines())) <= 120


# --- the words


def test_each_kind_of_change_is_one_sentence() -> None:
    old = {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "string"}, "c": {"enum": [1, 2]}}}
    new = {
        "type": "object",
        "properties": {"a": {"type": ["number", "null"]}, "b": {"type": "string"}, "c": {"enum": [1]}, "d": {}},
        "required": ["b"],
    }
    said = sentences(reviewed(old, new))
    assert said[:2] == [
        "**Breaks senders:** `b` must be there. Senders must always send it.",
        "**Breaks senders:** `c`: 2 is no longer valid. Senders must not send the value any more.",
    ] or said[:2][::-1] == [
        "**Breaks senders:** `b` must be there. Senders must always send it.",
        "**Breaks senders:** `c`: 2 is no longer valid. Senders must not send the value any more.",
    ]
    assert "**Update receivers first:** `a` may be null." in said
    assert "`d` is new; it may be left out." in said


def test_an_approved_break_says_why() -> None:
    entry = Approval("type-narrowed", "a.json#/type", "Nobody sends fractions.", date.max)
    (sentence,) = sentences(reviewed({"type": "number"}, {"type": "integer"}, entries=[entry]))
    assert sentence.startswith("**Breaks senders:** ")
    assert sentence.endswith(" Why: Nobody sends fractions.")


def test_texts_are_counted_and_not_listed() -> None:
    old = {"properties": {name: {"type": "string"} for name in "abc"}}
    new = {"properties": {name: {"type": "string", "description": name} for name in "abc"}}
    assert sentences(reviewed(old, new)) == ["Descriptions or examples changed at 3 places."]


def test_no_change_is_told_as_that() -> None:
    assert sentences(reviewed({}, {})) == ["Nothing changes for senders and receivers."]


def test_what_changes_alike_in_several_variants_is_said_once(telemetry: Contract, tmp_path: Path) -> None:
    edited = of_file(contract_in(tmp_path, ("format: date-time\n", "minLength: 3\n")))
    assert edited.contract is not None
    step = Step("2.3.0", "new", compare(telemetry, edited.contract))
    said = sentences(review(step, (), mode=Mode.BACKWARD, reading=Reading.PRAGMATIC, approvals=Approvals((), TODAY)))
    of_place = [sentence for sentence in said if sentence.count("`at`")]
    assert of_place
    assert all("`reading`, `door` and `zones`" in sentence for sentence in of_place)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_sentence(rule: str) -> None:
    kind = RULES[rule]
    change = Change(rule, "a.json#/b", "login", "/data/*/b", Effect.NONE, "/data/*/b: it changed", kind.senders,
                    kind.receivers, None, breaks_senders=True, breaks_receivers=False)  # fmt: skip
    found = review(
        Step("1", "2", Comparison((change,), None, None, kind.bump)), (), mode=Mode.FULL, reading=Reading.STRICT
    )
    (sentence,) = sentences(found)
    assert sentence.endswith(".")
    assert rule == "documentation-changed" or "login" in sentence
    assert "{" not in sentence
    assert "*/" not in sentence
