"""The documents of a contract: JSON and YAML text → plain JSON values, and ``$ref`` → a place in one of them.

Nothing here reads a disk: bytes come from a :data:`Reader`. References are resolved by the files' places below the
contract's folder; a remote one, or one that leaves the folder, is refused before anything is read.
"""

from __future__ import annotations

import json
import math
import posixpath
import re
from collections.abc import Callable, Hashable
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from eventpact.errors import ContractError
from eventpact.pointer import Location, parse_pointer, resolve
from eventpact.printable import excerpt

#: Gives the bytes of a document by its path relative to the contract's folder. Raises ContractError.
Reader = Callable[[str], bytes]


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
            raise ContractError(
                error.rule, f"$ref {excerpt(reference)} leads nowhere: {error.what}", where=found_at, hint=error.hint
            ) from None
        return location

    def _path(self, base: str, found_at: Location) -> str:
        if urlsplit(base).scheme or base.startswith("//"):
            for path, content in self._contents.items():
                if isinstance(content, dict) and content.get("$id") == base:
                    return path
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


def parse(path: str, data: bytes) -> Any:
    """The JSON value in *data*: YAML when *path* ends in .yaml or .yml, else JSON. Raises ContractError with the line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(path, f"is not UTF-8 (byte {error.start})") from None
    try:
        return _parse_yaml(text) if path.endswith((".yaml", ".yml")) else _parse_json(text)
    except json.JSONDecodeError as error:
        raise _unreadable(f"{path}:{error.lineno}:{error.colno}", f"is not JSON: {error.msg}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else path
        raise _unreadable(place, f"is not usable YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise _unreadable(path, f"is not usable YAML: {str(error).splitlines()[0]}") from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        raise _unreadable(path, f"cannot be used: {reason}") from None


def _unreadable(where: str, what: str) -> ContractError:
    return ContractError("document-parses", what, where=where, hint="Mend the file and run the command again.")


def _parse_json(text: str) -> Any:
    def no_constant(name: str) -> Any:
        raise ValueError(f"{name} is not JSON")

    return json.loads(text, object_pairs_hook=_unique_keys, parse_constant=no_constant)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise ValueError(f"the key {excerpt(key)} stands twice in one object")
        result[key] = value
    return result


class _JsonLoader(yaml.SafeLoader):
    """YAML restricted to what JSON can say: no dates, no yes/no booleans, no aliases, no key twice."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]] = {  # noqa: RUF012 - the base class's own interface
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":timestamp", ":bool", ":merge"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not supported", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        result: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, int) and not isinstance(key, bool):
                key = str(key)  # a status code as a key of `responses`
            problem = None if isinstance(key, str) else "a key must be a string"
            problem = f"the key {excerpt(key)} stands twice" if key in result else problem
            if problem:
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            result[key] = self.construct_object(value_node, deep=deep)
        return result

    def construct_float(self, node: yaml.ScalarNode) -> float:
        value = self.construct_yaml_float(node)
        if not math.isfinite(value):
            raise yaml.MarkedYAMLError(problem="JSON has no NaN and no infinity", problem_mark=node.start_mark)
        return value


_JsonLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_JsonLoader.add_constructor("tag:yaml.org,2002:float", _JsonLoader.construct_float)


def _parse_yaml(text: str) -> Any:
    return yaml.load(text, Loader=_JsonLoader)  # noqa: S506 - a SafeLoader, narrowed
