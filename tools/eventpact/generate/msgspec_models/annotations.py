"""Pieces of the overlay → annotations that msgspec can decode, and whether one says all that its piece does."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from eventpact.generate.python.pieces import Piece, json_type

#: What msgspec's bounds on integers can be.
_INT64 = 2**63
_FORMATS = {"date-time": "DateTime", "date": "Date", "uuid": "Uuid"}
_SIZES = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}
_BOUNDS = {"minimum": "ge", "exclusiveMinimum": "gt", "maximum": "le", "exclusiveMaximum": "lt"}
#: All that a piece may say without a reference, a choice or a list of values.
_KNOWN = frozenset(
    {"type", "format", "pattern", "items", "additionalProperties", "multipleOf", "default", *_BOUNDS}
    | {name for names in _SIZES.values() for name in names}
)


@dataclass(frozen=True)
class Annotation:
    """An annotation as *text*; the *kinds* of values that msgspec tells it from others by; whether it is *exact*."""

    text: str
    kinds: tuple[str, ...]
    exact: bool = True


ANYTHING = Annotation("Any", ("any",))


class Annotations:
    """Writes annotations.

    A reference to one of the *tagged* classes is not exact, as msgspec asks for a tag only where there are several to
    tell apart. *patterns* are those in pieces, in Python's form; one that is not among them is left to the check.
    """

    def __init__(self, tagged: Collection[str], patterns: dict[str, str]) -> None:
        self._tagged = tagged
        self._patterns = patterns

    def of(self, piece: Piece) -> Annotation:
        """The annotation of *piece*."""
        if "$ref" in piece:
            name = piece["$ref"].rpartition("/")[2]
            return Annotation(name, ("object",), name not in self._tagged)
        if "anyOf" in piece:
            return _union([self.of(one) for one in piece["anyOf"]])
        if "enum" in piece:
            return _literal(piece["enum"])
        if not piece.keys() <= _KNOWN:
            return Annotation("Any", ("any",), exact=False)
        if "type" not in piece:
            return ANYTHING
        kinds = piece["type"] if isinstance(piece["type"], list) else [piece["type"]]
        return _union([self._typed(piece, kind) for kind in kinds])

    def _typed(self, piece: Piece, kind: str) -> Annotation:
        if kind == "null":
            return Annotation("None", ("null",))
        if kind == "boolean":
            return Annotation("Bool", ("boolean",))
        if kind == "string":
            return self._string(piece)
        if kind in {"integer", "number"}:
            return _number(piece, kind)
        below = piece.get("items" if kind == "array" else "additionalProperties")
        inner = self.of(below) if isinstance(below, dict) else ANYTHING
        text = f"list[{inner.text}]" if kind == "array" else f"dict[str, {inner.text}]"
        return Annotation(_sized(text, piece, kind), (kind,), inner.exact)

    def _string(self, piece: Piece) -> Annotation:
        if "format" in piece:
            return Annotation(_FORMATS[piece["format"]], ("string",))
        pattern = piece.get("pattern")
        more = [f"pattern={self._patterns[pattern]!r}"] if pattern in self._patterns else []
        exact = pattern is None or bool(more)
        return Annotation(_sized("str", piece, "string", more), ("string",), exact)


def _with_meta(text: str, arguments: list[str]) -> str:
    return f"Annotated[{text}, Meta({', '.join(arguments)})]" if arguments else text


def _sized(text: str, piece: Piece, kind: str, more: Collection[str] = ()) -> str:
    sizes = zip(("min_length", "max_length"), _SIZES[kind], strict=True)
    return _with_meta(text, [*(f"{ours}={int(piece[name])}" for ours, name in sizes if name in piece), *more])


def _number(piece: Piece, kind: str) -> Annotation:
    """Integers and, for a number, floats, each with bounds of its own type: msgspec has none for both."""
    given = {name: piece[name] for name in _BOUNDS if name in piece}
    multiple = piece.get("multipleOf")
    exact = multiple is None or (kind == "integer" and isinstance(multiple, int) and 0 < multiple < _INT64)
    whole = {_BOUNDS[name]: value for name, value in given.items()}
    bounds = _whole_bounds(given)
    exact = exact and all(
        abs(value) < _INT64 and float(value) == value for value in [*whole.values(), *bounds.values()]
    )
    if not given and multiple is None:
        return Annotation("Integer" if kind == "integer" else "Number", _NUMERIC[kind])
    if not exact:
        return Annotation("Integer" if kind == "integer" else "Number", _NUMERIC[kind], exact=False)
    arguments = [f"{name}={value}" for name, value in bounds.items()]
    if kind == "integer":
        return Annotation(
            _with_meta("int", [*arguments, *([f"multiple_of={multiple}"] if multiple else [])]), _NUMERIC[kind]
        )
    floats = [f"{name}={float(value)!r}" for name, value in whole.items()]
    return Annotation(f"{_with_meta('int', arguments)} | {_with_meta('float', floats)}", _NUMERIC[kind])


_NUMERIC = {"integer": ("integer",), "number": ("integer", "float")}


def _whole_bounds(given: dict[str, float]) -> dict[str, int]:
    """The same bounds on integers as integers: 0.5 < n says 1 <= n."""
    low = [math.ceil(given["minimum"])] if "minimum" in given else []
    low += [math.floor(given["exclusiveMinimum"]) + 1] if "exclusiveMinimum" in given else []
    high = [math.floor(given["maximum"])] if "maximum" in given else []
    high += [math.ceil(given["exclusiveMaximum"]) - 1] if "exclusiveMaximum" in given else []
    return {**({"ge": max(low)} if low else {}), **({"le": min(high)} if high else {})}


def _literal(members: list[Any]) -> Annotation:
    """The members as a literal. msgspec has none of booleans: both of them are a type, one alone is not exact."""
    names = {"string": "string", "number": "integer", "null": "null", "boolean": "boolean"}
    kinds = tuple(dict.fromkeys(names[json_type(member)] for member in members))
    truths = {member for member in members if isinstance(member, bool)}
    others = [member for member in members if not isinstance(member, bool)]
    fits = all(isinstance(member, str | None) or abs(member) < _INT64 for member in others)
    if not fits:
        return Annotation("Any", ("any",), exact=False)
    parts = ["Bool"] if truths else []
    if others:
        parts.append("None" if others == [None] else f"Literal[{', '.join(map(repr, others))}]")
    return Annotation(" | ".join(parts), kinds, len(truths) != 1)


def _union(parts: list[Annotation]) -> Annotation:
    """Any of *parts*; where msgspec could not tell two of them apart, anything, which the check has to look at."""
    distinct = list({part.text: part for part in parts}.values())
    if len(distinct) == 1:
        return distinct[0]
    kinds = [kind for part in distinct for kind in part.kinds]
    if len(kinds) > len(set(kinds)) or "any" in kinds:
        return Annotation("Any", ("any",), exact=False)
    text = " | ".join(part.text for part in distinct)
    return Annotation(text, tuple(kinds), all(part.exact for part in distinct))
