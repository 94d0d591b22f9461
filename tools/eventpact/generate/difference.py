"""How a tree on disk differs from the generated one: for people, bounded, safe for a terminal."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from itertools import islice

from eventpact.printable import escape, shorten

#: Lines of a file's diff that are shown, lines of a file that are compared, and characters of a line.
_SHOWN = 40
_COMPARED = 2000
_WIDTH = 200


def differences(generated: Mapping[str, bytes], found: Mapping[str, bytes]) -> Iterator[str]:
    """For each path at which *found* is not *generated*, the lines of a unified diff; nothing when all is the same."""
    for path in sorted({*generated, *found}):
        if path not in found:
            yield f"{escape(path)}: is missing"
        elif path not in generated:
            yield f"{escape(path)}: is not generated"
        elif generated[path] != found[path]:
            yield from _diff(path, found[path], generated[path])


def _diff(path: str, found: bytes, generated: bytes) -> Iterator[str]:
    old, new = _lines(found), _lines(generated)
    name = escape(path)
    skipped = _same_at_the_start(old, new) if max(len(old), len(new)) > _COMPARED else 0
    if skipped:
        yield f"{name}: the first {skipped} lines are the same; lines are counted from there"
    part = slice(skipped, skipped + _COMPARED)
    lines = difflib.unified_diff(old[part], new[part], f"{name} (found)", f"{name} (generated)", lineterm="")
    shown = list(islice(lines, _SHOWN + 1))
    yield from (shorten(escape(line), _WIDTH) for line in shown[:_SHOWN])
    if not shown:
        yield f"{name}: differs in bytes that are no UTF-8"
    if len(shown) > _SHOWN:
        yield "  …"


def _same_at_the_start(old: list[str], new: list[str]) -> int:
    pairs = zip(old, new, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").split("\n")
