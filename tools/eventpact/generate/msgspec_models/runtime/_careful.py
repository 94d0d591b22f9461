"""Bodies from bytes by way of plain values: what the fast way cannot be sure of is held against the schema."""

from __future__ import annotations

from typing import Any, Final, Generic, TypeVar

import msgspec

from ._check import Check, Path
from ._faults import Fault, InvalidBody, to_fault
from ._shape import Parsed, Shape

E = TypeVar("E")

#: From here on a float without a fraction stays one: as an integer it would be written in digits that few can read.
_INT64: Final = 2**63


class Careful(Generic[E]):
    """Reads the bodies of one contract: *body* and *event* are the types of what is made of them."""

    def __init__(self, shape: Shape, body: Any, event: Any) -> None:
        self._shape = shape
        self._body = body
        self._event = event

    def parse(self, data: bytes) -> Any:
        """The body in *data*. Raises InvalidBody."""
        value, check = read(data), Check(self._shape.definitions)
        self._visit(check, self._shape.body, value)
        if check.faults:
            raise InvalidBody([to_fault(path, reason, self._shape.events_at) for path, reason in check.faults])
        return _made(value, check, self._body)

    def parse_event(self, value: Any, index: int) -> Parsed[E]:
        """The event that the plain *value* is, or its faults; *index* is its place among the events."""
        check = Check(self._shape.definitions)
        try:
            self._visit(check, self._shape.event, value)
            if not check.faults:
                return Parsed([_made(value, check, self._event)], [])
        except InvalidBody as error:
            check.fault((), error.faults[0].reason)
        at: Path = (*self._shape.events_at, index)
        return Parsed([], [to_fault(at + path, reason, self._shape.events_at) for path, reason in check.faults])

    def parse_events(self, data: bytes, faults: list[Fault]) -> Parsed[E]:
        """The good events in *data*, a body that is invalid because of *faults*; and these, with all others."""
        try:
            events = self._events(read(data))
        except InvalidBody:
            return Parsed([], faults)
        bad = {fault.index for fault in faults}
        found: Parsed[E] = Parsed([], list(faults))
        for index, value in enumerate(events):
            if index not in bad:
                one = self.parse_event(value, index)
                found.events.extend(one.events)
                found.faults.extend(one.faults)
        return found

    def _visit(self, check: Check, name: str, value: Any) -> None:
        try:
            check.visit_named(name, value, ())
        except RecursionError:
            raise InvalidBody([Fault(None, "", "is nested too deep")]) from None

    def _events(self, value: Any) -> list[Any]:
        for name in self._shape.events_at:
            value = value.get(name) if isinstance(value, dict) else None
        return value if isinstance(value, list) else []


def read(data: bytes) -> Any:
    """The JSON value in *data*. Raises InvalidBody."""
    try:
        data.decode()
        return msgspec.json.decode(data)
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 (byte {error.start})"
    except RecursionError:
        reason = "is nested too deep"
    except msgspec.MsgspecError as error:
        reason = f"is not JSON: {error}"
    raise InvalidBody([Fault(None, "", reason)])


def _made(value: Any, check: Check, kind: Any) -> Any:
    """The Structs for *value*, which *check* found valid."""
    for path, new in check.changes:
        value = _replaced(value, path, new)
    try:
        made = msgspec.convert(value, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise InvalidBody([Fault(None, "", f"cannot be held by the models: {error}")]) from None
    for path, new in check.changes:
        if isinstance(new, int) and abs(new) >= _INT64:
            _set(made, path, float(new))
    return made


def _replaced(value: Any, path: Path, new: Any) -> Any:
    """*value* with *new* at *path*, changed in place."""
    if not path:
        return new
    parent = value
    for token in path[:-1]:
        parent = parent[token]
    parent[path[-1]] = new
    return value


def _set(made: Any, path: Path, new: Any) -> None:
    """Give what was made from the place *path* of a value the value *new*."""
    for token in path[:-1]:
        made = getattr(made, _attribute(made, token)) if isinstance(made, msgspec.Struct) else made[token]
    if isinstance(made, msgspec.Struct):
        setattr(made, _attribute(made, path[-1]), new)
    else:
        made[path[-1]] = new


def _attribute(struct: msgspec.Struct, name: str | int) -> str:
    return next(field.name for field in msgspec.structs.fields(struct) if field.encode_name == name)
