"""What the rules look at: the documents of a contract, what is written in them, and what keeps them from being used."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eventpact.contract import Contract, Oracle, load
from eventpact.contract.document import Documents, Reader
from eventpact.contract.integrity import problems, reachable
from eventpact.contract.interface import Interface, inspect_interface
from eventpact.contract.model import find_events, key_problems
from eventpact.contract.schema import Schema, schema_at
from eventpact.errors import ContractError
from eventpact.lint.openapi import ExampleAt, Place, ReferenceAt, SchemaAt, places
from eventpact.pointer import Location

#: Rules whose errors mean that schemas cannot be walked: what is said in them has to wait.
_BROKEN = frozenset({"document-parses", "metaschema", "ref-local", "ref-resolves", "ref-loop"})
#: Folders whose files are no documents of the contract: payloads, and bundles of what was released.
_APART = ("examples/", "releases/")


@dataclass(frozen=True)
class Subject:
    """A contract under lint.

    *files* are the paths of all files in its folder; *used* those that the entry reaches; *roots* where schemas are
    written that stand for themselves; *examples* those in the entry, outside of schemas; *errors* what keeps the
    contract from being used; *interface* and *contract* are None where such errors leave none.
    """

    read: Reader
    documents: Documents
    entry: str
    files: tuple[str, ...]
    used: frozenset[str]
    roots: tuple[Location, ...]
    examples: tuple[ExampleAt, ...]
    errors: tuple[ContractError, ...]
    interface: Interface | None
    contract: Contract | None

    @cached_property
    def oracle(self) -> Oracle | None:
        """The oracle of the contract, or None."""
        return Oracle(self.contract) if self.contract else None

    @property
    def is_walkable(self) -> bool:
        """Whether every schema can be followed to what it says."""
        return not any(error.rule in _BROKEN for error in self.errors)

    @cached_property
    def written(self) -> dict[Location, Any]:
        """Every schema that is written in the documents, by its place; none while they cannot be walked."""
        return dict(reachable(self.documents, *self.roots)) if self.is_walkable else {}

    @cached_property
    def judging(self) -> dict[Location, dict[str, Any]]:
        """The schema objects that the verdict about a payload rests on."""
        found = reachable(self.documents, self.interface.body) if self.interface and self.is_walkable else ()
        return {location: schema for location, schema in found if isinstance(schema, dict)}

    @cached_property
    def properties(self) -> dict[Location, Schema]:
        """Every declared property, by the place where it is written first."""
        found: dict[Location, Schema] = {}
        for root in self.roots if self.is_walkable else ():
            for tokens, schema in schema_at(self.documents, [root]).walk():
                if tokens and tokens[-1] != "*":
                    found.setdefault(schema.conjuncts[0].location, schema)
        return found


def examine(read: Reader, entry: str, files: Iterable[str] = ()) -> Subject:
    """The contract whose OpenAPI document is *entry*, with *files* beside it, ready for the rules."""
    documents = Documents(read)
    interface, errors = inspect_interface(documents, entry)
    found = _places(documents, entry)
    roots = [*([interface.body] if interface else []), *(p.location for p in found if isinstance(p, SchemaAt))]
    errors += _stray(documents, [p.location for p in found if isinstance(p, ReferenceAt)])
    deque(reachable(documents, *dict.fromkeys(roots)), maxlen=0)  # reads every document that a $ref leads to
    used = frozenset(documents.contents)
    apart = [Location(path) for path in sorted(files) if is_document(path)]
    for root in apart:
        errors += _unreadable(documents, root.document)
    roots += [root for root in apart if root.document in documents.contents]
    errors += problems(documents, *dict.fromkeys(roots))
    contract, reason = _load(read, documents, entry, interface)
    return Subject(
        read=read,
        documents=documents,
        entry=entry,
        files=tuple(sorted(files)),
        used=used,
        roots=tuple(dict.fromkeys(roots)),
        examples=tuple(p for p in found if isinstance(p, ExampleAt)),
        errors=_distinct([*errors, *reason]),
        interface=interface,
        contract=contract,
    )


def is_document(path: str) -> bool:
    """Whether the file at *path* is a document of the contract by its name: ``….schema.json``."""
    return path.endswith(".schema.json") and not path.startswith(_APART)


def _places(documents: Documents, entry: str) -> list[Place]:
    document = documents.contents.get(entry)
    return list(places(document, Location(entry)))


def _stray(documents: Documents, references: list[Location]) -> list[ContractError]:
    errors = []
    for location in references:
        try:
            documents.target(documents.at(location), location)
        except ContractError as error:
            errors.append(error)
    return errors


def _unreadable(documents: Documents, path: str) -> list[ContractError]:
    try:
        documents.document(path)
    except ContractError as error:
        return [error]
    return []


def _load(
    read: Reader, documents: Documents, entry: str, interface: Interface | None
) -> tuple[Contract | None, list[ContractError]]:
    try:
        return load(read, entry), []
    except ContractError as error:
        if error.rule != "idempotency-key" or interface is None:
            return None, [error]
    _, event = find_events(schema_at(documents, [interface.body]), interface.events_at)
    return None, [problem for option in event.options for problem in key_problems(option)]


def _distinct(errors: list[ContractError]) -> tuple[ContractError, ...]:
    return tuple({(error.rule, error.where, error.what): error for error in errors}.values())
