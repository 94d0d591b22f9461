"""The options of `eventpact test`, each seen to do what it says, on the contract of another shape."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from eventpact.receiver.embedded import Embedded, embedded

from tests.command import ROOT, eventpact
from tests.conftest import TELEMETRY
from tests.targets.test_http import saying, serving

pytestmark = pytest.mark.thorough

#: A run of the other contract that is short, and keeps nothing.
SHORT = ("--contract", str(TELEMETRY), "--quick", "--examples", "")


@pytest.fixture(scope="module")
def receiver() -> Iterator[Embedded]:
    with embedded(TELEMETRY) as running:
        yield running


def keys(receiver: Embedded) -> dict[str, str]:
    return {"EVENTPACT_API_KEY": receiver.key, "EVENTPACT_SECOND_API_KEY": receiver.second_key}


def report_of(tmp_path: Path, *words: str, **environment: str) -> dict[str, object]:
    file = tmp_path / "report.json"
    done = eventpact("test", *words, *SHORT, "--report", f"json={file}", **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(file.read_text())
    assert isinstance(document, dict)
    return document


def test_a_plan_is_printed_and_nothing_is_sent() -> None:
    with serving(saying(b"HTTP/1.1 500 Bad\r\nContent-Length: 0\r\n\r\n")) as url:
        done = eventpact("test", url, "--plan", *SHORT)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) > 100
    assert re.search(r"^reject/.*→ refused with 4[0-9][0-9]$", done.stdout, re.MULTILINE)
    assert re.search(r"[0-9]+ of [0-9]+ constraint sites", done.stderr)


def test_shards_are_the_whole_plan_without_overlap() -> None:
    def sent(*words: str) -> list[str]:
        done = eventpact("test", "--plan", *words, *SHORT)
        assert done.returncode == 0, done.stderr
        return [line.partition("  ")[0] for line in done.stdout.splitlines()]  # ids alone: prefixes differ

    whole, parts = sent(), [sent("--shard", f"{i}/3") for i in (1, 2, 3)]
    assert sorted(line for part in parts for line in part) == sorted(whole)
    assert all(parts)


def test_without_writes_nothing_is_recorded(tmp_path: Path) -> None:
    with embedded(TELEMETRY) as untouched:
        document = report_of(tmp_path, untouched.url, "--no-writes", **keys(untouched))
        assert recorded(untouched) == b""
        report_of(tmp_path, untouched.url, **keys(untouched))
        assert recorded(untouched) != b""
    coverage = document["coverage"]
    assert isinstance(coverage, dict)
    assert coverage["sites_tested"] == coverage["sites"]


def recorded(receiver: Embedded) -> bytes:
    """All that the first tenant can read back."""
    asked = urllib.request.Request(receiver.readback, headers={"X-Device-Token": receiver.key})
    with urllib.request.urlopen(asked) as answer:
        body: bytes = answer.read()
    return body


def test_what_was_recorded_is_read_back_and_held_against_what_was_sent(receiver: Embedded, tmp_path: Path) -> None:
    both = ("--readback", receiver.readback, "--second-readback", receiver.readback)
    assert report_of(tmp_path, receiver.url, *both, **keys(receiver))["findings"] == []


def test_a_receiver_that_records_nothing_is_found_out(receiver: Embedded) -> None:
    with serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")) as empty:
        done = eventpact("test", receiver.url, "--readback", empty, *SHORT, **keys(receiver))
    assert done.returncode == 1
    assert "[recorded-all]" in done.stdout


def test_a_readback_that_cannot_be_read_is_told_of_after_the_report(receiver: Embedded) -> None:
    with serving(saying(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")) as nowhere:
        done = eventpact("test", receiver.url, "--readback", nowhere, *SHORT, **keys(receiver))
    assert done.returncode == 3
    assert "requests with" in done.stdout
    assert "404" in done.stderr


def test_statuses_can_be_given_in_place_of_the_contracts(receiver: Embedded) -> None:
    done = eventpact(
        "test", receiver.url, "--status", "invalid=418", "--fail-on", "deviation", *SHORT, **keys(receiver)
    )
    assert done.returncode == 1
    assert "[status-exact]" in done.stdout
    assert "expected refused with 418" in done.stdout


def test_an_application_is_tested_in_process(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "async def app(scope, receive, send):\n"
        "    assert scope['type'] == 'http'\n"
        "    await send({'type': 'http.response.start', 'status': 204, 'headers': []})\n"
        "    await send({'type': 'http.response.body', 'body': b''})\n"
    )
    done = eventpact("test", "--app", "mine:app", *SHORT, EVENTPACT_API_KEY="k", PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert "[reject-key]" in done.stdout
    assert "VIOLATIONS" in done.stdout


def test_every_form_of_report_is_written(receiver: Embedded, tmp_path: Path) -> None:
    forms = {"json": "r.json", "junit": "r.xml", "markdown": "r.md", "text": "r.txt"}
    words = [word for form, name in forms.items() for word in ("--report", f"{form}={tmp_path / name}")]
    done = eventpact("test", receiver.url, *words, *SHORT, **keys(receiver))
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "r.json").read_text())["outcome"] == "conformant"
    assert ET.parse(tmp_path / "r.xml").getroot().tag == "testsuites"
    assert "CONFORMANT" in (tmp_path / "r.md").read_text()
    assert (tmp_path / "r.txt").read_text() == done.stdout


def test_random_events_are_sent_for_as_long_as_asked(receiver: Embedded, tmp_path: Path) -> None:
    without = report_of(tmp_path, receiver.url, **keys(receiver))
    longer = report_of(tmp_path, receiver.url, "--max-seconds", "1", "--seed", "7", **keys(receiver))
    assert longer["seed"] == 7
    assert longer["statistics"]["requests"] > without["statistics"]["requests"]  # type: ignore[index]
    assert longer["findings"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_ends_with_a_report_of_what_was_seen(receiver: Embedded, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    words = ("test", receiver.url, "--rate", "20", "--contract", str(TELEMETRY), "--report", f"json={file}")
    command = [sys.executable, "-m", "eventpact", *words]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | keys(receiver), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()  # the cases are counted: it is under way
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 3, out + err
    assert "stopped by the user" in out
    document = json.loads(file.read_text())
    assert document["outcome"] == "untested"
    assert 0 < document["statistics"]["requests"] < 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("http://127.0.0.1:1", "--app", "a:b"), "a URL and --app were given"),
        (("--shard", "4/3"), "--shard 4/3 is not understood"),
        (("--status", "invalid=200"), "is not understood"),
        (("--examples", "gopher://x"), "no database of examples"),
        (("--app", "no_such_module:app"), "no_such_module"),
        (("--strength", "5"), "strength"),
    ],
)
def test_a_wrong_call_is_told_of_and_is_exit_code_2(words: tuple[str, ...], said: str) -> None:
    done = eventpact("test", *words, "--contract", str(TELEMETRY), EVENTPACT_API_KEY="k")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
