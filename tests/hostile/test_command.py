"""The whole command against hostile targets: it ends, with the right exit code, and prints nothing that acts."""

from __future__ import annotations

import itertools
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from eventpact.printable import escape

from tests.command import eventpact
from tests.conftest import TELEMETRY
from tests.hostile.servers import OK, Behaviour, answering, head, saying, serving, wait

pytestmark = pytest.mark.thorough

MARKUP = "\x1b]0;owned\x07\x1b[31m\u202e<script>alert(1)</script>\x9b2J"
#: Seconds for a whole command: far more than it takes, far less than a run that waits for each of its requests.
BOUND = 60


def run(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    began = time.perf_counter()
    done = eventpact(
        "test", url, "--timeout", "0.5", "--contract", TELEMETRY, *words, EVENTPACT_API_KEY="Ab9-secret-key"
    )
    said = done.stdout + done.stderr
    assert time.perf_counter() - began < BOUND
    assert said == escape(said, keep="\n"), "what acts on a terminal was printed"
    assert "Ab9-secret" not in said
    return done


@pytest.mark.parametrize(
    ("behave", "says"),
    [
        (wait, "gives no answer within 0.5 s"),
        (saying(b"hello\x1b[31m\n"), 'the answer begins with "hello\\u001b[31m"'),
        (answering(head("Content-Length: 0", status="401 No")), "the key is refused"),
        (answering(head("Content-Length: 0", "Location: /in", status="302 On")), "redirects to /in"),
    ],
    ids=["never answers", "does not speak HTTP", "401 to everything", "a redirect to itself"],
)
def test_a_target_that_cannot_be_tested_is_one_message_and_exit_code_3(behave: Behaviour, says: str) -> None:
    with serving(behave) as url:
        done = run(url)
    assert (done.returncode, done.stdout) == (3, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_what_is_no_url_is_a_wrong_call() -> None:
    done = run("http://127.0.0.1:99999/")
    assert (done.returncode, done.stdout) == (2, "")


def after_the_first(behave: Behaviour) -> Behaviour:
    """One good answer, so that the run begins; after it, *behave*."""
    numbers = itertools.count()
    good = saying(OK.replace(b"200 OK", b"202 Accepted\r\nConnection: close"))

    def each(connection: socket.socket) -> None:
        good(connection) if next(numbers) == 0 else behave(connection)

    return each


def test_a_target_with_a_fault_in_everything_is_findings_and_exit_code_1(tmp_path: Path) -> None:
    body = MARKUP.encode()
    fields = (f"X-Error: {MARKUP}", f"Content-Length: {len(body)}")
    report = tmp_path / "report.json"
    with serving(answering(head(*fields, status="500 \x1b[31m", encoding="utf-8") + body)) as url:
        done = run(url, "--report", f"json={report}")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "\\u001b[31m\\u202e<script>" in done.stdout
    assert json.loads(report.read_text())["outcome"] == "violations"


def test_a_target_that_stops_answering_ends_the_run_long_before_its_last_request() -> None:
    with serving(after_the_first(wait)) as url:
        done = run(url)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "no answer in time" in done.stdout


@contextmanager
def vanishing(requests: int) -> Iterator[str]:
    """A server that is gone after so many requests: its port is closed."""
    left = itertools.count(1)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def behave(connection: socket.socket) -> None:
            saying(OK.replace(b"200 OK", b"202 Accepted\r\nConnection: close"))(connection)
            if next(left) == requests:
                listener.shutdown(socket.SHUT_RDWR)
                listener.close()

        with serving(behave, listener) as url:
            yield url


def test_a_target_that_goes_away_could_not_be_tested_to_the_end() -> None:
    with vanishing(20) as url:
        done = run(url)
    assert done.returncode in {1, 3}
    assert "cannot be reached any more" in done.stdout
