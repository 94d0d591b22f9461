"""The module of models as text: what the model generator wrote, with names, texts and our own types set in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from eventpact.generate.python.docstrings import docstring
from eventpact.generate.python.overlay import ClassModel, FieldModel, Overlay
from eventpact.generate.python.reading import Written, WrittenField

#: Where each name comes from that the module may use, in the groups of its imports.
_SOURCES = (
    {"typing": ("Annotated", "Literal", "TypeAlias")},
    {"pydantic": ("ConfigDict", "Field", "RootModel", "StrictBool", "StrictStr")},
    {
        "._model": ("Model",),
        "._types": ("Date", "DateTime", "Integer", "Json", "Number", "Omittable", "OneOf", "Tagged", "Uuid"),
    },
)
_INDENT = "    "


def models_module(overlay: Overlay, written: Written, about: str) -> str:
    """The module of models, unformatted; *about* is its docstring."""
    order = _order(overlay, written)
    definitions = [_definition(overlay, written, name, _from(name, order)) for name in order]
    rebuilt = "\n".join(f"{name}.model_rebuild()" for name in written.classes if _needs_later(name, written, order))
    body = "\n\n\n".join(filter(None, [*definitions, rebuilt]))
    head = [docstring(about), "from __future__ import annotations", *_imports(body)]
    return "\n\n".join([*head, body]) + "\n"


def _order(overlay: Overlay, written: Written) -> list[str]:
    """Classes, then the event, then the body: annotations of classes are the only ones that are read late."""
    return [*written.classes, *sorted(written.roots, key=lambda name: name != overlay.event)]


def _needs_later(name: str, written: Written, order: list[str]) -> bool:
    later = _from(name, order) - {name}
    return any(_names(field.annotation) & later for field in written.classes[name].values())


def _from(name: str, order: list[str]) -> set[str]:
    """What is not defined yet within *name*: itself and all that follows."""
    return set(order[order.index(name) :])


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _imports(body: str) -> Iterator[str]:
    used = _names(ast.parse(body))
    for group in _SOURCES:
        wanted = {module: [name for name in names if name in used] for module, names in group.items()}
        lines = [f"from {module} import {', '.join(names)}" for module, names in wanted.items() if names]
        if lines:
            yield "\n".join(lines)


def _definition(overlay: Overlay, written: Written, name: str, later: set[str]) -> str:
    if name in overlay.classes:
        return _class(overlay.classes[name], written, later)
    annotation = written.roots[name]
    description = overlay.roots[name][1]
    if name == overlay.event:
        text = f"\n{docstring(description)}" if description else ""
        return f"{name}: TypeAlias = {ast.unparse(_tagged(overlay, annotation))}{text}"
    head = f"class {name}(RootModel[{ast.unparse(_parts(annotation)[0])}]):"
    return "\n".join([head, *_description(description), f"{_INDENT}root: {ast.unparse(annotation)}"])


def _class(model: ClassModel, written: Written, later: set[str]) -> str:
    fields = written.classes[model.name]
    if fields.keys() != {field.name for field in model.fields}:
        raise ValueError(f"{model.name} has other fields than expected: {sorted(fields)}")
    lines = [f"class {model.name}(Model):", *_description(model.description)]
    if model.closed:
        lines.append(f'{_INDENT}model_config = ConfigDict(extra="forbid")\n')
    for field in model.fields:
        lines += _field(field, fields[field.name], later)
    return "\n".join(lines if len(lines) > 1 else [*lines, f"{_INDENT}pass"])


def _description(text: str | None) -> list[str]:
    return [docstring(text, _INDENT), ""] if text else []


def _field(field: FieldModel, written: WrittenField, later: set[str]) -> list[str]:
    """A field's line, and its description; *later* are the classes that are defined further down."""
    annotation, default = written.annotation, written.default
    if field.omittable:
        annotation = _omittable(annotation)
    inner, settings = _parts(annotation)
    if field.name != field.property:
        settings = [ast.keyword("alias", ast.Constant(field.property)), *settings]
    if settings and _names(inner) & later:  # pydantic 2.5 finds no settings within an annotation that it reads late
        first = [ast.keyword("default", default)] if default else []
        annotation, default = inner, ast.Call(ast.Name("Field"), [], [*first, *settings])
    else:
        annotation = _annotated(inner, settings)
    assigned = f" = {ast.unparse(default)}" if default else ""
    line = f"{_INDENT}{field.name}: {ast.unparse(annotation)}{assigned}"
    return [line, docstring(field.description, _INDENT)] if field.description else [line]


def _annotated(inner: ast.expr, settings: list[ast.keyword]) -> ast.expr:
    if not settings:
        return inner
    field = ast.Call(ast.Name("Field"), [], list(settings))
    return ast.Subscript(ast.Name("Annotated"), ast.Tuple([inner, field]))


def _parts(annotation: ast.expr) -> tuple[ast.expr, list[ast.keyword]]:
    """The type and what is asked of it in ``Annotated[type, Field(…)]``; nothing where it is not annotated."""
    match annotation:
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[inner, *metadata])):
            return inner, [keyword for one in metadata if isinstance(one, ast.Call) for keyword in one.keywords]
    return annotation, []


def _tagged(overlay: Overlay, annotation: ast.expr) -> ast.expr:
    """A union with its discriminator; the type alone where there is one variant, which pydantic has no tag for."""
    inner, _ = _parts(annotation)
    if not isinstance(inner, ast.BinOp):
        return inner
    hint = overlay.roots[overlay.event][0]["discriminator"]
    property, name = overlay.property(hint["propertyName"]), hint["propertyName"]
    if property == name:
        return annotation
    tagged = ast.Call(ast.Name("Tagged"), [ast.Constant(text) for text in (property, name, *hint["mapping"])], [])
    return ast.Subscript(ast.Name("Annotated"), ast.Tuple([inner, tagged]))


def _omittable(annotation: ast.expr) -> ast.expr:
    """``X | None`` → ``Omittable[X]``: it may be absent, but not null."""
    inner, settings = _parts(annotation)
    match inner:
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            inner = left
    return ast.Subscript(ast.Name("Omittable"), _annotated(inner, settings))
