"""How the smallest request differs from one that is treated as the contract says, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from eventpact.findings import Finding, Minimal
from eventpact.pointer import Token, to_pointer
from eventpact.printable import escape, excerpt, one_of

_NAMED = 4
_ABSENT = object()


def difference(finding: Finding) -> str:
    """What makes the smallest request of *finding* go wrong; empty where nothing is known of it."""
    minimal = finding.minimal
    if minimal is None:
        return ""
    if len(minimal.needed) > 1:
        together = one_of([_is(pointer, text) for pointer, text in minimal.needed], limit=_NAMED, word="and")
        alone = "either" if len(minimal.needed) == 2 else "any of them"
        return f"{finding.example.observed} when {together}; {alone} alone is not"
    return _against_right(minimal)


def _is(pointer: str, text: str) -> str:
    return f"{pointer or 'the body'} is {_cut(text)}"


def _cut(text: str) -> str:
    try:
        return excerpt(json.loads(text))
    except (ValueError, RecursionError):
        return escape(text[:60])


def _against_right(minimal: Minimal) -> str:
    right, wrong = minimal.accepted, minimal.request
    if right is None:
        return ""
    values = _value(right.body), _value(wrong.body)
    if _ABSENT in values:
        return ""
    try:
        found = list(_differences(*values, ()))
    except RecursionError:
        return ""
    telling = [_told(*one) for one in found if not _are_ids(*one)] or [_told(*one) for one in found]
    return f"as one that is treated right, but {one_of(telling, limit=_NAMED, word='and')}" if telling else ""


def _are_ids(pointer: str, right: Any, wrong: Any) -> bool:
    """Whether two strings differ in digits alone, as the ids of two events of a run do."""
    both = isinstance(right, str) and isinstance(wrong, str)
    return both and re.sub("[0-9]+", "0", right) == re.sub("[0-9]+", "0", wrong)


def _value(body: bytes | None) -> Any:
    try:
        return json.loads(body or b"")
    except (ValueError, RecursionError):
        return _ABSENT


def _differences(right: Any, wrong: Any, tokens: tuple[Token, ...]) -> Iterator[tuple[str, Any, Any]]:
    """(JSON Pointer, right value, wrong value) of each place where *wrong* is another than *right*."""
    both = [dict(_members(value)) for value in (right, wrong)]
    same_kind = type(right) is type(wrong) and isinstance(right, (dict, list))
    if same_kind:
        for token in dict.fromkeys([*both[0], *both[1]]):
            yield from _differences(both[0].get(token, _ABSENT), both[1].get(token, _ABSENT), (*tokens, token))
    elif _text(right) != _text(wrong):
        yield to_pointer(tokens) or "the body", right, wrong


def _members(value: Any) -> Iterator[tuple[Token, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _text(value: Any) -> str:
    """What tells 1 from 1.0 and from true."""
    return f"{type(value).__name__} {value!r}"


def _told(pointer: str, right: Any, wrong: Any) -> str:
    if right is _ABSENT:
        return f"{pointer} is {excerpt(wrong)} instead of absent"
    if wrong is _ABSENT:
        return f"{pointer} is absent instead of {excerpt(right)}"
    return f"{pointer} is {excerpt(wrong)} instead of {excerpt(right)}"
