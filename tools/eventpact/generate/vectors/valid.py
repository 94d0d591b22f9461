"""Valid vectors: typical and minimal events, every legal state of every place, every pair of states, batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from eventpact.cases.covering import Combined, combined
from eventpact.cases.places import Spot, spots
from eventpact.cases.states import changed
from eventpact.cases.values import typical
from eventpact.contract import Verdict
from eventpact.generate.vectors.subject import Subject, Workshop
from eventpact.generate.vectors.vector import Vector, words
from eventpact.pointer import to_pointer

_VALID = Verdict.VALID


def valid_vectors(workshop: Workshop) -> tuple[list[Vector], list[str]]:
    """The vectors, and the pairs of states that none of them holds because the contract forbids them, in words."""
    found: list[Vector] = list(_batches(workshop))
    left_out: list[str] = []
    for subject in workshop.subjects:
        together = combined(subject.event, subject.at, workshop.takes)
        found += [*_plain(workshop, subject), *_states(workshop, subject)]
        found += _pairs(workshop, subject.variant.tag, [workshop.body([event]) for event in together.payloads])
        left_out += _in_words(subject.variant.tag, together)
    around, forbidden = _around(workshop)
    return [*found, *around], [*left_out, *forbidden]


def _plain(workshop: Workshop, subject: Subject) -> Iterator[Vector]:
    tag, schema = subject.variant.tag, subject.variant.schema
    for kind, event in (("typical event", subject.event), ("minimal event", typical(schema, minimal=True))):
        if workshop.takes(event):
            id_ = f"{tag}/{words(kind)}"
            yield workshop.named(Vector(id_, kind, _VALID, workshop.body([workshop.renewed(subject, event, id_)])))


def _states(workshop: Workshop, subject: Subject) -> Iterator[Vector]:
    for spot, kind, event in _each_state(subject.event, subject.at, workshop.takes):
        id_ = f"{subject.variant.tag}{to_pointer(spot.tokens)}/{words(kind)}"
        body = workshop.body([workshop.renewed(subject, event, f"{id_} {event}")])
        yield workshop.named(Vector(id_, kind, _VALID, body, pointer=workshop.pointer(spot.tokens)))


def _each_state(base: Any, at: Iterable[Spot], is_valid: Callable[[Any], bool]) -> Iterator[tuple[Spot, str, Any]]:
    """(place, kind, payload) for every legal state of every place, each payload once."""
    seen = {json.dumps(base)}
    for spot in at:
        for kind, payload in changed(base, spot):
            text = json.dumps(payload)
            if text not in seen and is_valid(payload):
                seen.add(text)
                yield spot, kind, payload


def _pairs(workshop: Workshop, place: str, bodies: list[Any]) -> Iterator[Vector]:
    width = len(str(len(bodies)))
    for number, body in enumerate(bodies, 1):
        yield workshop.named(Vector(f"{place}/pairs/{number:0{width}}", "states of all places together", _VALID, body))


def _in_words(place: str, together: Combined) -> Iterator[str]:
    for combination in together.left_out:
        parts = (f"{to_pointer(spot.tokens) or 'the whole'}: {state.kind}" for spot, state in combination)
        yield f"{place}: {' with '.join(parts)}"


def _batches(workshop: Workshop) -> Iterator[Vector]:
    """Batches of other sizes than one."""
    mixed = [workshop.renewed(subject, subject.event, subject.variant.tag) for subject in workshop.subjects]
    batches = {
        "batch of none": [],
        "batch of every variant": mixed,
        "batch in another order": mixed[::-1],
        "batch with an event twice": mixed[:1] * 2,
    }
    for kind, events in batches.items():
        if workshop.is_valid(workshop.body(events)):
            yield workshop.named(Vector(words(kind), kind, _VALID, workshop.body(events)))


def _around(workshop: Workshop) -> tuple[list[Vector], list[str]]:
    """The states, and the pairs of them, of what stands around the events."""
    if not workshop.subjects:
        return [], []
    base = workshop.body([workshop.subjects[0].event])
    at = list(spots("", workshop.contract.body, leave_out=workshop.contract.events_at))
    found = []
    for spot, kind, body in _each_state(base, at, workshop.is_valid):
        pointer = to_pointer(spot.tokens)
        found.append(workshop.named(Vector(f"body{pointer}/{words(kind)}", kind, _VALID, body, pointer=pointer)))
    if not found:
        return [], []
    together = combined(base, at, workshop.is_valid)
    return [*found, *_pairs(workshop, "body", list(together.payloads))], list(_in_words("body", together))
