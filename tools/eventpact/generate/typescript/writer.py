"""The checks of one schema as statements. Two writers share them: one writes predicates, one writes explanations.

Both come from the same conditions, so that they cannot differ about a value.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from eventpact.contract import Contract
from eventpact.contract.schema import Schema, schema_at
from eventpact.generate.typescript.literals import text_literal
from eventpact.generate.typescript.module import Module
from eventpact.generate.typescript.scalars import (
    KINDS,
    assertions,
    expected,
    guard,
    is_of,
    is_open,
    members_of,
    members_test,
    types_test,
)
from eventpact.generate.typescript.types import Key, key_of
from eventpact.pointer import Location

if TYPE_CHECKING:
    from eventpact.generate.typescript.predicates import Predicates

_IN_PLACE = frozenset({"anyOf", "oneOf", "not", "if", "dependentSchemas"})
#: Keywords about arrays and objects, by type.
INSIDE = {
    "array": frozenset({"items", "prefixItems", "contains", "unevaluatedItems", "minItems", "maxItems", "uniqueItems"}),
    "object": frozenset(
        {
            "properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties",
            "maxProperties", "dependentRequired", "unevaluatedProperties",
        }
    ),
}  # fmt: skip


def present(schema: Schema) -> frozenset[str]:
    """The keywords that apply at this place."""
    return frozenset(name for conjunct in schema.conjuncts for name in conjunct.keywords)


def at(schema: Schema, *locations: Location) -> Schema:
    """What is written at *locations*, as one schema."""
    return schema_at(schema.documents, locations)


def rejects_absence(schema: Schema) -> bool:
    """Whether undefined fails the tests of *schema* by itself."""
    return schema.members is not None or not is_open(schema.types)


class Writer(ABC):
    """Writes one function for each schema that it is asked for."""

    prefix: str
    #: The predicates, which both writers ask.
    checks: Predicates

    def __init__(self, contract: Contract, module: Module) -> None:
        self.contract = contract
        self.module = module
        self._known: dict[Key, str] = {}

    @property
    @abstractmethod
    def head(self) -> str:
        """Parameters and result of the functions."""

    @abstractmethod
    def body(self, schema: Schema) -> list[str]:
        """The statements of the function about *schema*."""

    @abstractmethod
    def fail(self, condition: str, fault: str, *, last: bool = False) -> list[str]:
        """What to do where *condition* is false; *last*: nothing else need be looked at."""

    @abstractmethod
    def child(self, schema: Schema, value: str, pointer: str) -> list[str]:
        """What to do about a value inside, *pointer* being the expression of its JSON Pointer."""

    @abstractmethod
    def property(self, schema: Schema, name: str, local: str) -> list[str]:
        """What to do about the property *name* of an object, whose value, undefined where it is absent, is *local*."""

    @abstractmethod
    def choice(self, condition: str, branches: list[Schema], what: str) -> list[str]:
        """What to do where *condition* is false, that is where none of *branches* is valid."""

    @abstractmethod
    def no_more(self, known: str) -> list[str]:
        """What to do about properties for whose ``name`` the condition *known* is false."""

    @abstractmethod
    def below(self) -> str:
        """The function that makes the pointer of a child; empty where pointers are not needed."""

    def function(self, schema: Schema) -> str:
        """The name of the function about *schema*."""
        key = key_of(schema)
        if key in self._known:
            return self._known[key]
        if self.is_leaf(schema):
            self._known[key] = self.module.shared(self._leaf_name(schema), self.head, self.body(schema))
        else:
            self._known[key] = self.module.name(self.prefix, schema)  # first the name: the body may lead back here
            self.module.define(self._known[key], self.head, self.body(schema))
        return self._known[key]

    def _leaf_name(self, schema: Schema) -> str:
        formats = [str(constraint.value) for constraint in schema.constraints("format")]
        kinds = ["choice"] if schema.members is not None else [k for k in KINDS if k in schema.types][:3]
        words = "-".join([*formats, *kinds]) if not is_open(schema.types) or schema.members else "value"
        return self.prefix + "".join(w[:1].upper() + w[1:] for w in words.split("-") if w.isascii() and w.isalnum())

    def is_event(self, schema: Schema) -> bool:
        """Whether this is the place of an event that has to be told apart from others."""
        variants = self.contract.variants
        return key_of(schema) == key_of(self.contract.event) != key_of(variants[0].schema)

    def is_leaf(self, schema: Schema) -> bool:
        """Whether no other schema is needed to judge a value."""
        inside = [INSIDE[kind] for kind in ("array", "object") if kind in schema.types]
        return not self.is_event(schema) and not present(schema) & frozenset().union(_IN_PLACE, *inside)

    def own_test(self, schema: Schema, value: str) -> str:
        """The test of the members, or else of the types."""
        if schema.members is not None:
            test = members_test(self.module, schema, value)
            return f"{self.module.use('isNothing')}({value})" if test == "false" else test
        test = "true" if is_open(schema.types) else types_test(self.module, schema, value)
        return f"{self.module.use('isNothing')}({value})" if test == "false" else test

    def kinds(self, schema: Schema) -> Iterator[str]:
        """The JSON types that values which pass the own test can have."""
        kinds = (kind for kind in KINDS if kind in schema.types)
        members = members_of(schema)
        yield from (kind for kind in kinds if members is None or any(is_of(kind, member) for member in members))

    def is_flat(self, schema: Schema) -> bool:
        """Whether one test of the type tells the compiler all that the statements behind it need."""
        one = len(schema.types) == 1 and not schema.types & {"number", "integer"} and schema.members is None
        return one and present(schema).isdisjoint(_IN_PLACE)

    def own_lines(self, schema: Schema) -> Iterator[str]:
        """The test of members and types, as a statement, and what is asked of strings and numbers."""
        asked = [line for kind in self.kinds(schema) for line in self._asked_of(schema, kind)]
        test = self.own_test(schema, "v")
        if not self.is_flat(schema) and (asked or not self.is_leaf(schema)):
            test = self.apart(test)
        if test != "true":
            what = text_literal(expected(schema))
            yield from self.fail(test, f"{self.module.use('wrong')}(at, {what}, v)", last=True)
        yield from asked

    def _asked_of(self, schema: Schema, kind: str) -> Iterator[str]:
        conditions = list(assertions(self.module, schema, kind, "v"))
        return self.block(schema, kind, (line for test, what in conditions for line in self.asked(test, what)))

    def apart(self, condition: str) -> str:
        """*condition* in a form from which the compiler learns nothing that it could hold against what follows."""
        plain = " " not in condition and "Array.isArray" not in condition and "isObject" not in condition
        return condition if plain else f"{self.module.use('holds')}({condition})"

    def asked(self, test: str, what: str) -> list[str]:
        """A condition on the value, as a statement."""
        return self.fail(test, f"{self.module.use('wrong')}(at, {text_literal(what)}, v)")

    def block(self, schema: Schema, kind: str, lines: Iterable[str]) -> Iterator[str]:
        """*lines*, for values of one JSON type; the compiler knows already where no other type comes so far."""
        found = list(lines)
        if self.is_flat(schema):
            yield from found
        elif found:
            yield f"if ({guard(self.module, kind, 'v')}) {{"
            yield from (f"  {line}" for line in found)
            yield "}"
