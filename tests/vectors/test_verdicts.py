"""Every vector is judged again from its own bytes: by the oracle, and by jsonschema, which shares only the formats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from eventpact.contract.formats import FORMATS
from eventpact.generate.bundle import bundle
from eventpact.pointer import parse_pointer, resolve, to_pointer
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from tests.vectors.reading import Made, body

pytestmark = pytest.mark.thorough


def validator(made: Made, reading: str) -> Draft202012Validator:
    """jsonschema over the bundled schema, with one *reading* of our formats: strict or lenient."""
    checker = FormatChecker(())
    for form in FORMATS.values():
        checker.checks(form.name)(getattr(form, reading))
    return Draft202012Validator(bundle(made.contract), format_checker=checker)


def is_only_at(error: ValidationError, pointer: str) -> bool:
    """Whether *error*, or some branch of the choice that it is about, tells of faults at *pointer* alone."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    if branches:
        return any(all(is_only_at(inner, pointer) for inner in branch) for branch in branches.values())
    return to_pointer(error.absolute_path) == pointer


def all_errors(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    for error in errors:
        yield error
        yield from all_errors(iter(error.context or ()))


def test_the_oracle_gives_the_verdict_that_the_line_states(made: Made) -> None:
    for vector in made.all:
        assert made.oracle.judge_text(body(vector)).verdict.value == vector["verdict"], vector["id"]


def test_an_invalid_payload_has_one_fault_at_the_pointer(made: Made) -> None:
    for vector in made.read("invalid"):
        (fault,) = made.oracle.judge_text(body(vector)).faults
        if "payload" in vector:
            assert fault.pointer == vector["pointer"], vector["id"]
        else:
            assert fault.location is None, vector["id"]
            assert (vector["pointer"], vector["schema_pointer"], vector["keyword"]) == (None, None, None)


def test_the_schema_pointer_leads_to_the_keyword_in_the_contracts_files(made: Made) -> None:
    for vector in made.read("invalid"):
        if "payload" in vector:
            document, _, pointer = vector["schema_pointer"].partition("#")
            tokens = parse_pointer(pointer)
            assert tokens[-1] == vector["keyword"]
            assert vector["keyword"] in resolve(made.contract.documents.document(document), tokens[:-1]), vector["id"]


def test_the_keyword_is_the_one_that_the_oracle_names_but_for_the_choice_of_a_variant(made: Made) -> None:
    chosen = 0
    for vector in made.read("invalid"):
        (fault,) = made.oracle.judge_text(body(vector)).faults
        if fault.location is not None and str(fault.location) != vector["schema_pointer"]:
            assert fault.location == made.contract.event.location
            assert vector["keyword"] in {"anyOf", "oneOf"}
            chosen += 1
    assert chosen


def test_every_pointer_leads_to_a_place_in_the_payload_or_to_where_it_would_be(made: Made) -> None:
    for vector in made.all:
        if vector.get("pointer") and "payload" in vector:
            tokens = parse_pointer(vector["pointer"])
            parent = resolve(vector["payload"], tokens[:-1])
            assert isinstance(parent, (dict, list)), vector["id"]


@pytest.mark.parametrize(("verdict", "reading", "accepted"), [("valid", "strict", True), ("invalid", "lenient", False)])
def test_jsonschema_agrees_about_every_payload(made: Made, verdict: str, reading: str, accepted: bool) -> None:
    judge = validator(made, reading)
    for vector in made.read(verdict):
        if "payload" in vector:
            assert judge.is_valid(vector["payload"]) is accepted, vector["id"]


def test_jsonschema_finds_the_same_one_fault(made: Made) -> None:
    judge = validator(made, "lenient")
    for vector in made.read("invalid"):
        if "payload" not in vector:
            continue
        errors = list(judge.iter_errors(vector["payload"]))
        assert len(errors) == 1, vector["id"]
        found = {(to_pointer(e.absolute_path), e.validator) for e in all_errors(iter(errors))}
        if vector["keyword"] in {"anyOf", "oneOf"}:
            assert any(vector["pointer"].startswith(p) and k == vector["keyword"] for p, k in found), vector["id"]
        else:
            assert (vector["pointer"], vector["keyword"]) in found, vector["id"]
            assert is_only_at(errors[0], vector["pointer"]), vector["id"]


def test_what_is_unspecified_differs_between_readings_or_is_odd_as_text(made: Made) -> None:
    strict, lenient = validator(made, "strict"), validator(made, "lenient")
    for vector in made.read("unspecified"):
        if "payload" in vector:
            assert not strict.is_valid(vector["payload"]), vector["id"]
            assert lenient.is_valid(vector["payload"]), vector["id"]
        else:
            assert made.oracle.judge_text(body(vector)).oddities, vector["id"]
