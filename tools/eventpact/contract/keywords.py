"""The keywords of JSON Schema 2020-12: what each is for, and where subschemas stand below it.

A keyword that is not in this table and does not begin with ``x-`` is *unsupported*: loading stops with its location.
``judged`` keywords are honoured by the oracle but not taken apart by the model: lint lists each such site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Role(Enum):
    """What a keyword does (JSON Schema core, §7)."""

    IDENTIFIER = "identifier"
    ANNOTATION = "annotation"
    ASSERTION = "assertion"
    APPLICATOR = "applicator"


class Below(Enum):
    """Where subschemas stand in a keyword's value."""

    NOTHING = "nothing"
    ONE = "one"
    LIST = "list"
    MAP = "map"


@dataclass(frozen=True)
class Keyword:
    """One keyword: its *role*, whether it is only *judged*, where its subschemas are, whether they apply *in place*."""

    name: str
    role: Role
    judged: bool = False
    below: Below = Below.NOTHING
    in_place: bool = False


def _table() -> dict[str, Keyword]:
    identifier = [Keyword(n, Role.IDENTIFIER) for n in ("$schema", "$id", "$comment", "$ref")]
    annotation = [
        Keyword(n, Role.ANNOTATION)
        for n in ("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "example")
    ]
    assertion = [
        Keyword(n, Role.ASSERTION)
        for n in (
            "type", "enum", "const", "format", "required",
            "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
            "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
            "minProperties", "maxProperties",
        )
    ]  # fmt: skip
    judged = [Keyword(n, Role.ASSERTION, judged=True) for n in ("dependentRequired", "minContains", "maxContains")]
    applicator = [
        Keyword("properties", Role.APPLICATOR, below=Below.MAP),
        Keyword("items", Role.APPLICATOR, below=Below.ONE),
        Keyword("additionalProperties", Role.APPLICATOR, below=Below.ONE),
        *(Keyword(n, Role.APPLICATOR, below=Below.LIST, in_place=True) for n in ("allOf", "anyOf", "oneOf")),
        *(
            Keyword(n, Role.APPLICATOR, judged=True, below=Below.ONE, in_place=True)
            for n in ("not", "if", "then", "else")
        ),
        Keyword("dependentSchemas", Role.APPLICATOR, judged=True, below=Below.MAP, in_place=True),
        Keyword("patternProperties", Role.APPLICATOR, judged=True, below=Below.MAP),
        Keyword("prefixItems", Role.APPLICATOR, judged=True, below=Below.LIST),
        *(
            Keyword(n, Role.APPLICATOR, judged=True, below=Below.ONE)
            for n in ("contains", "propertyNames", "unevaluatedProperties", "unevaluatedItems")
        ),
        Keyword("$defs", Role.IDENTIFIER, below=Below.MAP),
        # OpenAPI's hint about which branch is meant: it decides nothing (OpenAPI 3.1, §4.8.25).
        Keyword("discriminator", Role.ANNOTATION),
    ]
    return {k.name: k for k in (*identifier, *annotation, *assertion, *judged, *applicator)}


KEYWORDS: Mapping[str, Keyword] = _table()

#: Keywords whose verdict can turn from invalid to valid when a format gets stricter: the oracle judges twice.
NOT_MONOTONE = frozenset({"not", "if", "oneOf", "unevaluatedProperties", "unevaluatedItems", "maxContains"})


def is_known(name: str) -> bool:
    """Whether *name* is in the table or is an extension (``x-…``), which is an annotation."""
    return name in KEYWORDS or name.startswith("x-")


def subschemas(schema: Mapping[str, Any]) -> Iterator[tuple[Keyword, tuple[str, ...], Any]]:
    """Each direct subschema of *schema*: the keyword it stands under, the tokens to it, and itself."""
    for name, value in schema.items():
        keyword = KEYWORDS.get(name)
        if keyword is None or keyword.below is Below.NOTHING:
            continue
        if keyword.below is Below.ONE:
            yield keyword, (name,), value
        elif keyword.below is Below.LIST and isinstance(value, list):
            yield from ((keyword, (name, str(i)), sub) for i, sub in enumerate(value))
        elif keyword.below is Below.MAP and isinstance(value, dict):
            yield from ((keyword, (name, key), sub) for key, sub in value.items())
