"""Whatever is broken in a contract, lint tells of it, and nothing that is broken gets past loading."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from eventpact.contract import Contract, Oracle, load
from eventpact.errors import ContractError
from eventpact.lint import Severity, lint
from eventpact.pointer import Token, removed, replaced

from tests.properties.mutate import places
from tests.unit.small import ENTRY, reader

JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, "", "x", "#", "#/", "2XX", [], {}, [[]], [{}], ["a", "a"], {"a": 1},
    {"$ref": "#"}, {"$ref": 5}, {"$ref": "../x"}, {"$ref": "#/components/schemas/Zone"}, {"$ref": "event.schema.json"},
    {"allOf": [{"$ref": "#/components/schemas/Record"}]}, {"not": {}}, {"enum": []}, {"const": {}}, {"type": "object"},
    {"type": "array"}, {"anyOf": [{}, True]}, {"default": 5, "type": "string"}, {"examples": [1]},
    {"patternProperties": {"(": True}}, {"properties": {"x": {"$ref": "#"}}}, {"format": "email"}, {"pattern": "("},
)  # fmt: skip
KEYWORDS = (
    "$ref", "$id", "$defs", "type", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if", "properties", "items",
    "required", "format", "pattern", "examples", "default", "additionalProperties", "dependentSchemas", "nullable",
    "x-idempotency-key", "x-eventpact", "security", "schema", "description",
)  # fmt: skip


def broken(document: Any, dice: random.Random) -> Any:
    """*document* with one or two of its places removed, replaced or added to."""
    for _ in range(dice.choice((1, 1, 2))):
        tokens: tuple[Token, ...] = dice.choice([*places(document)] or [()])
        way = dice.random()
        if way < 0.25 and tokens:
            document = removed(document, tokens)
        elif way < 0.6:
            document = replaced(document, tokens, dice.choice(JUNK))
        else:
            at = (*tokens, dice.choice(KEYWORDS))
            document = _added(document, at, dice.choice(JUNK))
    return document


def _added(document: Any, at: tuple[Token, ...], value: Any) -> Any:
    try:
        return replaced(document, at, value)
    except (TypeError, ValueError, AttributeError):  # there is no key to add to a scalar or an array
        return document


def outcome(files: dict[str, Any]) -> tuple[str | None, set[str]]:
    """The rule by which loading refuses *files* (None: it does not), and the rules by which lint finds errors."""
    read = reader({name: json.dumps(content).encode() for name, content in files.items()})
    errors = {p.rule for p in lint(read, ENTRY, files) if p.severity is Severity.ERROR}
    try:
        Oracle(load(read, ENTRY))
    except ContractError as error:
        return error.rule, errors
    return None, errors


@pytest.mark.parametrize("which", ["contract", "telemetry"])
@pytest.mark.parametrize("seed", range(2))
def test_a_contract_broken_at_random_is_told_of_and_never_crashes(
    which: str, seed: int, request: pytest.FixtureRequest
) -> None:
    contract: Contract = request.getfixturevalue(which)
    contents = {ENTRY if path == contract.entry else path: c for path, c in contract.documents.contents.items()}
    dice = random.Random(seed)
    refusals = set()
    for _ in range(60):
        path = dice.choice(list(contents))
        files = {**contents, path: broken(contents[path], dice)}
        refused_by, errors = outcome(files)
        refusals.add(refused_by)
        assert refused_by is None or refused_by in errors, files[path]
    assert len(refusals) > 3
