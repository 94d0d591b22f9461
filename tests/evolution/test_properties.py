"""What holds for any text from outside: it stays text, and it never stops a command with anything but an error."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from eventpact.commonmark import block, code, plain
from eventpact.compat import Bump, Change, Comparison, Effect, Reading, Witness
from eventpact.errors import EventpactError
from eventpact.evolution.approvals import parse_approvals
from eventpact.evolution.changelog import with_release
from eventpact.evolution.lines import Place
from eventpact.evolution.modes import Mode
from eventpact.evolution.output import FORMATS, Material
from eventpact.evolution.review import Review, Step, review
from eventpact.evolution.sentences import sentences
from eventpact.evolution.versions import open_version
from eventpact.printable import escape
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.conftest import TELEMETRY

pytestmark = pytest.mark.thorough

TEXTS = st.text(max_size=40) | st.text("`*_[]()<>#&|\\~!- \n\t:%,\r=+1.x", max_size=30)
WORDS = TEXTS.filter(lambda text: bool(text.strip()))
JSON = st.recursive(st.none() | st.integers() | TEXTS, lambda inner: st.lists(inner, max_size=3) |
                    st.dictionaries(st.sampled_from(["rule", "pointer", "reason", "expires", "x"]), inner, max_size=4),
                    max_leaves=8)  # fmt: skip


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """A change whose texts may be anything, with a witness or without."""
    side = draw(st.sampled_from(["old", "new"]))
    body = {draw(TEXTS): draw(TEXTS)}
    witness = draw(st.none() | st.just(Witness(body, json.dumps(body).encode(), side)))  # type: ignore[arg-type]
    return Change(
        draw(st.sampled_from(["bound-tightened", "variant-added", "documentation-changed"])), draw(TEXTS), draw(TEXTS),
        draw(st.sampled_from(["", "/a", "/a/*/b", "/*"])), draw(st.sampled_from(Effect)), draw(WORDS), draw(TEXTS),
        draw(TEXTS), witness, draw(st.booleans()), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def reviews(draw: st.DrawFn) -> Review:
    """A review of anything."""
    found = tuple(draw(st.lists(changes(), max_size=3)))
    step = Step(draw(TEXTS), draw(TEXTS), Comparison(found, None, None, draw(st.sampled_from(Bump))))
    return review(step, (), mode=draw(st.sampled_from(Mode)), reading=Reading.STRICT)


def shown(name: str, found: Review) -> str:
    return FORMATS[name](Material(found, lambda _: Place("a\n::error::b", 1), lambda: ("", "")))


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25)
@given(found=reviews())
def test_every_format_takes_every_review_and_lets_nothing_act(name: str, found: Review) -> None:
    text = shown(name, found)
    assert all(escape(line) == line for line in text.split("\n"))
    assert text.endswith("\n") or name == "html"


@settings(max_examples=40)
@given(reviews())
def test_each_line_of_annotations_is_a_command_of_ours(found: Review) -> None:
    *lines, last = shown("github", found).split("\n")
    assert last == ""
    assert len(lines) == len(found.step.comparison.changes) + 1
    for line in lines:
        assert re.match(r"::(error|warning|notice) (file=a%0A%3A%3Aerror%3A%3Ab,line=1,)?title=[a-z -]+::", line)


@settings(max_examples=40)
@given(reviews())
def test_every_change_is_in_the_json_once(found: Review) -> None:
    document = json.loads(shown("json", found))
    rules = sorted(change["rule"] for change in document["changes"])
    assert rules == sorted(change.rule for change in found.step.comparison.changes)


@settings(max_examples=40)
@given(reviews())
def test_what_breaks_is_shown_before_what_does_not(found: Review) -> None:
    kinds = re.findall("^(BREAK|change): ", shown("text", found), re.MULTILINE)
    assert kinds == sorted(kinds)
    assert kinds.count("BREAK") == len(found.breaks)


@settings(max_examples=40)
@given(reviews(), st.integers(1, 9))
def test_a_section_of_any_review_is_one_and_is_not_written_twice(found: Review, minor: int) -> None:
    said = sentences(found)
    assert said
    once = with_release("# Changelog\n\n## [Unreleased]\n", f"1.{minor}.0", date(2026, 1, 1), said)
    assert len(re.findall("^#", once, re.MULTILINE)) == 3
    assert with_release(once, f"1.{minor}.0", date(2026, 1, 2), said) == once


@given(TEXTS)
def test_plain_text_means_itself_in_markdown(text: str) -> None:
    rendered = MarkdownIt().renderInline(plain(text))
    assert html.unescape(rendered).split() == escape(text).split()
    assert "<" not in rendered


@given(WORDS)
def test_code_means_itself_in_markdown(text: str) -> None:
    rendered = MarkdownIt().renderInline(code(text))
    assert rendered.startswith("<code>")
    assert rendered.endswith("</code>")
    assert html.unescape(rendered[6:-7]).split() == escape(text).split()


@given(TEXTS)
def test_a_block_of_code_ends_where_it_should(text: str) -> None:
    rendered = MarkdownIt().render("\n".join((*block(text, "json"), "", "after")))
    assert rendered.count("<pre>") == 1
    assert rendered.endswith("<p>after</p>\n")


def error_of(call: Callable[[], object]) -> EventpactError | None:
    """The error that stops *call*, or None; no other exception is one of ours."""
    try:
        call()
    except EventpactError as error:
        return error
    return None


@given(st.binary(max_size=60) | TEXTS.map(lambda text: text.encode(errors="replace")))
def test_any_bytes_are_approvals_or_an_error_with_a_hint(content: bytes) -> None:
    error = error_of(lambda: parse_approvals(content))
    assert error is None or (error.hint and error.where and error.where.startswith("approvals.yaml"))


@given(st.lists(JSON, max_size=3))
def test_any_entries_are_approvals_or_an_error_that_names_one(entries: list[object]) -> None:
    error = error_of(lambda: parse_approvals(json.dumps({"approvals": entries}).encode()))
    assert (error is None) is (entries == [])
    assert error is None or str(error).startswith("approvals.yaml")


ENTRIES = st.builds(
    dict,
    rule=st.sampled_from(["bound-tightened", "variant-added"]),
    pointer=st.just("a#/b"),
    reason=WORDS.filter(str.isprintable),  # YAML cannot write everything
    expires=st.dates().map(str),
)


@settings(max_examples=50)
@given(ENTRIES)
def test_a_right_entry_is_read_however_it_is_written(entry: dict[str, str]) -> None:
    value = {"approvals": [entry]}
    for content in (json.dumps(value), yaml.safe_dump(value, allow_unicode=True, default_style='"')):
        (found,) = parse_approvals(content.encode())
        assert (found.rule, found.reason) == (entry["rule"], entry["reason"].strip())
        assert str(found.expires) == entry["expires"]


@settings(max_examples=25)
@given(TEXTS | TEXTS.map(lambda text: f"git:HEAD:{text}"))
def test_any_name_of_a_version_is_one_or_an_error(text: str) -> None:
    error = error_of(lambda: open_version(text, contract=TELEMETRY))
    assert error is None or escape(str(error), keep="\n") == str(error)


def test_a_review_of_a_folder_that_is_not_there_names_it(tmp_path: Path) -> None:
    with pytest.raises(EventpactError, match="there is no"):
        open_version(str(tmp_path / "none"), contract=TELEMETRY)
