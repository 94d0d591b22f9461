"""The examples in the README run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from eventpact.contract import Contract, Oracle, Verdict

from tests.conftest import SCHEMA, TELEMETRY
from tests.vectors.reading import Made, made_of

pytestmark = pytest.mark.thorough

RECEIVER = """
from pathlib import Path
from eventpact.contract import Oracle, Verdict, load
from eventpact.files import contract_reader
oracle = Oracle(load(*contract_reader(Path({contract!r}))))
def accepts(body):
    return {judge}
"""
SOUND = "oracle.judge_text(body).verdict is Verdict.VALID"


def block(made: Made, language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", made.files["README.md"], re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture
def folder(made: Made, tmp_path: Path) -> Path:
    """A folder with the files of the vectors in it."""
    for path, text in made.files.items():
        (tmp_path / path).write_text(text, "utf-8")
    return tmp_path


def run_python(made: Made, folder: Path, judge: str) -> str:
    entry = SCHEMA / "openapi.yaml" if made.contract.title == "Player events" else TELEMETRY
    (folder / "my_receiver.py").write_text(RECEIVER.format(contract=str(entry), judge=judge))
    (folder / "example.py").write_text(block(made, "python"))
    done = subprocess.run([sys.executable, "example.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_python_example_has_nothing_to_say_of_a_sound_receiver(made: Made, folder: Path) -> None:
    assert run_python(made, folder, SOUND) == ""


def test_the_python_example_names_what_a_lax_receiver_takes(made: Made, folder: Path) -> None:
    said = run_python(made, folder, "True").splitlines()
    assert said == [f"{vector['id']} should be invalid" for vector in made.read("invalid")]


class Receiver(BaseHTTPRequestHandler):
    """Answers as the contract says; without the key, 403."""

    protocol_version = "HTTP/1.1"
    oracle: Oracle

    def _answer(self) -> None:
        interface = self.oracle.contract.interface
        data = self.rfile.read(int(self.headers["content-length"]))
        sound = self.command == interface.method.upper() and self.headers["content-type"] == interface.media_type
        keyed = self.headers[interface.key_header or ""] == "secret"
        valid = self.oracle.judge_text(data).verdict is Verdict.VALID
        self.send_response(204 if sound and keyed and valid else 422 if keyed else 403)
        self.send_header("content-length", "0")
        self.end_headers()

    do_POST = do_PUT = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def url(telemetry_oracle: Oracle) -> Iterator[str]:
    """Where a receiver of the other contract runs."""
    handler = type("Handler", (Receiver,), {"oracle": telemetry_oracle})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v2/records"
        server.shutdown()


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.parametrize(("key", "faults"), [("secret", 0), ("wrong", 1)])
def test_the_javascript_example_runs_against_a_receiver(
    telemetry: Contract, url: str, key: str, faults: int, tmp_path: Path
) -> None:
    made = made_of(telemetry)
    for path, text in made.files.items():
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "example.mjs").write_text(block(made, "js"))
    done = subprocess.run(
        ["node", "example.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "RECEIVER_URL": url, "EVENTPACT_API_KEY": key},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == faults * len(made.read("valid"))


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "a\n# b",
        "`x` *y* [z](http://w)",
        "a --> b",
        "```\nrm",
        "| a | b |",
        "{x} {{y}}",
        "\x1b[2J\u202e",
    ],
)
def test_whatever_a_title_holds_is_text_in_the_readme(title: str, telemetry: Contract) -> None:
    interface = replace(telemetry.interface, key_header=f"X-{title}", media_type=f"a/{title}", path=f"/{title}")
    hostile = made_of(replace(telemetry, title=title, version=title, interface=interface)).files["README.md"]
    plain = made_of(telemetry).files["README.md"]
    assert len(hostile.split("\n")) == len(plain.split("\n"))
    assert hostile.count("```") == plain.count("```")
    assert not re.search(r"(?<!\\)<(?!!--)|[\x00-\x09\x0b-\x1f\u202e]", hostile.replace(block_of(hostile), ""))


def block_of(text: str) -> str:
    return text[text.index("```python") : text.rindex("```")]
