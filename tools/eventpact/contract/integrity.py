"""Whether the schemas of a contract can be used at all: keywords, forms, references, loops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from eventpact.contract.document import Documents
from eventpact.contract.keywords import is_known, subschemas
from eventpact.contract.schema import conjuncts
from eventpact.errors import ContractError
from eventpact.pointer import Location
from eventpact.printable import excerpt


def reachable(documents: Documents, root: Location) -> Iterator[tuple[Location, Any]]:
    """Every schema that *root* reaches, itself first, each once. What cannot be followed is passed over."""
    pending, seen = [root], {root}
    while pending:
        location = pending.pop(0)
        schema = documents.at(location)
        yield location, schema
        if not isinstance(schema, dict):
            continue
        found = [Location(location.document, location.tokens + tokens) for _, tokens, _ in subschemas(schema)]
        if "$ref" in schema:
            with suppress(ContractError):
                found.append(documents.target(schema["$ref"], location / "$ref"))
        pending += [new for new in dict.fromkeys(found) if new not in seen]
        seen.update(found)


def problems(documents: Documents, root: Location) -> Iterator[ContractError]:
    """What keeps the schemas that *root* reaches from being used; nothing when the model can be built."""
    for location, schema in reachable(documents, root):
        try:
            _check_keywords(schema, location)
            if isinstance(schema, dict):
                _check_shapes(schema, location)
            conjuncts(documents, location)
        except ContractError as error:
            if error.where is None or error.rule == "metaschema" or _is_own(error, location):
                yield error


def _is_own(error: ContractError, location: Location) -> bool:
    """A fault of a schema further on is reported there, once."""
    return str(error.where).startswith(str(location))


def _check_keywords(schema: Any, location: Location) -> None:
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        raise ContractError("metaschema", f"a schema is an object or a boolean, not {excerpt(schema)}", where=location)
    unknown = next((name for name in schema if not is_known(name)), None)
    if unknown is not None:
        raise ContractError(
            "keyword-supported",
            f"the keyword {excerpt(unknown)} is not supported",
            where=location / unknown,
            hint="Use a keyword of JSON Schema 2020-12 (see `eventpact lint --list-rules`), or an x-… annotation.",
        )
    if "$id" in schema and location.tokens:
        raise ContractError(
            "keyword-supported",
            "$id below a document's root is not supported",
            where=location / "$id",
            hint="Give the schema a file of its own.",
        )


#: Keyword → the Python types its value must have; the metaschema says the same, but lint alone reports all of it.
_SHAPES: Mapping[str, tuple[type, ...]] = {
    "properties": (dict,), "patternProperties": (dict,), "$defs": (dict,), "dependentSchemas": (dict,),
    "required": (list,), "enum": (list,), "allOf": (list,), "anyOf": (list,), "oneOf": (list,),
    "type": (str, list), "examples": (list,), "format": (str,), "pattern": (str,),
}  # fmt: skip


def _check_shapes(schema: Mapping[str, Any], location: Location) -> None:
    for name, types in _SHAPES.items():
        if name in schema and not isinstance(schema[name], types):
            raise ContractError(
                "metaschema", f"{name} cannot be {excerpt(schema[name])}", where=location / name,
                hint="See JSON Schema 2020-12 for the form of this keyword.",
            )  # fmt: skip
