"""One version of a contract or of a plain JSON Schema, wherever it is: a file, a folder, a release, a commit."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from eventpact.compat import Comparison, Reading, compare, compare_schemas
from eventpact.contract import Contract, load
from eventpact.contract.document import Documents, Reader
from eventpact.contract.integrity import problems
from eventpact.errors import EventpactError
from eventpact.evolution.git import commit, path_in_repository
from eventpact.evolution.releases import known, release_file
from eventpact.evolution.semver import parse_semver
from eventpact.files import contract_reader
from eventpact.pointer import Location
from eventpact.printable import excerpt, one_of

#: What the entry of a folder is called, the likeliest first.
_ENTRIES = ("openapi.yaml", "openapi.yml", "openapi.json")
_GIT = "git:"
_HINT = "Name a file, a folder, a released version (1.2.0), or git:REV with a branch, a tag or a commit."


@dataclass(frozen=True)
class Version:
    """A version by the *label* that people call it: the schema of a request *body*, and the *contract* around it (None:
    a plain JSON Schema). *folder* is where its documents lie on disk, or None where they lie in a commit."""

    label: str
    documents: Documents = field(repr=False, compare=False)
    body: Location
    contract: Contract | None
    folder: Path | None = None


def open_version(text: str, *, contract: Path) -> Version:
    """The version that *text* names, *contract* being the entry of the working one: beside it are the releases, and in
    the repository around it are the commits. A text in the form of a version is a release, never a file (write
    ``./1.2.0`` for that). Raises EventpactError."""
    if text.startswith(_GIT):
        return _of_commit(text, contract)
    if parse_semver(text) is not None:
        file = release_file(contract.parent, text)
        if not file.is_file():
            numbers = [str(release.number) for release in known(contract.parent)]
            raise EventpactError(f"{text} is not released", where=file.parent, hint=f"There is {one_of(numbers)}.")
        return of_file(file, label=text)
    path = Path(text)
    if text and path.is_dir():
        return of_file(path / _entry([file.name for file in path.iterdir() if file.is_file()], path), label=text)
    if not path.is_file():
        raise EventpactError(f"there is no {excerpt(text)}", hint=_HINT)
    return of_file(path, label=text)


def of_file(file: Path, *, label: str | None = None) -> Version:
    """The version whose entry is *file*. Raises EventpactError when it cannot be used."""
    return _version(label or str(file), *contract_reader(file), file.parent)


def _of_commit(text: str, contract: Path) -> Version:
    revision, _, path = text.removeprefix(_GIT).partition(":")
    found = commit(contract.parent, revision)
    if not path:
        path = posixpath.join(path_in_repository(contract.parent), contract.name)
    path = posixpath.normpath(path)
    if path.startswith(("/", "../")) or path == "..":
        raise EventpactError(f"{excerpt(path)} is not in the repository", hint="Write the path from its root.")
    names = found.entries("" if path == "." else path)
    if names is not None:
        path = posixpath.normpath(posixpath.join(path, _entry(names, text)))
    folder, name = posixpath.split(path)
    if found.content(path) is None:
        raise EventpactError(f"there is no {excerpt(path)} in {excerpt(revision)}", hint="git:REV:PATH names another.")
    return _version(text, partial(found.read, folder), name, None)


def _entry(names: Iterable[str], where: object) -> str:
    """The one file of a folder that everything begins with."""
    files = sorted(names)
    entry = next((name for name in _ENTRIES if name in files), None)
    schemas = [name for name in files if name.endswith((".json", ".yaml", ".yml"))]
    if entry is None and len(schemas) != 1:
        what = f"holds no openapi.yaml, and {'no' if not schemas else 'more than one'} JSON Schema"
        raise EventpactError(what, where=where, hint="Name the file itself.")
    return entry or schemas[0]


def _version(label: str, read: Reader, entry: str, folder: Path | None) -> Version:
    documents = Documents(read)
    document = documents.document(entry)
    if isinstance(document, dict) and "openapi" in document:
        contract = load(read, entry)
        return Version(label, contract.documents, contract.interface.body, contract, folder)
    _check_schema(document, entry)
    root = Location(entry)
    for problem in problems(documents, root):
        raise problem
    return Version(label, documents, root, None, folder)


def _check_schema(document: Any, entry: str) -> None:
    if not isinstance(document, (dict, bool)):
        what = f"is neither an OpenAPI document nor a JSON Schema, but {excerpt(document)}"
        raise EventpactError(what, where=entry, hint="A JSON Schema is an object or a boolean.")


def compared(old: Version, new: Version, *, reading: Reading) -> Comparison:
    """What changed. Where one of them is a plain schema, the request bodies alone are compared."""
    if old.contract and new.contract:
        return compare(old.contract, new.contract, reading=reading)
    return compare_schemas((old.documents, old.body), (new.documents, new.body), reading=reading)
