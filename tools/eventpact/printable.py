"""Text from anywhere made safe for a terminal or a log: one place, used by everything that prints."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

#: Categories of Unicode that act instead of showing: controls, formats (bidi), surrogates, private, line separators.
_ACTING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def escape(text: str, *, keep: str = "") -> str:
    r"""*text* with every character that a terminal would act upon written as ``\u001b``; those in *keep* stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in keep or unicodedata.category(c) not in _ACTING else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def excerpt(value: Any, limit: int = 60) -> str:
    """A JSON value on one line, escaped, cut in the middle to about *limit* characters."""
    return shorten(escape(_as_json(value)), limit)


def _as_json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return f"<{type(value).__name__}>"


def shorten(text: str, limit: int) -> str:
    """*text*, or its beginning and end around an ellipsis, at most *limit* characters in all."""
    if len(text) <= limit:
        return text
    head = (limit - 1) * 2 // 3
    tail = limit - 1 - head
    return f"{text[:head]}…{text[-tail:]}"


def one_of(values: list[str], limit: int = 12, word: str = "or") -> str:
    """``a, b or c`` (or another *word*): the members of a choice for a message, escaped, the rest counted."""
    shown = [escape(v) for v in values[:limit]]
    if len(values) > limit:
        shown.append(f"{len(values) - limit} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {word} {shown[-1]}" if shown else "nothing"
