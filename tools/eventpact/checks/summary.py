"""A finding in a line: what goes wrong, and where among all places of that shape."""

from __future__ import annotations

from collections.abc import Mapping

from eventpact.checks.cause import Cause
from eventpact.checks.parts import Part, is_whole
from eventpact.checks.rules import RULES
from eventpact.findings import Aspect, Place, Symptom
from eventpact.printable import one_of

_NAMED = 3

#: What it means that several kinds of one family are accepted; {} is the family.
_ACCEPTED: Mapping[str, str] = {
    "reject-type": "values of other types are taken as {}",
    "reject-format": "what is no {} is taken as one",
    "reject-null": "null is taken where it is not allowed",
    "reject-required": "events without a required property are taken",
    "reject-enum": "values outside an enum are taken",
    "reject-closed": "undeclared properties of closed objects are taken",
    "reject-bound": "values against their {} are taken",
    "reject-malformed": "bodies that are not JSON are taken: {}",
    "reject-media-type": "bodies of any media type are taken",
    "reject-size": "what is beyond the limits is taken",
    "reject-method": "requests of undeclared methods are taken",
    "reject-key": "requests are taken with {}",
    "batch-all-checked": "invalid events are taken in a batch",
}


def summary(cause: Cause, part: Part, example: Symptom) -> str:
    """One line about the *part* of *cause* that *example* is of."""
    where = _variants(part) if cause.rule == "accept-typical" else "" if is_whole(cause) else _where(part)
    return _what(cause, part, example) + (f", {where}" if where else "")


def _what(cause: Cause, part: Part, example: Symptom) -> str:
    if RULES[cause.rule].aspect is Aspect.STATUS:
        return f"{cause.observed} where the contract says: {example.expected}"
    if RULES[cause.rule].aspect is Aspect.PRACTICE:
        return cause.observed
    if example.states:
        return f"{one_of([kind for _, kind in sorted(example.states)], word='and')} together: {cause.observed}"
    kinds = sorted({kind for _, kind in part.kinds})
    if len(kinds) == 1 or cause.rule == "accept-typical":
        return f"{example.kind}: {cause.observed}"
    if cause.observed == "accepted" and cause.rule in _ACCEPTED:
        return f"{_ACCEPTED[cause.rule].format(cause.family)} ({len(kinds)} kinds)"
    return f"{cause.family or 'requests that must be refused'}: {cause.observed} ({len(kinds)} kinds)"


def _where(part: Part) -> str:
    """``at all 15 number fields``, or the fields' names where they differ from the others of their shape."""
    failed = sorted(place for place in part.failed if place.instance_pointer)
    if not failed:
        return _variants(part)
    tried = sum(bool(place.instance_pointer) for place in part.tried)
    shape = _shape(part)
    named = one_of([_name(place) for place in failed], limit=_NAMED, word="and")
    if part.mixed:
        return f"each at fields of its own: {named}"
    if not part.known:
        return f"at {named}"
    if len(failed) == tried:
        return f"at all {tried} {shape}fields" if tried > 1 else f"at {named}, the only one tried"
    return f"at {len(failed)} of {tried} {shape}fields: {named}"


def _variants(part: Part) -> str:
    named = sorted({place.variant for place in part.failed if place.variant})
    return f"of {one_of(named, limit=_NAMED, word='and')}" if named else ""


def _shape(part: Part) -> str:
    asked = {asked for asked, _ in part.kinds}
    return f"{asked.pop()} " if len(asked) == 1 and "" not in asked else ""


def _name(place: Place) -> str:
    return f"{place.variant} {place.instance_pointer}".strip()
