"""The changelog (Keep a Changelog 1.1.0): what a release says in it, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from eventpact.printable import escape

NAME = "CHANGELOG.md"
_TITLE = "# Changelog\n"
_UNRELEASED = re.compile(r"^## \[?unreleased\]?[^\n]*\n", re.IGNORECASE | re.MULTILINE)
_SECTION = re.compile(r"^## ", re.MULTILINE)
#: Below "Unreleased": what people wrote of the contract, to go along with its release.
_OF_CONTRACT = re.compile(r"^### Contract[^\n]*\n(.*?)(?=^### |^## |\Z)", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_WIDTH = 120


def heading(version: object) -> str:
    """What the section of the contract's *version* begins with."""
    return f"## Contract {version}"


def with_release(text: str, version: object, day: date, sentences: Sequence[str]) -> str:
    """The changelog *text* with a section for the contract's *version*: what stood below ``### Contract`` in
    "Unreleased", then *sentences*. A section that is there already stays as it is: people may have written it."""
    if re.search(rf"^{re.escape(heading(version))}(?![\w.-])", text, re.MULTILINE):
        return text
    written, rest = _taken(text or _TITLE)
    items = "".join(f"{line}\n" for sentence in sentences for line in _item(sentence))
    section = f"{heading(version)} - {day}\n\n{written}{items}"
    at = _place(rest)
    before, after = rest[:at].rstrip("\n"), rest[at:].lstrip("\n")
    return f"{before}\n\n{section}" + (f"\n{after}" if after else "")


def _taken(text: str) -> tuple[str, str]:
    """What people wrote of the contract in "Unreleased", and the rest."""
    unreleased = _UNRELEASED.search(text)
    end = _place(text)
    found = _OF_CONTRACT.search(text, unreleased.end(), end) if unreleased else None
    if found is None:
        return "", text
    written = found[1].strip("\n")
    return f"{written}\n" if written else "", text[: found.start()] + text[found.end() :]


def _place(text: str) -> int:
    """Where the newest release goes: behind "Unreleased", before all other sections."""
    unreleased = _UNRELEASED.search(text)
    after = _SECTION.search(text, unreleased.end() if unreleased else 0)
    return after.start() if after else len(text)


def _item(sentence: str) -> Iterator[str]:
    """*sentence* as an item of a list, in lines of at most so many characters."""
    line = "-"
    for word in escape(sentence).split():
        if len(line) + 1 + len(word) > _WIDTH and line.strip():
            yield line
            line = " "
        line += f" {word}"
    yield line
