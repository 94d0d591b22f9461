"""Conditions on one value: its JSON type, its members, and the assertions that go with its type."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from eventpact.contract.formats import FORMATS
from eventpact.contract.schema import Constraint, Schema
from eventpact.generate.typescript.literals import is_exact, number_literal, scalar_literal, text_literal
from eventpact.generate.typescript.module import Module
from eventpact.generate.typescript.patterns import ecma
from eventpact.printable import excerpt, one_of

#: The JSON types in the order in which they are named and tested.
KINDS = ("string", "number", "integer", "boolean", "array", "object", "null")
#: A condition in TypeScript, and what it expects, in words.
Condition = tuple[str, str]
_NOUNS = {"null": "null", "array": "an array", "object": "an object", "integer": "an integer"}
_FORMAT_TESTS = {"date-time": "isDateTime", "date": "isDate", "uuid": "isUuid"}
#: From how many members on a set is faster than comparing one by one.
_MANY = 9


def is_open(types: Iterable[str]) -> bool:
    """Whether every JSON type is let through."""
    return {"string", "number", "boolean", "array", "object", "null"} <= set(types)


def guard(module: Module, kind: str, value: str) -> str:
    """Whether *value* is of the JSON type *kind*, in a form from which the compiler learns the type."""
    if kind == "null":
        return f"{value} === null"
    if kind == "array":
        return f"Array.isArray({value})"
    if kind == "object":
        return f"{module.use('isObject')}({value})"
    return f'typeof {value} === "{"number" if kind == "integer" else kind}"'


def type_test(module: Module, kind: str, value: str) -> str:
    """Whether *value* is of the JSON type *kind*; NaN and the infinities are no numbers."""
    if kind in {"number", "integer"}:
        return f"Number.is{'Finite' if kind == 'number' else 'Integer'}({value})"
    return guard(module, kind, value)


def types_test(module: Module, schema: Schema, value: str) -> str:
    """Whether *value* is of one of the types that *schema* lets through."""
    return any_of(type_test(module, kind, value) for kind in KINDS if kind in schema.types)


def is_of(kind: str, value: Any) -> bool:
    """Whether *value* is of the JSON type *kind*; 1.0 is an integer."""
    if kind == "integer":
        return not isinstance(value, bool) and isinstance(value, (int, float)) and value == int(value)
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null") == kind


def members_of(schema: Schema) -> list[Any] | None:
    """The members of *schema* that are of a type that it lets through; None where it has no list of members."""
    if schema.members is None:
        return None
    return [member for member in schema.members if any(is_of(kind, member) for kind in schema.types)]


def members_test(module: Module, schema: Schema, value: str) -> str:
    """Whether *value* is one of the members of *schema*."""
    members = members_of(schema) or []
    for member in members:
        _note_inexact(module, schema, "enum", member)
    scalars = list(dict.fromkeys(scalar_literal(m) for m in members if not isinstance(m, (list, dict))))
    parsed = [f"JSON.parse({text_literal(json.dumps(m))})" for m in members if isinstance(m, (list, dict))]
    tests = [f"{value} === {literal}" for literal in scalars]
    if len(scalars) >= _MANY:
        listed = f"new Set<unknown>([{', '.join(scalars)}])"
        tests = [f"{module.constant('members', listed)}.has({value})"]
    deep = [f"{module.use('same')}({value}, {module.constant('member', one)})" for one in parsed]
    return any_of([*tests, *deep])


def _note_inexact(module: Module, schema: Schema, keyword: str, value: Any) -> None:
    if isinstance(value, (int, float)) and not is_exact(value):
        module.gaps[f"{schema.location}: {keyword} {excerpt(value)} is no number that a double holds"] = None


def any_of(conditions: Iterable[str]) -> str:
    """Whether one of *conditions* holds; false where there are none."""
    return _joined(conditions, " || ", neutral="false", decisive="true")


def all_of(conditions: Iterable[str]) -> str:
    """Whether all of *conditions* hold; true where there are none."""
    return _joined(conditions, " && ", neutral="true", decisive="false")


def _joined(conditions: Iterable[str], operator: str, *, neutral: str, decisive: str) -> str:
    found = [one for one in dict.fromkeys(conditions) if one != neutral]
    if decisive in found or len(found) < 2:
        return decisive if decisive in found else found[0] if found else neutral
    return operator.join(f"({one})" if " || " in one or " && " in one else one for one in found)


def negated(condition: str) -> str:
    """The opposite of *condition*, in the shortest form that is safe whatever strings stand in it."""
    comparison = re.fullmatch(r"((?:typeof )?[\w.]+) (===|!==) ([^ ]+)", condition)
    if comparison:
        left, operator, right = comparison.groups()
        return f"{left} {'!==' if operator == '===' else '==='} {right}"
    if condition.startswith("!") and " " not in condition:
        return condition[1:]
    return f"!{condition}" if " " not in re.sub(r", ", "", condition) else f"!({condition})"


def about_names(condition: str) -> str:
    """*condition* as a function of a property's ``name``; without a parameter where it does not depend on it."""
    return f"({'name' if re.search(r'[.](has|test)[(]name[)]', condition) else ''}) => {condition}"


def expected(schema: Schema) -> str:
    """What *schema* expects, in words: its members or its types."""
    members = members_of(schema)
    if members:
        return one_of([excerpt(member) for member in members])
    kinds = [kind for kind in KINDS if kind in schema.types] if members is None else []
    return one_of([_NOUNS.get(kind, f"a {kind}") for kind in kinds]) if kinds else "nothing here"


def assertions(module: Module, schema: Schema, kind: str, value: str) -> Iterator[Condition]:
    """What *schema* asks of a string or a number beyond its type."""
    if kind == "string":
        yield from _of_strings(module, schema, value)
    elif kind in {"number", "integer"}:
        yield from _of_numbers(module, schema, value)


def _of_strings(module: Module, schema: Schema, value: str) -> Iterator[Condition]:
    for constraint in schema.constraints("format"):
        known = FORMATS.get(constraint.value)
        if known:  # no other format is asserted: the oracle says so too
            yield f"{module.use(_FORMAT_TESTS[known.name])}({value})", known.explain("")
    for constraint in schema.constraints("pattern"):
        pattern = module.pattern(ecma(constraint.value, constraint.location))
        yield f"{pattern}.test({value})", f"a string that matches {excerpt(constraint.value)}"
    for constraint in schema.constraints("minLength"):
        yield f"{module.use('isLong')}({value}, {_count(constraint)})", f"at least {_things(constraint, 'characters')}"
    for constraint in schema.constraints("maxLength"):
        yield f"{module.use('isShort')}({value}, {_count(constraint)})", f"at most {_things(constraint, 'characters')}"


def _count(constraint: Constraint) -> str:
    """A number of things: 2.0 is 2."""
    return number_literal(constraint.value)


def _things(constraint: Constraint, noun: str) -> str:
    number = _count(constraint)
    return f"{number} {noun}" if number != "1" else {"properties": "1 property"}.get(noun, f"1 {noun[:-1]}")


#: Keyword → the comparison, and how to say it.
_COMPARISONS: Mapping[str, tuple[str, str]] = {
    "minimum": (">=", "a number not below"),
    "maximum": ("<=", "a number not above"),
    "exclusiveMinimum": (">", "a number above"),
    "exclusiveMaximum": ("<", "a number below"),
}


def _of_numbers(module: Module, schema: Schema, value: str) -> Iterator[Condition]:
    for keyword, (operator, words) in _COMPARISONS.items():
        for constraint in schema.constraints(keyword):
            _note_inexact(module, schema, keyword, constraint.value)
            yield f"{value} {operator} {number_literal(constraint.value)}", f"{words} {excerpt(constraint.value)}"
    for constraint in schema.constraints("multipleOf"):
        _note_inexact(module, schema, "multipleOf", constraint.value)
        test = f"{module.use('isMultiple')}({value}, {number_literal(constraint.value)})"
        yield test, f"a multiple of {excerpt(constraint.value)}"


def counted(schema: Schema, bounds: Mapping[str, str], size: Callable[[], str], noun: str) -> Iterator[Condition]:
    """The bounds on how many items or properties there are; *bounds* is keyword → comparison."""
    for keyword, operator in bounds.items():
        words = "at least" if operator == ">=" else "at most"
        for constraint in schema.constraints(keyword):
            yield f"{size()} {operator} {_count(constraint)}", f"{words} {_things(constraint, noun)}"
