"""Where an OpenAPI document holds schemas, references and examples: a walk that knows no more of OpenAPI than that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eventpact.pointer import Location

#: Members whose value is data, not a part of the description.
_DATA = frozenset({"example", "value", "default", "enum"})


@dataclass(frozen=True)
class SchemaAt:
    """A schema stands at *location*."""

    location: Location


@dataclass(frozen=True)
class ReferenceAt:
    """An OpenAPI reference object stands at *location* (its ``$ref``), outside of schemas."""

    location: Location


@dataclass(frozen=True)
class ExampleAt:
    """An example of what the schema at *schema* describes stands at *location*."""

    location: Location
    schema: Location


Place = SchemaAt | ReferenceAt | ExampleAt


def places(value: Any, at: Location) -> Iterator[Place]:
    """The places in *value*, which stands at *at*. Schemas are not entered."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, at / index)
    if not isinstance(value, dict):
        return
    if "schema" in value:
        yield from _examples(value, at)
    for name, member in value.items():
        if name == "schema":
            yield SchemaAt(at / name)
        elif at.tokens == ("components",) and name == "schemas":
            yield from (SchemaAt(at / name / key) for key in (member if isinstance(member, dict) else ()))
        elif name == "$ref" and isinstance(member, str):
            yield ReferenceAt(at / name)
        elif name not in _DATA and not name.startswith("x-"):
            yield from places(member, at / name)


def _examples(described: dict[str, Any], at: Location) -> Iterator[ExampleAt]:
    """The examples beside a ``schema``: of a media type, a parameter or a header (OpenAPI 3.1, §4.8.14)."""
    if "example" in described:
        yield ExampleAt(at / "example", at / "schema")
    named = described.get("examples")
    for name, example in named.items() if isinstance(named, dict) else ():
        if isinstance(example, dict) and "value" in example:
            yield ExampleAt(at / "examples" / name / "value", at / "schema")
