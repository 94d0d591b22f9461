"""The documents of a contract, each parsed once, and ``$ref`` → a place in one of them.

Nothing here reads a disk: bytes come from a :data:`Reader`. References are resolved by the files' places below the
contract's folder; a remote one, or one that leaves the folder, is refused before anything is read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from eventpact.contract.syntax import parse
from eventpact.errors import ContractError
from eventpact.pointer import Location, parse_pointer, resolve
from eventpact.printable import excerpt

#: Gives the bytes of a document by its path relative to the contract's folder. Raises ContractError.
Reader = Callable[[str], bytes]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")  # RFC 3986, §3.1


class Documents:
    """The documents that were asked for so far, each parsed once."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._contents: dict[str, Any] = {}

    @property
    def contents(self) -> dict[str, Any]:
        """Path → parsed document, in the order of first use."""
        return dict(self._contents)

    def document(self, path: str) -> Any:
        """The JSON value that the document at *path* holds. Raises ContractError when it can't be read or parsed."""
        if path not in self._contents:
            self._contents[path] = parse(path, self._read(path))
        return self._contents[path]

    def at(self, location: Location) -> Any:
        """The JSON value at *location*. Raises ContractError when there is none."""
        try:
            return resolve(self.document(location.document), location.tokens)
        except LookupError:
            raise ContractError(
                "ref-resolves",
                "there is nothing at this place",
                where=location,
                hint="Check the part after '#' of the $ref that leads here.",
            ) from None

    def target(self, reference: Any, found_at: Location) -> Location:
        """Where ``$ref: reference``, written at *found_at*, leads. Raises ContractError."""
        if not isinstance(reference, str):
            raise ContractError("ref-resolves", f"$ref must be a string, not {excerpt(reference)}", where=found_at)
        base, _, fragment = reference.partition("#")
        path = self._path(base, found_at) if base else found_at.document
        try:
            location = Location(path, parse_pointer(unquote(fragment)))
        except ValueError:
            raise ContractError(
                "ref-resolves",
                f"$ref {excerpt(reference)} names an anchor",
                where=found_at,
                hint="Only JSON Pointers are supported after '#': '#/$defs/Name'.",
            ) from None
        try:
            self.at(location)
        except ContractError as error:
            if error.rule == "document-parses":
                raise  # what is to be mended is there, not here
            raise ContractError(
                error.rule,
                f"$ref {excerpt(reference)} cannot be followed: {error.what}",
                where=found_at,
                hint=error.hint,
            ) from None
        return location

    def _path(self, base: str, found_at: Location) -> str:
        if base.startswith("//") or _SCHEME.match(base):
            raise ContractError(
                "ref-local",
                f"$ref {excerpt(base)} is remote; nothing is fetched",
                where=found_at,
                hint="Copy the schema into the contract's folder and refer to it by its relative path.",
            )
        path = posixpath.normpath(posixpath.join(posixpath.dirname(found_at.document), unquote(base)))
        if path.startswith(("../", "/")) or path == ".." or "\\" in path or "\0" in path:
            raise ContractError(
                "ref-local",
                f"$ref {excerpt(base)} leaves the contract's folder",
                where=found_at,
                hint="Move the file into the contract's folder and refer to it there.",
            )
        return path
