"""Patterns of ECMA-262 (what JSON Schema's ``pattern`` is written in) → patterns of Python's ``re``, or nothing.

Only what means the same in both, or has an exact equivalent, is translated; a pattern with anything else is refused.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping

#: The members of ``\s`` (ECMA-262 §22.2.2.9, WhiteSpace and LineTerminator).
_SPACE = r"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES: Mapping[str, str] = {"d": "0-9", "w": "0-9A-Za-z_", "s": _SPACE}
_CONTROLS = frozenset("nrtfv")
_ANY = r"[^\n\r\u2028\u2029]"
_GROUPS = re.compile(r"\(\?(?::|=|!|<=|<!)|\((?!\?)")
_NAMED_GROUP = re.compile(r"\(\?<([A-Za-z_][A-Za-z0-9_]*)>")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??")
_CODE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")
_LITERAL = re.compile(r"[\[\]{}&|~#-]")


class _Refused(ValueError):
    """The pattern holds what has no exact equivalent."""


def to_python(pattern: str) -> str | None:
    """*pattern* for ``re.search``; None where it has no equivalent."""
    try:
        translated = _Translation(pattern).text()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(translated)
    except (_Refused, re.error, Warning, OverflowError, RecursionError):
        return None
    return translated


class _Translation:
    """One pattern on its way, read from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def text(self) -> str:
        """All of it."""
        parts = []
        while self._at < len(self._pattern):
            parts.append(self._part())
        return "".join(parts)

    def _part(self) -> str:
        character = self._pattern[self._at]
        special: Mapping[str, Callable[[], str]] = {
            "\\": self._escape, "[": self._class, "(": self._group, "$": lambda: self._taken(1, r"\Z"),
            ".": lambda: self._taken(1, _ANY), "^": lambda: self._taken(1, "^"),
            "|": lambda: self._taken(1, "|"), ")": lambda: self._taken(1, ")"),
        }  # fmt: skip
        if character in special:
            return special[character]()
        quantifier = _QUANTIFIER.match(self._pattern, self._at)
        if quantifier:
            return self._quantified(quantifier[0])
        return self._taken(1, re.escape(character))

    def _taken(self, length: int, translation: str) -> str:
        self._at += length
        return translation

    def _quantified(self, quantifier: str) -> str:
        """ECMA-262 has no possessive quantifiers: another one behind it is no pattern there."""
        self._at += len(quantifier)
        if self._pattern[self._at : self._at + 1] in {"*", "+", "?"}:
            raise _Refused
        return quantifier

    def _group(self) -> str:
        named = _NAMED_GROUP.match(self._pattern, self._at)
        if named:
            return self._taken(len(named[0]), f"(?P<{named[1]}>")
        plain = _GROUPS.match(self._pattern, self._at)
        if not plain:
            raise _Refused
        return self._taken(len(plain[0]), plain[0])

    def _escape(self) -> str:
        letter = self._pattern[self._at + 1 : self._at + 2]
        if letter.lower() in _CLASSES:
            negated = "^" if letter.isupper() else ""
            return self._taken(2, f"[{negated}{_CLASSES[letter.lower()]}]")
        if letter in {"b", "B"}:
            return self._taken(2, rf"(?a:\{letter})")
        return self._character(letter)

    def _character(self, letter: str) -> str:
        """An escape that stands for one character, in a class or not."""
        code = _CODE.match(self._pattern, self._at)
        if code:
            return self._taken(len(code[0]), code[0])
        if letter in _CONTROLS:
            return self._taken(2, f"\\{letter}")
        if not letter or letter.isalnum() or not letter.isascii():  # back-references, \p{…}, \c…, unknown ones
            raise _Refused
        return self._taken(2, re.escape(letter))

    def _class(self) -> str:
        start = "[^" if self._pattern.startswith("[^", self._at) else "["
        self._at += len(start)
        members = []
        while not self._pattern.startswith("]", self._at):
            members.append(self._member())
        self._at += 1
        if not members:
            return "(?!)" if start == "[" else "(?s:.)"
        return f"{start}{''.join(members)}]"

    def _member(self) -> str:
        character = self._pattern[self._at : self._at + 1]
        if not character:
            raise _Refused
        if character != "\\":
            if character == "-":
                return self._taken(1, "-")
            return self._taken(1, f"\\{character}" if _LITERAL.match(character) or character == "^" else character)
        letter = self._pattern[self._at + 1 : self._at + 2]
        if letter in _CLASSES:
            return self._taken(2, _CLASSES[letter])
        if letter == "-":
            return self._taken(2, r"\-")
        if letter == "b":
            return self._taken(2, r"\x08")
        return self._character(letter)
