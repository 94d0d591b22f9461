"""The first request: tells a wrong URL, a wrong key or a machine in between from an implementation with faults."""

from __future__ import annotations

import re
from collections.abc import Callable

from eventpact.cases import Plan
from eventpact.contract import Contract
from eventpact.contract.interface import Interface
from eventpact.errors import TargetError
from eventpact.exchange import Answer, Failure, Request
from eventpact.printable import escape, excerpt, shorten
from eventpact.runner.clock import SYSTEM_CLOCK, Clock
from eventpact.runner.pace import retry_after
from eventpact.runner.renewal import Renewal
from eventpact.targets import Target

#: What is wrong, and what to do next.
Problem = tuple[str, str]

#: Tries of the first request where the target asks to wait, and seconds that are waited at most before each.
_TRIES = 3
_LONGEST_WAIT = 5.0
_WAIT = 0.5

_PAGE = re.compile(rb"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
#: Bytes of a web page that are looked at.
_PAGE_BYTES = 16_384
_ELSEWHERE = "Is this the right host and port?"

_GATEWAY = frozenset({407, 502, 504, 511, *range(520, 531)})
_ABSENT = frozenset({404, 405, 410, 421, 501})


async def smoke(contract: Contract, plan: Plan, target: Target, url: str, *, clock: Clock = SYSTEM_CLOCK) -> None:
    """Send a typical event, alone, with an id that comes nowhere else. Raises TargetError when the answer shows that no
    test makes sense.

    A target that asks for a few seconds gets them. What an implementation with faults may answer (a 400, a 500, the
    wrong success) is left to the run.
    """
    request = Renewal(contract, plan, "s").request(plan.smoke.request)
    answer = await _answer(target, request, clock)
    problem = _no_answer(answer, url) if answer.failure else _wrong_answer(contract.interface, answer, url)
    if problem is not None:
        what, hint = problem
        raise TargetError(what, where=escape(url), hint=hint)


async def _answer(target: Target, request: Request, clock: Clock) -> Answer:
    answer = await target.send(request)
    for _ in range(_TRIES - 1):
        seconds = _asked_to_wait(answer, clock)
        if seconds is None or seconds > _LONGEST_WAIT:
            break
        await clock.sleep(seconds)
        answer = await target.send(request)
    return answer


def _asked_to_wait(answer: Answer, clock: Clock) -> float | None:
    """Seconds that a 429, or a 503 with Retry-After, asks for; None for any other answer."""
    if answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers):
        seconds = retry_after(answer, clock.date())
        return _WAIT if seconds is None else seconds
    return None


# -- no answer -----------------------------------------------------------------------------------------------------


def _no_answer(answer: Answer, url: str) -> Problem:
    what, hint = _FAILURES[answer.failure or Failure.DROP]
    if answer.failure is Failure.TLS:
        hint = next((better for words, better in _TLS_HINTS if words in answer.detail.lower()), hint)
    elif url.startswith("http:") and "\\u0015\\u0003" in answer.detail:  # an alert of TLS: content type 21, version 3
        hint = "It speaks TLS: write https in the URL."
    return what.format(answer.detail), hint


_FAILURES: dict[Failure, Problem] = {
    Failure.TLS: ("no TLS connection: {}", "Check the certificate and the name in the URL; is it http?"),
    Failure.UNREACHABLE: ("cannot be reached: {}", "Is it running, and is this the right host and port?"),
    Failure.HANG: ("gives no answer within {}", "Raise --timeout, or check that this is the right port."),
    Failure.GARBLED: ("does not speak HTTP/1.1: {}", "Is this the right port? Is it https?"),
    Failure.DROP: ("drops the connection: {}", "Is this the right port? Is it https?"),
}

#: What TLS says, in part, and what helps.
_TLS_HINTS = (
    ("wrong version number", "It does not speak TLS there: write http in the URL, or give the port that has TLS."),
    ("record layer failure", "It does not speak TLS there: write http in the URL, or give the port that has TLS."),
    ("mismatch", "Write the name in the URL that the certificate is for."),
    ("ip address", "Write the name in the URL that the certificate is for."),
    ("expired", "The certificate must be renewed, or this machine's clock is wrong."),
    ("not yet valid", "This machine's clock may be wrong."),
    ("self-signed", "Give the certificate of its authority with --ca-file."),
    ("self signed", "Give the certificate of its authority with --ca-file."),
    ("issuer", "Give the certificate of its authority with --ca-file."),
)


# -- an answer from somewhere else ---------------------------------------------------------------------------------


def _wrong_answer(interface: Interface, answer: Answer, url: str) -> Problem | None:
    found = (check(interface, answer, url) for check in _CHECKS)
    return next((problem for problem in found if problem is not None), None)


def _redirect(interface: Interface, answer: Answer, url: str) -> Problem | None:
    if not 300 <= (answer.status or 0) < 400:
        return None
    to = shorten(escape(answer.headers.get("location", "nowhere")), 200)
    hint = "Redirects are not followed: give the URL where it ends. A login page there means that the key was not seen."
    return f"redirects to {to} (status {answer.status})", hint


def _plain_http_on_tls(interface: Interface, answer: Answer, url: str) -> Problem | None:
    """Servers of TLS say so in words when they are spoken to in plain HTTP."""
    if url.startswith("http:") and answer.status in {400, 426, 497} and b"https" in answer.body.lower():
        return f"answers {answer.status} and asks for HTTPS", "Write https in the URL."
    return None


def _busy(interface: Interface, answer: Answer, url: str) -> Problem | None:
    if _asked_to_wait(answer, SYSTEM_CLOCK) is None:
        return None
    until = f", with Retry-After {excerpt(answer.headers['retry-after'])}" if "retry-after" in answer.headers else ""
    if answer.status == 429:
        hint = "Try again later, lift the limit for this key, or give --rate."
        return f"answers 429 to the first request{until}: it takes no more requests now", hint
    return f"answers 503{until}: it is out of service", "Try again later."


def _gateway(interface: Interface, answer: Answer, url: str) -> Problem | None:
    page = answer.status == 503 and _is_page(answer)
    if answer.status not in _GATEWAY and not page:
        return None
    what = f"answers {answer.status}{_titled(answer)}: something before the implementation does not reach it"
    return what, "Is the implementation running behind it? Give its own address if you can."


def _absent(interface: Interface, answer: Answer, url: str) -> Problem | None:
    if answer.status not in _ABSENT:
        return None
    allowed = f" (it allows {excerpt(answer.headers['allow'])})" if answer.headers.get("allow") else ""
    hint = f"Give the URL of the endpoint itself; without a path it is taken to be {interface.path}."
    return f"answers {answer.status} to {interface.method}{allowed}: the interface is not there", hint


def _key_refused(interface: Interface, answer: Answer, url: str) -> Problem | None:
    if answer.status not in {401, 403}:
        return None
    if _is_page(answer):
        return f"answers {answer.status}{_titled(answer)}: a login or a firewall stands before it", _ELSEWHERE
    if interface.key_header is None:
        return f"answers {answer.status} to a valid batch", "The contract declares no key; does this server want one?"
    hint = f"Put a valid key into EVENTPACT_API_KEY; it is sent in the header {interface.key_header}."
    return f"answers {answer.status} to a valid batch: the key is refused", hint


def _page(interface: Interface, answer: Answer, url: str) -> Problem | None:
    if not answer.accepted or not _is_page(answer):
        return None
    what = f"answers {answer.status}{_titled(answer)}: that is a login, a proxy or a website, not the interface"
    return what, f"Give the URL of the endpoint itself; its path in the contract is {interface.path}."


_CHECKS: tuple[Callable[[Interface, Answer, str], Problem | None], ...] = (
    _redirect,
    _plain_http_on_tls,
    _busy,
    _gateway,
    _absent,
    _key_refused,
    _page,
)


def _is_page(answer: Answer) -> bool:
    return _PAGE.match(answer.body[:_PAGE_BYTES]) is not None


def _titled(answer: Answer) -> str:
    """The title of the web page that an answer is."""
    if not _is_page(answer):
        return ""
    found = _TITLE.search(answer.body[:_PAGE_BYTES])
    title = " ".join(found[1].decode("utf-8", "replace").split()) if found else ""
    return f" with the web page {excerpt(title)}" if title else " with a web page"
