"""Every format of a review: what it holds, and that no text from outside acts in it."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from eventpact.compat import Bump, Comparison, Effect, Reading, Unproven
from eventpact.evolution.approvals import Approval
from eventpact.evolution.lines import Place
from eventpact.evolution.modes import Mode
from eventpact.evolution.output import FORMATS, Material
from eventpact.evolution.output.material import verdict
from eventpact.evolution.output.side_by_side import side_by_side
from eventpact.evolution.review import Review, Step, review
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from tests.bench.compat.cases import pairs
from tests.evolution.making import comparison, material, reviewed
from tests.report.making import HOSTILE

PUBLISHED = Path(__file__).parents[2] / "tools" / "eventpact" / "evolution" / "output" / "diff.schema.json"
OBJECT = {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "string"}}}
TIGHTER = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": ["string", "null"]}}}
APPROVAL = Approval("type-narrowed", "a.json#/properties/a/type", "Nobody sends fractions.", date(2027, 1, 1))


def shown(name: str, found: Review) -> str:
    return FORMATS[name](material(found))


def hostile() -> Review:
    """A review in which every text tries to act."""
    written = HOSTILE.replace("\ud800", "")  # no document with a lone surrogate is read
    names = {f"{written}{i}": {"type": "number", "maximum": 5} for i in range(2)}
    looser = {name: {**schema, "maximum": 3, "description": written} for name, schema in names.items()}
    step = Step(HOSTILE, HOSTILE, comparison({"properties": names}, {"properties": looser}))
    (pointer, *_) = [change.pointer for change in step.comparison.changes if change.breaks_senders]
    entry = Approval("bound-tightened", pointer, HOSTILE, date.max)
    found = review(step, (step,), mode=Mode.FULL_TRANSITIVE, reading=Reading.STRICT)
    approved = [one if one.cause.pointer != pointer else type(one)(one.old, one.cause, entry) for one in found.breaks]
    return Review(step, found.mode, found.reading, tuple(approved), (step,), (HOSTILE,))


# --- JSON


def document(found: Review) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(shown("json", found))
    Draft202012Validator(json.loads(PUBLISHED.read_bytes())).validate(value)
    return value


def test_json_has_exactly_what_is_promised() -> None:
    value = document(reviewed(OBJECT, TIGHTER))
    assert list(value) == ["diff_version", "narrowed", "widened", "bump", "changes"]
    assert (value["diff_version"], value["bump"]) == (1, "major")
    assert value["narrowed"].keys() == {"witness"}
    assert all(
        list(change) == ["rule", "pointer", "effect", "senders", "receivers", "witness"] for change in value["changes"]
    )
    assert {change["effect"] for change in value["changes"]} == {"narrowed", "widened"}


def test_json_of_equal_versions_says_none() -> None:
    value = document(reviewed(OBJECT, OBJECT))
    assert value == {"diff_version": 1, "narrowed": None, "widened": None, "bump": "none", "changes": []}


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair.name)
def test_the_witnesses_in_json_tell_the_versions_apart(pair: Any) -> None:
    found = review(Step("a", "b", pair.compared(Reading.STRICT)), (), mode=Mode.FULL, reading=Reading.STRICT)
    value = document(found)
    old, new = Draft202012Validator(pair.old), Draft202012Validator(pair.new)
    formats = "format" in json.dumps([pair.old, pair.new])
    for direction, accepting, refusing in (("narrowed", old, new), ("widened", new, old)):
        if value[direction] is not None and not formats:
            assert accepting.is_valid(value[direction]["witness"])
            assert not refusing.is_valid(value[direction]["witness"])


def test_json_tells_a_difference_that_is_not_proven() -> None:
    unproven = Unproven("a.json#/pattern", "/a", Effect.NARROWED, "no string was found for it")
    step = Step("1.0.0", "new", Comparison((), None, None, Bump.MAJOR, (unproven,)))
    (change,) = document(review(step, (), mode=Mode.FULL, reading=Reading.STRICT))["changes"]
    assert (change["rule"], change["effect"], change["witness"]) == ("unproven-narrowing", "narrowed", None)


def test_json_of_a_transitive_mode_holds_the_further_steps() -> None:
    further = Step("0.9.0", "new.json", comparison(OBJECT, OBJECT))
    value = document(reviewed(OBJECT, TIGHTER, Mode.FULL_TRANSITIVE, further=[further]))
    assert [(step["old"], step["bump"]) for step in value["further"]] == [("0.9.0", "none")]


# --- text


def test_text_tells_rule_place_meaning_and_witness() -> None:
    text = shown("text", reviewed(OBJECT, TIGHTER))
    assert text.startswith("new.json against 1.0.0: 2 changes, 1 break of backward; version: major step\n")
    assert re.search(r"^BREAK: /a: .* \[type-narrowed\]$", text, re.MULTILINE)
    assert "  at         a.json#/properties/a/type\n" in text
    assert re.search(r"1\.0\.0 accepts this body, new\.json refuses it:\n    \{\"a\": ?\S+\}\n", text)


def test_text_shows_breaks_before_changes_and_the_reason_of_an_approval() -> None:
    text = shown("text", reviewed(OBJECT, TIGHTER, Mode.FULL, [APPROVAL]))
    assert text.index("BREAK: /b") < text.index("approved: /a") < text.index("  approved   Nobody sends fractions.")


def test_equal_versions_are_told_in_one_sentence() -> None:
    assert shown("text", reviewed(OBJECT, OBJECT)) == "new.json says the same as 1.0.0\n"


def test_a_break_against_an_older_release_is_told_apart_from_the_step() -> None:
    further = Step("0.9.0", "new.json", comparison(OBJECT, TIGHTER))
    found = reviewed(TIGHTER, TIGHTER, Mode.BACKWARD_TRANSITIVE, further=[further])
    assert "1 break of backward-transitive" in verdict(found)
    for name in FORMATS:
        assert "0.9.0" in shown(name, found).replace("\\", "")


# --- GitHub


def test_annotations_name_file_and_line_and_kind() -> None:
    found = reviewed(OBJECT, TIGHTER, Mode.FULL, [APPROVAL])
    lines = FORMATS["github"](Material(found, lambda _: Place("schema/a,b:c%.json", 7), lambda: ("", ""))).splitlines()
    assert lines[0].startswith("::error file=schema/a%2Cb%3Ac%25.json,line=7,title=nullable-added::/b: ")
    assert lines[1].startswith("::warning file=schema/a%2Cb%3Ac%25.json,line=7,title=type-narrowed::/a: ")
    assert lines[1].endswith("Approved: Nobody sends fractions.")
    assert lines[-1].startswith("::notice title=eventpact diff::new.json against 1.0.0: ")


def test_each_line_of_annotations_is_one_command() -> None:
    commands = re.compile(r"::(error|warning|notice) ([a-z]+=[^,:\r\n]*)(,[a-z]+=[^,:\r\n]*)*::[^\r\n]*")
    found = hostile()
    lines = shown("github", found).split("\n")
    assert lines.pop() == ""
    assert all(commands.fullmatch(line) for line in lines)
    assert len(lines) == 2 * len(found.step.comparison.changes) + 1 + 1  # both steps, the remark, the verdict


# --- Markdown and HTML


def test_markdown_shows_the_breaks_under_a_heading() -> None:
    text = shown("markdown", reviewed(OBJECT, TIGHTER))
    html = MarkdownIt().render(text)
    assert "<h3>Breaks</h3>" in html
    assert "<strong>type-narrowed</strong>" in html
    assert "<summary>1.0.0 accepts this body, new.json refuses it</summary>" in html
    assert '<code class="language-json">' in html


def test_hostile_text_stays_text_in_markdown() -> None:
    html = MarkdownIt().render(shown("markdown", hostile()))
    page = Page(html)
    assert page.tags <= {"h2", "h3", "ul", "li", "p", "strong", "code", "pre", "details", "summary", "blockquote"}
    assert "<script>alert(1)</script>" in page.text


class Page(HTMLParser):
    """The tags, the attributes and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    html = shown("html", hostile())
    page = Page(html)
    assert not page.tags & {"script", "link", "img", "iframe", "object", "embed", "a", "form", "base"}
    assert page.attributes <= {"lang", "charset", "name", "content", "http-equiv", "class", "colspan"}
    assert "default-src 'none'" in html
    assert "url(" not in html


def test_hostile_text_stays_text_in_the_page() -> None:
    text = json.dumps({"description": HOSTILE}, indent=2, ensure_ascii=False)
    page = Page(FORMATS["html"](material(hostile(), (text, "{}"))))
    assert page.text.count("<script>alert(1)</script>") >= 5
    assert not any(character in page.text for character in "\x1b\u202e\ud800\ufffe")


def test_the_page_shows_both_versions_side_by_side() -> None:
    html = FORMATS["html"](material(reviewed(OBJECT, TIGHTER), ("{\n 1\n}\n", "{\n 2\n}\n")))
    assert '<td class="number">2</td><td class="gone"> 1</td><td class="number">2</td><td class="come"> 2</td>' in html


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_lets_a_terminal_act(name: str) -> None:
    text = shown(name, hostile())
    assert all(line.isprintable() for line in text.replace("\xa0", " ").splitlines())
    assert text.encode()


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_versions_without_a_change(name: str) -> None:
    assert "none" in shown(name, reviewed(OBJECT, OBJECT)) or "says the same" in shown(
        name, reviewed(OBJECT, OBJECT)
    ).replace("\\", "")


# --- side by side

TEXTS = st.lists(st.sampled_from(["a", "b", "{", "}", ""]), max_size=40).map("\n".join)


@settings(max_examples=100)
@given(TEXTS, TEXTS)
def test_every_line_of_both_texts_is_shown_once_and_in_order(old: str, new: str) -> None:
    rows = [row for part in side_by_side(old, new) for row in part.rows]
    assert [row.old for row in rows if row.old] == list(enumerate(old.splitlines(), 1))
    assert [row.new for row in rows if row.new] == list(enumerate(new.splitlines(), 1))
    for row in rows:
        assert row.is_same is (row.old is not None and row.new is not None and row.old[1] == row.new[1])


@settings(max_examples=50)
@given(TEXTS, TEXTS)
def test_nothing_that_differs_is_folded_away(old: str, new: str) -> None:
    assert all(row.is_same for part in side_by_side(old, new) if part.is_folded for row in part.rows)


def test_equal_texts_are_folded_as_a_whole() -> None:
    (part,) = side_by_side("a\nb\n", "a\nb\n")
    assert part.is_folded
