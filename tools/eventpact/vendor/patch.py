"""Differences as patches that ``git apply`` and ``patch -p1`` take, and local edits brought over to a new text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

_NO_NEWLINE = b"\n\\ No newline at end of file\n"
#: Bytes of a path for which git writes it in quotes.
_ODD = re.compile(rb'[\x00-\x1f"\\\x7f-\xff]')

#: Path → content; a path that is absent is a file that is not there.
Files = Mapping[str, bytes]


def patch(old: Files, new: Files, prefix: str = "") -> bytes:
    """What makes *new* of *old*, in git's format; empty where they are the same. Paths are in alphabetical order, and
    *prefix* stands before each of them.
    """
    return b"".join(_file(f"{prefix}{path}", old.get(path), new.get(path)) for path in sorted({*old, *new}))


def _file(path: str, old: bytes | None, new: bytes | None) -> bytes:
    if old == new:
        return b""
    left, right = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    head = b"diff --git " + left + b" " + right + b"\n"
    if old is None or new is None:
        head += (b"new" if old is None else b"deleted") + b" file mode 100644\n"
    tab = b"\t" if " " in path else b""
    names = (b"/dev/null" if old is None else left + tab, b"/dev/null" if new is None else right + tab)
    return head + b"".join(_hunks(old or b"", new or b"", names))


def _hunks(old: bytes, new: bytes, names: tuple[bytes, bytes]) -> Iterator[bytes]:
    lines = difflib.diff_bytes(difflib.unified_diff, _lines(old), _lines(new), *names, lineterm=b"\n")
    yield from (line if line.endswith(b"\n") else line + _NO_NEWLINE for line in lines)


def _lines(content: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+", content)


def _quoted(path: str) -> bytes:
    raw = path.encode("utf-8", "surrogateescape")
    odd = _ODD.sub(lambda found: b"\\%03o" % found[0][0], raw)
    return raw if odd == raw else b'"' + odd + b'"'


def rebased(base: bytes, edited: bytes, new: bytes) -> bytes | None:
    """*new* with the edits that made *edited* of *base*; None where both change the same lines, or lines that touch."""
    old, mine, theirs = _lines(base), _lines(edited), _lines(new)
    there = {-1: -1, len(old): len(theirs)}
    for block in difflib.SequenceMatcher(None, old, theirs, autojunk=False).get_matching_blocks():
        there.update({block.a + k: block.b + k for k in range(block.size)})
    result: list[bytes] = []
    done = 0
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, mine, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        before = there.get(i1 - 1)
        if before is None or any(there.get(k) != before + 1 + k - i1 for k in range(i1, i2 + 1)):
            return None
        result += theirs[done : before + 1] + mine[j1:j2]
        done = before + 1 + i2 - i1
    return b"".join(result + theirs[done:])
