"""What a run left untested, and why; and which constraints it found not to be kept."""

from __future__ import annotations

from collections.abc import Iterable

from eventpact.cases import Case, Plan, Site, alone
from eventpact.checks.judge import crashed
from eventpact.progress import Untested
from eventpact.runner.sender import Seen, Sender

_TYPICAL_REFUSED = "its typical event is refused"
_NOT_SENT = "none of its cases was sent"
_HELD_BACK = "not sent any more, after the like of it made the target crash or hang at other places"


def untested(plan: Plan, sender: Sender, refused: frozenset[str], aborted: str) -> tuple[Untested, ...]:
    """The sites of *plan* that were not tested: no case breaks them; their variant is one of those whose typical event
    is *refused*; their cases were held back, or not sent; or the run was *aborted* before."""
    sent, left_out = _ids(sender.tried), _ids(sender.left_out)

    def reason(site: Site) -> str:
        if site.reason or site.place.variant in refused:
            return site.reason or _TYPICAL_REFUSED
        if site.cases & sent:
            return ""
        return _HELD_BACK if site.cases & left_out else aborted or _NOT_SENT

    return tuple(Untested(site.place, site.keyword, why) for site in plan.sites if (why := reason(site)))


def failed(plan: Plan, sender: Sender, left: Iterable[Untested]) -> int:
    """How many of the tested sites were found not to be kept: a payload that breaks just them was taken, or brought no
    proper answer. *left* are the untested ones."""
    broken = _ids(seen.case for seen in sender.seen if seen.case is not None and _is_failure(seen))
    without = {(one.place, one.keyword) for one in left}
    return sum(bool(site.cases & broken) and (site.place, site.keyword) not in without for site in plan.sites)


def _is_failure(seen: Seen) -> bool:
    answer = seen.symptom.answer
    return answer.accepted or answer.failure is not None or crashed(answer)


def _ids(cases: Iterable[Case]) -> frozenset[str]:
    return frozenset(alone(case.id) for case in cases)
