"""A sound receiver in memory, in steps, so that a test can replace one of them with a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eventpact.contract import Contract, Oracle, Verdict, load
from eventpact.contract.document import Documents
from eventpact.contract.interface import Refusal
from eventpact.contract.payload import Malformed, Payload, read
from eventpact.exchange import Answer, Request
from eventpact.files import contract_reader
from eventpact.pointer import resolve
from eventpact.targets.http import key_value

KEY = "Ab9-telemetry-key"


_Told = tuple[Contract, Oracle, dict[bytes, Refusal | None]]
#: What the oracle said of each body, by contract: the receivers of one contract get the same bodies time and again.
_told: dict[int, _Told] = {}


class SoundReceiver:
    """Keeps *contract*; stricter than it must be in nothing, and it refuses what is left open."""

    def __init__(self, contract: Contract, *, remembered: bool = True) -> None:
        """*remembered*: there will be more receivers of this very contract."""
        new: _Told = (contract, Oracle(contract), {})
        self.contract, self.oracle, self._refusals = _told.setdefault(id(contract), new) if remembered else new
        self.interface = contract.interface

    async def send(self, request: Request) -> Answer:
        answer = self.answer(request)
        return answer if isinstance(answer, Answer) else Answer(0.0, answer)

    def applicable(self, request: Request) -> bool:
        return True

    def answer(self, request: Request) -> Answer | int:
        steps = (self.method, self.key, self.media_type, self.size, self.payload)
        refusals = (refusal for step in steps if (refusal := step(request)) is not None)
        refusal = next(refusals, None)
        return self.interface.success if refusal is None else self.interface.status(refusal)

    def method(self, request: Request) -> Refusal | None:
        return None if request.method == self.interface.method else Refusal.METHOD

    def key(self, request: Request) -> Refusal | None:
        return None if key_value(request.key, KEY) == KEY else Refusal.KEY

    def media_type(self, request: Request) -> Refusal | None:
        plain = (request.content_type or "").partition(";")[0].strip().lower()
        return None if plain == self.interface.media_type else Refusal.MEDIA_TYPE

    def size(self, request: Request) -> Refusal | None:
        limits, bodies = self.interface.limits, len(request.body or b"")
        if limits.body_bytes is not None and bodies > limits.body_bytes:
            return Refusal.TOO_LARGE
        if limits.events is None or bodies < 2 * limits.events:  # no event is shorter than its brackets
            return None
        return Refusal.TOO_LARGE if len(self.events(request)) > limits.events else None

    def payload(self, request: Request) -> Refusal | None:
        body = request.body or b""
        if body not in self._refusals:
            self._refusals[body] = self._refusal(body)
        return self._refusals[body]

    def _refusal(self, body: bytes) -> Refusal | None:
        payload = _read(body, self.interface.limits.nesting)
        if payload is None:
            return Refusal.MALFORMED
        odd = payload.oddities or not payload.readable
        return Refusal.INVALID if odd or self.oracle.verdict(payload.value) is not Verdict.VALID else None

    def value(self, request: Request) -> Any:
        """The body as a JSON value; None where it is no JSON."""
        payload = _read(request.body or b"", self.interface.limits.nesting)
        return payload and payload.value

    def events(self, request: Request) -> list[Any]:
        """The events in a body; none where there is no array of them."""
        try:
            events = resolve(self.value(request), self.contract.events_at)
        except (LookupError, TypeError):
            return []
        return events if isinstance(events, list) else []


#: The longest body that is kept once it is read, in bytes.
_SHORT = 16_384
_read_before: dict[bytes, Payload | None] = {}


def _read(body: bytes, nesting: int) -> Payload | None:
    """The payload in *body*, or None where it is malformed. Short ones are read once for all receivers."""
    if body in _read_before:
        return _read_before[body]
    try:
        payload = read(body, nesting)
    except Malformed:
        payload = None
    if len(body) <= _SHORT:
        _read_before[body] = payload
    return payload


Edit = Callable[[dict[str, Any]], None]


def edited(entry: Path, edit: Edit) -> Contract:
    """The contract at *entry* with *edit* applied to every object in its documents: what a faulty receiver keeps."""
    read, name = contract_reader(entry)

    def read_edited(path: str) -> bytes:
        document = Documents(read).document(path)
        _apply(document, edit)
        return json.dumps(document).encode()

    return load(read_edited, name)


def _apply(value: Any, edit: Edit) -> None:
    if isinstance(value, dict):
        value.pop("x-idempotency-key", None)  # it may name what an edit leaves out
        edit(value)
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _apply(child, edit)
