"""Markdown for a CI job: read by a CommonMark parser, with what came from outside as text only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from eventpact.findings import Aspect, Place
from eventpact.progress import Finished
from eventpact.report import REPORTS, Subject
from eventpact.report.curl import command
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.report.making import HOSTILE, RUNS, SUBJECT, finding, finished, hostile

MARKS = st.text(st.sampled_from("`*_[]()<>!|\\#&;:/.@~-+= ax1\n\x1b\u202e\ud800"), max_size=30)
LINK = "see [this](http://evil.example) <a href=x> ![i](x) http://evil.example www.evil.example a@b.example"
ACTING = {"link_open", "image", "html_inline", "linkify_open"}


def tokens(made: Finished, subject: Subject = SUBJECT) -> Iterator[Token]:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for token in parser.parse(REPORTS["markdown"](subject, made)):
        yield token
        yield from token.children or ()


def shape(made: Finished, subject: Subject = SUBJECT) -> list[str]:
    """What kinds of token a report has, text apart: hostile words must not change it."""
    quiet = {"text", "text_special", "code_inline", "inline"}
    return [t.content if t.type.startswith("html") else t.type for t in tokens(made, subject) if t.type not in quiet]


@pytest.mark.parametrize("made", RUNS.values(), ids=RUNS)
def test_a_report_has_a_verdict_and_a_block_of_code_for_each_finding(made: Finished) -> None:
    kinds = [token.type for token in tokens(made)]
    assert kinds[0] == "heading_open"
    assert kinds.count("fence") == len(made.findings)


def test_findings_stand_below_their_aspect() -> None:
    made = finished(finding(), finding(aspect=Aspect.KEY))
    text = REPORTS["markdown"](SUBJECT, made)
    assert text.index("### Values converted") < text.index("### Key")


@given(MARKS, MARKS)
@example(LINK, LINK)
@example(HOSTILE, HOSTILE)
def test_what_is_reported_is_text_whatever_it_holds(summary: str, pointer: str) -> None:
    """Blocks and inlines are the same as with harmless words."""
    made = finished(finding(summary=f"x{summary}", places=(Place("v", f"/{pointer}", ""),)))
    harmless = finished(finding(summary="x", places=(Place("v", "/p", ""),)))
    assert shape(made) == shape(harmless)
    assert not ACTING & {token.type for token in tokens(made)}


def test_a_hostile_target_and_a_hostile_answer_are_text() -> None:
    found = list(tokens(finished(hostile(), aborted=LINK), replace(SUBJECT, url=LINK, contract=HOSTILE)))
    assert not ACTING & {token.type for token in found}
    blocks = "".join(token.content for token in found if token.type == "html_block")
    assert "script" not in blocks


@given(MARKS)
def test_the_command_is_one_block_of_code(body: str) -> None:
    request = replace(finding().example.request, body=body.encode("utf-8", "surrogatepass"))
    made = finished(finding(example=replace(finding().example, request=request)))
    (fence,) = (token for token in tokens(made) if token.type == "fence")
    assert fence.content == command(SUBJECT, made.findings[0]) + "\n"
