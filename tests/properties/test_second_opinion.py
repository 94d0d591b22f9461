"""jsonschema-rs, as the oracle uses it, and jsonschema give the same verdict about tens of thousands of payloads.

jsonschema reads the raw files and resolves references by the documents' own ``$id``, so that neither the bundling nor
the addressing of the oracle is taken for granted. Only the definitions of the formats are shared.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.formats import FORMATS, Certainty
from eventpact.contract.payload import Malformed, read
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.conftest import SCHEMA, TELEMETRY
from tests.properties.mutate import changed_at_random, changed_once, example

pytestmark = pytest.mark.thorough

Judge = Callable[[Any], Verdict]


def _any_of(validator: Any, branches: list[Any], instance: Any, schema: Any) -> Iterator[ValidationError]:
    """`anyOf` as jsonschema has it, but each branch stops at its first error: four times as fast."""
    if not any(validator.evolve(schema=branch).is_valid(instance) for branch in branches):
        yield ValidationError("none fits")


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """`pattern` with the `$` of ECMA-262; Python's own also matches before a newline at the end."""
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield ValidationError("does not match")


_Validator = validators.extend(Draft202012Validator, {"anyOf": _any_of, "pattern": _pattern})  # type: ignore[no-untyped-call]


class SecondOpinion:
    """Verdicts by jsonschema about the schema at *address*."""

    def __init__(self, address: str, documents: dict[str, Any]) -> None:
        resources = ((name, DRAFT202012.create_resource(content)) for name, content in documents.items())
        registry: Registry[Any] = Registry().with_resources(resources)
        self._strict, self._lenient = (
            _Validator({"$ref": address}, registry=registry, format_checker=checker)
            for checker in (_checker("strict"), _checker("lenient"))
        )

    def verdict(self, value: Any) -> Verdict:
        strict = self._strict.is_valid(value)
        if not any(map(_is_open, _strings(value))):
            return Verdict.VALID if strict else Verdict.INVALID
        lenient = self._lenient.is_valid(value)
        return Verdict.UNSPECIFIED if strict is not lenient else Verdict.VALID if strict else Verdict.INVALID


def _checker(reading: str) -> FormatChecker:
    checker = FormatChecker(formats=())
    for name, definition in FORMATS.items():
        checker.checks(name)(getattr(definition, reading))
    return checker


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(child)


def _is_open(text: str) -> bool:
    return any(form.definition(text) is Certainty.OPEN for form in FORMATS.values())


def disagreements(payloads: Iterable[Any], one: Judge, other: Judge) -> tuple[Counter[Verdict], list[Any]]:
    """How many payloads of each verdict there were, and those that the two judge differently."""
    counts: Counter[Verdict] = Counter()
    differ = []
    for payload in payloads:
        verdict = one(payload)
        counts[verdict] += 1
        if other(payload) is not verdict:
            differ.append(payload)
    return counts, differ


def events(contract: Contract, count: int, seed: int) -> Iterator[Any]:
    """*count* events: every variant's example with one change each, then random ones."""
    sounds = [example(variant.schema) for variant in contract.variants]
    single = [changed for sound in sounds for changed in changed_once(sound)][: count // 2]
    yield from single
    yield from changed_at_random(sounds, count - len(single), seed)


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    """The documents of our contract by their own `$id`, from disk."""
    contents = [json.loads(file.read_bytes()) for file in SCHEMA.rglob("*.schema.json")]
    # With `$schema` in a document jsonschema would take its own class for it, and not the one above.
    return {content["$id"]: {k: v for k, v in content.items() if k != "$schema"} for content in contents}


def address(raw: dict[str, Any], path: str) -> str:
    return next(name for name in raw if name.endswith(f"/{path}"))


def is_well_mixed(counts: Counter[Verdict]) -> bool:
    share = counts[Verdict.INVALID] / counts.total()
    return 0.35 < share < 0.75 and counts[Verdict.UNSPECIFIED] > counts.total() / 200


def test_both_agree_about_events(contract: Contract, oracle: Oracle, raw: dict[str, Any]) -> None:
    second = SecondOpinion(address(raw, contract.event.location.document), raw)
    payloads = events(contract, 20_000, seed=1)
    counts, differ = disagreements(payloads, lambda value: oracle.verdict(value, event=True), second.verdict)
    assert differ == []
    assert counts.total() == 20_000
    assert is_well_mixed(counts), counts


def test_both_agree_about_bodies(contract: Contract, oracle: Oracle, raw: dict[str, Any]) -> None:
    second = SecondOpinion(address(raw, contract.body.location.document), raw)
    some = list(events(contract, 600, seed=2))
    bodies = [*some[::20], *([a, b] for a, b in pairwise(some)), [], [[]]]
    counts, differ = disagreements(bodies, oracle.verdict, second.verdict)
    assert differ == []
    assert len(counts) == 3


def test_both_agree_about_every_example_file(oracle: Oracle, contract: Contract, raw: dict[str, Any]) -> None:
    second = SecondOpinion(address(raw, contract.body.location.document), raw)
    bodies = []
    for file in sorted((SCHEMA / "examples").rglob("*.json")):
        with suppress(Malformed):
            bodies.append(read(file.read_bytes()).value)
    counts, differ = disagreements(bodies, oracle.verdict, second.verdict)
    assert differ == []
    assert counts.total() > 200


def test_both_agree_about_a_contract_of_another_shape(telemetry: Contract, telemetry_oracle: Oracle) -> None:
    body = "/paths/~1v2~1records/put/requestBody/content/application~1json/schema"
    second = SecondOpinion(f"urn:telemetry#{body}", {"urn:telemetry": _plain(TELEMETRY)})
    envelope = example(telemetry.body)
    bodies = [{"gateway": 1, "records": [event]} for event in events(telemetry, 3000, seed=3)]
    counts, differ = disagreements([*bodies, *changed_once(envelope)], telemetry_oracle.verdict, second.verdict)
    assert differ == []
    assert is_well_mixed(counts), counts


def _plain(file: Path) -> Any:
    return yaml.safe_load(file.read_bytes())
