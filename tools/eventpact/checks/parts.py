"""Where the kinds of one family hold: kinds that hold at the same places share a cause, others show another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from eventpact.checks.cause import AMONG_OTHERS, Cause
from eventpact.checks.consequences import VARIOUS
from eventpact.checks.crashes import OF_REQUESTS
from eventpact.checks.families import MEMBERS
from eventpact.checks.rules import RULES
from eventpact.checks.tried import Tried, spot
from eventpact.findings import Aspect, Place, Symptom

#: (what the schema asks for, kind).
Kind = tuple[str, str]
#: More ways than these to divide a family tell of chance, or of a field-by-field implementation: one finding then.
MAX_PARTS = 3


@dataclass(frozen=True)
class Part:
    """*kinds* that go wrong at the places *failed*, out of those where they were *tried*; *known*: whether all of these
    are known; *mixed*: whether each kind fails at places of its own."""

    kinds: frozenset[Kind]
    failed: frozenset[Place]
    tried: frozenset[Place]
    known: bool = True
    mixed: bool = False

    @property
    def everywhere(self) -> bool:
        """Whether no place is known where these kinds are treated as they should be."""
        return self.failed == self.tried and not self.mixed

    def agrees(self, other: Part) -> bool:
        """Whether this and *other* fail at the same ones of the places where both were tried."""
        return self.failed & other.tried == other.failed & self.tried

    def __or__(self, other: Part) -> Part:
        return Part(
            self.kinds | other.kinds, self.failed | other.failed, self.tried | other.tried, self.known and other.known
        )


def parts(group: Iterable[Symptom], tried: Tried, cause: Cause) -> list[Part]:
    """The kinds of *group*, which has one *cause*, divided by where they hold, the widest part first; the order of
    *group* does not matter."""
    singles = _single(group, tried)
    if is_whole(cause):
        return [reduce(or_, singles)]
    made: list[Part] = []
    for one in singles:
        index = next((i for i, part in enumerate(made) if _together(cause, part, one)), None)
        if index is None:
            made.append(one)
        else:
            made[index] |= one
    return made if len(made) <= MAX_PARTS else _folded(made)


def is_whole(cause: Cause) -> bool:
    """Whether the cause lies in the request or in the answer itself, wherever the values stand that bring it."""
    about = RULES[cause.rule].aspect
    if (
        cause.family in {*OF_REQUESTS, VARIOUS}
        or AMONG_OTHERS in {cause.rule, cause.family}
        or about in _ABOUT_REQUESTS
    ):
        return True
    return cause.rule == "accept-typical" or (about is not Aspect.CRASHES and cause.observed.startswith("answered"))


#: Aspects that no field of an event has a part in.
_ABOUT_REQUESTS = frozenset({Aspect.STATUS, Aspect.PRACTICE, Aspect.JSON, Aspect.WIRE, Aspect.KEY, Aspect.SIZE})


def _together(cause: Cause, part: Part, other: Part) -> bool:
    """Members of different enums say nothing about each other; elsewhere shapes that go wrong alike belong together."""
    return part.failed == other.failed if cause.family == MEMBERS.name else part.agrees(other)


def _folded(made: list[Part]) -> list[Part]:
    """The first part, where it holds everywhere, and all others as one."""
    apart = 1 if made[0].everywhere else 0
    return [*made[:apart], replace(reduce(or_, made[apart:]), mixed=True)]


def _single(group: Iterable[Symptom], tried: Tried) -> list[Part]:
    """A part for each kind, in an order that depends on nothing but what they are."""
    failed: dict[Kind, set[Place]] = {}
    for symptom in group:
        failed.setdefault((symptom.asked, symptom.kind), set()).add(spot(symptom.place))
    singles = [
        Part(frozenset({kind}), frozenset(places), tried.get(kind, frozenset()).union(places), kind in tried)
        for kind, places in failed.items()
    ]
    return sorted(singles, key=lambda part: (not part.everywhere, -len(part.failed), sorted(part.kinds)))
