"""Text from anywhere as Markdown: never markup, link or HTML there."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from eventpact.printable import escape


def plain(text: str) -> str:
    """*text* with each mark of ASCII escaped (CommonMark §2.4)."""
    return "".join(f"\\{c}" if c in string.punctuation else c for c in escape(text))


def code(text: str) -> str:
    """*text* as a code span, within more backticks than it has in a row."""
    safe = escape(text)
    fence = _fence(safe, 1)
    return f"{fence} {safe} {fence}" if "`" in safe else f"{fence}{safe}{fence}"


def block(text: str, language: str) -> Iterator[str]:
    """The lines of *text* as a block of code."""
    lines = [escape(line) for line in text.splitlines()]
    fence = _fence(text, 3)
    yield from (f"{fence}{language}", *lines, fence)


def _fence(text: str, least: int) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * max(least, longest + 1)
