"""The module of Structs as text: the overlay's classes with msgspec's annotations."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from eventpact.contract import Contract
from eventpact.generate.msgspec_models.adapted import SOURCES, is_nameable, references
from eventpact.generate.msgspec_models.annotations import Annotation, Annotations
from eventpact.generate.python.docstrings import docstring
from eventpact.generate.python.overlay import ClassModel, FieldModel, Overlay
from eventpact.generate.python.pieces import Piece

_INDENT = "    "


@dataclass(frozen=True)
class Module:
    """The module's *text*, and the *untyped* places in it: fields whose annotation does not say all that is asked."""

    text: str
    untyped: tuple[str, ...]


def models_module(contract: Contract, overlay: Overlay, patterns: dict[str, str], about: str) -> Module:
    """The module of *overlay*; *about* is its docstring."""
    return _Writer(contract, overlay, patterns).module(about)


class _Writer:
    """One module in the making."""

    def __init__(self, contract: Contract, overlay: Overlay, patterns: dict[str, str]) -> None:
        self._overlay = overlay
        self._property = contract.discriminator
        self._tags = _tags(contract, overlay)
        self._plain = _plain(overlay)
        self._annotations = Annotations(self._tags, patterns)
        self._untyped: dict[str, None] = {}

    def module(self, about: str) -> Module:
        """All of it."""
        overlay = self._overlay
        roots = sorted(overlay.roots, key=lambda name: name != overlay.event)
        parts = [self._class(one) for one in overlay.classes.values()] + [self._root(name) for name in roots]
        body = "\n\n\n".join(parts)
        head = [docstring(about), "from __future__ import annotations", *_imports(body)]
        return Module("\n\n".join([*head, body]) + "\n", tuple(self._untyped))

    def _class(self, one: ClassModel) -> str:
        lines = [f"class {one.name}(Struct, {', '.join(self._settings(one))}):"]
        lines += [docstring(one.description, _INDENT), ""] if one.description else []
        for field in one.fields:
            tagged = one.name in self._tags and field.property == self._property
            lines.append(self._tag(field, self._tags[one.name]) if tagged else self._field(one, field))
            lines += [docstring(field.description, _INDENT)] if field.description else []
        return "\n".join(lines if len(lines) > 1 else [*lines, f"{_INDENT}pass"])

    def _settings(self, one: ClassModel) -> Iterator[str]:
        if one.name in self._tags:
            yield f"tag_field={self._property!r}, tag={self._tags[one.name]!r}"
        yield "kw_only=True, omit_defaults=True"
        if one.closed:
            yield "forbid_unknown_fields=True"
        if one.name in self._plain:
            yield "gc=False"

    def _tag(self, field: FieldModel, tag: str) -> str:
        return f"{_INDENT}{field.name}: ClassVar[Literal[{tag!r}]] = {tag!r}"

    def _field(self, one: ClassModel, field: FieldModel) -> str:
        text, default = self._annotation(field.piece, f"{one.name}.{field.name}").text, ""
        if "default" in field.piece:
            default = repr(field.piece["default"])
        elif not field.required:
            text, default = f"{text} | UnsetType", "UNSET"
        if field.name != field.property:
            more = f", default={default}" if default else ""
            return f"{_INDENT}{field.name}: {text} = msgspec.field(name={field.property!r}{more})"
        return f"{_INDENT}{field.name}: {text}" + (f" = {default}" if default else "")

    def _root(self, name: str) -> str:
        piece, description = self._overlay.roots[name]
        text = self._event(piece) if name == self._overlay.event else self._annotation(piece, name).text
        return f"{name}: TypeAlias = {text}" + (f"\n{docstring(description)}" if description else "")

    def _event(self, piece: Piece) -> str:
        """The union of the variants, which msgspec tells apart by their tags."""
        if len(piece["anyOf"]) > 1 and not self._tags:
            self._untyped[self._overlay.event] = None
            return "Any"
        return " | ".join(self._annotations.of(one).text for one in piece["anyOf"])

    def _annotation(self, piece: Piece, place: str) -> Annotation:
        annotation = self._annotations.of(piece)
        if not annotation.exact:
            self._untyped[place] = None
        return annotation


def _tags(contract: Contract, overlay: Overlay) -> dict[str, str]:
    """Class of a variant → its tag. A lone variant has none: msgspec would take an event without it."""
    if len(contract.variants) == 1 or not is_nameable(contract.discriminator):
        return {}
    mapping = overlay.roots[overlay.event][0]["discriminator"]["mapping"]
    return {reference.rpartition("/")[2]: tag for tag, reference in mapping.items()}


def _plain(overlay: Overlay) -> frozenset[str]:
    """The classes that do not lead back to themselves: no garbage collector need look at their instances."""
    needs = {one.name: {name for f in one.fields for name in references(f.piece)} for one in overlay.classes.values()}
    plain: set[str] = set()
    while more := {name for name in needs if name not in plain and needs[name] <= plain}:
        plain |= more
    return frozenset(plain)


def _imports(body: str) -> Iterator[str]:
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    for module, names in SOURCES.items():
        wanted = [name for name in names if name in used]
        lines = [f"import {module}"] if module in used else []
        lines += [f"from {module} import {', '.join(wanted)}"] if wanted else []
        if lines:
            yield "\n".join(lines)
