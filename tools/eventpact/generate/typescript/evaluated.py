"""Which properties and items a schema has evaluated already (JSON Schema core §11): conditions in TypeScript.

The value is ``v``; *name* and *index* are the expressions of a property's name and of an item's place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from eventpact.contract.schema import Conjunct, Schema, conjuncts
from eventpact.generate.typescript.literals import text_literal
from eventpact.generate.typescript.patterns import ecma
from eventpact.generate.typescript.scalars import all_of, any_of
from eventpact.generate.typescript.writer import at
from eventpact.pointer import Location

if TYPE_CHECKING:
    from eventpact.generate.typescript.predicates import Predicates

#: What the schema at a location has evaluated, as conditions of which one must hold.
_Of = Callable[[Location], Iterator[str]]


class Evaluated:
    """The conditions for one place; *checks* gives the predicates that branches need."""

    def __init__(self, checks: Predicates) -> None:
        self._checks = checks
        self._module = checks.module

    def declared(self, conjunct: Conjunct, name: str) -> Iterator[str]:
        """Whether one schema object itself has a property of that *name*, or a pattern for it."""
        listed = ", ".join(map(text_literal, conjunct.keywords.get("properties", {})))
        if listed:
            yield f"{self._module.constant('names', f'new Set([{listed}])')}.has({name})"
        for source in conjunct.keywords.get("patternProperties", {}):
            pattern = ecma(source, conjunct.location / "patternProperties" / source)
            yield f"{self._module.pattern(pattern)}.test({name})"

    def properties(self, schema: Schema, location: Location, name: str, *, nested: bool = False) -> Iterator[str]:
        """Whether what is written at *location* has evaluated the property, ``unevaluatedProperties`` there apart."""
        for one in conjuncts(schema.documents, location):
            yield from self.declared(one, name)
            outer = one.location == location and not nested
            if "additionalProperties" in one.keywords or ("unevaluatedProperties" in one.keywords and not outer):
                yield "true"
            yield from self._in_place(schema, one, lambda to: self.properties(schema, to, name, nested=True))
            yield from self._dependent(one, lambda to: self.properties(schema, to, name, nested=True))

    def items(self, schema: Schema, location: Location, index: str, *, nested: bool = False) -> Iterator[str]:
        """Whether what is written at *location* has evaluated the item, ``unevaluatedItems`` there apart."""
        for one in conjuncts(schema.documents, location):
            outer = one.location == location and not nested
            if "items" in one.keywords or ("unevaluatedItems" in one.keywords and not outer):
                yield "true"
            if "prefixItems" in one.keywords:
                yield f"{index} < {len(one.keywords['prefixItems'])}"
            if "contains" in one.keywords:
                yield f"{self._checks.function(at(schema, one.location / 'contains'))}(v[{index}])"
            yield from self._in_place(schema, one, lambda to: self.items(schema, to, index, nested=True))

    def _in_place(self, schema: Schema, one: Conjunct, of: _Of) -> Iterator[str]:
        """The same of the branches that the value fits."""
        for keyword in ("anyOf", "oneOf"):
            for index in range(len(one.keywords.get(keyword, ()))):
                yield from self._where(schema, one.location / keyword / index, of)
        if "if" in one.keywords:
            test = f"{self._checks.function(at(schema, one.location / 'if'))}(v)"
            yield from self._where(schema, one.location / "if", of)
            for keyword, condition in (("then", test), ("else", f"!{test}")):
                found = any_of(of(one.location / keyword)) if keyword in one.keywords else "false"
                yield from [all_of([condition, found])] if found != "false" else []

    def _dependent(self, one: Conjunct, of: _Of) -> Iterator[str]:
        """The same of ``dependentSchemas``, which ask about objects alone."""
        for name in one.keywords.get("dependentSchemas", {}):
            found = any_of(of(one.location / "dependentSchemas" / name))
            has = f"{self._module.use('own')}(v, {text_literal(name)}) !== undefined"
            yield from [all_of([has, found])] if found != "false" else []

    def _where(self, schema: Schema, location: Location, of: _Of) -> Iterator[str]:
        found = any_of(of(location))
        if found != "false":
            yield all_of([f"{self._checks.function(at(schema, location))}(v)", found])
