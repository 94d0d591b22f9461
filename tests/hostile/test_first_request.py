"""What the first request brings from a place that is not the interface: one message, which says what to do next."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass

import pytest
from eventpact.cases import Plan, make_plan
from eventpact.contract import Contract
from eventpact.errors import TargetError
from eventpact.exchange import Answer, Failure, Request
from eventpact.printable import escape
from eventpact.runner import smoke
from eventpact.targets import HttpTarget

from tests.hostile.servers import OK, Behaviour, answering, head, pour, saying, serving, wait

PAGE = b"<!DOCTYPE html><html><head><title>Sign in\x1b[2J</title></head></html>"


def page(status: str) -> bytes:
    return head(f"Content-Length: {len(PAGE)}", "Content-Type: text/html", status=status) + PAGE


def empty(status: str, *fields: str) -> bytes:
    return head("Content-Length: 0", *fields, status=status)


@dataclass(frozen=True)
class Refused:
    """A target that no run makes sense for, and what the command *says*."""

    name: str
    behave: Behaviour
    says: str


UNTESTABLE = (
    Refused("never answers", wait, "gives no answer within 0.5 s"),
    Refused("closes at once", lambda connection: None, "drops the connection"),
    Refused("closes after the request", saying(), "drops the connection: closed without an answer"),
    Refused(
        "HTTP/0.9", saying(b"hello\x1b[31m\n"), 'does not speak HTTP/1.1: the answer begins with "hello\\u001b[31m"'
    ),
    Refused("TLS", saying(b"\x15\x03\x01\x00\x02\x02\x46"), "It speaks TLS: write https in the URL."),
    Refused("100 again and again", saying(then=pour(head(status="100 Continue"))), "more than 50 interim answers"),
    Refused("401", answering(empty("401 No")), "the key is refused"),
    Refused("403 with a page", answering(page("403 No")), "a login or a firewall stands before it"),
    Refused("404", answering(empty("404 No")), "the interface is not there"),
    Refused("405", answering(empty("405 No", "Allow: GET")), 'it allows "GET"'),
    Refused("429", answering(empty("429 Slow", "Retry-After: 0")), "it takes no more requests now"),
    Refused("503 for a day", answering(empty("503 Later", "Retry-After: 86400")), 'with Retry-After "86400"'),
    Refused("502", answering(empty("502 Bad")), "something before the implementation"),
    Refused("503 with a page", answering(page("503 Down")), 'with the web page "Sign in'),
    Refused(
        "a redirect to itself", answering(empty("302 Found", "Location: /in\x1b[31m")), "redirects to /in\\u001b[31m"
    ),
    Refused("a login page", answering(page("200 OK")), "that is a login, a proxy or a website"),
    Refused(
        "wants HTTPS",
        answering(head("Content-Length: 15", status="400 Bad") + b"use HTTPS here!"),
        "Write https in the URL.",
    ),
)


@pytest.fixture(scope="module")
def plan(telemetry: Contract) -> Plan:
    return make_plan(telemetry, "evp-first")


class StillClock:
    """A clock that stands still, and notes how long it was asked to wait."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return 0.0

    def date(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def first(contract: Contract, plan: Plan, url: str, clock: StillClock, timeout: float = 10.0) -> None:
    async def ask() -> None:
        async with HttpTarget(url, key_header="x-key", key="Ab9-secret-key", timeout=timeout) as target:
            await smoke(contract, plan, target, url, clock=clock)

    asyncio.run(ask())


@pytest.mark.parametrize("refused", UNTESTABLE, ids=lambda refused: refused.name)
def test_what_cannot_be_tested_is_one_message_with_the_next_step(
    telemetry: Contract, plan: Plan, refused: Refused
) -> None:
    timeout = 0.5 if refused.behave is wait else 10.0
    with serving(refused.behave) as url, pytest.raises(TargetError) as caught:
        first(telemetry, plan, url, StillClock(), timeout)
    assert refused.says in str(caught.value)
    assert str(caught.value) == escape(str(caught.value), keep="\n")
    assert len(str(caught.value).splitlines()) == 2
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("status", [200, 202, 204, 299, 400, 413, 415, 422, 500, 503, 599])
def test_what_a_faulty_implementation_may_answer_is_left_to_the_run(
    telemetry: Contract, plan: Plan, status: int
) -> None:
    with serving(answering(empty(f"{status} Whatever"))) as url:
        first(telemetry, plan, url, StillClock())


def in_turn(*answers: bytes) -> Behaviour:
    """One answer after the other, on connections that close; the last one for ever."""
    left = list(answers)

    def behave(connection: socket.socket) -> None:
        saying(left.pop(0) if len(left) > 1 else left[0])(connection)

    return behave


@pytest.mark.parametrize(
    ("asks", "waits"),
    [
        (empty("429 Slow"), 0.5),
        (empty("429 Slow", "Retry-After: 2"), 2.0),
        (empty("503 Soon", "Retry-After: 1"), 1.0),
        (empty("429 Slow", "Retry-After: Thu, 01 Jan 1970 00:00:03 GMT"), 3.0),
    ],
)
def test_a_few_seconds_are_given_to_a_target_that_asks_for_them(
    telemetry: Contract, plan: Plan, asks: bytes, waits: float
) -> None:
    clock = StillClock()
    with serving(in_turn(asks, OK)) as url:
        first(telemetry, plan, url, clock)
    assert clock.slept == [waits]


def test_a_day_is_not_waited_for(telemetry: Contract, plan: Plan) -> None:
    clock = StillClock()
    with serving(in_turn(empty("429 Slow", "Retry-After: 86400"), OK)) as url, pytest.raises(TargetError):
        first(telemetry, plan, url, clock)
    assert clock.slept == []


class Failing:
    """A target on which every request fails in one way."""

    def __init__(self, failure: Failure, detail: str) -> None:
        self.answer = Answer(0.1, failure=failure, detail=detail)

    def applicable(self, request: Request) -> bool:
        return True

    async def send(self, request: Request) -> Answer:
        return self.answer


@pytest.mark.parametrize(
    ("detail", "hint"),
    [
        ("wrong version number", "write http in the URL"),
        ("Hostname mismatch, certificate is not valid for 'h'.", "the name in the URL that the certificate is for"),
        ("self-signed certificate", "--ca-file"),
        ("unable to get local issuer certificate", "--ca-file"),
        ("certificate has expired", "must be renewed"),
        ("something else", "Check the certificate"),
    ],
)
def test_what_tls_says_brings_the_hint_that_helps(telemetry: Contract, plan: Plan, detail: str, hint: str) -> None:
    with pytest.raises(TargetError, match=hint):
        asyncio.run(smoke(telemetry, plan, Failing(Failure.TLS, detail), "https://h/"))
