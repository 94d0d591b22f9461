"""`eventpact validate` as people run it: a process of its own, real files, exit codes and output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract

from tests.command import ROOT, eventpact
from tests.conftest import SCHEMA, TELEMETRY
from tests.unit.test_faults import example

VALID = sorted((SCHEMA / "examples" / "valid").glob("*.json"))
INVALID = sorted((SCHEMA / "examples" / "invalid").glob("*.json"))
UNSPECIFIED = sorted((SCHEMA / "examples" / "unspecified").glob("*.json"))


@pytest.fixture(scope="module")
def events(contract: Contract) -> list[dict[str, Any]]:
    """One valid event of each variant."""
    return [example(variant.schema) for variant in contract.variants]


def written(folder: Path, name: str, content: Any) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def lines(values: list[Any]) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def test_valid_bodies_bring_nothing_but_a_count() -> None:
    done = eventpact("validate", *VALID)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{len(VALID)} valid\n"


def test_an_invalid_body_is_told_of_with_place_variant_and_reason(contract: Contract, tmp_path: Path) -> None:
    tag = contract.tags[0]
    file = written(tmp_path, "body.json", [{contract.discriminator: tag}])
    done = eventpact("validate", file)
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first == f'{file}: /0 ({tag}): "data" is missing'
    assert second.strip() == f"{contract.variants[0].schema.location}/required"
    assert done.stderr == "1 invalid\n"


def test_verdicts_are_counted() -> None:
    done = eventpact("validate", VALID[0], *INVALID[:2], *UNSPECIFIED[:3])
    assert done.returncode == 1
    assert done.stderr == "1 valid, 2 invalid, 3 unspecified\n"
    assert done.stdout.count(": unspecified: ") == 3


def test_every_example_file_has_the_verdict_of_its_folder() -> None:
    done = eventpact("validate", "--format", "json", *VALID, *INVALID, *UNSPECIFIED)
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(verdicts) == len(VALID) + len(INVALID) + len(UNSPECIFIED)
    assert all(Path(one["file"]).parent.name == one["verdict"] for one in verdicts)
    assert all(len(one["faults"]) == (one["verdict"] == "invalid") for one in verdicts)


def test_json_has_one_line_a_payload_of_exactly_this_shape(contract: Contract, events: Any, tmp_path: Path) -> None:
    variant = contract.variants[0]
    broken = {contract.discriminator: variant.tag}
    file = written(tmp_path, "bodies.ndjson", lines([events[:1], [broken], 7]) + b"\n[\n")
    done = eventpact("validate", "--format", "json", file)
    assert (done.returncode, done.stderr) == (1, "")
    body = str(contract.body.location)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"file": str(file), "index": 0, "verdict": "valid", "faults": []},
        {
            "file": str(file),
            "index": 1,
            "verdict": "invalid",
            "faults": [
                {
                    "pointer": "/0",
                    "schema_pointer": f"{variant.schema.location}/required",
                    "variant": variant.tag,
                    "message": '"data" is missing',
                }
            ],
        },
        {
            "file": str(file),
            "index": 2,
            "verdict": "invalid",
            "faults": [
                {
                    "pointer": "",
                    "schema_pointer": f"{body}/type",
                    "variant": None,
                    "message": "expected an array, got the number 7",
                }
            ],
        },
        {
            "file": str(file),
            "index": 4,
            "verdict": "invalid",
            "faults": [
                {
                    "pointer": "",
                    "schema_pointer": None,
                    "variant": None,
                    "message": "the payload is not JSON: Expecting value (line 1, column 2)",
                }
            ],
        },
    ]


def test_each_payload_is_one_event_when_asked(events: list[Any], tmp_path: Path) -> None:
    file = written(tmp_path, "events.ndjson", lines(events))
    assert eventpact("validate", "--events", file).stderr == f"{len(events)} valid\n"
    assert eventpact("validate", file).stderr == f"{len(events)} invalid\n"
    single = written(tmp_path, "event.json", events[0])
    assert eventpact("validate", "--events", single).returncode == 0


def test_stdin_is_one_body_or_one_payload_a_line(events: list[Any]) -> None:
    assert eventpact("validate", "-", stdin=json.dumps(events, indent=1).encode()).stderr == "1 valid\n"
    assert eventpact("validate", "--ndjson", "--events", "-", stdin=lines(events)).stderr == f"{len(events)} valid\n"
    assert eventpact("validate", "-", stdin=b"").returncode == 1


def test_lines_may_end_as_windows_ends_them_and_be_blank(events: list[Any], tmp_path: Path) -> None:
    file = written(tmp_path, "events.jsonl", lines(events[:2]).replace(b"\n", b"\r\n\r\n"))
    assert eventpact("validate", "--events", file).stderr == "2 valid\n"


def test_nothing_to_judge_is_said_and_is_no_fault(tmp_path: Path) -> None:
    done = eventpact("validate", written(tmp_path, "none.ndjson", b"\n\n"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no payload was found\n")


#: What a file may hold beside bodies, and the verdict.
BROKEN = {
    "empty": (b"", "invalid"),
    "binary": (bytes(range(256)), "invalid"),
    "utf-16": ("[]".encode("utf-16"), "invalid"),
    "cut short": (b'[{"a": ', "invalid"),
    "deep and open": (b"[" * 200_000, "unspecified"),
    "a long number": (b"[" + b"9" * 100_000 + b"]", "invalid"),
    "hostile": (b'[{"\\u001b[2J": "\\u202e"}, "\\u0007"]', "invalid"),
    "65 deep": (b"[" * 65 + b"]" * 65, "invalid"),
    "900 deep": (b"[" * 900 + b"]" * 900, "invalid"),
    "100,000 deep": (b"[" * 100_000 + b"]" * 100_000, "unspecified"),
}


def test_broken_input_is_judged_and_never_crashes(tmp_path: Path) -> None:
    files = [written(tmp_path, f"{name}.json", data) for name, (data, _) in BROKEN.items()]
    done = eventpact("validate", "--format", "json", *files)
    assert done.returncode == 1
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == [v for _, v in BROKEN.values()]
    text = eventpact("validate", *files).stdout
    assert all(line.isprintable() and len(line) < 500 for line in text.splitlines())


def test_a_hostile_file_name_is_escaped(tmp_path: Path) -> None:
    file = written(tmp_path, "a\x1b[2J\u202e.json", 7)
    done = eventpact("validate", file)
    assert r"a\u001b[2J\u202e.json: (body): expected an array, got the number 7" in done.stdout


@pytest.mark.parametrize(
    ("name", "what"),
    [("missing.json", "there is no such file"), ("", "is a folder"), ("n" * 300, "cannot be read")],
)
def test_what_is_no_file_is_a_wrong_call_and_nothing_is_judged(name: str, what: str, tmp_path: Path) -> None:
    done = eventpact("validate", VALID[0], f"{tmp_path}/{name}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("eventpact: ")
    assert what in done.stderr


def test_a_pipe_is_a_file_too(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["/bin/sh", "-c", f"echo '[]' > {pipe}"]):
        assert eventpact("validate", pipe).stderr == "1 valid\n"


@pytest.mark.parametrize("words", [(), ("--format", "xml", "x.json")])
def test_a_wrong_call_is_exit_code_2(words: tuple[str, ...]) -> None:
    done = eventpact("validate", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_a_contract_of_another_shape_judges_by_its_own_rules(tmp_path: Path) -> None:
    reading = {"kind": "reading", "id": "r-1", "at": "2026-05-01T06:30:00Z", "celsius": 21.5}
    sound = written(tmp_path, "sound.json", {"gateway": 17, "records": [reading]})
    broken = written(tmp_path, "broken.json", {"gateway": 17, "records": [{**reading, "celsius": -300}]})
    done = eventpact("validate", "--contract", TELEMETRY, sound, broken)
    assert done.returncode == 1
    assert f"{broken}: /records/0/celsius (reading): -300 is not more than -273.15" in done.stdout
    assert done.stderr == "1 valid, 1 invalid\n"
    assert eventpact("validate", sound).returncode == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"openapi: [", "is not usable YAML"),
        (b"openapi: 3.0.3", "is not an OpenAPI 3.1 document"),
        (
            TELEMETRY.read_bytes().replace(b"#/components/schemas/Zone", b"#/components/schemas/None"),
            "cannot be followed",
        ),
        (TELEMETRY.read_bytes().replace(b"maxItems", b"maxItem"), "is not supported"),
        (TELEMETRY.read_bytes().replace(b"pattern: ^", b"pattern: (^"), "no regular expression"),
    ],
)
def test_a_broken_contract_is_one_clear_message(content: bytes, message: str, tmp_path: Path) -> None:
    done = eventpact("validate", "--contract", written(tmp_path, "openapi.yaml", content), VALID[0])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("eventpact: openapi.yaml")
    assert message in done.stderr


def test_a_missing_contract_is_one_clear_message(tmp_path: Path) -> None:
    done = eventpact("validate", "--contract", tmp_path / "none.yaml", VALID[0])
    assert done.returncode == 2
    assert "there is no such file\n  Name the contract's OpenAPI document" in done.stderr


def test_output_into_a_closed_pipe_is_no_failure(tmp_path: Path) -> None:
    file = written(tmp_path, "many.ndjson", lines([7] * 20_000))
    command = f"{sys.executable} -m eventpact validate --format json {file} | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
