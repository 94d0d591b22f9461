"""A review as one HTML page: the changes, and the two versions side by side. It loads nothing and runs no script."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jinja2

from eventpact.evolution.output.material import Material, Told, accepted_only_by, steps, told, verdict
from eventpact.evolution.output.side_by_side import side_by_side
from eventpact.evolution.review import Review, Step
from eventpact.printable import escape, shorten

_LONGEST = 20_000
_KINDS = {"break": "break", "approved": "approved break", "notice": "change"}


@dataclass(frozen=True)
class _Shown:
    """One change as the page shows it."""

    told: Told
    label: str
    accepted: str
    body: str


def as_html(material: Material) -> str:
    """The whole page."""
    review = material.review
    old, new = material.texts()
    return _template().render(
        review=review,
        step=review.step,
        verdict=verdict(review),
        sections=[(step, _changes(review, step)) for step in steps(review)],
        parts=side_by_side(old, new),
    )


def _changes(review: Review, step: Step) -> list[_Shown]:
    found = told(review, step)
    return [
        _Shown(
            one,
            _KINDS[one.kind],
            accepted_only_by(step, one.witness) if one.witness else "",
            shorten(json.dumps(one.witness.body, indent=2, ensure_ascii=False), _LONGEST) if one.witness else "",
        )
        for one in found
        if step is review.step or one.kind != "notice"
    ]


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=lambda value: escape(value, keep="\n") if type(value) is str else value,
    )  # fmt: skip
    return environment.from_string(files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8"))
