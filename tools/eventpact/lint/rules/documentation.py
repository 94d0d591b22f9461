"""Rules about what people read: descriptions and examples."""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.contract.keywords import KEYWORDS, Below
from eventpact.contract.schema import Conjunct, Schema, schema_at
from eventpact.lint.problem import Found, Rule, Severity
from eventpact.lint.subject import Subject
from eventpact.pointer import Location

#: Types that need no example: all their values are known.
_PLAIN = frozenset({"null", "boolean"})
#: Keywords below which any name may stand, ``$defs`` too.
_MAPS = frozenset(keyword.name for keyword in KEYWORDS.values() if keyword.below is Below.MAP)


def _undescribed(subject: Subject) -> Iterator[Found]:
    for location, kind, schema in _named(subject):
        description = schema.annotation("description")
        if not isinstance(description, str) or not description.strip():
            yield Found(str(location), f"this {kind} has no description", "Say in a sentence what it means.")


def _named(subject: Subject) -> Iterator[tuple[Location, str, Schema]]:
    """What has a name of its own: documents, definitions, variants and properties, each once."""
    named = dict.fromkeys(subject.properties, "property")
    for location, written in subject.written.items():
        if isinstance(written, dict) and (not location.tokens or _is_definition(location.tokens)):
            named.setdefault(location, "definition" if location.tokens else "document")
    for variant in subject.contract.variants if subject.contract and subject.written else ():
        named.setdefault(variant.schema.conjuncts[0].location, "variant")
    for location, kind in named.items():
        yield location, kind, subject.properties.get(location) or schema_at(subject.documents, [location])


def _is_definition(tokens: tuple[str, ...]) -> bool:
    if tokens[:-1] == ("components", "schemas"):
        return True
    return tokens[-2:-1] == ("$defs",) and not (len(tokens) > 2 and tokens[-3] in _MAPS)


def _without_example(subject: Subject) -> Iterator[Found]:
    for location, schema in subject.properties.items():
        if not _has_example(schema):
            yield Found(str(location), "no example can be made from this", "Add `examples: […]` with realistic values.")


def _has_example(schema: Schema, above: tuple[tuple[Conjunct, ...], ...] = ()) -> bool:
    """Whether a typical value is written here, or follows from what is written here or below."""
    if any(schema.annotation(name) is not None for name in ("examples", "example", "default")):
        return True
    if schema.members is not None or schema.types <= _PLAIN or schema.conjuncts in above:
        return True
    if len(schema.options) > 1:
        return all(_has_example(option, (*above, schema.conjuncts)) for option in schema.options)
    if schema.types - {"null"} == {"object"}:
        return bool(schema.properties)  # each is asked for an example of its own
    if schema.types - {"null"} == {"array"}:
        return schema.items is not None and _has_example(schema.items, (*above, schema.conjuncts))
    return False


DESCRIPTION_PRESENT = Rule(
    "description-present",
    "Every document, definition, variant and property has a description, of its own or by its $ref.",
    Severity.ERROR,
    _undescribed,
)
EXAMPLES_PRESENT = Rule(
    "examples-present",
    "Every property has examples, unless its values are known (enum, const, boolean, null), it has a default, or its "
    "own properties or items have them.",
    Severity.ERROR,
    _without_example,
)
