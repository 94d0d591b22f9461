"""What is odd about an answer that breaks nothing of the contract: remarks, which never fail a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eventpact.cases.case import Case
from eventpact.exchange import Answer


@dataclass(frozen=True)
class Oddity:
    """An answer that is odd *when* it is like this; it breaks *rule*, and *observed* says how."""

    rule: str
    observed: str
    when: Callable[[Case, Answer], bool]


def _redirects(case: Case, answer: Answer) -> bool:
    silent = not case.expectation.accepted and case.expectation.refusal is None
    return silent and answer.status is not None and 300 <= answer.status < 400


def _without(status: int, header: str) -> Callable[[Case, Answer], bool]:
    return lambda case, answer: answer.status == status and header not in answer.headers


def _says_nothing(case: Case, answer: Answer) -> bool:
    return case.request.method != "HEAD" and answer.status in {400, 413, 415, 422} and not answer.body


ODDITIES = (
    Oddity("no-redirect", "answered with a redirect", _redirects),
    Oddity("allow-header", "405 without the header Allow", _without(405, "allow")),
    Oddity("authenticate-header", "401 without the header WWW-Authenticate", _without(401, "www-authenticate")),
    Oddity("error-body", "refused without a word of what is wrong", _says_nothing),
)


def remarked(case: Case, answer: Answer) -> tuple[str, str] | None:
    """The rule of good practice that *answer* to *case* breaks and what was observed, or None.

    Servers send headers with every answer: one that has none was not made by a server, and nothing is said of it.
    """
    if not answer.headers:
        return None
    return next(((odd.rule, odd.observed) for odd in ODDITIES if odd.when(case, answer)), None)
