"""Changes in the words of a changelog: what a person would tell others of a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eventpact.compat import Change
from eventpact.evolution.review import Review
from eventpact.pointer import parse_pointer
from eventpact.printable import one_of

#: Rule → what to say of a field; a rule that is not here is told by its own summary.
_OF_FIELDS: Mapping[str, str] = {
    "required-property-added": "{field} is new and must be there",
    "required-property-removed": "{field} need not be there any more",
    "property-became-required": "{field} must be there",
    "property-became-optional": "{field} may be left out",
    "property-added-optional": "{field} is new; it may be left out",
    "property-removed": "{field} is gone",
    "object-closed": "{field} takes no undeclared properties any more",
    "object-opened": "{field} takes undeclared properties, too",
    "nullable-added": "{field} may be null",
    "nullable-removed": "{field} must not be null any more",
}
_OF_VARIANTS: Mapping[str, str] = {
    "variant-added": "there are new events: {variants}",
    "variant-removed": "events are gone: {variants}",
    "idempotency-key-changed": "other values identify events of {variants}",
}
_TEXTS = "documentation-changed"
_NAMED = 4


def sentences(review: Review) -> list[str]:
    """What changed in the step, what breaks senders first; what changed alike at several places is said once."""
    changes = [change for change in review.step.comparison.changes if change.rule != _TEXTS]
    ordered = sorted(changes, key=lambda change: not (change.breaks_senders or change.breaks_receivers))
    grouped: dict[tuple[str, str], list[Change]] = {}
    for change in ordered:
        about = change.rule if change.rule in _OF_VARIANTS else f"{change.place} {change.summary}"
        grouped.setdefault((change.rule, about), []).append(change)
    said = [_sentence(group, review) for group in grouped.values()]
    texts = len(review.step.comparison.changes) - len(changes)
    if texts:
        said.append(f"Descriptions or examples changed at {texts} place{'' if texts == 1 else 's'}.")
    return list(dict.fromkeys(said)) or ["Nothing changes for senders and receivers."]


def _sentence(group: Sequence[Change], review: Review) -> str:
    change = group[0]
    text = _what(change, [f"`{name}`" for name in dict.fromkeys(one.variant for one in group) if name])
    text = f"{text[0].upper()}{text[1:]}."
    if change.breaks_senders:
        text = f"**Breaks senders:** {text} {change.senders}"
    elif change.breaks_receivers:
        text = f"**Update receivers first:** {text}"
    found = review.of(change)
    reason = found.approval.reason.rstrip(".") if found and found.approval else ""
    return f"{text} Why: {reason}." if reason else text


def _what(change: Change, variants: list[str]) -> str:
    names = one_of(variants, _NAMED, "and") if variants else ""
    if change.rule in _OF_VARIANTS and variants:
        return _OF_VARIANTS[change.rule].format(variants=names)
    field = _field(change.place) + (f" of {names}" if names else "")
    if change.rule in _OF_FIELDS:
        return _OF_FIELDS[change.rule].format(field=field)
    summary = change.summary.rstrip(".")
    return f"{field}: {summary.removeprefix(f'{change.place}: ')}" if change.place else summary


def _field(place: str) -> str:
    """``/data/bets/*/odds`` as people write it: ``data.bets[].odds``."""
    names = parse_pointer(place)
    path = "".join("[]" if name == "*" else f".{name}" for name in names).lstrip(".")
    return f"`{path}`" if path.strip("[]") else "each item" if path else "the body"
