"""The contract's schemas with nothing left in them but what asks something of a payload, as the package's checks read
them: definitions by name, references as names, patterns in Python's own form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from eventpact.contract import Contract
from eventpact.contract.document import Documents
from eventpact.contract.formats import FORMATS
from eventpact.contract.keywords import KEYWORDS, Role, subschemas
from eventpact.generate.bundle import body_root, moved, named, referenced
from eventpact.generate.msgspec_models.patterns import to_python
from eventpact.generate.msgspec_models.runtime._formats import EXPECTED
from eventpact.pointer import Location, replaced

#: What the package's checks leave out: they would need the annotations of all that was evaluated before.
_NOT_CHECKED = frozenset({"unevaluatedProperties", "unevaluatedItems"})


@dataclass(frozen=True)
class Assertions:
    """*definitions* by name; the names of the *body* and of an *event* among them; and the *gaps*: keywords that are
    in the contract but not here, as ``location: why``."""

    definitions: dict[str, Any]
    body: str
    event: str
    gaps: tuple[str, ...]

    @property
    def apart(self) -> bool:
        """Whether the body is an array of which nothing is asked but that each item is an event."""
        body = self.definitions[self.body]
        return bool(body == {"type": "array", "items": {"$ref": self.event}})


def assertions(contract: Contract) -> Assertions:
    """What *contract* asks of a request body."""
    documents, body, event = contract.documents, body_root(contract), _event_root(contract)
    locations = list(dict.fromkeys([body, event, *referenced(documents, [body, event])]))
    names = named(documents, locations)
    gaps: dict[str, None] = {}
    definitions = {name: _bare(_moved(documents, at, names), at, gaps) for at, name in names.items()}
    return Assertions(dict(sorted(definitions.items())), names[body], names[event], tuple(gaps))


def _event_root(contract: Contract) -> Location:
    """Where an event's schema is written, plain references to it followed."""
    documents, location = contract.documents, contract.event_at
    while isinstance(schema := documents.at(location), dict) and schema.keys() == {"$ref"}:
        location = documents.target(schema["$ref"], location / "$ref")
    return location


def _moved(documents: Documents, location: Location, names: dict[Location, str]) -> Any:
    return moved(documents, location, names.__getitem__)


def _bare(schema: Any, at: Location, gaps: dict[str, None]) -> Any:
    """*schema*, written at *at*, without annotations; what cannot be checked is taken out and noted in *gaps*."""
    if not isinstance(schema, dict):
        return schema
    result = {name: value for name, value in schema.items() if name == "$ref" or _asks(name)}
    if "format" in result and result["format"] not in EXPECTED:
        if result["format"] in FORMATS:  # others are not asserted
            gaps[f"{at / 'format'}: not checked"] = None
        del result["format"]
    for keyword, tokens, part in subschemas(result):
        inner = Location(at.document, at.tokens + tokens)
        result = replaced(result, tokens, _bare(part, inner, gaps))
        assert keyword.name in result
    for name in sorted(result.keys() & _NOT_CHECKED):
        gaps[f"{at / name}: not checked"] = None
        del result[name]
    if "pattern" in result:
        result |= dict(_translated(["pattern"], [result.pop("pattern")], at, gaps))
    if "patternProperties" in result:
        result = _with_patterns(result, at, gaps)
    return result


def _asks(name: str) -> bool:
    return name in KEYWORDS and name != "$defs" and KEYWORDS[name].role in {Role.ASSERTION, Role.APPLICATOR}


def _translated(
    keys: Iterable[str], patterns: Iterable[str], at: Location, gaps: dict[str, None]
) -> Iterable[tuple[str, str]]:
    for key, pattern in zip(keys, patterns, strict=True):
        python = to_python(pattern)
        if python is None:
            gaps[f"{at / key}: Python's re has no equivalent of this pattern"] = None
        else:
            yield key, python


def _with_patterns(schema: dict[str, Any], at: Location, gaps: dict[str, None]) -> dict[str, Any]:
    """*schema* with the keys of ``patternProperties`` translated. Where one cannot be, nothing can be said about which
    properties are additional, so both keywords go."""
    patterns = schema["patternProperties"]
    found = dict(_translated(patterns, patterns, at / "patternProperties", gaps))
    rest = {name: value for name, value in schema.items() if name != "patternProperties"}
    if len(found) == len(patterns):
        return {**rest, "patternProperties": {found[name]: patterns[name] for name in patterns}}
    rest.pop("additionalProperties", None)
    return rest
