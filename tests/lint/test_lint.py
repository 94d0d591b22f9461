"""Lint as a whole: what it says of sound contracts, and of contracts that are broken in several ways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract
from eventpact.files import contract_files, contract_reader
from eventpact.lint import RULES, Severity, lint

from tests.conftest import SCHEMA, TELEMETRY
from tests.unit.small import ENTRY, contract, entry, event, reader


def rules_and_places(body: Any, files: dict[str, Any] | None = None, **operation: Any) -> set[tuple[str, str]]:
    """What lint finds in a small contract: each rule with the end of the place."""
    everything = {ENTRY: entry(body, **operation), **(files or {})}
    problems = lint(reader(everything), ENTRY, everything)
    return {(p.rule, "/".join(p.location.rpartition("#")[2].split("/")[-2:]) or p.location) for p in problems}


@pytest.mark.parametrize("file", [SCHEMA / "openapi.yaml", TELEMETRY], ids=["ours", "telemetry"])
def test_the_contracts_of_this_repository_have_no_problem(file: Path) -> None:
    assert lint(*contract_reader(file), contract_files(file)) == []


def test_the_ids_of_rules_are_distinct_and_each_says_what_it_shows() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.shows.endswith(".") and len(rule.shows) < 160 for rule in RULES)


def test_everything_that_is_broken_is_told_at_once() -> None:
    broken = event(
        {
            "a": {"type": "text", "nullable": True},
            "b": {"$ref": "#/nowhere"},
            "c": {"$ref": "https://schemas.example/c.json"},
            "d": {"allOf": [{"minLength": -1}, {"pattern": "("}]},
        }
    )
    found = rules_and_places({"type": "array", "items": broken}, responses={})
    assert found == {
        ("openapi", "post/responses"),
        ("metaschema", "a/type"),
        ("keyword-supported", "a/nullable"),
        ("ref-resolves", "b/$ref"),
        ("ref-local", "c/$ref"),
        ("metaschema", "0/minLength"),
        ("metaschema", "1/pattern"),
    }


def test_what_schemas_say_is_not_judged_while_they_are_broken() -> None:
    undescribed: Any = {"type": "array", "items": event({"a": {"type": "string"}})}
    assert {rule for rule, _ in rules_and_places(undescribed)} == {"description-present", "examples-present"}
    undescribed["items"]["properties"]["b"] = {"type": 5}
    assert {rule for rule, _ in rules_and_places(undescribed)} == {"metaschema"}


def test_schemas_are_checked_though_the_interface_cannot_be_read() -> None:
    found = rules_and_places({"type": "array", "items": event({"a": {"type": 5}})}, **{"x-eventpact": {"events": 5}})
    assert found == {("openapi", "x-eventpact/events"), ("metaschema", "a/type")}


def test_each_variant_is_told_of_a_wrong_idempotency_key() -> None:
    keywords: Any = {"x-idempotency-key": "/none"}
    variants = [event(kind=kind, **keywords) for kind in "ab"]
    found = rules_and_places({"type": "array", "items": {"anyOf": variants}})
    assert {("idempotency-key", "0/x-idempotency-key"), ("idempotency-key", "1/x-idempotency-key")} <= found


def test_an_entry_that_cannot_be_read_leaves_nothing_else_to_say() -> None:
    files = {ENTRY: b"{", "a.schema.json": {"description": "A.", "type": "boolean"}}
    (problem,) = lint(reader(files), ENTRY, files)
    assert (problem.rule, problem.location) == ("document-parses", f"{ENTRY}:1:2")


def test_a_document_is_checked_also_where_nothing_refers_to_it() -> None:
    described = {"type": "array", "items": event({"kind": {"description": "Its kind.", "const": "a"}})}
    found = rules_and_places(described, {"a.schema.json": {"description": "A.", "type": 5}})
    assert found == {("metaschema", "/type"), ("document-unused", "a.schema.json")}


def test_an_example_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "contract" / "openapi.yaml"
    (file.parent / "examples" / "valid").mkdir(parents=True)
    file.write_bytes(TELEMETRY.read_bytes())
    (tmp_path / "outside.json").write_text("[]")
    (file.parent / "examples" / "valid" / "link.json").symlink_to(tmp_path / "outside.json")
    (problem,) = lint(*contract_reader(file), contract_files(file))
    assert (problem.rule, problem.location) == ("example-files", "examples/valid/link.json")
    assert "outside" in problem.message


def test_a_contract_that_lint_finds_no_error_in_can_be_loaded() -> None:
    described = event({"kind": {"description": "Its kind.", "const": "a"}}, description="The only one.")
    files = {ENTRY: entry({"type": "array", "items": described})}
    assert [p for p in lint(reader(files), ENTRY) if p.severity is Severity.ERROR] == []
    assert isinstance(contract(described), Contract)
