"""Random events as a test draws them: outside of any phase, and without a target."""

from __future__ import annotations

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from eventpact.cases import Composer
from eventpact.cases.random import RandomEvent, RandomEvents
from eventpact.cases.random.backend import BACKEND
from eventpact.cases.random.tape import CONTENT, DAMAGE, INNER, Recipe
from eventpact.contract import Contract, Oracle, load
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy


def events_of(contract: Contract) -> RandomEvents:
    """The strategies of *contract*."""
    return RandomEvents(Composer(contract, "run"), Oracle(contract))


def drawn(strategy: SearchStrategy[list[RandomEvent]], count: int, chosen: int = 1) -> list[RandomEvent]:
    """All events of *count* examples of *strategy*."""
    found: list[RandomEvent] = []

    @settings(
        max_examples=count, database=None, derandomize=False, phases=[Phase.generate], backend=BACKEND,
        suppress_health_check=list(HealthCheck), deadline=None,
    )  # fmt: skip
    @seed(chosen)
    @given(strategy)
    def collect(batch: list[RandomEvent]) -> None:
        found.extend(batch)

    collect()
    return found


def recipes(count: int, variants: int, *, damage: bool = False) -> Iterable[Recipe]:
    """*count* recipes by chance."""
    dice = Random(7)
    for _ in range(count):
        blocks = (dice.randbytes(100), dice.randbytes(INNER), dice.randbytes(CONTENT))
        yield Recipe(dice.randrange(variants), *blocks, dice.randbytes(DAMAGE) if damage else b"")


def contract_with(value: Any, **others: Any) -> Contract:
    """A contract of one variant whose property `value` has the schema *value*."""
    event = {
        "type": "object",
        "required": ["kind", "id"],
        "x-idempotency-key": ["/id"],
        "properties": {"kind": {"const": "only"}, "id": {"type": "string"}, "value": value},
        **others,
    }
    operation = {
        "requestBody": {"content": {"application/json": {"schema": {"type": "array", "items": event}}}},
        "responses": {"200": {"description": "Taken."}},
    }
    document = {
        "openapi": "3.1.1",
        "info": {"title": "Small", "version": "1.0.0"},
        "paths": {"/in": {"post": operation}},
    }
    return load(lambda path: json.dumps(document).encode(), "small.json")
