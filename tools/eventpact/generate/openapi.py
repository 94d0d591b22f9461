"""The contract's OpenAPI 3.1 document in one file, for tools that follow no references to other files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eventpact.contract import Contract
from eventpact.contract.document import Documents
from eventpact.errors import ContractError
from eventpact.generate.bundle import moved, named, referenced
from eventpact.pointer import Location, to_pointer

#: Fields of OpenAPI objects whose value is a map from names of the author's choice to objects.
_MAPS = frozenset(
    {
        "callbacks", "content", "encoding", "examples", "headers", "links", "paths", "pathItems", "requestBodies",
        "responses", "securitySchemes", "variables", "webhooks",
    }
)  # fmt: skip
#: Fields that hold values, in which nothing is a reference.
_VALUES = frozenset({"example", "value", "default", "enum"})


def one_file(contract: Contract) -> dict[str, Any]:
    """The entry document with the schemas of other files moved to ``components.schemas``, all else kept.

    What is no schema and lies in another file (a response, say) stands where it was referred to.
    """
    documents, entry = contract.documents, contract.entry
    root = documents.document(entry)
    own = root.get("components", {}).get("schemas", {})
    found: list[Location] = []
    _Pass(documents, entry, found.append).object(Location(entry))
    names = named(documents, (at for at in referenced(documents, found) if at.document != entry), taken=own)

    def link(location: Location) -> str:
        name = names.get(location)
        return f"#/components/schemas/{name}" if name else f"#{to_pointer(location.tokens)}"

    def schema(location: Location) -> Any:
        return moved(documents, location, link)

    document: dict[str, Any] = _Pass(documents, entry, schema).object(Location(entry))
    if not names:
        return document
    arrived = {name: schema(at) for at, name in sorted(names.items(), key=lambda item: item[1])}
    components = document.get("components", {})
    schemas = {**components.get("schemas", {}), **arrived}
    return {**document, "components": {**components, "schemas": schemas}}


@dataclass(frozen=True)
class _Pass:
    """One pass over an OpenAPI document, in which *schema* says what becomes of the schema at a location."""

    documents: Documents
    entry: str
    schema: Callable[[Location], Any]

    def object(self, at: Location, above: tuple[Location, ...] = ()) -> Any:
        """The OpenAPI object at *at*; *above* are the references that led there."""
        value = self.documents.at(at)
        if isinstance(value, list):
            return [self.object(at / i, above) for i in range(len(value))]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return self._reference(value, at, above)
        return {name: self._field(name, at, above) for name in value}

    def _field(self, name: str, at: Location, above: tuple[Location, ...]) -> Any:
        place = at / name
        value = self.documents.at(place)
        if name in _VALUES or name.startswith("x-"):
            return value
        if name == "schema":
            return self.schema(place)
        if name in _MAPS and isinstance(value, dict):
            return {key: self.object(place / key, above) for key in value}
        if at.tokens == ("components",) and isinstance(value, dict):
            inner = self.schema if name == "schemas" else lambda location: self.object(location, above)
            return {key: inner(place / key) for key in value}
        return self.object(place, above)

    def _reference(self, value: dict[str, Any], at: Location, above: tuple[Location, ...]) -> Any:
        target = self.documents.target(value["$ref"], at / "$ref")
        if target.document == self.entry:
            return value
        if target in above:
            raise ContractError("ref-loop", "this $ref leads back to itself", where=at, hint="Break the circle.")
        beside = {name: text for name, text in value.items() if name != "$ref"}
        return {**self.object(target, (*above, target)), **beside}
