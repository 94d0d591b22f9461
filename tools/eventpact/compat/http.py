"""What two versions say of the HTTP interface around the body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from eventpact.compat.declared import Note, text
from eventpact.contract.interface import Interface, Limits
from eventpact.contract.model import Contract
from eventpact.errors import ContractError
from eventpact.pointer import Location
from eventpact.printable import excerpt

#: Interface's field → the rule for another value of it, and where it is written below the operation.
_FIELDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "path": ("path-changed", ()),
    "method": ("method-changed", ()),
    "media_type": ("media-type-changed", ("requestBody", "content")),
    "key_header": ("key-header-changed", ("security",)),
    "success": ("success-status-changed", ("responses",)),
    "batch_policy": ("batch-policy-changed", ("x-eventpact", "batch_policy")),
}
#: Parts of the operation and of the document that are compared elsewhere.
_ELSEWHERE = frozenset({"requestBody", "x-eventpact", "security"})


class UnknownEvents(Enum):
    """What a receiver does with an event of a variant that it does not know (``x-eventpact: {unknown_events: …}``).

    ``REFUSE`` is what the schema says, and the default: a new variant breaks receivers that stay as they are.
    ``IGNORE``: receivers have to pass over such events, so that a new variant is a notice to them.
    """

    REFUSE = "refuse"
    IGNORE = "ignore"


def unknown_events(contract: Contract) -> UnknownEvents:
    """What *contract* says of events that it does not describe. Raises ContractError when it is neither word."""
    at = operation_at(contract) / "x-eventpact" / "unknown_events"
    settings = _operation(contract).get("x-eventpact") or {}
    said = settings.get("unknown_events", UnknownEvents.REFUSE.value)
    try:
        return UnknownEvents(said)
    except ValueError:
        what = f"{excerpt(said)} says nothing of unknown events"
        raise ContractError("openapi", what, where=at, hint="Use refuse or ignore.") from None


def operation_at(contract: Contract) -> Location:
    """Where the operation that takes the events is written."""
    return Location(contract.entry, ("paths", contract.interface.path, contract.interface.method.lower()))


def _operation(contract: Contract) -> Mapping[str, Any]:
    operation: Mapping[str, Any] = contract.documents.at(operation_at(contract))
    return operation


def interface_notes(old: Contract, new: Contract) -> Iterator[Note]:
    """The changes of the HTTP interface and of the texts around it."""
    at = operation_at(new)
    for name, (rule, tokens) in _FIELDS.items():
        before, after = getattr(old.interface, name), getattr(new.interface, name)
        if before != after:
            yield _note(rule, Location(at.document, (*at.tokens, *tokens)), name.replace("_", " "), before, after)
    yield from _limits(old.interface.limits, new.interface.limits, at / "x-eventpact" / "limits")
    yield from _statuses(old.interface, new.interface, at / "responses")
    before, after = unknown_events(old).value, unknown_events(new).value
    if before != after:
        where = at / "x-eventpact" / "unknown_events"
        yield _note("unknown-events-changed", where, "unknown events", before, after)
    yield from _texts(old, new)


def _note(rule: str, where: Location, what: str, before: Any, after: Any) -> Note:
    return Note(rule, where, "", f"{what}: was {excerpt(before)}, is {excerpt(after)}")


def _limits(old: Limits, new: Limits, at: Location) -> Iterator[Note]:
    for name in (field.name for field in fields(Limits)):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            lowered = before is None or (after is not None and after < before)
            rule = "limit-lowered" if lowered else "limit-raised"
            yield _note(rule, at / name, f"limit of {name.replace('_', ' ')}", before, after)


def _statuses(old: Interface, new: Interface, at: Location) -> Iterator[Note]:
    for status in sorted({*old.statuses, *new.statuses} - {old.success, new.success}):
        if (status in old.statuses) is not (status in new.statuses):
            added = status in new.statuses
            rule = "status-added" if added else "status-removed"
            yield Note(rule, at / status if added else at, "", f"status {status}: {'added' if added else 'removed'}")


def _texts(old: Contract, new: Contract) -> Iterator[Note]:
    infos = [{k: v for k, v in _info(c).items() if k != "version"} for c in (old, new)]
    if text(infos[0]) != text(infos[1]):
        yield Note("documentation-changed", Location(new.entry, ("info",)), "", "the document's info changed")
    statuses = {*old.interface.statuses} & {*new.interface.statuses}
    parts = [_told(contract, statuses) for contract in (old, new)]
    if text(parts[0]) != text(parts[1]):
        at = operation_at(new)
        yield Note("documentation-changed", at, "", "texts, examples or answers of the operation changed")


def _info(contract: Contract) -> Mapping[str, Any]:
    info: Mapping[str, Any] = contract.documents.document(contract.entry)["info"]
    return info


def _told(contract: Contract, statuses: set[int]) -> Any:
    """What the operation says besides the interface: texts, examples, the answers with one of *statuses*."""
    told = {name: part for name, part in _operation(contract).items() if name not in _ELSEWHERE}
    answers = told.get("responses", {})
    told["responses"] = {str(k): v for k, v in answers.items() if str(k) in set(map(str, statuses))}
    return told
