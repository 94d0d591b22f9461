"""The first request: tells a wrong URL or a wrong key apart from an implementation with faults."""

from __future__ import annotations

from eventpact.cases import Plan
from eventpact.contract import Contract
from eventpact.errors import TargetError
from eventpact.exchange import Answer, Failure
from eventpact.printable import escape
from eventpact.targets import Target


async def smoke(contract: Contract, plan: Plan, target: Target, url: str) -> None:
    """Send a typical event, alone. Raises TargetError when the answer shows that no test makes sense."""
    answer = await target.send(plan.smoke.request)
    problem = _no_connection(answer) if answer.failure else _wrong_place(contract, answer)
    if problem is not None:
        what, hint = problem
        raise TargetError(what, where=escape(url), hint=hint)


def _no_connection(answer: Answer) -> tuple[str, str] | None:
    if answer.failure is Failure.TLS:
        return f"no TLS connection: {answer.detail}", "Check the certificate and the name in the URL; is it http?"
    if answer.failure is Failure.UNREACHABLE:
        return f"cannot be reached: {answer.detail}", "Is it running, and is this the right host and port?"
    if answer.failure is Failure.HANG:
        return f"gives no answer within {answer.detail}", "Raise --timeout, or check that this is the right port."
    if answer.failure is Failure.GARBLED:
        return f"does not speak HTTP: {answer.detail}", "Is this the right port, and http rather than https?"
    return f"drops the connection: {answer.detail}", "Is this the right port, and http rather than https?"


def _wrong_place(contract: Contract, answer: Answer) -> tuple[str, str] | None:
    interface, status = contract.interface, answer.status
    if status in {401, 403}:
        return (
            f"answers {status} to a valid batch: the key is refused",
            f"Put a valid key into EVENTPACT_API_KEY; it is sent in the header {interface.key_header}."
            if interface.key_header
            else "The contract declares no key; does this server want one?",
        )
    if status in {404, 405, 410, 501}:
        return (
            f"answers {status} to {interface.method}: the interface is not there",
            f"Give the URL of the endpoint itself; without a path it is taken to be {interface.path}.",
        )
    if status is not None and 300 <= status < 400:
        to = escape(answer.headers.get("location", "nowhere"))
        return f"redirects to {to} (status {status})", "Redirects are not followed: give the URL where it ends."
    if status in {407, 429, 502, 504}:
        return (
            f"answers {status}: something before the implementation does not let requests through",
            "Try again later.",
        )
    return None
