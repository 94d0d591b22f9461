"""What a run left untested, and why; and which constraints it found not to be kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventpact.cases import Case, Phase, Plan, Site
from eventpact.checks.judge import crashed
from eventpact.findings import Place
from eventpact.progress import Untested
from eventpact.runner.sender import Seen, Sender

_TYPICAL_REFUSED = "its typical event is refused"
_HELD_BACK = "not sent any more, after the like of it made the target crash or hang at other places"
_OF_SITES = frozenset({Phase.REJECT, Phase.ENVELOPE})


def untested(plan: Plan, sender: Sender, refused: frozenset[str], aborted: str) -> tuple[Untested, ...]:
    """The sites of *plan* that were not tested: no case breaks them; their variant is one of those whose typical event
    is *refused*; their cases were held back; or the run was *aborted* before."""
    sent = set(_sites_of(sender.tried))
    left_out = set(_sites_of(sender.left_out)) - sent

    def reason(site: Site) -> str:
        if site.reason or site.place.variant in refused:
            return site.reason or _TYPICAL_REFUSED
        if site.place in left_out:
            return _HELD_BACK
        return aborted if site.place not in sent else ""

    return tuple(Untested(site.place, site.keyword, why) for site in plan.sites if (why := reason(site)))


def failed(plan: Plan, sender: Sender, left: Iterable[Untested]) -> int:
    """How many of the tested sites were found not to be kept: a payload that breaks just them was taken, or brought no
    proper answer. *left* are the untested ones."""
    broken = set(_sites_of(seen.case for seen in sender.seen if seen.case is not None and _is_failure(seen)))
    without = {(one.place, one.keyword) for one in left}
    return sum(site.place in broken and (site.place, site.keyword) not in without for site in plan.sites)


def _is_failure(seen: Seen) -> bool:
    answer = seen.symptom.answer
    return answer.accepted or answer.failure is not None or crashed(answer)


def _sites_of(cases: Iterable[Case]) -> Iterator[Place]:
    """The sites that *cases* may break: at their place, or where a property is missing, at what it is missing from."""
    for case in cases:
        if case.phase in _OF_SITES:
            place = case.place
            yield place
            yield Place(place.variant, place.instance_pointer.rpartition("/")[0], place.schema_pointer)
