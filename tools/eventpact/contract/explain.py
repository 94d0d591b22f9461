"""Validation errors → faults that a person understands: one per cause, told of the variant and branch that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jsonschema_rs import ValidationError

from eventpact.contract.formats import FORMATS
from eventpact.contract.model import Contract
from eventpact.contract.validators import Validator, location_of
from eventpact.contract.verdict import Fault
from eventpact.pointer import Token, resolve
from eventpact.printable import excerpt, one_of

#: Errors at the top of a branch that show that another branch was meant.
_MISMATCH = frozenset({"type", "enum", "const", "falseSchema"})


def event_faults(contract: Contract, validator: Validator, event: Any, at: tuple[Token, ...] = ()) -> Iterator[Fault]:
    """The faults of one event; *at* are the tokens that lead to it."""
    errors = list(validator.lenient.iter_errors(event))
    if not errors:
        return
    variant = contract.variant(event)
    if variant is None:
        yield _unknown_variant(contract, event, at)
        return
    for error in errors:
        for leaf in _leaves(error, contract.discriminator):
            yield _fault(leaf, event, at, variant.tag)


def envelope_faults(contract: Contract, validator: Validator, body: Any, *, has_events: bool) -> Iterator[Fault]:
    """The faults of a request body that lie outside its events (all of them, unless it *has_events*)."""
    at = contract.events_at
    for error in validator.lenient.iter_errors(body):
        path = tuple(error.instance_path)
        if has_events and path[: len(at)] == at and len(path) > len(at):
            continue
        for leaf in _leaves(error, contract.discriminator):
            yield _fault(leaf, body, (), None)


def _unknown_variant(contract: Contract, event: Any, at: tuple[Token, ...]) -> Fault:
    name, tags = contract.discriminator, contract.tags
    where = contract.event.location
    if not isinstance(event, dict):
        return Fault(at, where, None, f"expected an event (an object), got {_kind(event)}")
    if name not in event:
        return Fault(at, where, None, f"{name} is missing: it says which event this is ({one_of(tags)})")
    close = difflib.get_close_matches(str(event[name]), tags, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return Fault((*at, name), where, None, f"{excerpt(event[name])} is no event: expected {one_of(tags)}{hint}")


def _leaves(error: ValidationError, discriminator: str) -> Iterator[ValidationError]:
    """The errors of the branch that was meant, or *error* itself where it has no branches or none fits."""
    branches = getattr(error.kind, "context", None) if error.kind.name in {"anyOf", "oneOf"} else None
    meant = _meant(branches, list(error.instance_path), discriminator) if branches else None
    if meant is None:
        yield error
        return
    for inner in meant:
        yield from _leaves(inner, discriminator)


def _meant(
    branches: Sequence[Sequence[ValidationError]], path: list[Token], discriminator: str
) -> Sequence[ValidationError] | None:
    fitting = [b for b in branches if b and not any(_is_mismatch(e, path, discriminator) for e in b)]
    return min(fitting, key=len, default=None)


def _is_mismatch(error: ValidationError, path: list[Token], discriminator: str) -> bool:
    below = list(error.instance_path)[len(path) :]
    if below == [discriminator]:
        return True
    if below:
        return False
    if error.kind.name in {"anyOf", "oneOf"}:
        return _meant(getattr(error.kind, "context", []), path, discriminator) is None
    return error.kind.name in _MISMATCH


def _fault(error: ValidationError, value: Any, at: tuple[Token, ...], variant: str | None) -> Fault:
    path = tuple(error.instance_path)
    return Fault((*at, *path), location_of(error), variant, message(error, resolve(value, path)))


def _kind(value: Any) -> str:
    """The JSON type of *value* and an excerpt of it, for a message."""
    if value is None or isinstance(value, bool):
        return excerpt(value)
    if isinstance(value, (int, float)):
        return f"the number {excerpt(value)}"
    if isinstance(value, str):
        return f"the string {excerpt(value)}"
    return f"an array of {len(value)}" if isinstance(value, list) else "an object"


def _article(kinds: Sequence[str]) -> str:
    names = {"null": "null", "array": "an array", "object": "an object", "integer": "an integer"}
    return one_of([names.get(kind, f"a {kind}") for kind in kinds])


def _choice(kind: Any, value: Any) -> str:
    if not all(kind.context):
        return f"{_kind(value)} fits more than one of the alternatives"
    types = [
        name
        for branch in kind.context
        for error in branch
        if error.kind.name == "type"
        for name in error.kind.types
    ]
    if len(types) == len(kind.context):
        return f"expected {_article(types)}, got {_kind(value)}"
    return f"{_kind(value)} fits none of the {len(kind.context)} alternatives"


def _format(kind: Any, value: Any) -> str:
    known = FORMATS.get(kind.format)
    wanted = known.explain(value) if known and isinstance(value, str) else f"the format {kind.format}"
    return f"expected {wanted}, got {excerpt(value)}"


#: Keyword → what to say when it fails, from the error's details and the value.
_MESSAGES: Mapping[str, Callable[[Any, Any], str]] = {
    "type": lambda kind, value: f"expected {_article(kind.types)}, got {_kind(value)}",
    "required": lambda kind, value: f"{excerpt(kind.property)} is missing",
    "enum": lambda kind, value: f"expected {one_of([excerpt(o) for o in kind.options])}, got {excerpt(value)}",
    "const": lambda kind, value: f"expected {excerpt(kind.expected_value)}, got {excerpt(value)}",
    "format": _format,
    "anyOf": _choice,
    "oneOf": _choice,
    "additionalProperties": lambda kind, value: f"{one_of([excerpt(n) for n in kind.unexpected])}: not allowed here",
    "pattern": lambda kind, value: f"{excerpt(value)} does not match {excerpt(kind.pattern)}",
    "minimum": lambda kind, value: f"{excerpt(value)} is less than {kind.limit}",
    "maximum": lambda kind, value: f"{excerpt(value)} is more than {kind.limit}",
    "exclusiveMinimum": lambda kind, value: f"{excerpt(value)} is not more than {kind.limit}",
    "exclusiveMaximum": lambda kind, value: f"{excerpt(value)} is not less than {kind.limit}",
    "multipleOf": lambda kind, value: f"{excerpt(value)} is no multiple of {kind.multiple_of}",
    "minLength": lambda kind, value: f"{excerpt(value)} is shorter than {kind.limit} characters",
    "maxLength": lambda kind, value: f"{excerpt(value)} is longer than {kind.limit} characters",
    "minItems": lambda kind, value: f"{len(value)} items are fewer than {kind.limit}",
    "maxItems": lambda kind, value: f"{len(value)} items are more than {kind.limit}",
    "uniqueItems": lambda kind, value: "two items are the same",
}


def message(error: ValidationError, value: Any) -> str:
    """What is wrong with *value*, in one line, escaped and cut short."""
    say = _MESSAGES.get(error.kind.name)
    return say(error.kind, value) if say else f"{_kind(value)} breaks the keyword {error.kind.name}"
