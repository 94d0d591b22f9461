"""Validation errors → faults that a person understands: one per cause, told of the variant and branch meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jsonschema_rs import ValidationError

from eventpact.contract.keywords import KEYWORDS, Role
from eventpact.contract.messages import kind_of, message
from eventpact.contract.model import Contract, Variant
from eventpact.contract.schema import conjuncts
from eventpact.contract.validators import Validator, location_of
from eventpact.contract.verdict import Fault
from eventpact.pointer import Location, Token, resolve, to_pointer
from eventpact.printable import escape, excerpt, one_of

_CHOICES = frozenset({"anyOf", "oneOf"})
_MEMBERS = frozenset({"enum", "const"})
#: Errors at the top of a branch that show that another branch was meant.
_MISMATCH = frozenset({"type", "falseSchema"}) | _MEMBERS
#: The longest name of an event that is compared with the known ones.
_LONGEST_NAME = 100
_TOO_DEEP = "is not what the contract asks for; it is nested too deep to say where"


class Explainer:
    """The faults of what a contract does not accept.

    *body*, *event* and *envelope* (the body, whatever its events are) are its validators. Narrower ones, which bring
    fewer errors to sort out, are compiled when the first fault asks for them: of each variant.
    """

    def __init__(self, contract: Contract, *, body: Validator, event: Validator, envelope: Validator) -> None:
        self._contract = contract
        self._body = body
        self._event = event
        self._envelope = envelope
        self._variants: dict[str, Validator] = {}

    def event(self, event: Any, at: tuple[Token, ...] = ()) -> tuple[Fault, ...]:
        """The faults of one event; *at* are the tokens that lead to it. Empty when it has none."""
        if self._event.lenient.is_valid(event):
            return ()
        variant = self._contract.variant(event)
        if variant is None:
            return (_unknown_variant(self._contract, event, at),)
        try:
            leaves = self._leaves(self._of(variant), event) or self._leaves(self._event, event)
        except ValueError:  # jsonschema-rs judges deeper values than it can report on
            return (Fault(at, variant.schema.location, variant.tag, _TOO_DEEP),)
        return tuple(_fault(leaf, event, at, variant.tag) for leaf in leaves)

    def body(self, body: Any) -> tuple[Fault, ...]:
        """The faults of a request body, those outside its events first."""
        at = self._contract.events_at
        events = self._events(body)
        try:
            found = self._around(body)
            if events is not None:
                found += [fault for index, event in enumerate(events) for fault in self.event(event, (*at, index))]
            return tuple(found or (_fault(leaf, body, (), None) for leaf in self._leaves(self._body, body)))
        except ValueError:
            return (self._too_deep(),)

    def around(self, body: Any) -> tuple[Fault, ...]:
        """The faults of a request body that lie outside its events."""
        try:
            return tuple(self._around(body))
        except ValueError:
            return (self._too_deep(),)

    def _around(self, body: Any) -> list[Fault]:
        at = None if self._events(body) is None else self._contract.events_at
        leaves = ((tuple(leaf.instance_path), leaf) for leaf in self._leaves(self._envelope, body))
        outside = (leaf for path, leaf in leaves if at is None or path[: len(at)] != at or len(path) == len(at))
        return [_fault(leaf, body, (), None) for leaf in outside]

    def _too_deep(self) -> Fault:
        return Fault((), self._contract.body.location, None, _TOO_DEEP)

    def _events(self, body: Any) -> list[Any] | None:
        """The array of events in *body*, or None where there is none."""
        try:
            events = resolve(body, self._contract.events_at)
        except LookupError:
            return None
        return events if isinstance(events, list) else None

    def _of(self, variant: Variant) -> Validator:
        """The validator of the one place where all that *variant* asks for is written; of all events without one."""
        if variant.tag not in self._variants:
            branch = _branch(self._contract, variant)
            self._variants[variant.tag] = Validator(self._contract.documents, branch) if branch else self._event
        return self._variants[variant.tag]

    def _leaves(self, validator: Validator, value: Any) -> list[ValidationError]:
        """The errors that tell the causes. Raises ValueError when *value* is nested too deep to say."""
        errors = validator.lenient.iter_errors(value)
        return _without_consequences(leaf for e in errors for leaf in _leaves(e, self._contract.discriminator))


def first_fault(validator: Validator, value: Any) -> str:
    """What is wrong with *value*, in one line; the first cause where there are several."""
    try:
        error = next(leaf for e in validator.lenient.iter_errors(value) for leaf in _leaves(e, ""))
    except ValueError:
        return _TOO_DEEP
    place = to_pointer(error.instance_path)
    return f"{place + ': ' if place else ''}{message(error, resolve(value, error.instance_path))}"


def _branch(contract: Contract, variant: Variant) -> Location | None:
    first, *_ = variant.schema.conjuncts
    inside = {conjunct.location for conjunct in conjuncts(contract.documents, first.location)}
    outside = [c for c in variant.schema.conjuncts if c.location not in inside]
    asks = any(
        KEYWORDS[n].role in {Role.ASSERTION, Role.APPLICATOR} for c in outside for n in c.keywords if n in KEYWORDS
    )
    return None if asks else first.location


def _without_consequences(errors: Iterable[ValidationError]) -> list[ValidationError]:
    """*errors* without those of a type where ``enum`` or ``const`` failed too: one cause, and the members say more."""
    found = list(errors)
    places = {tuple(e.instance_path) for e in found if e.kind.name in _MEMBERS}
    return [e for e in found if e.kind.name != "type" or tuple(e.instance_path) not in places]


def _unknown_variant(contract: Contract, event: Any, at: tuple[Token, ...]) -> Fault:
    name, tags = contract.discriminator, contract.tags
    where = contract.event.location
    if not isinstance(event, dict):
        return Fault(at, where, None, f"expected an event (an object), got {kind_of(event)}")
    if name not in event:
        return Fault(at, where, None, f"{escape(name)} is missing: it says which event this is ({one_of(tags)})")
    tag = event[name]
    close = difflib.get_close_matches(tag[:_LONGEST_NAME], tags, n=1) if isinstance(tag, str) else []
    hint = f"; did you mean {excerpt(close[0])}?" if close else ""
    return Fault((*at, name), where, None, f"{excerpt(tag)} is no event: expected {one_of(tags)}{hint}")


def _leaves(error: ValidationError, discriminator: str) -> Iterator[ValidationError]:
    """The errors of the branch that was meant, or *error* itself where it has no branches or none fits."""
    branches = getattr(error.kind, "context", None) if error.kind.name in _CHOICES else None
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
    if error.kind.name in _CHOICES:
        return _meant(getattr(error.kind, "context", []), path, discriminator) is None
    return error.kind.name in _MISMATCH


def _fault(error: ValidationError, value: Any, at: tuple[Token, ...], variant: str | None) -> Fault:
    path = tuple(error.instance_path)
    return Fault((*at, *path), location_of(error), variant, message(error, resolve(value, path)))
