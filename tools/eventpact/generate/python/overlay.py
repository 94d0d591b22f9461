"""The input of the model generator: the contract's schemas, normalised, and what there is to say about each class.

The overlay is structure alone. Texts never pass through the model generator: descriptions and the names of properties
are set into its output afterwards. The contract itself stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventpact.generate.python.pieces import Piece


@dataclass(frozen=True)
class FieldModel:
    """One field: its *property* in JSON, its *name* in Python; *omittable* means that it may be absent but not null."""

    property: str
    name: str
    description: str | None
    required: bool
    omittable: bool
    piece: Piece


@dataclass(frozen=True)
class ClassModel:
    """One class: an object with declared properties. *closed* means that it refuses unknown ones."""

    name: str
    description: str | None
    closed: bool
    fields: tuple[FieldModel, ...]


@dataclass(frozen=True)
class Overlay:
    """The classes; the *roots*, named types that are no objects (name → piece and description); the names of the
    *event* and of the *body*; and the *gaps*: what the models do not check, as ``Class.field: keyword``."""

    classes: Mapping[str, ClassModel]
    roots: Mapping[str, tuple[Piece, str | None]]
    event: str
    body: str
    gaps: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """Every public name, in alphabetical order."""
        return sorted({*self.classes, *self.roots})

    def name(self, property: str) -> str:
        """What *property* is called in Python, in whatever class."""
        return next(f.name for one in self.classes.values() for f in one.fields if f.property == property)

    def property(self, name: str) -> str:
        """The property that is called *name* in Python."""
        return next(f.property for one in self.classes.values() for f in one.fields if f.name == name)

    def schema(self) -> dict[str, Any]:
        """The JSON Schema that the model generator gets; properties go by the names of their fields."""
        objects = {one.name: _object(one) for one in self.classes.values()}
        return {"$defs": {**objects, **{name: piece for name, (piece, _) in self.roots.items()}}}


def _object(one: ClassModel) -> Piece:
    return {
        "type": "object",
        "properties": {field.name: field.piece for field in one.fields},
        "required": [field.name for field in one.fields if field.required],
    }
