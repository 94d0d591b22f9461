"""A review as Markdown, for a pull request; what comes from outside is text there, never markup."""

from __future__ import annotations

import json
from collections.abc import Iterator

from eventpact.commonmark import block, code, plain
from eventpact.evolution.output.material import Material, Told, accepted_only_by, steps, told, verdict
from eventpact.evolution.review import Review, Step
from eventpact.printable import shorten

_TITLES = {"break": "Breaks", "approved": "Approved breaks", "notice": "Other changes"}
_LONGEST = 4000


def as_markdown(material: Material) -> str:
    """The verdict as a heading, then the changes by kind, each with its witness to fold out."""
    review = material.review
    lines = [f"## {plain(verdict(review))}", ""]
    for step in steps(review):
        if step is not review.step:
            lines += [f"### Against {plain(step.old)}", ""]
        lines += _step(review, step)
    lines += [f"> {plain(remark)}" for remark in review.remarks]
    return "\n".join(lines).rstrip("\n") + "\n"


def _step(review: Review, step: Step) -> Iterator[str]:
    found = told(review, step)
    for kind, title in _TITLES.items():
        of_kind = [one for one in found if one.kind == kind]
        if not of_kind or (kind == "notice" and step is not review.step):
            continue
        yield from (f"### {title}", "")
        for one in of_kind:
            yield from _change(one, step)


def _change(one: Told, step: Step) -> Iterator[str]:
    yield f"- **{plain(one.rule)}**: {plain(one.summary)}"
    yield f"  at {code(one.pointer)}" + (f", in {code(one.at)}" if one.at else "")
    if one.reason:
        yield f"  - Approved: {plain(one.reason)}"
    if one.senders != one.summary:
        yield f"  - Senders: {plain(one.senders)}"
        yield f"  - Receivers: {plain(one.receivers)}"
    yield ""
    if one.witness:
        yield f"  <details><summary>{_html(accepted_only_by(step, one.witness))}</summary>"
        yield ""
        body = shorten(json.dumps(one.witness.body, indent=2), _LONGEST)
        yield from (f"  {line}" for line in block(body, "json"))
        yield ""
        yield "  </details>"
        yield ""


def _html(text: str) -> str:
    """*text* within an HTML element of Markdown: no tag and no markup is left in it."""
    return "".join(
        character if character.isalnum() or character in " ._/," else f"&#{ord(character)};" for character in text
    )
