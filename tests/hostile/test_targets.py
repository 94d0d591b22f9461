"""Whatever a server does, a target gives an answer or a failure of the right kind, in time and in little memory."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from eventpact.exchange import Answer, Failure, Request
from eventpact.targets import HttpTarget
from eventpact.targets.answer import HEAD_LIMIT, READ_LIMIT

from tests.hostile.servers import ALL, BULKY, GARBLED, OK, SILENT, TIMEOUT, Hostile, head, pour, read_request, serving

#: Seconds that a busy machine may take on top.
GRACE = 1.0
POST = Request("POST", b"[]", "application/json")
LARGE = replace(POST, body=b"[" + b" " * 8_000_000 + b"]")


def answers(url: str, *requests: Request, timeout: float = TIMEOUT, pause: float = 0.0) -> list[Answer]:
    """The answers to *requests*, one after the other, of one target."""

    async def exchange() -> list[Answer]:
        async with HttpTarget(url, key_header="x-key", key="Ab9-secret-key", timeout=timeout) as target:
            collected = []
            for request in requests:
                collected.append(await target.send(request))
                await asyncio.sleep(pause)
            return collected

    return asyncio.run(exchange())


@pytest.mark.parametrize("hostile", ALL, ids=lambda hostile: hostile.name)
def test_every_hostile_server_brings_what_it_deserves_and_in_time(hostile: Hostile) -> None:
    # What is not meant to hang gets time enough on a busy machine.
    timeout = TIMEOUT if hostile in SILENT else 10.0
    with serving(hostile.behave) as url:
        began = time.perf_counter()
        [answer] = answers(url, POST, timeout=timeout)
        took = time.perf_counter() - began
    assert (answer.failure or answer.status) is hostile.makes or answer.status == hostile.makes, answer
    assert hostile.says in answer.detail
    assert took < timeout + GRACE
    assert len(answer.body) <= READ_LIMIT
    assert sum(map(len, answer.headers.values())) <= HEAD_LIMIT


@pytest.mark.parametrize("request_", [POST, replace(POST, chunked=True), replace(POST, expect_continue=True)])
@pytest.mark.parametrize("hostile", [SILENT[0], GARBLED[0], BULKY[0]], ids=lambda hostile: hostile.name)
def test_the_way_a_request_is_sent_changes_nothing_about_it(hostile: Hostile, request_: Request) -> None:
    with serving(hostile.behave) as url:
        [answer] = answers(url, request_, timeout=TIMEOUT if hostile in SILENT else 10.0)
    assert (answer.failure or answer.status) == hostile.makes


def test_a_large_body_that_nobody_reads_does_not_outlast_the_timeout() -> None:
    with serving(lambda connection: time.sleep(4 * TIMEOUT)) as url:
        began = time.perf_counter()
        [answer] = answers(url, LARGE)
    assert answer.failure is Failure.HANG
    assert time.perf_counter() - began < TIMEOUT + GRACE


def refusing_early(connection: socket.socket) -> None:
    """Refuse by the head alone and close, with most of the body unread: the kernel resets the connection."""
    connection.recv(1000)
    connection.sendall(head("Content-Length: 0", "Connection: close", status="413 Too Large"))


def test_a_refusal_that_comes_before_the_body_was_sent_is_the_answer() -> None:
    with serving(refusing_early) as url:
        assert [answer.status for answer in answers(url, LARGE, LARGE, LARGE, timeout=10)] == [413] * 3


class OneTooMany:
    """A server that keeps connections, numbers its answers, and sends one more than it was asked for."""

    def __init__(self, *, late: float) -> None:
        self.late = late
        self.connections = 0

    def __call__(self, connection: socket.socket) -> None:
        self.connections += 1
        while read_request(connection):
            connection.sendall(OK)
            time.sleep(self.late)
            connection.sendall(OK.replace(b"200", b"500"))


@pytest.mark.parametrize("late", [0.0, 0.02])
def test_an_answer_that_nobody_asked_for_is_not_taken_for_the_next(late: float) -> None:
    server = OneTooMany(late=late)
    with serving(server) as url:
        assert [answer.status for answer in answers(url, POST, POST, POST, timeout=10, pause=0.3)] == [200] * 3
    assert server.connections == 3


class Dropping:
    """A server that serves so many requests on a connection, then reads one more and closes."""

    def __init__(self, served: int) -> None:
        self.served = served
        self.requests = 0

    def __call__(self, connection: socket.socket) -> None:
        for _ in range(self.served):
            if not self.count(connection):
                return
            connection.sendall(OK)
        self.count(connection)

    def count(self, connection: socket.socket) -> bytes:
        request = read_request(connection)
        self.requests += bool(request)
        return request


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_server_that_drops_every_first_request_is_asked_once(method: str) -> None:
    server = Dropping(0)
    with serving(server) as url:
        assert answers(url, Request(method, None, None), timeout=10)[0].failure is Failure.DROP
    assert server.requests == 1


def test_a_connection_that_ends_where_it_was_used_before_is_no_failure() -> None:
    server = Dropping(1)
    with serving(server) as url:
        assert [answer.status for answer in answers(url, POST, POST, POST, timeout=10)] == [200] * 3
    assert server.requests == 5  # the second and the third were each sent again, on a new connection


def test_a_drop_in_the_middle_of_an_answer_is_a_failure_on_any_connection() -> None:
    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(OK)
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200")

    with serving(behave) as url:
        first, second = answers(url, POST, POST, timeout=10)
    assert (first.status, second.failure) == (200, Failure.DROP)


def test_a_target_that_was_reached_once_hangs_when_it_accepts_no_more() -> None:
    """A full backlog keeps connections from coming about: that is no reason to say that nobody is there."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/in"

        def once() -> None:
            connection, _ = listener.accept()
            with connection:
                read_request(connection)
                connection.sendall(head("Connection: close", "Content-Length: 0"))

        threading.Thread(target=once, daemon=True).start()
        first, *others = answers(url, *[POST] * 4)
    assert first.status == 200
    assert {answer.failure for answer in others} == {Failure.HANG}


needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc")

MEMORY = """
import asyncio, re, sys
from pathlib import Path
from eventpact.exchange import Request
from eventpact.targets import HttpTarget

async def ask(url):
    async with HttpTarget(url, key_header="x-key", key="Ab9-secret-key", timeout=5) as target:
        sent = [target.send(Request("POST", b"[]", "application/json")) for _ in range(24)]
        return await asyncio.gather(*sent)

def peak():  # not ru_maxrss: a child begins with its parent's
    return int(re.search(r"VmHWM:\\s*([0-9]+) kB", Path("/proc/self/status").read_text())[1]) // 1024

warm = asyncio.run(ask(sys.argv[1]))
before = peak()
for url in sys.argv[2:]:
    asyncio.run(ask(url))
print(peak() - before, {str(answer) for answer in warm})
"""


@needs_proc
def test_bodies_and_heads_without_end_cost_next_to_no_memory() -> None:
    endless = [hostile for hostile in (*BULKY, *GARBLED) if "without end" in hostile.name or "GB" in hostile.name]
    assert len(endless) > 7
    with ExitStack() as stack:
        warm = stack.enter_context(serving(served_once))
        urls = [stack.enter_context(serving(hostile.behave)) for hostile in endless]
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, warm, *urls], capture_output=True, text=True, check=True, timeout=120
        )
    megabytes, seen = done.stdout.split(maxsplit=1)
    assert seen.strip() == "{'status 200'}"
    assert int(megabytes) < 50


def served_once(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(OK)


@needs_proc
def test_the_measure_of_memory_can_fail() -> None:
    """A client without limits is seen to take what it is given."""
    program = MEMORY.replace("asyncio.run(ask(url))", "blob = bytearray(b'x' * 100_000_000)")
    with serving(served_once) as warm:
        done = subprocess.run([sys.executable, "-c", program, warm, "x"], capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[0]) >= 50


def test_pouring_means_pouring() -> None:
    """The servers of this test do send more than a target reads, if it lets them."""
    with serving(pour(b"x", size=10_000_000)) as url:
        port = int(url.rsplit(":", 1)[1].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            received = 0
            while piece := connection.recv(1 << 20):
                received += len(piece)
    assert received >= 10_000_000
