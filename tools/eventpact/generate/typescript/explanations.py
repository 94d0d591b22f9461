"""Explanations: for each schema a function that says what is wrong with a value, one fault for each cause."""

from __future__ import annotations

from eventpact.contract import Contract
from eventpact.contract.schema import Schema
from eventpact.generate.typescript.in_place import in_place_lines
from eventpact.generate.typescript.inside import array_lines, object_lines
from eventpact.generate.typescript.literals import text_literal
from eventpact.generate.typescript.module import Module
from eventpact.generate.typescript.predicates import Predicates
from eventpact.generate.typescript.scalars import about_names, all_of, any_of, members_of, negated
from eventpact.generate.typescript.writer import Writer, at
from eventpact.pointer import to_pointer
from eventpact.printable import excerpt, one_of


class Explanations(Writer):
    """Writes ``explainX(v, at, out): void``; whether a branch is valid it asks the predicates."""

    prefix = "explain"

    def __init__(self, contract: Contract, module: Module, checks: Predicates) -> None:
        super().__init__(contract, module)
        self.checks = checks

    @property
    def head(self) -> str:
        return f"(v: unknown, at: string, out: {self.module.use('Fault')}[]): void"

    def body(self, schema: Schema) -> list[str]:
        if self.is_event(schema):
            return self._event()
        lines = [
            *self.own_lines(schema),
            *(self.block(schema, "object", object_lines(self, schema)) if "object" in schema.types else ()),
            *(self.block(schema, "array", array_lines(self, schema)) if "array" in schema.types else ()),
            *in_place_lines(self, schema),
        ]
        return lines or [f"{self.module.use('nothingWrong')}(v, at, out);"]

    def _event(self) -> list[str]:
        use, name = self.module.use, self.contract.discriminator
        what = text_literal(one_of([excerpt(tag) for tag in self.contract.tags]))
        place = f"at + {text_literal(to_pointer([name]))}"
        cases = [
            f"  case {text_literal(v.tag)}: {self.function(v.schema)}(v, at, out); break;"
            for v in self.contract.variants
        ]
        return [
            *self.fail(f"{use('isObject')}(v)", f'{use("wrong")}(at, "an event (an object)", v)', last=True),
            f"const tag = {use('own')}(v, {text_literal(name)});",
            "switch (tag) {",
            *cases,
            f"  case undefined: out.push({use('missing')}(at, {text_literal(name)})); break;",
            f"  default: out.push({use('wrong')}({place}, {what}, tag));",
            "}",
        ]

    def function(self, schema: Schema) -> str:
        """The same; a schema that lets everything through has nothing to explain."""
        if self.checks.expression(schema, "v") == "true":
            return self.module.use("nothingWrong")
        return super().function(schema)

    def fail(self, condition: str, fault: str, *, last: bool = False) -> list[str]:
        push = f"out.push({fault});"
        return (
            [f"if ({negated(condition)}) {{", f"  {push}", "  return;", "}"]
            if last
            else [f"if ({negated(condition)}) {push}"]
        )

    def child(self, schema: Schema, value: str, pointer: str) -> list[str]:
        if self.checks.expression(schema, "inner") == "true":
            return []
        return [f"{self.function(schema)}({value}, {pointer}, out);"]

    def property(self, schema: Schema, name: str, local: str) -> list[str]:
        inner = schema.properties.get(name)
        found = self.child(inner, local, f"at + {text_literal(to_pointer([name]))}") if inner else []
        if name not in schema.required:
            return [f"if ({local} !== undefined) {line}" for line in found]
        absent = f"if ({local} === undefined) out.push({self.module.use('missing')}(at, {text_literal(name)}));"
        return [absent, *(f"else {line}" for line in found)]

    def choice(self, condition: str, branches: list[Schema], what: str) -> list[str]:
        pairs = ", ".join(f"[{self._fits(branch)}, {self.function(branch)}]" for branch in branches)
        return [f"if ({negated(condition)}) {self.module.use('nearest')}([{pairs}], v, at, out, {text_literal(what)});"]

    def _fits(self, schema: Schema) -> str:
        """Whether a value looks as if this branch was meant: its type, its members, and the tags of an object."""
        own = self.own_test(schema, "v")
        branches = [
            any_of(self._fits(at(schema, one.location / keyword / i)) for i in range(len(one.keywords[keyword])))
            for one in schema.conjuncts
            for keyword in ("anyOf", "oneOf")
            if keyword in one.keywords
        ]
        tags = [
            f"{self.module.use('own')}(v, {text_literal(name)}) === {text_literal(members[0])}"
            for name in schema.required
            if name in schema.properties and len(members := members_of(schema.properties[name]) or []) == 1
            if isinstance(members[0], str)
        ]
        tagged = [own, *tags] if schema.types == {"object"} and schema.members is None else [own]
        return all_of(term for term in [*tagged, *map(self.apart, branches)] if term != "true")

    def no_more(self, known: str) -> list[str]:
        if known == "true":
            return []
        odd = f"{self.module.use('keys')}(v)" + (f".filter({about_names(negated(known))})" if known != "false" else "")
        return [f"{self.module.use('unexpectedIn')}({odd}, at, out);"]

    def below(self) -> str:
        return self.module.use("below")
