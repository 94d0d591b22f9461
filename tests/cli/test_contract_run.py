"""`eventpact test` as people run it: the reference receiver, wrong calls, targets that can't be tested."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from eventpact.receiver.embedded import Embedded, embedded

from tests.command import eventpact
from tests.conftest import SCHEMA
from tests.targets.test_http import Behaviour, saying, serving, silent


@pytest.fixture(scope="module")
def receiver() -> Iterator[Embedded]:
    with embedded(SCHEMA / "openapi.yaml") as running:
        yield running


@pytest.mark.thorough
def test_the_reference_receiver_keeps_the_contract_with_no_finding_at_all(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = eventpact("test", "--report", f"json={report}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "CONFORMANT" in done.stdout
    document = json.loads(report.read_text())
    jsonschema.validate(document, json.loads((files("eventpact.report") / "report.schema.json").read_text()))
    assert (document["outcome"], document["findings"]) == ("conformant", [])
    assert document["coverage"]["sites"] == document["coverage"]["sites_tested"] > 100
    assert document["statistics"]["requests"] > 1000


def test_a_run_at_a_url_neither_prints_nor_reports_the_key(receiver: Embedded, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = eventpact("test", receiver.url, "--quick", "--report", f"json={report}", EVENTPACT_API_KEY=receiver.key)
    assert done.returncode == 0, done.stdout + done.stderr
    assert receiver.key not in done.stdout + done.stderr + report.read_text()


def test_a_url_without_a_path_gets_the_contracts(receiver: Embedded) -> None:
    origin = receiver.url.rsplit("/api/", 1)[0]
    done = eventpact("test", origin, "--quick", EVENTPACT_API_KEY=receiver.key)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{receiver.url} keeps" in done.stdout


@pytest.mark.parametrize(
    ("path", "key", "said"),
    [
        ("", "wrong", "the key is refused"),
        ("/elsewhere", None, "the interface is not there"),
    ],
)
def test_a_wrong_key_or_path_is_one_message_and_exit_code_3(
    receiver: Embedded, path: str, key: str | None, said: str
) -> None:
    done = eventpact("test", receiver.url + path, EVENTPACT_API_KEY=key or receiver.key)
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_a_closed_port_is_one_message_and_exit_code_3() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = eventpact("test", f"http://127.0.0.1:{port}", EVENTPACT_API_KEY="k")
    assert (done.returncode, done.stdout) == (3, "")
    assert "cannot be reached: Connection refused" in done.stderr


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (saying(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not speak HTTP"),
        (saying(b""), "drops the connection"),
        (silent, "gives no answer within 0.3 s"),
        (
            saying(b"HTTP/1.1 302 Found\r\nLocation: /\x1b[31m\r\nContent-Length: 0\r\n\r\n"),
            "redirects to /\\u001b[31m",
        ),
        (saying(b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"), "redirects to /login"),
        (saying(b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n"), "takes no more requests now"),
    ],
)
def test_a_target_that_answers_rubbish_is_one_message_and_exit_code_3(behave: Behaviour, said: str) -> None:
    with serving(behave) as url:
        done = eventpact("test", url, "--timeout", "0.3", EVENTPACT_API_KEY="k")
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert "\x1b" not in done.stderr


def test_a_failure_of_tls_is_one_message_and_exit_code_3() -> None:
    with serving(saying(b"HTTP/1.1 400 Bad\r\n\r\n")) as url:
        done = eventpact("test", url.replace("http:", "https:"), EVENTPACT_API_KEY="k")
    assert (done.returncode, done.stdout) == (3, "")
    assert "no TLS connection" in done.stderr


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (("http://127.0.0.1:1",), {}, "EVENTPACT_API_KEY is not set"),
        (("http://127.0.0.1:1",), {"EVENTPACT_API_KEY": "a\nb"}, "no header can carry"),
        (("ftp://h",), {"EVENTPACT_API_KEY": "k"}, "no http or https URL"),
        (("http://u:secret@h",), {"EVENTPACT_API_KEY": "k"}, "user or a password"),
        (("--report", "xml=x"), {}, "Write --report FORM=FILE"),
        (("--report", "json=/no/such/folder/x"), {}, "cannot be written"),
        (("--timeout", "-1"), {}, "timeout"),
        (("--fail-on", "nothing"), {}, "fail-on"),
        (("--contract", "no-such-file.yaml"), {}, "there is no such file"),
    ],
)
def test_a_wrong_call_is_told_of_and_is_exit_code_2(
    words: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    done = eventpact("test", *words, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "secret" not in done.stderr


def test_the_rules_are_listed() -> None:
    done = eventpact("test", "--list-rules")
    assert done.returncode == 0
    assert "reject-type" in done.stdout
