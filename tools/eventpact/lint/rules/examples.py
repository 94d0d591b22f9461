"""Rules about examples: those in schemas and documents, and the files that each are one request body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventpact.contract import Judgement, Oracle, Verdict
from eventpact.contract.explain import first_fault
from eventpact.contract.validators import Validator
from eventpact.errors import ContractError
from eventpact.lint.problem import Found, Rule, Severity
from eventpact.lint.subject import Subject
from eventpact.pointer import Location
from eventpact.printable import excerpt, one_of

_FOLDER = "examples"
_VERDICTS = {verdict.value: verdict for verdict in Verdict}


def _mismatched(subject: Subject) -> Iterator[Found]:
    validators: dict[Location, Validator] = {}
    for location, schema, value in _written(subject):
        validator = validators.get(schema) or Validator(subject.documents, schema)
        validators[schema] = validator
        verdict = validator.verdict(value)
        if verdict is not Verdict.VALID:
            reason = first_fault(validator, value) if verdict is Verdict.INVALID else "a format is left open"
            yield Found(str(location), f"{excerpt(value)} is {verdict.value} here: {reason}")


def _written(subject: Subject) -> Iterator[tuple[Location, Location, Any]]:
    """Each example or default: where it is written, where its schema is, and the value."""
    for location, schema in subject.written.items():
        for name in ("default", "example") if isinstance(schema, dict) else ():
            if name in schema:
                yield location / name, location, schema[name]
        for index, value in enumerate(schema.get("examples", ()) if isinstance(schema, dict) else ()):
            yield location / "examples" / index, location, value
    for example in subject.examples if subject.written else ():
        yield example.location, example.schema, subject.documents.at(example.location)


def _misfiled(subject: Subject) -> Iterator[Found]:
    if subject.oracle is None:
        return
    for path in subject.files:
        folder, _, rest = path.partition("/")
        name, _, file = rest.partition("/")
        if folder != _FOLDER or not file:
            continue
        expected = _VERDICTS.get(name)
        if expected is None:
            hint = f"Name the folder {one_of(list(_VERDICTS))}."
            yield Found(path, f"its folder is no verdict: {excerpt(name)}", hint)
        else:
            yield from _judged(subject, subject.oracle, path, expected)


def _judged(subject: Subject, oracle: Oracle, path: str, expected: Verdict) -> Iterator[Found]:
    try:
        judgement = oracle.judge_text(subject.read(path))
    except ContractError as error:
        yield Found(path, error.what, error.hint)
        return
    if judgement.verdict is not expected:
        hint = f"Mend the file, or move it to {_FOLDER}/{judgement.verdict.value}/."
        where, reason = _reason(judgement)
        yield Found(f"{path}{where}", f"is {judgement.verdict.value}, not {expected.value}{reason}", hint)


def _reason(judgement: Judgement) -> tuple[str, str]:
    if judgement.faults:
        fault, *more = judgement.faults
        others = f" (and {len(more)} more)" if more else ""
        return f"#{fault.pointer}", f": {fault.message}{others}"
    return "", f": {'; '.join(judgement.oddities)}" if judgement.oddities else ""


EXAMPLES_MATCH = Rule(
    "examples-match",
    "Every example and default is valid against the schema that it stands in, formats included.",
    Severity.ERROR,
    _mismatched,
)
EXAMPLE_FILES = Rule(
    "example-files",
    "Every file in examples/valid, examples/invalid and examples/unspecified is a request body with that verdict.",
    Severity.ERROR,
    _misfiled,
)
