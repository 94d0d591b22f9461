"""Keywords that apply other schemas to the same value (JSON Schema core §10.2), as statements."""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.contract.schema import Conjunct, Schema
from eventpact.generate.typescript.literals import text_literal
from eventpact.generate.typescript.scalars import any_of, expected, is_open
from eventpact.generate.typescript.writer import Writer, at


def in_place_lines(writer: Writer, schema: Schema) -> Iterator[str]:
    """The statements about ``v``, whatever its type."""
    for conjunct in schema.conjuncts:
        for keyword in ("anyOf", "oneOf"):
            if keyword in conjunct.keywords:
                yield from _choice(writer, schema, conjunct, keyword)
        if "not" in conjunct.keywords:
            check = writer.checks.function(at(schema, conjunct.location / "not"))
            yield from writer.asked(f"!{check}(v)", "something else")
        if "if" in conjunct.keywords:
            yield from _condition(writer, schema, conjunct)
        for name in conjunct.keywords.get("dependentSchemas", {}):
            lines = writer.child(at(schema, conjunct.location / "dependentSchemas" / name), "v", "at")
            if lines:
                has = f"{writer.module.use('own')}(v, {text_literal(name)}) !== undefined"
                yield from _block(writer.apart(f"{writer.module.use('isObject')}(v) && {has}"), lines)


def _block(condition: str, lines: list[str]) -> list[str]:
    return [f"if ({condition}) {{", *(f"  {line}" for line in lines), "}"]


def _choice(writer: Writer, schema: Schema, conjunct: Conjunct, keyword: str) -> Iterator[str]:
    place = conjunct.location / keyword
    branches = [at(schema, place / index) for index in range(len(conjunct.keywords[keyword]))]
    tests = [f"{writer.checks.function(branch)}(v)" for branch in branches]
    plain = all(not is_open(branch.types) for branch in branches)
    kinds = [expected(branch) for branch in branches]
    what = " or ".join(dict.fromkeys(kinds)) if plain else f"one of the {len(branches)} alternatives"
    yield from writer.choice(any_of(tests), branches, what)
    if keyword == "oneOf":
        sum_ = " + ".join(f"Number({test})" for test in tests)
        yield from writer.asked(f"{sum_} < 2", f"just one of the {len(branches)} alternatives")


def _condition(writer: Writer, schema: Schema, conjunct: Conjunct) -> Iterator[str]:
    check = writer.checks.function(at(schema, conjunct.location / "if"))
    for keyword, test in (("then", f"{check}(v)"), ("else", f"!{check}(v)")):
        if keyword in conjunct.keywords:
            lines = writer.child(at(schema, conjunct.location / keyword), "v", "at")
            yield from _block(test, lines) if lines else []
