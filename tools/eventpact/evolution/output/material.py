"""What every format is made from, and the words that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eventpact.compat import Change, Effect, Unproven, Witness
from eventpact.evolution.lines import Place
from eventpact.evolution.review import Break, Review, Step, rule_of

_UNPROVEN = "It cannot be shown, and not be ruled out, that this changes which bodies are valid: {}."


@dataclass(frozen=True)
class Material:
    """A *review*; *place* tells where a pointer is written, *texts* gives each version as the text of one document."""

    review: Review
    place: Callable[[str], Place | None]
    texts: Callable[[], tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """One change or unproven difference in words: its *kind* (break, approved or notice), its place, what it means."""

    kind: str
    rule: str
    pointer: str
    at: str
    effect: Effect
    summary: str
    senders: str
    receivers: str
    witness: Witness | None
    reason: str = ""


def told(review: Review, step: Step) -> list[Told]:
    """All that changed in *step*: what breaks the mode first, then what is approved, then the rest."""
    found = [_told(cause, _break(review, step, cause)) for cause in step.causes]
    return sorted(found, key=lambda one: _ORDER.index(one.kind))


_ORDER = ("break", "approved", "notice")


def _break(review: Review, step: Step, cause: Change | Unproven) -> Break | None:
    return next((one for one in review.breaks if one.cause is cause and one.old == step.old), None)


def _told(cause: Change | Unproven, found: Break | None) -> Told:
    kind = "notice" if found is None else "break" if found.approval is None else "approved"
    reason = found.approval.reason if found and found.approval else ""
    rule = rule_of(cause)
    if isinstance(cause, Unproven):
        text = _UNPROVEN.format(cause.reason)
        return Told(kind, rule, cause.pointer, cause.place, cause.direction, text, text, text, None, reason)
    at = f"{cause.variant} {cause.place}".strip()
    return Told(kind, rule, cause.pointer, at, cause.effect, cause.summary, cause.senders, cause.receivers,
                cause.witness, reason)  # fmt: skip


def verdict(review: Review) -> str:
    """One sentence: what the mode says, and which step of the version number the changes ask for."""
    step = review.step
    count = len(step.comparison.changes) + len(step.comparison.unproven)
    if not count and not review.breaks:
        return f"{step.new} says the same as {step.old}"
    broken = sum(one.approval is None for one in review.breaks)
    approved = len(review.breaks) - broken
    says = f"{_count(broken, 'break')} of {review.mode}" if broken else f"{review.mode} holds"
    beside = f" ({approved} approved)" if approved else ""
    return f"{step.new} against {step.old}: {_count(count, 'change')}, {says}{beside}; version: {bump_words(step)}"


def bump_words(step: Step) -> str:
    """The step of the version number that the changes of *step* ask for."""
    return f"{step.comparison.bump.word} step" if step.comparison.bump else "no step"


def accepted_only_by(step: Step, witness: Witness) -> str:
    """Which of the two versions takes *witness*, the other one refusing it."""
    names = (step.old, step.new) if witness.accepted_by == "old" else (step.new, step.old)
    return f"{names[0]} accepts this body, {names[1]} refuses it"


def steps(review: Review) -> Iterator[Step]:
    """The step itself, then those from the other releases."""
    yield review.step
    yield from review.further


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
