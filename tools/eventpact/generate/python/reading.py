"""What the model generator wrote, taken apart: only what is understood goes on, so no text can become code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from eventpact.generate.python.fields import VOCABULARY

#: Names of the model generator → names of the types that the generated package brings along.
_EXCHANGED: Mapping[str, str] = {
    "Any": "Json",
    "AwareDatetime": "DateTime",
    "StrictFloat": "Number",
    "StrictInt": "Integer",
    "UUID": "Uuid",
    "date": "Date",
    "str": "StrictStr",
}
#: What an annotation may be made of; a call is one of Field with keywords, a name is a known one.
_PARTS = (
    ast.Name, ast.Load, ast.Subscript, ast.Tuple, ast.BinOp, ast.BitOr, ast.Constant, ast.UnaryOp, ast.USub, ast.Call,
    ast.keyword,
)  # fmt: skip


@dataclass(frozen=True)
class WrittenField:
    """A field's annotation, and the default that stands behind it, if any."""

    annotation: ast.expr
    default: ast.expr | None


@dataclass(frozen=True)
class Written:
    """The models of a module, in the order of writing: class → field → what was written; root type → its annotation."""

    classes: Mapping[str, Mapping[str, WrittenField]]
    roots: Mapping[str, ast.expr]


def read(text: str, names: Iterable[str]) -> Written:
    """The models called *names* in *text*; types of other names are put in where they are used.

    Raises ValueError when one is missing, or when anything is there but annotations of known names and constants.
    """
    module = _Module(set(names))
    for statement in ast.parse(text).body:
        module.take(statement)
    return module.written()


class _Module:
    """A module of models on its way through."""

    def __init__(self, names: set[str]) -> None:
        self._names = names
        self._classes: dict[str, dict[str, WrittenField]] = {}
        self._roots: dict[str, ast.expr] = {}

    def take(self, statement: ast.stmt) -> None:
        """Note what *statement* defines."""
        match statement:
            case ast.ImportFrom() | ast.Expr(value=ast.Call(func=ast.Attribute(attr="model_rebuild"), args=[])):
                pass  # both are written anew, from the names that are used
            case ast.ClassDef(name=name, bases=[ast.Name(id="Model")]):
                self._classes[name] = _fields(statement)
            case ast.ClassDef(name=name, bases=[ast.Subscript(value=ast.Name(id="RootModel"))]):
                self._roots[name] = _fields(statement)["root"].annotation
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="TypeAliasType"), args=[_, annotation])
            ):
                self._roots[name] = annotation
            case _:
                raise _not_understood(statement)

    def written(self) -> Written:
        """All of it, checked."""
        missing = self._names - {*self._classes, *self._roots}
        if missing or self._classes.keys() - self._names:
            raise ValueError(f"other classes than expected: {sorted(self._classes)}, without {sorted(missing)}")
        exchange = _Exchange({name: it for name, it in self._roots.items() if name not in self._names})
        classes = {
            name: {key: WrittenField(self._checked(exchange.visit(one.annotation)), _constant(one.default))
                   for key, one in fields.items()}
            for name, fields in self._classes.items()
        }  # fmt: skip
        roots = {n: self._checked(exchange.visit(it)) for n, it in self._roots.items() if n in self._names}
        return Written(classes, roots)

    def _checked(self, annotation: ast.expr) -> ast.expr:
        for node in ast.walk(annotation):
            known = not isinstance(node, ast.Name) or node.id in VOCABULARY or node.id in self._names
            field = not isinstance(node, ast.Call) or (isinstance(node.func, ast.Name) and node.func.id == "Field")
            if not (isinstance(node, _PARTS) and known and field):
                raise _not_understood(annotation)
        return annotation


class _Exchange(ast.NodeTransformer):
    """Puts our types in the place of the model generator's, what *inlined* types stand for in theirs, and ``X | Y``
    and plain names in that of the forms for names that are not defined yet: annotations are read late."""

    def __init__(self, inlined: Mapping[str, ast.expr]) -> None:
        self._inlined = inlined

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self._inlined:
            found: ast.expr = self.visit(self._inlined[node.id])
            return found
        return ast.Name(_EXCHANGED.get(node.id, node.id), node.ctx)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return self.visit_Name(ast.Name(node.value, ast.Load())) if isinstance(node.value, str) else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        match node:
            case ast.Subscript(value=ast.Name(id="Literal"), slice=members):
                return ast.Subscript(ast.Name("OneOf"), node) if _has_numbers(members) else node
            case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=members)):
                union: ast.expr = reduce(_either, map(self.visit, members))
                return union
            case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
                return _either(self.visit(inner), ast.Constant(None))
        return ast.Subscript(node.value, self.visit(node.slice), node.ctx)


def _has_numbers(members: ast.expr) -> bool:
    """Whether numbers or booleans are among *members*: pydantic's own Literal takes one for the other."""
    values = ast.literal_eval(members)
    return any(isinstance(value, int) for value in (values if isinstance(values, tuple) else (values,)))


def _either(one: ast.expr, other: ast.expr) -> ast.expr:
    return ast.BinOp(one, ast.BitOr(), other)


def _fields(statement: ast.ClassDef) -> dict[str, WrittenField]:
    fields: dict[str, WrittenField] = {}
    for inner in statement.body:
        match inner:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=default):
                fields[name] = WrittenField(annotation, default)
            case ast.Pass() | ast.Assign(targets=[ast.Name(id="model_config")]):  # settings are ours
                pass
            case _:
                raise _not_understood(inner)
    return fields


def _constant(default: ast.expr | None) -> ast.expr | None:
    plain = default.operand if isinstance(default, ast.UnaryOp) else default
    if plain is not None and not isinstance(plain, ast.Constant):
        raise _not_understood(plain)
    return default


def _not_understood(node: ast.AST) -> ValueError:
    return ValueError(f"the model generator wrote what is not understood: {ast.unparse(node)[:200]!r}")
