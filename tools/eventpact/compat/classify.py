"""What was found → the rule that it falls under, and a sentence that says what changed."""

from __future__ import annotations

from typing import Any

from eventpact.compat.found import Found
from eventpact.compat.literals import Goal
from eventpact.compat.model import Side
from eventpact.pointer import Location, resolve
from eventpact.printable import excerpt

_BOUNDS = frozenset({
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems",
    "minProperties", "maxProperties",
})  # fmt: skip
#: Keywords that say the same in two ways.
_FAMILIES = (
    {"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}, {"enum", "const"},
    {"not", "if", "dependentRequired", "dependentSchemas", "oneOf", "anyOf"},
)  # fmt: skip
_STEMS = {
    "pattern": "pattern", "format": "format", "multipleOf": "multiple", "uniqueItems": "unique-items",
    "contains": "contains", "propertyNames": "property-names",
}  # fmt: skip
_CLOSING = frozenset({"additionalProperties", "unevaluatedProperties"})


def rule_of(found: Found, refused_by: Side) -> str:
    """The id of the rule that *found* falls under: the new version refuses it (narrowed), or the old one (widened)."""
    narrowed = refused_by == "new"
    if found.fresh is not None:
        return "property-added-optional" if narrowed else "property-removed"
    if found.site.is_false:
        return _forbidden(found, narrowed=narrowed)
    if found.keyword == "required":
        return _required(found, narrowed=narrowed)
    if found.keyword in {"anyOf", "oneOf"} and not found.several:
        return "option-removed" if narrowed else "option-added"
    if found.keyword == "type":
        return _of_type(found, narrowed=narrowed)
    return _of_assertion(found, narrowed=narrowed)


def _forbidden(found: Found, *, narrowed: bool) -> str:
    """The schema ``false`` refuses the value: of a property, an unknown one, or an item."""
    above = found.site.location.tokens[-2:]
    if above[-1:] and above[-1] in _CLOSING:
        if found.known:
            return "property-removed" if narrowed else "property-added-optional"
        return "object-closed" if narrowed else "object-opened"
    if above[:1] == ("properties",):
        return "property-removed" if narrowed else "property-added-optional"
    return "items-added" if narrowed else "items-removed"


def _required(found: Found, *, narrowed: bool) -> str:
    declared = any(
        found.name in goal.site.declared for goal in found.accepted if isinstance(goal, Goal) and goal.wanted
    )
    if declared:
        return "property-became-required" if narrowed else "property-became-optional"
    return "required-property-added" if narrowed else "required-property-removed"


def _of_type(found: Found, *, narrowed: bool) -> str:
    stem = "nullable" if value_at(found) is None else "type"
    if stem == "nullable":
        return "nullable-removed" if narrowed else "nullable-added"
    return "type-narrowed" if narrowed else "type-widened"


def _of_assertion(found: Found, *, narrowed: bool) -> str:
    both = _accepted_value(found) is not None
    if found.keyword in {"enum", "const"}:
        if both:
            return "enum-member-removed" if narrowed else "enum-member-added"
        return "enum-added" if narrowed else "enum-removed"
    if found.keyword in _BOUNDS:
        if both:
            return "bound-tightened" if narrowed else "bound-loosened"
        return "bound-added" if narrowed else "bound-removed"
    stem = _STEMS.get(found.keyword, "condition")
    return f"{stem}-changed" if both else f"{stem}-added" if narrowed else f"{stem}-removed"


def _family(keyword: str) -> set[str]:
    return next((family for family in _FAMILIES if keyword in family), {keyword})


def _accepted_value(found: Found) -> Any:
    """What the accepting side says under the same keyword at the same place, or None where it says nothing."""
    family = _family(found.keyword)
    values = [
        site.schema[name]
        for goal in found.accepted
        if isinstance(goal, Goal) and goal.wanted
        for site in goal.site.in_place()
        for name in family
        if name in site.schema
    ]
    return values[0] if values else None


def pointer_of(found: Found, refused_by: Side) -> Location:
    """Where the change is written in the new version, or in the old one where the new one has no such place."""
    refusing = found.site.location if found.site.is_false else found.site.location / found.keyword
    if refused_by == "new":
        return refusing
    sites = [goal.site for goal in found.accepted if isinstance(goal, Goal) and goal.wanted]
    places = [place for site in sites for place in site.in_place()]
    family = _family(found.keyword)
    said = (place.location / name for place in places for name in family if name in place.schema)
    name = found.name or ""
    properties = (place.declared[name].location for place in places if name in place.declared)
    written = (place.location for place in places if set(place.schema) - {"$ref"})
    candidates = (*(properties if found.keyword == "required" else said), *written)
    return next(iter(candidates), refusing)


def value_at(found: Found) -> Any:
    """The value at the place that *found* is about."""
    return resolve(found.value, found.tokens)


def summary_of(found: Found, rule: str, refused_by: Side, place: str) -> str:
    """One sentence: what changed at *place*, with the values of both sides where they are short."""
    where = place or "the whole"
    if rule.startswith(("property-added", "property-removed", "object-", "option-", "variant-", "nullable-")):
        return f"{where}: {_WORDS.get(rule, rule.replace('-', ' '))}"
    if found.keyword == "required":
        return f"{where}: {rule.replace('-', ' ')}"
    accepted, refused = _accepted_value(found), found.site.schema.get(found.keyword)
    before, after = (accepted, refused) if refused_by == "new" else (refused, accepted)
    if rule.startswith("enum-member"):
        return f"{where}: {excerpt(value_at(found))} is {'no longer' if rule.endswith('removed') else 'now'} valid"
    return f"{where}: {found.keyword} was {_shown(before)}, is {_shown(after)}"


_WORDS = {
    "property-added-optional": "optional property added", "object-closed": "unknown properties are refused now",
    "object-opened": "unknown properties are taken now", "nullable-added": "null is valid now",
    "nullable-removed": "null is no longer valid",
}  # fmt: skip


def _shown(value: Any) -> str:
    return "not there" if value is None else excerpt(value)
