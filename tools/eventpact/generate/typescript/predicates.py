"""Predicates: for each schema a function that says whether a value is valid, by the shortest way to a no."""

from __future__ import annotations

from eventpact.contract import Contract
from eventpact.contract.schema import Schema
from eventpact.generate.typescript.in_place import in_place_lines
from eventpact.generate.typescript.inside import array_lines, object_lines
from eventpact.generate.typescript.literals import text_literal
from eventpact.generate.typescript.module import Module
from eventpact.generate.typescript.scalars import (
    KINDS,
    about_names,
    all_of,
    any_of,
    assertions,
    guard,
    is_open,
    negated,
    type_test,
)
from eventpact.generate.typescript.writer import INSIDE, Writer, at, present, rejects_absence


class Predicates(Writer):
    """Writes ``checkX(v): boolean``."""

    prefix = "check"

    @property
    def head(self) -> str:
        return "(v: unknown): boolean"

    def __init__(self, contract: Contract, module: Module) -> None:
        super().__init__(contract, module)
        self.checks = self

    def body(self, schema: Schema) -> list[str]:
        if self.is_event(schema):
            return self._event()
        if self.is_leaf(schema):
            test = self.expression(schema, "v")
            return [f"return {test if test != 'true' else self.module.use('isAnything') + '(v)'};"]
        lines = [
            *self.own_lines(schema),
            *(self.block(schema, "object", object_lines(self, schema)) if "object" in schema.types else ()),
            *(self.block(schema, "array", array_lines(self, schema)) if "array" in schema.types else ()),
            *in_place_lines(self, schema),
        ]
        return [*lines, "return true;"] if lines else [f"return {self.module.use('isAnything')}(v);"]

    def _event(self) -> list[str]:
        tag = f"{self.module.use('own')}(v, {text_literal(self.contract.discriminator)})"
        cases = [f"  case {text_literal(v.tag)}: return {self.function(v.schema)}(v);" for v in self.contract.variants]
        test = self.module.use("isObject")
        return [f"if (!{test}(v)) return false;", f"switch ({tag}) {{", *cases, "  default: return false;", "}"]

    def expression(self, schema: Schema, value: str) -> str:
        """Whether *value*, a name that is never assigned to, is valid: in line where that is short."""
        if not self.is_leaf(schema):
            return self._short_choice(schema, value) or f"{self.function(schema)}({value})"
        kinds = list(self.kinds(schema))
        asked = {kind: [test for test, _ in assertions(self.module, schema, kind, value)] for kind in kinds}
        if schema.members is None and not is_open(schema.types):
            test = any_of(self._typed(kind, asked[kind], value) for kind in kinds)
            return test if kinds else self.own_test(schema, value)
        untyped = [
            any_of([f"!({guard(self.module, kind, value)})", all_of(asked[kind])]) for kind in kinds if asked[kind]
        ]
        own = self.own_test(schema, value)
        return all_of([*([own] if own != "true" else []), *untyped])

    def _typed(self, kind: str, asked: list[str], value: str) -> str:
        test = type_test(self.module, kind, value)
        first = guard(self.module, kind, value)
        return all_of([*([first] if asked and first != test else []), test, *asked])

    def _short_choice(self, schema: Schema, value: str) -> str | None:
        """``anyOf`` alone, between leaves of types that do not overlap: nothing that the compiler could object to."""
        choices = [c for c in schema.conjuncts if "anyOf" in c.keywords]
        if len(choices) != 1 or not present(schema).isdisjoint({"oneOf", "not", "if", "dependentSchemas"}):
            return None
        place, keywords = choices[0].location, choices[0].keywords
        branches = [at(schema, place / "anyOf" / index) for index in range(len(keywords["anyOf"]))]
        kinds = [kind.replace("integer", "number") for branch in branches for kind in branch.types]
        overlap = len(set(kinds)) < len(kinds) or not all(map(self.is_leaf, branches))
        if overlap or not is_open(schema.types) or self._asks_more(schema):
            return None
        return any_of(self.expression(branch, value) for branch in branches)

    def _asks_more(self, schema: Schema) -> bool:
        inside = frozenset().union(*INSIDE.values())
        asked = any(list(assertions(self.module, schema, kind, "v")) for kind in KINDS)
        return schema.members is not None or asked or not present(schema).isdisjoint(inside)

    def fail(self, condition: str, fault: str, *, last: bool = False) -> list[str]:
        return [f"if ({negated(condition)}) return false;"]

    def child(self, schema: Schema, value: str, pointer: str) -> list[str]:
        name = value if value.isidentifier() else "inner"
        test = self.expression(schema, name)
        if test == "true":
            return []
        return [*([f"const inner: unknown = {value};"] if name != value else []), *self.fail(test, "")]

    def property(self, schema: Schema, name: str, local: str) -> list[str]:
        inner = schema.properties.get(name)
        test = self.expression(inner, local) if inner else "true"
        if name not in schema.required:
            return [f"if ({local} !== undefined && {negated(test)}) return false;"] if test != "true" else []
        if test == "true":
            return self.fail(f"{local} !== undefined", "")
        absent = [] if inner and rejects_absence(inner) else [f"{local} !== undefined"]
        return self.fail(all_of([*absent, test]), "")

    def choice(self, condition: str, branches: list[Schema], what: str) -> list[str]:
        return self.fail(condition, "")

    def no_more(self, known: str) -> list[str]:
        if known in {"true", "false"}:
            return [] if known == "true" else self.fail(f"{self.module.use('keys')}(v).length === 0", "")
        return self.fail(f"{self.module.use('keys')}(v).every({about_names(known)})", "")

    def below(self) -> str:
        return ""
