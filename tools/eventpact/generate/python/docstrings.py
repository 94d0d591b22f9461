"""Texts of the contract as docstrings and comments: data everywhere, never code."""

from __future__ import annotations

import re
import textwrap

from eventpact.printable import escape

_WIDTH = 112


def docstring(text: str, indent: str = "") -> str:
    """*text* as a docstring, wrapped, its paragraphs kept; whatever it holds, it stays inside."""
    lines = _wrapped(escape(text.strip(), keep="\n"), _WIDTH - len(indent))
    body = "\n".join(f"{indent}{line}".rstrip() for line in lines).strip().replace("\\", "\\\\")
    body = re.sub(r'"(?="|$)', r"\"", body)  # no run of quotes, and none at the end
    closing = f"\n{indent}" if len(lines) > 1 else ""
    return f'{indent}"""{body}{closing}"""'


def one_line(text: str) -> str:
    """*text* for a comment or a heading: one line, nothing in it that an editor or a terminal would act upon."""
    return escape(" ".join(text.split()))


def _wrapped(text: str, width: int) -> list[str]:
    lines = (textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
    return [part for parts in lines for part in parts or [""]]
