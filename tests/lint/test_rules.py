"""Each rule of lint has a folder ``rules/<id>/`` with contracts that pass it and contracts that fail it.

A folder whose name begins with ``passes`` brings no problem at all. One that begins with ``fails`` brings that rule and
no other, at exactly the places that its ``expected.txt`` lists.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from eventpact.files import contract_files, contract_reader
from eventpact.lint import RULES, Problem, lint

CASES = Path(__file__).parent / "rules"


def cases(kind: str) -> list[object]:
    folders = sorted(folder for folder in CASES.glob(f"*/{kind}*") if folder.is_dir())
    return [pytest.param(folder, id=f"{folder.parent.name}-{folder.name}") for folder in folders]


def lint_folder(folder: Path) -> list[Problem]:
    entry = folder / "openapi.yaml"
    return lint(*contract_reader(entry), contract_files(entry))


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
@pytest.mark.parametrize("kind", ["passes", "fails"])
def test_every_rule_has_a_passing_and_a_failing_example(rule: str, kind: str) -> None:
    assert (CASES / rule / kind / "openapi.yaml").is_file()


def test_every_folder_is_of_a_rule() -> None:
    assert {folder.name for folder in CASES.iterdir()} == {rule.id for rule in RULES}


@pytest.mark.parametrize("folder", cases("passes"))
def test_a_passing_example_brings_nothing(folder: Path) -> None:
    assert lint_folder(folder) == []


@pytest.mark.parametrize("folder", cases("fails"))
def test_a_failing_example_brings_its_rule_alone_and_at_the_right_places(folder: Path) -> None:
    expected = (folder / "expected.txt").read_text().splitlines()
    severity = next(rule.severity for rule in RULES if rule.id == folder.parent.name)
    problems = lint_folder(folder)
    assert [problem.location for problem in problems] == expected
    assert {(problem.rule, problem.severity) for problem in problems} == {(folder.parent.name, severity)}
