"""Where each kind of payload was tried: what "at all fields" is measured against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from eventpact.cases.case import Case
from eventpact.findings import Place

#: (what the schema asks for, kind) → the places that it was sent to; their schema pointers are left out.
Tried = Mapping[tuple[str, str], frozenset[Place]]


def tried(cases: Iterable[Case]) -> Tried:
    """The places that *cases* send each kind to, those of the events of accept cases among them."""
    places: dict[tuple[str, str], set[Place]] = {}
    for case in cases:
        for one in case.items or (case,):
            places.setdefault((case.asked, one.kind), set()).add(spot(one.place))
    return {key: frozenset(found) for key, found in places.items()}


def by_shape(tried: Tried, formats: frozenset[str]) -> tuple[Tried, Mapping[Place, str]]:
    """*tried*, and the format that is asked for at each place where one is.

    What any string is tried with is, at such a place, tried against the format.
    """
    shapes = {place: asked for (asked, _), places in tried.items() if asked in formats for place in places}
    narrowed: dict[tuple[str, str], set[Place]] = {}
    for (asked, kind), places in tried.items():
        for place in places:
            narrowed.setdefault((shapes.get(place, asked), kind), set()).add(place)
    return {key: frozenset(places) for key, places in narrowed.items()}, shapes


def spot(place: Place) -> Place:
    """*place* without where the schema speaks of it: one field may have several constraints."""
    return replace(place, schema_pointer="")
