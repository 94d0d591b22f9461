"""The overlay as msgspec can hold it: other names where one would hide what the package is made of, and no field whose
property msgspec has no way to name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from eventpact.generate.naming import Names
from eventpact.generate.python.overlay import ClassModel, FieldModel, Overlay
from eventpact.generate.python.pieces import Piece

#: Where each name comes from that the module of models may use.
SOURCES: Mapping[str, tuple[str, ...]] = {
    "typing": ("Annotated", "Any", "ClassVar", "Literal", "TypeAlias"),
    "msgspec": ("UNSET", "Meta", "Struct", "UnsetType"),
    "._types": ("Bool", "Date", "DateTime", "Integer", "Number", "Uuid"),
}
#: Names that fields and classes must leave to the package itself, besides those that the overlay knows.
_RESERVED = frozenset(
    {
        "int", "float", "str", "list", "dict", "bytes", "msgspec", "Codec", "Fault", "InvalidBody", "Iterable",
        "Parsed", "Shape", *(name for names in SOURCES.values() for name in names),
    }
)  # fmt: skip
#: msgspec writes the names of properties as they stand, without an escape.
_NAMEABLE = re.compile(r'[^"\\\x00-\x1f]*')


@dataclass(frozen=True)
class Adapted:
    """The *overlay*, and the fields that are not in it (*dropped*, as ``Class.property``)."""

    overlay: Overlay
    dropped: tuple[str, ...]


def is_nameable(name: str) -> bool:
    """Whether msgspec can have a property called *name*."""
    return _NAMEABLE.fullmatch(name) is not None


def adapted(overlay: Overlay) -> Adapted:
    """*overlay* as msgspec can hold it."""
    dropped = [
        (one.name, field.property)
        for one in overlay.classes.values()
        for field in one.fields
        if not is_nameable(field.property)
    ]
    for name, property in dropped:
        one = overlay.classes[name]
        fields = tuple(field for field in one.fields if field.property != property)
        # What is dropped is unknown to the class: a closed one would refuse it.
        overlay = replace(overlay, classes={**overlay.classes, name: replace(one, fields=fields, closed=False)})
    return Adapted(_renamed(overlay), tuple(f"{name}.{property}" for name, property in dropped))


def _renamed(overlay: Overlay) -> Overlay:
    fields = [field.name for one in overlay.classes.values() for field in one.fields]
    names = Names({*fields, *overlay.names} | _RESERVED)
    classes = {name: names.claim(name) for name in overlay.names if name in _RESERVED}
    members = {name: names.claim(f"{name}_") for name in dict.fromkeys(fields) if name in _RESERVED}

    def new(name: str) -> str:
        return classes.get(name, name)

    def field_of(field: FieldModel) -> FieldModel:
        return replace(field, name=members.get(field.name, field.name), piece=_relinked(field.piece, classes))

    def class_of(one: ClassModel) -> ClassModel:
        return replace(one, name=new(one.name), fields=tuple(map(field_of, one.fields)))

    return replace(
        overlay,
        classes={new(name): class_of(one) for name, one in overlay.classes.items()},
        roots={new(name): (_relinked(piece, classes), text) for name, (piece, text) in overlay.roots.items()},
        event=new(overlay.event),
        body=new(overlay.body),
    )


def _relinked(piece: Piece, classes: Mapping[str, str]) -> Piece:
    """*piece* with its references to *classes* led to their new names."""

    def link(reference: str) -> str:
        path, _, name = reference.rpartition("/")
        return f"{path}/{classes.get(name, name)}"

    linked = dict(piece)
    if "$ref" in piece:
        linked["$ref"] = link(piece["$ref"])
    for key in ("items", "additionalProperties"):
        if isinstance(piece.get(key), dict):
            linked[key] = _relinked(piece[key], classes)
    if "anyOf" in piece:
        linked["anyOf"] = [_relinked(one, classes) for one in piece["anyOf"]]
    if "discriminator" in piece:
        mapping = {tag: link(reference) for tag, reference in piece["discriminator"]["mapping"].items()}
        linked["discriminator"] = {**piece["discriminator"], "mapping": mapping}
    return linked


def references(piece: Piece) -> Iterator[str]:
    """The names of the classes that *piece* refers to."""
    if "$ref" in piece:
        yield piece["$ref"].rpartition("/")[2]
    for part in (piece.get("items"), piece.get("additionalProperties"), *piece.get("anyOf", ())):
        if isinstance(part, dict):
            yield from references(part)
