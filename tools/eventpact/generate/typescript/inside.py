"""What a schema asks of the properties of an object and of the items of an array, as statements."""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.contract.schema import Conjunct, Schema
from eventpact.generate.typescript.evaluated import Evaluated
from eventpact.generate.typescript.literals import number_literal, text_literal
from eventpact.generate.typescript.patterns import ecma
from eventpact.generate.typescript.scalars import any_of, counted, negated
from eventpact.generate.typescript.writer import Writer, at, present
from eventpact.pointer import to_pointer


def object_lines(writer: Writer, schema: Schema) -> Iterator[str]:
    """The statements about ``v``, which is an object."""
    use = writer.module.use
    names = list(dict.fromkeys([*schema.properties, *schema.required]))
    for number, name in enumerate(names):
        lines = writer.property(schema, name, f"p{number}")
        yield from [f"const p{number} = {use('own')}(v, {text_literal(name)});", *lines] if lines else []
    bounds = {"minProperties": ">=", "maxProperties": "<="}
    for test, what in counted(schema, bounds, lambda: f"{use('keys')}(v).length", "properties"):
        yield from writer.asked(test, what)
    for constraint in schema.constraints("dependentRequired"):
        for name, needed in constraint.value.items():
            for other in needed:
                test = f"{_has(writer, other)} || !({_has(writer, name)})"
                yield from writer.fail(test, f"{use('missing')}(at, {text_literal(other)})")
    for conjunct in schema.conjuncts:
        yield from _names(writer, schema, conjunct)
        yield from _extras(writer, schema, conjunct)


def _has(writer: Writer, name: str) -> str:
    return f"{writer.module.use('own')}(v, {text_literal(name)}) !== undefined"


def _names(writer: Writer, schema: Schema, conjunct: Conjunct) -> Iterator[str]:
    if "propertyNames" in conjunct.keywords:
        check = writer.checks.function(at(schema, conjunct.location / "propertyNames"))
        yield from writer.asked(f"{writer.module.use('keys')}(v).every({check})", "other names of properties")


def _extras(writer: Writer, schema: Schema, conjunct: Conjunct) -> Iterator[str]:
    """``patternProperties``, ``additionalProperties`` and ``unevaluatedProperties`` of one schema object."""
    place = conjunct.location
    tests = Evaluated(writer.checks)
    lines: list[str] = []
    for source in conjunct.keywords.get("patternProperties", {}):
        pattern = writer.module.pattern(ecma(source, place / "patternProperties" / source))
        lines += _each(writer, at(schema, place / "patternProperties" / source), f"{pattern}.test(name)")
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if keyword not in conjunct.keywords:
            continue
        declared = keyword == "additionalProperties"
        known = any_of(tests.declared(conjunct, "name") if declared else tests.properties(schema, place, "name"))
        if conjunct.keywords[keyword] is False:
            yield from writer.no_more(known)
        else:
            lines += _each(writer, at(schema, place / keyword), negated(known))
    if lines:
        yield f"for (const name of {writer.module.use('keys')}(v)) {{"
        yield from (f"  {line}" for line in lines)
        yield "}"


def _each(writer: Writer, schema: Schema, test: str) -> list[str]:
    lines = writer.child(schema, "v[name]", f"{writer.below()}(at, name)")
    return [f"if ({test}) {{", *(f"  {line}" for line in lines), "}"] if lines else []


def array_lines(writer: Writer, schema: Schema) -> Iterator[str]:
    """The statements about ``v``, which is an array."""
    bounds = {"minItems": ">=", "maxItems": "<="}
    for test, what in counted(schema, bounds, lambda: "v.length", "items"):
        yield from writer.asked(test, what)
    if any(constraint.value is True for constraint in schema.constraints("uniqueItems")):
        yield from writer.asked(f"{writer.module.use('areUnique')}(v)", "items that all differ")
    if "prefixItems" not in present(schema):
        yield from _items(writer, schema.items, 0) if schema.items else ()
    for conjunct in schema.conjuncts:
        yield from _positions(writer, schema, conjunct)
        yield from _contained(writer, schema, conjunct)
        if "unevaluatedItems" in conjunct.keywords:
            known = any_of(Evaluated(writer.checks).items(schema, conjunct.location, "i"))
            yield from _items(writer, at(schema, conjunct.location / "unevaluatedItems"), 0, negated(known))


def _items(writer: Writer, schema: Schema, first: int, test: str = "") -> Iterator[str]:
    lines = writer.child(schema, "v[i]", f"{writer.below()}(at, i)")
    if lines:
        yield f"for (let i = {first}; i < v.length; i += 1) {{"
        yield from ([f"  if ({test}) {{", *(f"    {line}" for line in lines), "  }"] if test else _indented(lines))
        yield "}"


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _positions(writer: Writer, schema: Schema, conjunct: Conjunct) -> Iterator[str]:
    """``prefixItems``, and ``items`` where there is one anywhere at this place: it begins behind the prefix."""
    prefix = conjunct.keywords.get("prefixItems", ())
    for index in range(len(prefix)):
        inner = at(schema, conjunct.location / "prefixItems" / index)
        lines = writer.child(inner, f"v[{index}]", f"at + {text_literal(to_pointer([index]))}")
        if lines:
            yield from (f"if (v.length > {index}) {{", *_indented(lines), "}")
    if "prefixItems" in present(schema) and "items" in conjunct.keywords:
        yield from _items(writer, at(schema, conjunct.location / "items"), len(prefix))


def _contained(writer: Writer, schema: Schema, conjunct: Conjunct) -> Iterator[str]:
    if "contains" not in conjunct.keywords:
        return
    check = writer.checks.function(at(schema, conjunct.location / "contains"))
    number = f"{writer.module.use('count')}(v, {check})"
    least = number_literal(conjunct.keywords.get("minContains", 1))
    yield from writer.asked(f"{number} >= {least}", f"at least {least} items of a certain kind")
    if "maxContains" in conjunct.keywords:
        most = number_literal(conjunct.keywords["maxContains"])
        yield from writer.asked(f"{number} <= {most}", f"at most {most} items of a certain kind")
