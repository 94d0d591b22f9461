"""One answer against what the contract says of its case."""

from __future__ import annotations

from eventpact.checks.rules import RULES
from eventpact.contract.interface import Interface, Refusal
from eventpact.exchange import Answer, Failure
from eventpact.findings import Severity


def judge(
    interface: Interface, rule: str, answer: Answer, *, accepted: bool, refusal: Refusal | None
) -> tuple[str, Severity, str] | None:
    """(rule broken, severity, what was observed), or None where *answer* is as the contract says.

    *rule* is the one that the case tests; it must be *accepted*, or refused for *refusal*, or neither: then anything
    goes but a crash, a hang or a drop.
    """
    broken = _lost(answer)
    if broken is None and answer.status is not None:
        if accepted:
            broken = _accept(interface, rule, answer)
        elif refusal is not None:
            broken = _refuse(interface, rule, answer, refusal)
        elif _crashed(answer.status):
            broken = "no-crash", f"answered with {answer.status}"
    return None if broken is None else (broken[0], RULES[broken[0]].severity, broken[1])


def expected(interface: Interface, *, accepted: bool, refusal: Refusal | None) -> str:
    """What the contract says must come, in words."""
    if accepted:
        return f"accepted with {interface.success}"
    if refusal is not None:
        return f"refused with {interface.status(refusal)}"
    return "any answer but a status of 5xx"


def _lost(answer: Answer) -> tuple[str, str] | None:
    if answer.failure is None:
        return None
    return "no-hang" if answer.failure is Failure.HANG else "no-drop", str(answer)


def _crashed(status: int) -> bool:
    return status >= 500 and status != 503


def _accept(interface: Interface, rule: str, answer: Answer) -> tuple[str, str] | None:
    assert answer.status is not None
    if _crashed(answer.status):
        return "no-crash", f"answered with {answer.status}"
    if not answer.accepted:
        return rule, f"refused with {answer.status}"
    if answer.status != interface.success:
        return "success-exact", f"accepted with {answer.status}"
    return None


def _refuse(interface: Interface, rule: str, answer: Answer, refusal: Refusal) -> tuple[str, str] | None:
    assert answer.status is not None
    if answer.accepted:
        return rule, "accepted"
    if answer.status == interface.status(refusal):
        return None
    if answer.status in refusal.value:
        return "status-exact", f"refused with {answer.status}"
    if _crashed(answer.status):
        return "no-crash", f"answered with {answer.status}"
    if 400 <= answer.status < 500 and answer.status not in _SAYS_OTHERWISE:
        return "status-exact", f"refused with {answer.status}"
    return rule, f"answered with {answer.status}"


#: Refusals that speak of the key, the place, the method, or of haste: none tells a sender that its payload is wrong.
_SAYS_OTHERWISE = frozenset({401, 403, 404, 405, 407, 408, 426, 429})
