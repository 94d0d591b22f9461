"""Regular expressions of the contract → ECMA-262 with the u flag, which JSON Schema (core §6.4) asks for.

What other engines take and ECMA-262 does not would fail when the artefact is loaded, or mean something else: it is
refused here. Needless escapes, which only the u flag refuses, are taken off.
"""

from __future__ import annotations

import re

from eventpact.errors import EventpactError
from eventpact.pointer import Location
from eventpact.printable import excerpt

_HEX = "[0-9a-fA-F]"
#: Escapes that mean the same inside a class and outside of one.
_ESCAPES = (
    r"\\[dDsSwWfnrtv]|\\0(?![0-9])|\\c[A-Za-z]|"
    rf"\\x{_HEX}{{2}}|\\u{_HEX}{{4}}|\\u\{{0*(?:10|{_HEX})?{_HEX}{{1,4}}\}}|"
    r"\\[pP]\{\w+(?:=\w+)?\}|\\[\^$\\.*+?()\[\]{}|/]"
)
_NEEDLESS = r"\\(?P<needless>[^0-9A-Za-z_]|_)"
_QUANTIFIER = r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??(?![*+?])"
_OUTSIDE = re.compile(
    rf"{_ESCAPES}|\\[bB]|{_NEEDLESS}|{_QUANTIFIER}|\(\?(?:[:=!]|<[=!]|<[A-Za-z_]\w*>)|\((?!\?)|[)|^$.]|"
    r"(?P<bare>[\]}])|[^\\*+?{}()\[\]|^$.]",
    re.DOTALL,
)
_INSIDE = re.compile(rf"{_ESCAPES}|\\[b-]|{_NEEDLESS}|[^\\\]]", re.DOTALL)
_CLASS = re.compile(r"\\[dDsSwWpP]")


def ecma(pattern: str, where: Location) -> str:
    """*pattern* as ECMA-262 has it. Raises EventpactError where it is of another dialect."""
    result: list[str] = []
    inside = False
    position = 0
    while position < len(pattern):
        if not inside and pattern[position] == "[":
            opening = "[^" if pattern.startswith("[^", position) else "["
            inside, position = True, position + len(opening)
            result.append(opening)
        elif inside and pattern[position] == "]":
            inside, position = False, position + 1
            result.append("]")
        else:
            found = (_INSIDE if inside else _OUTSIDE).match(pattern, position)
            if not found:
                raise _refused(pattern, position, where)
            beside_a_class = found[0] == "-" and (_CLASS.match(result[-1]) or _CLASS.match(pattern, found.end()))
            result.append(r"\-" if inside and beside_a_class else _mended(found))
            position = found.end()
    if inside:
        raise _refused(pattern, len(pattern), where)
    return "".join(result)


def _mended(found: re.Match[str]) -> str:
    parts = found.groupdict()
    bare = parts.get("bare")
    return f"\\{bare}" if bare else parts["needless"] or found[0]


def _refused(pattern: str, position: int, where: Location) -> EventpactError:
    return EventpactError(
        f"no TypeScript can be generated: {excerpt(pattern)} is of another dialect from character {position + 1} on",
        where=where,
        hint="Write the pattern in the regular expressions of ECMA-262, with the u flag.",
    )
