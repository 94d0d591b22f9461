"""Compiled validators for a contract: jsonschema-rs over its documents, with our own definition of every format."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

import jsonschema_rs

from eventpact.contract.document import Documents
from eventpact.contract.formats import FORMATS
from eventpact.contract.integrity import reachable
from eventpact.contract.keywords import NOT_MONOTONE
from eventpact.contract.verdict import Verdict
from eventpact.errors import ContractError
from eventpact.pointer import Location, parse_pointer, to_pointer

#: Base of the addresses under which jsonschema-rs knows the documents; nothing is ever fetched.
_BASE = "https://contract.invalid/"


class Validator:
    """The validator of the schema at *root*, once for each reading of what formats leave open.

    Raises ContractError when the schema cannot be compiled (a pattern that is no regular expression, say).
    """

    def __init__(self, documents: Documents, root: Location) -> None:
        self._strict = _compiled(documents, root, {f.name: f.strict for f in FORMATS.values()})
        self.lenient = _compiled(documents, root, {f.name: f.lenient for f in FORMATS.values()})
        self._monotone = not any(
            isinstance(schema, dict) and NOT_MONOTONE & schema.keys() for _, schema in reachable(documents, root)
        )

    def verdict(self, value: Any) -> Verdict:
        """Valid or invalid when every reading agrees, else unspecified."""
        strict = self._strict.is_valid(value)
        if strict and self._monotone:
            return Verdict.VALID
        lenient = self.lenient.is_valid(value)
        if strict is not lenient:
            return Verdict.UNSPECIFIED
        return Verdict.VALID if strict else Verdict.INVALID


def _compiled(documents: Documents, root: Location, formats: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    resources = [(_BASE + quote(path), _without_id(content)) for path, content in documents.contents.items()]
    registry = jsonschema_rs.Registry(resources, draft=jsonschema_rs.Draft202012)
    try:
        return jsonschema_rs.Draft202012Validator(
            {"$ref": f"{_BASE}{quote(root.document)}#{quote(to_pointer(root.tokens))}"},
            formats=formats,
            validate_formats=True,
            registry=registry,
            offline=True,
        )
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise ContractError(
            "metaschema",
            f"the schema cannot be compiled: {getattr(error, 'message', error)}",
            where=root,
            hint="`eventpact lint` names the place.",
        ) from None


def _without_id(content: Any) -> Any:
    """Documents are known by their paths; an ``$id`` of their own would rival that."""
    if isinstance(content, dict) and "$id" in content:
        return {k: v for k, v in content.items() if k != "$id"}
    return content


def location_of(error: jsonschema_rs.ValidationError) -> Location | None:
    """Where the keyword is written that *error* is about."""
    address = error.absolute_keyword_location
    if address is None or not address.startswith(_BASE):
        return None
    document, _, fragment = address[len(_BASE) :].partition("#")
    return Location(unquote(document), parse_pointer(unquote(fragment)))
