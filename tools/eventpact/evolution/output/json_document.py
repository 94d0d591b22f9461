"""A review as JSON, version 1: its published schema is ``diff.schema.json`` beside this file."""

from __future__ import annotations

import json
from typing import Any

from eventpact.compat import Witness
from eventpact.evolution.output.material import Material, Told, told
from eventpact.evolution.review import Review, Step

DIFF_VERSION = 1


def as_json(material: Material) -> str:
    """The review as the text of one JSON object, in ASCII."""
    return json.dumps(as_document(material.review), indent=2) + "\n"


def as_document(review: Review) -> dict[str, Any]:
    """The step as a JSON value; ``further`` holds the steps from the other releases where the mode is transitive."""
    document = {"diff_version": DIFF_VERSION, **_step(review, review.step)}
    if review.mode.is_transitive:
        document["further"] = [{"old": step.old, **_step(review, step)} for step in review.further]
    return document


def _step(review: Review, step: Step) -> dict[str, Any]:
    comparison = step.comparison
    return {
        "narrowed": _direction(comparison.narrowed),
        "widened": _direction(comparison.widened),
        "bump": comparison.bump.word,
        "changes": [_change(one) for one in told(review, step)],
    }


def _direction(witness: Witness | None) -> dict[str, Any] | None:
    return None if witness is None else {"witness": witness.body}


def _change(one: Told) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "pointer": one.pointer,
        "effect": one.effect.value,
        "senders": one.senders,
        "receivers": one.receivers,
        "witness": None if one.witness is None else one.witness.body,
    }
