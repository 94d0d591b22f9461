"""Rules about the documents of a contract and how they are addressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from eventpact.lint.problem import Found, Rule, Severity
from eventpact.lint.subject import Subject, is_document
from eventpact.pointer import Location
from eventpact.printable import excerpt

_HINT = "Tools that resolve by $id and tools that resolve by path must find the same document."


def _misnamed(subject: Subject) -> Iterator[Found]:
    contents = {path: content for path, content in subject.documents.contents.items() if _is_schema(path, content)}
    named = {path: content["$id"] for path, content in contents.items() if isinstance(content.get("$id"), str)}
    bases = {path: _base(name, path) for path, name in named.items()}
    usual = Counter(base for base in bases.values() if base is not None).most_common(1)
    for path in contents if named else ():
        where = str(Location(path) / "$id")
        if path not in named:
            yield Found(str(Location(path)), "has no $id, though other documents have one", _HINT)
        elif bases[path] is None:
            yield Found(where, f"{excerpt(named[path])} does not end in {path}", _HINT)
        elif bases[path] != usual[0][0]:
            yield Found(where, f"{excerpt(named[path])} does not begin with {usual[0][0]} as the others do", _HINT)


def _is_schema(path: str, content: Any) -> bool:
    return isinstance(content, dict) and (is_document(path) or "$id" in content)


def _base(name: str, path: str) -> str | None:
    """What stands before *path* in the ``$id`` *name*, or None when it does not end in it."""
    return name.removesuffix(path) if f"/{name}".endswith(f"/{path}") else None


def _unused(subject: Subject) -> Iterator[Found]:
    broken = {(error.where or "").partition(":")[0] for error in subject.errors if error.rule == "document-parses"}
    for path in subject.files if subject.entry not in broken else ():
        if is_document(path) and path not in subject.used | broken:
            yield Found(path, "no $ref leads here from the entry", "Refer to it, or delete it.")


ID_MIRRORS_PATH = Rule(
    "id-mirrors-path",
    "The $id of every document ends in its path below the contract's folder, after one and the same base.",
    Severity.ERROR,
    _misnamed,
)
DOCUMENT_UNUSED = Rule(
    "document-unused", "Every *.schema.json in the folder is reached from the entry.", Severity.WARNING, _unused
)
