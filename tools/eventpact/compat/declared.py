"""What two versions say of the same places besides what makes bodies valid: properties, annotations, keys."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eventpact.compat.literals import text_of
from eventpact.contract.keywords import KEYWORDS, Role
from eventpact.contract.schema import Schema
from eventpact.pointer import Location, Token, to_pointer
from eventpact.printable import one_of

Tokens = tuple[Token, ...]
#: Annotations that a rule of their own is about, or that say nothing of the contract.
_KEY = "x-idempotency-key"
_RULES = {"default": "default-changed", "deprecated": "deprecation-changed"}


@dataclass(frozen=True)
class Note:
    """A change that makes no body valid or invalid: its *rule*, *where* it is written, the *place*, and a sentence."""

    rule: str
    where: Location
    place: str
    summary: str


@dataclass(frozen=True)
class _Place:
    """What is said of one place, by all schemas for it: where first, and the annotations."""

    where: Location
    notes: Mapping[str, frozenset[str]]
    open_object: bool


def notes(old: Schema, new: Schema, *, leave_out: Tokens | None = None) -> Iterator[Note]:
    """The changes from *old* to *new* at each place; what lies below *leave_out* is left out."""
    before, after = (_places(schema, leave_out) for schema in (old, new))
    yield from _properties(before, after, "property-added-optional", "optional property added")
    yield from _properties(after, before, "property-removed", "property removed")
    for tokens, place in after.items():
        if tokens in before:
            yield from _annotations(tokens, before[tokens], place)


def _places(schema: Schema, leave_out: Tokens | None) -> dict[Tokens, _Place]:
    found: dict[Tokens, list[Schema]] = {}
    for tokens, one in schema.walk():
        if leave_out is None or tokens[: len(leave_out)] != leave_out:
            found.setdefault(tokens, []).append(one)
    return {tokens: _place(schemas) for tokens, schemas in found.items()}


def _place(schemas: list[Schema]) -> _Place:
    said: dict[str, set[str]] = {}
    options = [option for schema in schemas for option in schema.options]
    for conjunct in (conjunct for schema in (*schemas, *options) for conjunct in schema.conjuncts):
        for name, value in conjunct.keywords.items():
            if _is_note(name):
                said.setdefault(name, set()).add(text_of(value))
    notes = {name: frozenset(values) for name, values in said.items()}
    return _Place(schemas[0].location, notes, any("object" in option.types for option in options))


def _is_note(name: str) -> bool:
    known = KEYWORDS.get(name)
    return name not in {_KEY, "discriminator"} and (known.role is Role.ANNOTATION if known else True)


def _properties(
    before: Mapping[Tokens, _Place], after: Mapping[Tokens, _Place], rule: str, words: str
) -> Iterator[Note]:
    """The properties that only *after* declares, without those within them."""
    for tokens, place in after.items():
        above = tokens[:-1]
        if tokens and tokens[-1] != "*" and tokens not in before and above in before and before[above].open_object:
            yield Note(rule, place.where, to_pointer(tokens), f"{to_pointer(tokens)}: {words}")


def _annotations(tokens: Tokens, before: _Place, after: _Place) -> Iterator[Note]:
    names = sorted(name for name in {*before.notes, *after.notes} if before.notes.get(name) != after.notes.get(name))
    place = to_pointer(tokens)
    for name in (name for name in names if name in _RULES):
        was, now = (_shown(one.notes.get(name)) for one in (before, after))
        yield Note(_RULES[name], after.where / name, place, f"{place}: {name} was {was}, is {now}")
    others = [name for name in names if name not in _RULES]
    if others:
        yield Note("documentation-changed", after.where, place, f"{place or 'the body'}: {one_of(others)} changed")


def _shown(values: frozenset[str] | None) -> str:
    return "not there" if values is None else " or ".join(sorted(values))


def text(value: Any) -> str:
    """*value* as a text, equal for values that differ in the order of keys only."""
    return json.dumps(value, sort_keys=True, default=str)
