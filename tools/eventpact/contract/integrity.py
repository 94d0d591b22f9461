"""Whether the schemas of a contract can be used at all: keywords, their forms, references, loops."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import jsonschema_rs

from eventpact.contract.document import Documents
from eventpact.contract.keywords import KEYWORDS, is_known, subschemas
from eventpact.errors import ContractError
from eventpact.pointer import Location, replaced, resolve
from eventpact.printable import excerpt

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def reachable(documents: Documents, *roots: Location) -> Iterator[tuple[Location, Any]]:
    """Every schema that *roots* reach, themselves first, each once. What cannot be followed is passed over."""
    pending, seen = list(roots), set(roots)
    while pending:
        location = pending.pop(0)
        schema = documents.at(location)
        yield location, schema
        found = list(dict.fromkeys((*_below(location, schema), *_target(documents, location, schema))))
        pending += [new for new in found if new not in seen]
        seen.update(found)


def _below(location: Location, schema: Any, *, in_place: bool = False) -> Iterator[Location]:
    """Where the direct subschemas of *schema* are; only those that apply to the same instance when *in_place*."""
    for keyword, tokens, _ in subschemas(schema) if isinstance(schema, dict) else ():
        if keyword.in_place or not in_place:
            yield Location(location.document, location.tokens + tokens)


def _target(documents: Documents, location: Location, schema: Any) -> Iterator[Location]:
    """Where the ``$ref`` of *schema* leads; nothing when there is none or it cannot be followed."""
    if isinstance(schema, dict) and "$ref" in schema:
        with suppress(ContractError):
            yield documents.target(schema["$ref"], location / "$ref")


def problems(documents: Documents, *roots: Location) -> Iterator[ContractError]:
    """All that keeps the schemas that *roots* reach from being used; nothing when the model can be built."""
    circled: set[Location] = set()
    for location, schema in reachable(documents, *roots):
        if isinstance(schema, bool):
            continue
        if not isinstance(schema, dict):
            yield _malformed(location, f"a schema is an object or a boolean, not {excerpt(schema)}")
            continue
        yield from _keyword_problems(schema, location)
        yield from _form_problems(schema, location)
        if isinstance(schema.get("$ref"), str):
            try:
                documents.target(schema["$ref"], location / "$ref")
            except ContractError as error:
                yield error
        circle = set() if location in circled else _circle(documents, location)
        circled |= circle
        if circle:
            yield ContractError(
                "ref-loop",
                "this schema refers to itself without a step into the payload",
                where=location,
                hint="Recursion must go through properties or items.",
            )


def _circle(documents: Documents, start: Location) -> set[Location]:
    """The schemas on one way from *start* back to itself that all apply to the same instance; empty without one."""
    ways: list[tuple[Location, ...]] = [(start,)]
    seen: set[Location] = set()
    while ways:
        way = ways.pop()
        schema = documents.at(way[-1])
        for step in (*_below(way[-1], schema, in_place=True), *_target(documents, way[-1], schema)):
            if step == start:
                return set(way)
            if step not in seen:
                seen.add(step)
                ways.append((*way, step))
    return set()


def _malformed(where: Location, what: str) -> ContractError:
    hint = "See JSON Schema 2020-12 for the form of this keyword."
    return ContractError("metaschema", what, where=where, hint=hint)


#: What to write for keywords of other dialects.
_INSTEAD = {
    "nullable": 'Add "null" to the list in `type`.',
    "definitions": "Use `$defs`.",
    "dependencies": "Use `dependentRequired` or `dependentSchemas`.",
    "additionalItems": "Use `prefixItems` and `items`.",
    "$anchor": "Refer by a JSON Pointer: `#/$defs/Name`.",
    "$recursiveRef": "Use `$ref`.",
    "$dynamicRef": "Use `$ref`.",
}


def _keyword_problems(schema: Mapping[str, Any], location: Location) -> Iterator[ContractError]:
    for name in (n for n in schema if not is_known(n)):
        close = difflib.get_close_matches(name[:40], KEYWORDS, n=1, cutoff=0.75)
        hint = _INSTEAD.get(name) or (f"Did you mean `{close[0]}`?" if close else None)
        yield ContractError(
            "keyword-supported",
            f"the keyword {excerpt(name)} is not supported",
            where=location / name,
            hint=hint or "Use a keyword of JSON Schema 2020-12, or an annotation whose name begins with x-.",
        )
    if "$id" in schema and location.tokens:
        yield ContractError(
            "keyword-supported",
            "$id below a document's root is not supported",
            where=location / "$id",
            hint="Give the schema a file of its own.",
        )


def _form_problems(schema: Mapping[str, Any], location: Location) -> Iterator[ContractError]:
    """What the metaschema and the regular expressions' compiler say of the keywords of *schema* itself."""
    own: Any = schema
    for _, tokens, _ in subschemas(schema):
        own = replaced(own, tokens, True)
    for error in _metaschema().iter_errors(own):
        place = tuple(str(token) for token in error.instance_path)
        what = f"{place[0]} cannot {'be' if len(place) == 1 else 'hold'} {excerpt(resolve(own, place))}"
        yield _malformed(Location(location.document, location.tokens + place), what)
    dialect = schema.get("$schema", DIALECT)
    if isinstance(dialect, str) and dialect.rstrip("#") != DIALECT:
        yield ContractError(
            "metaschema",
            f"the dialect {excerpt(dialect)} is not supported",
            where=location / "$schema",
            hint=f"Write `{DIALECT}`.",
        )
    pattern, patterns = schema.get("pattern"), schema.get("patternProperties")
    if isinstance(pattern, str) and not _is_regex(pattern):
        yield _malformed(location / "pattern", f"pattern is no regular expression: {excerpt(pattern)}")
    for name in patterns if isinstance(patterns, dict) else ():
        if not _is_regex(name):
            place = location / "patternProperties" / name
            yield _malformed(place, f"this name is no regular expression: {excerpt(name)}")


@cache
def _metaschema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": DIALECT}, offline=True)


def _is_regex(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except ValueError:
        return False
    return True
