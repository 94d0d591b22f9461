"""What to say about one validation error: a line that names what was expected and what came, escaped and cut short."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jsonschema_rs import ValidationError

from eventpact.contract.formats import FORMATS
from eventpact.printable import escape, excerpt, one_of


def kind_of(value: Any) -> str:
    """The JSON type of *value* and an excerpt of it, for a message."""
    if value is None or isinstance(value, bool):
        return excerpt(value)
    if isinstance(value, (int, float)):
        return f"the number {excerpt(value)}"
    if isinstance(value, str):
        return f"the string {excerpt(value)}"
    return f"an array of {len(value)}" if isinstance(value, list) else "an object"


def _article(kinds: Sequence[str]) -> str:
    names = {"null": "null", "array": "an array", "object": "an object", "integer": "an integer"}
    return one_of([names.get(kind, f"a {kind}") for kind in sorted(kinds, key="null".__eq__)])


def _all_of(names: Sequence[str]) -> str:
    return one_of([excerpt(name) for name in names], word="and")


def _choice(kind: Any, value: Any) -> str:
    if not all(kind.context):
        return f"{kind_of(value)} fits more than one of the alternatives"
    types = [
        name for branch in kind.context for error in branch if error.kind.name == "type" for name in error.kind.types
    ]
    if len(types) == len(kind.context):
        return f"expected {_article(types)}, got {kind_of(value)}"
    return f"{kind_of(value)} fits none of the {len(kind.context)} alternatives"


def _format(kind: Any, value: Any) -> str:
    known = FORMATS.get(kind.format)
    wanted = known.explain(value) if known and isinstance(value, str) else f"the format {escape(kind.format)}"
    return f"expected {wanted}, got {excerpt(value)}"


#: Keyword → what to say when it fails, from the error's details and the value.
_MESSAGES: Mapping[str, Callable[[Any, Any], str]] = {
    "type": lambda kind, value: f"expected {_article(kind.types)}, got {kind_of(value)}",
    "required": lambda kind, value: f"{excerpt(kind.property)} is missing",
    "enum": lambda kind, value: f"expected {one_of([excerpt(o) for o in kind.options])}, got {excerpt(value)}",
    "const": lambda kind, value: f"expected {excerpt(kind.expected_value)}, got {excerpt(value)}",
    "format": _format,
    "anyOf": _choice,
    "oneOf": _choice,
    "additionalProperties": lambda kind, value: f"not allowed here: {_all_of(kind.unexpected)}",
    "unevaluatedProperties": lambda kind, value: f"not allowed here: {_all_of(kind.unexpected)}",
    "pattern": lambda kind, value: f"{excerpt(value)} does not match {excerpt(kind.pattern)}",
    "minimum": lambda kind, value: f"{excerpt(value)} is less than {kind.limit}",
    "maximum": lambda kind, value: f"{excerpt(value)} is more than {kind.limit}",
    "exclusiveMinimum": lambda kind, value: f"{excerpt(value)} is not more than {kind.limit}",
    "exclusiveMaximum": lambda kind, value: f"{excerpt(value)} is not less than {kind.limit}",
    "multipleOf": lambda kind, value: f"{excerpt(value)} is no multiple of {kind.multiple_of}",
    "minLength": lambda kind, value: f"{excerpt(value)} is shorter than {kind.limit} characters",
    "maxLength": lambda kind, value: f"{excerpt(value)} is longer than {kind.limit} characters",
    "minItems": lambda kind, value: f"{len(value)} items are fewer than {kind.limit}",
    "maxItems": lambda kind, value: f"{len(value)} items are more than {kind.limit}",
    "uniqueItems": lambda kind, value: "two items are the same",
    "minProperties": lambda kind, value: f"{len(value)} properties are fewer than {kind.limit}",
    "maxProperties": lambda kind, value: f"{len(value)} properties are more than {kind.limit}",
    "falseSchema": lambda kind, value: f"nothing is allowed here, got {kind_of(value)}",
}


def message(error: ValidationError, value: Any) -> str:
    """What is wrong with *value*, in one line, escaped and cut short."""
    if error.kind.name == "falseSchema" and [*error.schema_path][-1:] == ["additionalProperties"]:
        return f"not allowed here: {_all_of([*value])}"  # where no property at all is declared
    say = _MESSAGES.get(error.kind.name)
    return say(error.kind, value) if say else f"{kind_of(value)} breaks the keyword {error.kind.name}"
