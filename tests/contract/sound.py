"""A sound receiver in memory, in steps, so that a test can replace one of them with a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eventpact.contract import Contract, Oracle, Verdict, load
from eventpact.contract.document import Documents
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Request
from eventpact.files import contract_reader
from eventpact.targets.http import key_value

KEY = "Ab9-telemetry-key"


class SoundReceiver:
    """Keeps *contract*; stricter than it must be in nothing, and it refuses what is left open."""

    def __init__(self, contract: Contract) -> None:
        self.interface = contract.interface
        self.contract = contract
        self.oracle = Oracle(contract)

    async def send(self, request: Request) -> Answer:
        answer = self.answer(request)
        return answer if isinstance(answer, Answer) else Answer(0.0, answer)

    def applicable(self, request: Request) -> bool:
        return True

    def answer(self, request: Request) -> Answer | int:
        steps = (self.method, self.key, self.media_type, self.payload)
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

    def payload(self, request: Request) -> Refusal | None:
        judgement = self.oracle.judge_text(request.body or b"")
        if judgement.verdict is Verdict.VALID:
            return None
        malformed = any(fault.location is None for fault in judgement.faults)
        return Refusal.MALFORMED if malformed else Refusal.INVALID


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
