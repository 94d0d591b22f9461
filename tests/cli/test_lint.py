"""`eventpact lint` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eventpact.lint import RULES

from tests.command import ROOT, eventpact
from tests.conftest import TELEMETRY

CASES = ROOT / "tests" / "lint" / "rules"


def test_our_contract_has_no_problem_at_all() -> None:
    done = eventpact("lint", "--strict")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{len(RULES)} rules: nothing was found\n"


def test_a_contract_of_another_shape_has_no_problem_at_all() -> None:
    assert eventpact("lint", "--strict", "--contract", TELEMETRY).returncode == 0


def test_an_error_is_told_with_its_place_its_rule_and_what_to_do() -> None:
    done = eventpact("lint", "--contract", CASES / "idempotency-key" / "fails" / "openapi.yaml")
    assert done.returncode == 1
    assert done.stderr == f"{len(RULES)} rules: 3 errors\n"
    first, hint, *_ = done.stdout.splitlines()
    assert first == (
        "openapi.yaml#/components/schemas/Ping/x-idempotency-key: "
        'x-idempotency-key names "/id", which no event must have [idempotency-key]'
    )
    assert hint == "    Give JSON Pointers of required properties, such as /kind."


def test_a_warning_fails_only_when_asked() -> None:
    words = ("lint", "--contract", CASES / "format-asserted" / "fails" / "openapi.yaml")
    done = eventpact(*words)
    assert done.returncode == 0
    assert ': warning: the format "email" is not asserted [format-asserted]' in done.stdout
    assert done.stderr == f"{len(RULES)} rules: 1 warning\n"
    assert eventpact(*words, "--strict").returncode == 1


def test_json_has_one_object_a_line() -> None:
    done = eventpact("lint", "--format", "json", "--contract", CASES / "ref-local" / "fails" / "openapi.yaml")
    assert (done.returncode, done.stderr) == (1, "")
    first, *rest = [json.loads(line) for line in done.stdout.splitlines()]
    assert first == {
        "rule": "ref-local",
        "severity": "error",
        "location": "openapi.yaml#/components/schemas/Event/properties/a/$ref",
        "message": '$ref "https://schemas.example/a.json" is remote; nothing is fetched',
        "hint": "Copy the schema into the contract's folder and refer to it by its relative path.",
    }
    assert len(rest) == 4


def test_the_rules_can_be_listed() -> None:
    text = eventpact("lint", "--list-rules")
    assert text.returncode == 0
    assert [line.split()[:2] for line in text.stdout.splitlines()] == [[r.id, r.severity.value] for r in RULES]
    lines = eventpact("lint", "--list-rules", "--format", "json").stdout.splitlines()
    assert [json.loads(line)["shows"] for line in lines] == [rule.shows for rule in RULES]


@pytest.mark.parametrize("content", [b"", b"[", b"openapi: 3.1.1"])
def test_a_broken_entry_is_a_finding_and_never_a_crash(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_bytes(content)
    done = eventpact("lint", "--contract", file)
    assert done.returncode == 1
    assert done.stdout.startswith("openapi.yaml")


def test_hostile_text_in_a_contract_is_escaped(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    entry = TELEMETRY.read_text().replace("      title: Zone map\n", '      "\\e[2J\\u202e": 1\n')
    file.write_text(entry)
    done = eventpact("lint", "--contract", file)
    assert done.returncode == 1
    assert r"ZoneMap/\u001b[2J\u202e: the keyword" in done.stdout
    assert all(line.isprintable() for line in done.stdout.splitlines())


@pytest.mark.parametrize("name", ["none.yaml", ""])
def test_what_is_no_file_is_a_wrong_call(name: str, tmp_path: Path) -> None:
    done = eventpact("lint", "--contract", f"{tmp_path}/{name}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("eventpact: ")
