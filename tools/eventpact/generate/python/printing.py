"""The module of models as text: what the model generator wrote, with names, texts and our own types set in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from eventpact.generate.python.docstrings import docstring
from eventpact.generate.python.overlay import ClassModel, FieldModel, Overlay
from eventpact.generate.python.reading import Written, WrittenField

#: Where each name comes from that the module may use.
_SOURCES = {
    "typing": ("Annotated", "Any", "Literal", "TypeAlias"),
    "pydantic": ("ConfigDict", "Field", "RootModel", "StrictBool", "StrictStr"),
    "._types": ("Date", "DateTime", "Integer", "Model", "Number", "Omittable", "Uuid"),
}
_INDENT = "    "


def models_module(overlay: Overlay, written: Written, about: str) -> str:
    """The module of models, unformatted; *about* is its docstring."""
    order = _order(overlay, written)
    definitions = [_definition(overlay, written, name) for name in order]
    rebuilt = "\n".join(f"{name}.model_rebuild()" for name in written.classes if _needs_later(name, written, order))
    body = "\n\n\n".join(filter(None, [*definitions, rebuilt]))
    head = [docstring(about), "from __future__ import annotations", *_imports(body)]
    return "\n\n".join([*head, body]) + "\n"


def _order(overlay: Overlay, written: Written) -> list[str]:
    """Classes, then the event, then the body: annotations of classes are the only ones that are read late."""
    return [*written.classes, *sorted(written.roots, key=lambda name: name != overlay.event)]


def _needs_later(name: str, written: Written, order: list[str]) -> bool:
    later = set(order[order.index(name) + 1 :])
    return any(_names(field.annotation) & later for field in written.classes[name].values())


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _imports(body: str) -> Iterator[str]:
    used = _names(ast.parse(body))
    for module, names in _SOURCES.items():
        wanted = [name for name in names if name in used]
        if wanted:
            yield f"from {module} import {', '.join(wanted)}"


def _definition(overlay: Overlay, written: Written, name: str) -> str:
    if name in overlay.classes:
        return _class(overlay.classes[name], written)
    annotation = written.roots[name]
    description = overlay.roots[name][1]
    if name == overlay.event:
        text = f"\n{docstring(description)}" if description else ""
        return f"{name}: TypeAlias = {ast.unparse(_tagged(annotation))}{text}"
    head = f"class {name}(RootModel[{ast.unparse(_parts(annotation)[0])}]):"
    return "\n".join([head, *_description(description), f"{_INDENT}root: {ast.unparse(annotation)}"])


def _class(model: ClassModel, written: Written) -> str:
    fields = written.classes[model.name]
    if fields.keys() != {field.name for field in model.fields}:
        raise ValueError(f"{model.name} has other fields than expected: {sorted(fields)}")
    lines = [f"class {model.name}(Model):", *_description(model.description)]
    if model.closed:
        lines.append(f'{_INDENT}model_config = ConfigDict(extra="forbid")\n')
    for field in model.fields:
        lines += _field(field, fields[field.name])
    return "\n".join(lines if len(lines) > 1 else [*lines, f"{_INDENT}pass"])


def _description(text: str | None) -> list[str]:
    return [docstring(text, _INDENT), ""] if text else []


def _field(field: FieldModel, written: WrittenField) -> list[str]:
    annotation = written.annotation
    if field.omittable:
        annotation = _omittable(annotation)
    if field.name != field.property:
        annotation = _aliased(annotation, field.property)
    default = f" = {ast.unparse(written.default)}" if written.default else ""
    line = f"{_INDENT}{field.name}: {ast.unparse(annotation)}{default}"
    return [line, docstring(field.description, _INDENT)] if field.description else [line]


def _parts(annotation: ast.expr) -> tuple[ast.expr, list[ast.expr]]:
    """The type and the metadata of ``Annotated[type, …]``; no metadata where it is not annotated."""
    match annotation:
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[inner, *metadata])):
            return inner, metadata
    return annotation, []


def _annotated(inner: ast.expr, metadata: list[ast.expr]) -> ast.expr:
    if not metadata:
        return inner
    return ast.Subscript(ast.Name("Annotated"), ast.Tuple([inner, *metadata]))


def _tagged(annotation: ast.expr) -> ast.expr:
    """A union with its discriminator; the type alone where there is one variant, which pydantic has no tag for."""
    inner, _ = _parts(annotation)
    return annotation if isinstance(inner, ast.BinOp) else inner


def _omittable(annotation: ast.expr) -> ast.expr:
    """``X | None`` → ``Omittable[X]``: it may be absent, but not null."""
    inner, metadata = _parts(annotation)
    match inner:
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            inner = left
    return _annotated(ast.Subscript(ast.Name("Omittable"), inner), metadata)


def _aliased(annotation: ast.expr, name: str) -> ast.expr:
    """*annotation* with *name* as what the field is called in JSON."""
    inner, metadata = _parts(annotation)
    keywords = [keyword for one in metadata if isinstance(one, ast.Call) for keyword in one.keywords]
    alias = ast.keyword("alias", ast.Constant(name))
    return _annotated(inner, [ast.Call(ast.Name("Field"), [], [alias, *keywords])])
