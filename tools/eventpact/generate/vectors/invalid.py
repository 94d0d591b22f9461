"""Invalid vectors: every near miss of every constraint, one fault each; and wrong events among good ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from eventpact.cases.case import Phase, Site
from eventpact.cases.places import Spot, spots
from eventpact.cases.reject import Wrong, sites, wrongs
from eventpact.contract import Contract, Fault, Verdict
from eventpact.contract.keywords import KEYWORDS
from eventpact.generate.vectors.subject import Subject, Workshop
from eventpact.generate.vectors.vector import Vector, as_bytes, words
from eventpact.pointer import Location, resolve, to_pointer

_CHOICES = ("anyOf", "oneOf")


def invalid_vectors(workshop: Workshop) -> tuple[list[Vector], list[Site]]:
    """The vectors, and every constraint of the contract: whether one of them breaks it, else why none does."""
    vectors: list[Vector] = []
    told: list[Site] = []
    for base, at, subject in _bases(workshop):
        found = list(_single(workshop, base, at, subject))
        vectors += [vector for _, vector in found]
        told += sites(at, base, [wrong for wrong, _ in found], workshop.contract, Phase.REJECT)
        if subject and found:
            vectors += _among_others(workshop, subject, found[-1][0])
    return vectors, told


def _bases(workshop: Workshop) -> Iterator[tuple[Any, list[Spot], Subject | None]]:
    """What is damaged, and where: the typical event of each variant (with its subject), and what is around events."""
    for subject in workshop.subjects:
        yield subject.event, list(subject.at), subject
    for subject in workshop.subjects[:1]:
        around = spots("", workshop.contract.body, leave_out=workshop.contract.events_at)
        yield workshop.body([subject.event]), list(around), None


def _single(workshop: Workshop, base: Any, at: list[Spot], subject: Subject | None) -> Iterator[tuple[Wrong, Vector]]:
    """Each near miss at each place that brings one fault and no more, with its vector; each wrong value once."""
    found = wrongs(lambda: base, at, workshop.oracle, event=subject is not None)
    for wrong in {as_bytes(wrong.value): wrong for wrong in reversed(list(found))}.values():
        id_ = f"{wrong.spot.tag or 'body'}{to_pointer(wrong.tokens)}/{words(wrong.kind)}"
        body = wrong.value
        if subject:
            body = workshop.body([workshop.renewed(subject, body, id_)])
        yield from ((wrong, vector) for vector in _vector(workshop, id_, wrong.kind, body))


def _vector(workshop: Workshop, id_: str, kind: str, body: Any) -> Iterable[Vector]:
    """The vector of a *body* that breaks exactly one keyword; none where it breaks more, or it is not told which."""
    judgement = workshop.judge(body)
    if judgement.verdict is not Verdict.INVALID or len(judgement.faults) != 1:
        return ()
    fault = judgement.faults[0]
    constraint = _broken(workshop.contract, fault, resolve(body, fault.tokens))
    if constraint is None:
        return ()
    return (workshop.named(Vector(id_, kind, Verdict.INVALID, body, fault.pointer, constraint)),)


def _broken(contract: Contract, fault: Fault, value: Any) -> Location | None:
    """The keyword that *fault* is about: what is no event of any variant breaks the choice among them."""
    if fault.location != contract.event.location:
        named = fault.location is not None and bool(KEYWORDS.keys() & set(fault.location.tokens[-1:]))
        return fault.location if named else None
    event, name = contract.event, contract.discriminator
    chosen = [c.location / keyword for c in event.conjuncts for keyword in _CHOICES if keyword in c.keywords]
    if chosen:
        return chosen[0]
    if isinstance(value, dict):
        return event.required[name]
    about_name = fault.tokens[-1:] == (name,)
    asked = [*event.properties[name].constraints("const"), *event.properties[name].constraints("enum")]
    return (asked if about_name else event.constraints("type"))[0].location


def _among_others(workshop: Workshop, subject: Subject, wrong: Wrong) -> Iterator[Vector]:
    """One wrong event first, in the middle and last in a batch of every variant."""
    tag = subject.variant.tag
    good = [workshop.renewed(other, other.event, f"{tag} {other.variant.tag}") for other in workshop.subjects]
    for place, index in (("first", 0), ("middle", (len(good) + 1) // 2), ("last", len(good))):
        kind = f"invalid event at the {place} place of a batch"
        event = workshop.renewed(subject, wrong.value, kind)
        body = workshop.body([*good[:index], event, *good[index:]])
        yield from _vector(workshop, f"{tag}/{words(kind)}", kind, body)
