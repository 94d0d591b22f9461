"""Causes that explain others: what must be refused everywhere because it is refused, or taken, in the plainest case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eventpact.cases.state.duplicates import AGAIN
from eventpact.checks.cause import AMONG_OTHERS, Cause
from eventpact.checks.crashes import OF_CRASHES
from eventpact.checks.families import KEYS
from eventpact.checks.tried import spot
from eventpact.findings import Place, Symptom

Caused = tuple[Symptom, Cause]
#: From so many families on that hang, it is not for what was sent.
_WIDELY = 3
VARIOUS = "various requests"
_HANG = "no-hang"


def settled(caused: Sequence[Caused]) -> Iterator[Caused]:
    """*caused*, with what follows from a plainer cause laid to that cause."""
    for explain in (_of_repeats, _of_variants, _of_single_events, _of_absence, _of_keys, *OF_CRASHES, _of_haste):
        caused = list(explain(caused))
    yield from caused


def _of_repeats(caused: Sequence[Caused]) -> Iterator[Caused]:
    """What befalls an event that is simply sent again befalls it however it comes again."""
    plainly = {cause.observed: cause for s, cause in caused if s.kind == AGAIN and s.again}
    for symptom, cause in caused:
        yield symptom, plainly.get(cause.observed, cause) if symptom.again else cause


def _of_variants(caused: Sequence[Caused]) -> Iterator[Caused]:
    """Where a variant's typical event is refused, so are its other events, whatever their state."""
    typical = {symptom.place.variant: cause for symptom, cause in caused if symptom.rule == "accept-typical"}
    for symptom, cause in caused:
        follows = symptom.rule in {"accept-minimal", "accept-state"} and symptom.place.variant in typical
        yield symptom, typical[symptom.place.variant] if follows else cause


def _of_single_events(caused: Sequence[Caused]) -> Iterator[Caused]:
    """What is taken alone is taken in a batch; what crashes alone crashes there."""
    alone = {_what(s): cause for s, cause in caused if (s.tests or s.rule).startswith("reject-")}
    for symptom, cause in caused:
        again = (symptom.tests or symptom.rule) == AMONG_OTHERS
        yield symptom, alone.get(_what(symptom), cause) if again else cause


def _what(symptom: Symptom) -> tuple[str, str, Place, str]:
    return symptom.asked, symptom.kind, spot(symptom.place), symptom.observed


def _of_absence(caused: Sequence[Caused]) -> Iterator[Caused]:
    """An event without any optional property is refused where one of them must be there."""
    absent = {
        (s.place.variant, s.observed): cause
        for s, cause in caused
        if s.rule == "accept-state" and cause.family == "absent property"
    }
    for symptom, cause in caused:
        found = absent.get((symptom.place.variant, symptom.observed))
        yield symptom, found if found and symptom.rule == "accept-minimal" else cause


def _of_keys(caused: Sequence[Caused]) -> Iterator[Caused]:
    """Who takes a key that nobody has takes any."""
    any_key, _ = KEYS
    anybody = {c.observed: c for s, c in caused if s.rule == "reject-key" and c.family == any_key.name}
    for symptom, cause in caused:
        yield symptom, anybody.get(cause.observed, cause) if symptom.rule == "reject-key" else cause


def _of_haste(caused: Sequence[Caused]) -> Iterator[Caused]:
    """Who answers all sorts of requests too late is too slow, whatever was sent."""
    hangs = {cause.family for _, cause in caused if cause.rule == _HANG}
    for symptom, cause in caused:
        slow = cause.rule == _HANG and len(hangs) >= _WIDELY
        yield symptom, Cause(_HANG, VARIOUS, cause.observed) if slow else cause
