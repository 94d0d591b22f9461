"""The keywords of JSON Schema 2020-12, one rule each: a rule notes what a value has against its keyword."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from . import _choices, _formats
from ._values import is_number, same, shown

if TYPE_CHECKING:
    from ._check import Check, Path

#: What a rule gets: the check, the schema object, the keyword's own value, the value to check, and its place.
Rule: TypeAlias = "Callable[[Check, Mapping[str, Any], Any, Any, Path], None]"
#: No member of an enumeration.
_NONE: Final = object()
_compiled = lru_cache(maxsize=None)(re.compile)


def _ref(check: Check, schema: Mapping[str, Any], name: Any, value: Any, path: Path) -> None:
    check.visit_named(name, value, path)


def _enum(check: Check, schema: Mapping[str, Any], members: Any, value: Any, path: Path) -> None:
    member = next((member for member in members if same(value, member)), _NONE)
    if member is _NONE:
        check.fault(path, f"expected {' or '.join(map(shown, members[:12]))}" + (" …" if len(members) > 12 else ""))
    elif type(member) is not type(value):  # 0.0 for 0
        check.changes.append((path, member))


def _const(check: Check, schema: Mapping[str, Any], member: Any, value: Any, path: Path) -> None:
    _enum(check, schema, [member], value, path)


def _format(check: Check, schema: Mapping[str, Any], name: Any, value: Any, path: Path) -> None:
    if not isinstance(value, str):
        return
    if not _formats.conforms(name, value):
        check.fault(path, _formats.EXPECTED[name])
    elif name == "date-time" and (readable := _formats.readable(value)) != value:
        check.changes.append((path, readable))


def _pattern(check: Check, schema: Mapping[str, Any], pattern: Any, value: Any, path: Path) -> None:
    if isinstance(value, str) and not _compiled(pattern).search(value):
        check.fault(path, f"does not match the pattern {pattern}")


def _bound(holds: Callable[[Any, Any], bool], wanted: str) -> Rule:
    def rule(check: Check, schema: Mapping[str, Any], bound: Any, value: Any, path: Path) -> None:
        if is_number(value) and not holds(value, bound):
            check.fault(path, f"expected {wanted} {shown(bound)}")

    return rule


def _is_multiple(value: float, of: float) -> bool:
    return (Fraction(repr(value)) / Fraction(repr(of))).denominator == 1


def _size(kind: type, holds: Callable[[int, float], bool], wanted: str) -> Rule:
    def rule(check: Check, schema: Mapping[str, Any], bound: Any, value: Any, path: Path) -> None:
        if isinstance(value, kind) and not holds(len(value), bound):  # type: ignore[arg-type]
            check.fault(path, f"expected {wanted} {shown(bound)}")

    return rule


def _unique(check: Check, schema: Mapping[str, Any], wanted: Any, value: Any, path: Path) -> None:
    if not wanted or not isinstance(value, list):
        return
    for index, item in enumerate(value):
        if any(same(item, other) for other in value[:index]):
            check.fault((*path, index), "stands twice in the array")
            return


def _required(check: Check, schema: Mapping[str, Any], names: Any, value: Any, path: Path) -> None:
    if isinstance(value, dict):
        for name in names:
            if name not in value:
                check.fault((*path, name), "is missing")


def _properties(check: Check, schema: Mapping[str, Any], properties: Any, value: Any, path: Path) -> None:
    if isinstance(value, dict):
        for name, inner in properties.items():
            if name in value:
                check.visit(inner, value[name], (*path, name))


def _pattern_properties(check: Check, schema: Mapping[str, Any], patterns: Any, value: Any, path: Path) -> None:
    if isinstance(value, dict):
        for pattern, inner in patterns.items():
            for name, item in value.items():
                if _compiled(pattern).search(name):
                    check.visit(inner, item, (*path, name))


def _additional(check: Check, schema: Mapping[str, Any], inner: Any, value: Any, path: Path) -> None:
    if inner is True or not isinstance(value, dict):
        return
    patterns = [_compiled(pattern) for pattern in schema.get("patternProperties", ())]
    for name, item in value.items():
        if name not in schema.get("properties", ()) and not any(pattern.search(name) for pattern in patterns):
            check.visit(inner, item, (*path, name))


def _property_names(check: Check, schema: Mapping[str, Any], inner: Any, value: Any, path: Path) -> None:
    if isinstance(value, dict):
        for name in value:
            if check.attempt(inner, name, path):
                check.fault((*path, name), "is not a name that a property may have here")


def _prefix_items(check: Check, schema: Mapping[str, Any], prefix: Any, value: Any, path: Path) -> None:
    if isinstance(value, list):
        for index, (inner, item) in enumerate(zip(prefix, value, strict=False)):
            check.visit(inner, item, (*path, index))


def _items(check: Check, schema: Mapping[str, Any], inner: Any, value: Any, path: Path) -> None:
    if isinstance(value, list):
        for index in range(len(schema.get("prefixItems", ())), len(value)):
            check.visit(inner, value[index], (*path, index))


def _dependent_required(check: Check, schema: Mapping[str, Any], dependent: Any, value: Any, path: Path) -> None:
    if isinstance(value, dict):
        for name, needed in dependent.items():
            if name in value:
                _required(check, schema, needed, value, path)


def _dependent_schemas(check: Check, schema: Mapping[str, Any], dependent: Any, value: Any, path: Path) -> None:
    if isinstance(value, dict):
        for name, inner in dependent.items():
            if name in value:
                check.visit(inner, value, path)


RULES: Final[Mapping[str, Rule]] = {
    "$ref": _ref,
    "enum": _enum,
    "const": _const,
    "format": _format,
    "pattern": _pattern,
    "minimum": _bound(lambda value, bound: value >= bound, "at least"),
    "maximum": _bound(lambda value, bound: value <= bound, "at most"),
    "exclusiveMinimum": _bound(lambda value, bound: value > bound, "more than"),
    "exclusiveMaximum": _bound(lambda value, bound: value < bound, "less than"),
    "multipleOf": _bound(_is_multiple, "a multiple of"),
    "minLength": _size(str, lambda size, bound: size >= bound, "a length of at least"),
    "maxLength": _size(str, lambda size, bound: size <= bound, "a length of at most"),
    "minItems": _size(list, lambda size, bound: size >= bound, "a number of items of at least"),
    "maxItems": _size(list, lambda size, bound: size <= bound, "a number of items of at most"),
    "minProperties": _size(dict, lambda size, bound: size >= bound, "a number of properties of at least"),
    "maxProperties": _size(dict, lambda size, bound: size <= bound, "a number of properties of at most"),
    "uniqueItems": _unique,
    "required": _required,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "propertyNames": _property_names,
    "prefixItems": _prefix_items,
    "items": _items,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "contains": _choices.contains,
    "allOf": _choices.all_of,
    "anyOf": _choices.any_of,
    "oneOf": _choices.one_of,
    "not": _choices.not_,
    "if": _choices.if_,
}
