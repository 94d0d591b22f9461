"""`eventpact diff` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eventpact.compat import RULES
from eventpact.evolution.output import FORMATS

from tests.command import eventpact
from tests.conftest import SCHEMA, TELEMETRY
from tests.evolution.making import TEXT, TIGHTER, WIDER, contract_in, edit, repository


def test_a_version_says_the_same_as_itself() -> None:
    done = eventpact("diff", SCHEMA, SCHEMA / "openapi.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"openapi.yaml says the same as {SCHEMA}\n")


@pytest.mark.parametrize(
    ("change", "mode", "code"),
    [(TIGHTER, "backward", 1), (TIGHTER, "forward", 0), (WIDER, "backward", 0), (WIDER, "forward", 1),
     (WIDER, "full", 1), (TEXT, "full", 0), (TEXT, "full-transitive", 0)],
)  # fmt: skip
def test_the_exit_code_says_whether_the_mode_holds(
    change: tuple[str, str], mode: str, code: int, tmp_path: Path
) -> None:
    edited = contract_in(tmp_path, change)
    done = eventpact("diff", TELEMETRY, edited, "--mode", mode, "--contract", edited)
    assert (done.returncode, done.stderr) == (code, "")
    assert (f"of {mode}" in done.stdout) is (code == 1)


def test_the_readings_differ_about_a_new_optional_property(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text('{"properties": {"a": {}}}')
    new.write_text('{"properties": {"a": {}, "b": {"type": "integer"}}}')
    codes = [eventpact("diff", old, new, "--reading", reading).returncode for reading in ("pragmatic", "strict")]
    assert codes == [0, 1]


def test_json_holds_a_whole_body_as_witness(tmp_path: Path) -> None:
    edited = contract_in(tmp_path, TIGHTER)
    done = eventpact("diff", TELEMETRY, edited, "--format", "json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["bump"], document["widened"]) == (1, "major", None)
    body = tmp_path / "body.json"
    body.write_text(json.dumps(document["narrowed"]["witness"]))
    assert eventpact("validate", body, "--contract", TELEMETRY).returncode == 0
    assert eventpact("validate", body, "--contract", edited).returncode == 1


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_to_stdout(name: str, tmp_path: Path) -> None:
    done = eventpact("diff", TELEMETRY, contract_in(tmp_path, TIGHTER), "--format", name)
    assert (done.returncode, done.stderr) == (1, "")
    assert "property-became-required" in done.stdout.replace("\\", "")


def test_annotations_lead_to_the_line(tmp_path: Path) -> None:
    edited = contract_in(tmp_path / "schema", TIGHTER)
    done = eventpact("diff", TELEMETRY, edited, "--format", "github", GITHUB_WORKSPACE=str(tmp_path))
    line = edited.read_text().splitlines().index("      " + TIGHTER[1]) + 1
    assert done.stdout.startswith(f"::error file=schema/openapi.yaml,line={line},title=property-became-required::")


def test_the_working_contract_is_compared_with_the_last_release(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    nothing = eventpact("diff", "--contract", entry)
    assert nothing.returncode == 2
    assert "nothing is released yet" in nothing.stderr
    words = ("--contract", entry, "--changelog", tmp_path / "CHANGELOG.md", "--generated", tmp_path / "generated")
    assert eventpact("release", *words).returncode == 0
    edit(entry, TIGHTER)
    done = eventpact("diff", "--contract", entry)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{entry} against 2.3.0: 1 change, 1 break of backward; version: major step\n")
    assert eventpact("diff", "2.3.0", "2.3.0", "--contract", entry).returncode == 0


def test_a_commit_is_compared_with_the_working_contract(tmp_path: Path) -> None:
    entry = repository(tmp_path)
    edit(entry, TIGHTER)
    done = eventpact("diff", "git:HEAD", "--contract", entry)
    assert done.returncode == 1
    assert "against git:HEAD: 1 change" in done.stdout


def test_an_approved_break_passes_and_remarks_stay_out_of_json(tmp_path: Path) -> None:
    entry = contract_in(tmp_path, TIGHTER)
    pointer = "openapi.yaml#/components/schemas/Reading/required"
    entries = [
        {"rule": "property-became-required", "pointer": pointer, "reason": "Meant.", "expires": "2999-01-01"},
        {"rule": "bound-tightened", "pointer": pointer, "reason": "Old.", "expires": "2020-01-01"},
    ]
    (tmp_path / "approvals.yaml").write_text(json.dumps({"approvals": entries}))
    done = eventpact("diff", TELEMETRY, entry, "--contract", entry, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["bump"] == "major"
    assert done.stderr == f"note: the approval of bound-tightened at {pointer} (until 2020-01-01) has lapsed\n"


def test_the_rules_can_be_listed() -> None:
    text = eventpact("diff", "--list-rules")
    assert [line.split()[0] for line in text.stdout.splitlines()] == list(RULES)
    lines = eventpact("diff", "--list-rules", "--format", "json").stdout.splitlines()
    assert [json.loads(line)["bump"] for line in lines] == [rule.bump.word for rule in RULES.values()]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.json"], "there is no"),
        (["git:--help"], "git knows no commit"),
        (["git:HEAD:nowhere.json"], "there is no"),
        (["9.9.9"], "9.9.9 is not released"),
        ([TELEMETRY, SCHEMA / "README.md"], "is not JSON"),
        ([TELEMETRY, TELEMETRY, "--mode", "sideways"], "sideways"),
        ([TELEMETRY, TELEMETRY, "--format", "pdf"], "pdf"),
    ],
)
def test_a_wrong_call_is_told_and_is_no_finding(words: list[str | Path], told: str) -> None:
    done = eventpact("diff", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
