"""A review as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.evolution.output.material import Material, Told, accepted_only_by, steps, told, verdict
from eventpact.evolution.review import Review, Step
from eventpact.printable import escape, shorten

_LONGEST = 600
_WORDS = {"break": "BREAK", "approved": "approved", "notice": "change"}


def as_text(material: Material) -> str:
    """The verdict, then each change with its rule, its place, what it means, and the body that shows it."""
    review = material.review
    lines = [verdict(review)]
    for step in steps(review):
        if step is not review.step:
            lines += ["", f"against {step.old}:"]
        for one in _shown(review, step):
            lines += ["", *_lines(one, step)]
    lines += ["", *(f"note: {remark}" for remark in review.remarks)] if review.remarks else []
    return "".join(f"{escape(line)}\n" for line in lines)


def _shown(review: Review, step: Step) -> list[Told]:
    """Every change of the step itself; of a step from another release, what breaks."""
    found = told(review, step)
    return found if step is review.step else [one for one in found if one.kind != "notice"]


def _lines(one: Told, step: Step) -> Iterator[str]:
    yield f"{_WORDS[one.kind]}: {one.summary} [{one.rule}]"
    yield f"  at         {one.pointer}"
    if one.at:
        yield f"  in         {one.at}"
    if one.reason:
        yield f"  approved   {one.reason}"
    if one.senders != one.summary:
        yield f"  senders    {one.senders}"
        yield f"  receivers  {one.receivers}"
    if one.witness:
        yield f"  witness    {accepted_only_by(step, one.witness)}:"
        yield f"    {shorten(one.witness.text.decode(errors='backslashreplace'), _LONGEST)}"
