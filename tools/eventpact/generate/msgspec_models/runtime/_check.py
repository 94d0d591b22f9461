"""JSON Schema 2020-12 in plain Python: what a JSON value has against a schema, place by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from . import _rules

Path: TypeAlias = tuple[str | int, ...]
Schema: TypeAlias = bool | Mapping[str, Any]

#: JSON type → what it is called in a message.
_NAMES: Final = {
    "null": "null",
    "boolean": "a boolean",
    "number": "a number",
    "integer": "a whole number",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}


class Check:
    """One check of one value against *definitions*.

    *faults* are the places at fault and why; *changes* are values that must be given another form before a Struct can
    hold them (1.0 where an integer belongs), by their places.
    """

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self.faults: list[tuple[Path, str]] = []
        self.changes: list[tuple[Path, Any]] = []
        #: What tells the members of a choice apart, worked out once for each choice.
        self.tags: dict[int, list[dict[str, str]]] = {}
        self._definitions = definitions

    def visit(self, schema: Schema, value: Any, path: Path) -> None:
        """Note what *value*, which is at *path*, has against *schema*."""
        if isinstance(schema, bool):
            if not schema:
                self.fault(path, "is not allowed here")
            return
        expected = schema.get("type")
        if expected is not None and not self._is_typed(expected, value, path):
            return
        for keyword, argument in schema.items():
            rule = _rules.RULES.get(keyword)
            if rule is not None:
                rule(self, schema, argument, value, path)

    def visit_named(self, name: str, value: Any, path: Path) -> None:
        """Note what *value* has against the definition *name*."""
        self.visit(self._definitions[name], value, path)

    def fault(self, path: Path, reason: str) -> None:
        """Note that the value at *path* is at fault."""
        self.faults.append((path, reason))

    def attempt(self, schema: Schema, value: Any, path: Path) -> list[tuple[Path, str]]:
        """What *value* has against *schema*, without noting it."""
        faults, changes = len(self.faults), len(self.changes)
        self.visit(schema, value, path)
        found = self.faults[faults:]
        del self.faults[faults:]
        if found:
            del self.changes[changes:]
        return found

    def inside(self, schema: Schema) -> list[Mapping[str, Any]]:
        """The schema objects that apply wherever *schema* does: itself, what it refers to, what it joins."""
        if isinstance(schema, bool):
            return []
        parts: list[Schema] = [self._definitions[schema["$ref"]]] if "$ref" in schema else []
        return [schema, *(one for part in [*parts, *schema.get("allOf", ())] for one in self.inside(part))]

    def _is_typed(self, expected: str | Sequence[str], value: Any, path: Path) -> bool:
        kinds = [expected] if isinstance(expected, str) else expected
        kind = type_of(value)
        if kind == "number" and "number" not in kinds and value.is_integer() and "integer" in kinds:
            self.changes.append((path, int(value)))
            return True
        if kind in kinds or (kind == "integer" and "number" in kinds):
            return True
        wanted = " or ".join(_NAMES[name] for name in kinds) or "nothing"
        self.fault(path, f"expected {wanted}, got {_NAMES[kind]}")
        return False


def type_of(value: Any) -> str:
    """The JSON type of *value*; a float is a number, whatever its fraction."""
    names = {str: "string", bool: "boolean", int: "integer", float: "number", dict: "object", list: "array"}
    return names.get(type(value), "null")
