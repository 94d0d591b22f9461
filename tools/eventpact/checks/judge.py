"""One answer against what the contract says of its case."""

from __future__ import annotations

from dataclasses import dataclass

from eventpact.cases.case import Case
from eventpact.checks.remarks import remarked
from eventpact.checks.rules import RULES
from eventpact.checks.statuses import Statuses
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Failure, Key
from eventpact.findings import Severity, Symptom

#: Refusals that speak of the key, the place, the method, or of haste: none tells a sender that its payload is wrong.
_SAYS_OTHERWISE = frozenset({401, 403, 404, 405, 407, 408, 426, 429})


@dataclass(frozen=True)
class Broken:
    """The *rule* that an answer breaks, how gravely, and what was *observed*, in words that are the same whenever the
    same happens."""

    rule: str
    severity: Severity
    observed: str


def symptom(statuses: Statuses, case: Case, answer: Answer, *, seconds: float = 0.0) -> Symptom | None:
    """What *answer* to *case*, *seconds* after the run began, shows to be wrong; None where nothing is."""
    broken = judge(statuses, case, answer)
    if broken is None:
        return None
    return Symptom(
        rule=broken.rule,
        kind=case.kind,
        severity=broken.severity,
        observed=broken.observed,
        expected=expected(statuses, case),
        place=case.place,
        case=case.id,
        request=case.request,
        answer=answer,
        seconds=seconds,
        asked=case.asked,
        tests=case.rule,
        again=case.again,
    )


def judge(statuses: Statuses, case: Case, answer: Answer) -> Broken | None:
    """What *answer* breaks, or None where it is as *statuses* say of *case*.

    A case that must be neither accepted nor refused breaks nothing but by a crash, a hang or a drop; what is odd all
    the same is a remark. What rests on an inferred fact alone is at most a deviation.
    """
    broken = _lost(answer) or _answered(statuses, case, answer) or remarked(case, answer)
    if broken is None:
        return None
    rule, observed = broken
    severity = RULES[rule].severity
    if case.inferred and rule == case.rule and severity is Severity.VIOLATION:
        severity = Severity.DEVIATION
    return Broken(rule, severity, observed)


def expected(statuses: Statuses, case: Case) -> str:
    """What the contract says must come, in words."""
    wanted = case.expectation
    if wanted.accepted:
        return f"accepted with {statuses.success[0]}"
    if wanted.refusal is not None:
        return f"refused with {statuses.refused[wanted.refusal][0]}"
    return "any answer but a status of 5xx"


def _lost(answer: Answer) -> tuple[str, str] | None:
    if answer.failure is None:
        return None
    return "no-hang" if answer.failure is Failure.HANG else "no-drop", answer.failure.value


def _answered(statuses: Statuses, case: Case, answer: Answer) -> tuple[str, str] | None:
    assert answer.status is not None, "there is a status or a failure"
    if case.expectation.accepted:
        return _accept(statuses, case, answer, answer.status)
    if case.expectation.refusal is not None:
        return _refuse(statuses, case, answer, answer.status, case.expectation.refusal)
    # A 501 is what a server says to a method that it does not know (RFC 9110 §15.6.2).
    unknown_method = answer.status == 501 and case.request.body is None
    return ("no-crash", f"answered with {answer.status}") if crashed(answer) and not unknown_method else None


def crashed(answer: Answer) -> bool:
    """Whether a status of 5xx came; a 503 with Retry-After is load, which says nothing about the request."""
    if answer.status == 503 and "retry-after" in answer.headers:
        return False
    return answer.status is not None and answer.status >= 500


def _accept(statuses: Statuses, case: Case, answer: Answer, status: int) -> tuple[str, str] | None:
    if crashed(answer):
        return "no-crash", f"answered with {status}"
    if not answer.accepted:
        return case.rule, f"refused with {status}"
    if status not in statuses.success:
        return "success-exact", f"accepted with {status}"
    return None


def _refuse(statuses: Statuses, case: Case, answer: Answer, status: int, refusal: Refusal) -> tuple[str, str] | None:
    if answer.accepted:
        return case.rule, "accepted"
    if status in statuses.refused[refusal]:
        return None
    if crashed(answer) and status not in statuses.family(refusal):
        return "no-crash", f"answered with {status}"
    if status in statuses.family(refusal) or _says_so(refusal, status):
        return "status-exact", f"refused with {status}"
    in_query = case.request.key is Key.IN_QUERY and 400 <= status < 500
    return "key-in-query" if in_query else case.rule, f"answered with {status}"


def _says_so(refusal: Refusal, status: int) -> bool:
    """Whether *status* blames the payload, as *refusal* does; a key is refused as such or not at all."""
    return refusal is not Refusal.KEY and 400 <= status < 500 and status not in _SAYS_OTHERWISE
