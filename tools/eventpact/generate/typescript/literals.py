"""Values and texts of the contract as TypeScript: whatever they hold, they are data there, never code."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable
from typing import Any

from eventpact.printable import escape

_WIDTH = 110
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def text_literal(text: str) -> str:
    """*text* as a string literal in ASCII: JSON's escapes are JavaScript's too (ECMA-262 §12.9.4)."""
    return json.dumps(text)


def number_literal(value: int | float) -> str:
    """The double that JSON.parse makes of *value*, as an expression."""
    try:
        number = float(value)
    except OverflowError:
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def is_exact(value: int | float) -> bool:
    """Whether a double holds *value*, so that JSON.parse gives it and no neighbour."""
    return (
        number_literal(value).lstrip("-") != "Infinity" and int(float(value)) == value if type(value) is int else True
    )


def scalar_literal(value: Any) -> str:
    """A string, number, boolean or null as an expression."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return text_literal(value) if isinstance(value, str) else number_literal(value)


def type_literal(value: Any) -> str:
    """The type whose only value is *value*."""
    if isinstance(value, list):
        return f"[{', '.join(map(type_literal, value))}]"
    if isinstance(value, dict):
        return f"{{ {'; '.join(f'{member(name)}: {type_literal(inner)}' for name, inner in value.items())} }}"
    literal = scalar_literal(value)
    return "number" if literal.lstrip("-") == "Infinity" else literal


def member(name: str) -> str:
    """The name of a property as it stands in a type: quoted where it is no identifier."""
    return name if _IDENTIFIER.fullmatch(name) else text_literal(name)


def comment(paragraphs: Iterable[str], indent: str = "") -> list[str]:
    """The lines of a doc comment; none where there is nothing to say. No text ends it or acts in it.

    A backslash takes the meaning from ``@`` where it would begin a tag (TSDoc), or a command to the compiler.
    """
    text = "\n\n".join(part.strip() for part in paragraphs if part.strip())
    if not text:
        return []
    plain = re.sub(r"(?<!\S)@", r"\\@", escape(text, keep="\n")).replace("*/", r"*\/")
    wrapped = (textwrap.wrap(line, _WIDTH - len(indent), break_long_words=False) for line in plain.split("\n"))
    lines = [part for parts in wrapped for part in parts or [""]]
    if len(lines) == 1:
        return [f"{indent}/** {lines[0]} */"]
    return [f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in lines), f"{indent} */"]
