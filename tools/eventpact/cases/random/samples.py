"""Values for places with keywords that the frames do not model, by hypothesis-jsonschema.

It is slow, knows nothing of JSON Schema beyond draft 7 and cannot follow a recursion. So it is asked once for some
values of such a place, with the keywords left out that it would misread; what is not valid goes when it is checked.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import Phase, find, settings
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from eventpact.cases.random.backend import BACKEND
from eventpact.contract.document import Documents
from eventpact.contract.keywords import KEYWORDS, Below, Role
from eventpact.contract.schema import Schema
from eventpact.pointer import Location

#: How many values are asked for, and how many are kept of a place.
_ASKED, _KEPT = 60, 24
#: Keywords that the frames do not model, so that their made-up values would break them as a rule.
_UNMODELLED = frozenset({
    "pattern", "patternProperties", "propertyNames", "not", "if", "contains", "uniqueItems", "multipleOf",
    "minProperties", "maxProperties", "dependentRequired", "dependentSchemas",
})  # fmt: skip
#: What hypothesis-jsonschema does not know; it would take a schema with these for one without.
_UNKNOWN = frozenset({
    "prefixItems", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems", "minContains",
    "maxContains", "$defs", "discriminator",
})  # fmt: skip
_DEEPEST = 24


class _Endless(Exception):
    """A schema refers to itself."""


def samples(schema: Schema) -> list[Any]:
    """Some values for the place that *schema* describes, the shortest first; none where the frames model all of it."""
    options = [o for o in schema.options if any(_UNMODELLED & c.keywords.keys() for c in o.conjuncts)]
    found = {json.dumps(value): value for option in options for value in _drawn(option)}
    return [found[text] for text in sorted(found, key=lambda text: (len(text), text))][:_KEPT]


def _drawn(option: Schema) -> list[Any]:
    try:
        plain = {"allOf": [_inlined(option.documents, c.keywords, c.location, 0) for c in option.conjuncts]}
    except _Endless:
        return []
    return _collected(lambda: _strategy(plain))


def _strategy(plain: dict[str, Any]) -> SearchStrategy[Any]:
    from hypothesis_jsonschema import from_schema  # noqa: PLC0415 - takes a third of a second, and is seldom needed

    return from_schema(plain)


def _collected(make: Callable[[], SearchStrategy[Any]]) -> list[Any]:
    """What a strategy draws within a bounded number of tries; what it had before it failed, if it fails."""
    drawn: list[Any] = []

    def keep(value: Any) -> bool:
        drawn.append(value)
        return False

    chosen = settings(max_examples=_ASKED, database=None, deadline=None, phases=[Phase.generate], backend=BACKEND)
    try:
        find(make(), keep, settings=chosen, random=random.Random(0))  # noqa: S311 - to be repeated
    except HypothesisException:
        pass  # it never finds what it is told to look for
    except Exception:  # noqa: S110 - a schema that it cannot digest: the place has other states
        pass
    return drawn


def _inlined(documents: Documents, keywords: Mapping[str, Any], at: Location, depth: int) -> dict[str, Any]:
    """A schema object without references to other places. What its conjunction holds apart already is left out."""
    if depth > _DEEPEST:
        raise _Endless
    made: dict[str, Any] = {}
    for name, value in keywords.items():
        known = KEYWORDS.get(name)
        if known is None or name in _UNKNOWN or known.role in {Role.ANNOTATION, Role.IDENTIFIER}:
            continue
        if depth == 0 and name == "allOf":
            continue
        made[name] = _below(documents, known.below, value, at / name, depth + 1)
    if depth > 0 and "$ref" in keywords:
        target = documents.target(keywords["$ref"], at / "$ref")
        referred = _sub(documents, documents.at(target), target, depth + 1)
        return {"allOf": [referred, made]}
    return made


def _below(documents: Documents, below: Below, value: Any, at: Location, depth: int) -> Any:
    if below is Below.ONE:
        return _sub(documents, value, at, depth)
    if below is Below.LIST:
        return [_sub(documents, one, at / i, depth) for i, one in enumerate(value)]
    if below is Below.MAP:
        return {name: _sub(documents, one, at / name, depth) for name, one in value.items()}
    return value


def _sub(documents: Documents, value: Any, at: Location, depth: int) -> Any:
    return _inlined(documents, value, at, depth) if isinstance(value, dict) else value
