"""What vectors are made from: a typical event of each variant, the body around it, and the oracle's word on both."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from eventpact.cases.compose import Composer, has
from eventpact.cases.places import Spot, Tokens, spots
from eventpact.cases.values import typical
from eventpact.contract import Contract, Judgement, Oracle, Verdict
from eventpact.contract.model import Variant
from eventpact.generate.naming import Names
from eventpact.generate.vectors.vector import Vector, as_bytes
from eventpact.pointer import removed, replaced, resolve, to_pointer

#: What stands for an id while a place for ids is looked for: as long as they are.
_ID = "vector-0123456789ab"


@dataclass(frozen=True)
class Subject:
    """One variant: a typical valid *event*, its places *at*, and where an *id* goes that may be any (None: nowhere)."""

    variant: Variant
    event: Any
    at: tuple[Spot, ...]
    id_at: Tokens | None


class Workshop:
    """Makes bodies of one contract, judges their bytes, and gives each vector an id of its own.

    *subjects* are the variants of which a valid event can be made, *missed* the tags of the others.
    """

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.oracle = Oracle(contract)
        self._composer = Composer(contract, "vector")
        self._names = Names()
        found = {variant.tag: self._subject(variant) for variant in contract.variants}
        self.subjects = [subject for subject in found.values() if subject]
        self.missed = [tag for tag, subject in found.items() if subject is None]

    def body(self, events: Sequence[Any]) -> Any:
        """The request body that holds *events*."""
        return self._composer.body(events)

    def pointer(self, tokens: Tokens, *, index: int = 0) -> str:
        """JSON Pointer into a body, of the place *tokens* in the event number *index*."""
        return to_pointer((*self.contract.events_at, index, *tokens))

    def judge(self, body: Any) -> Judgement:
        """The oracle's judgement of the bytes of a body."""
        return self.oracle.judge_text(as_bytes(body))

    def is_valid(self, body: Any) -> bool:
        """Whether a body is valid for certain."""
        return self.judge(body).verdict is Verdict.VALID

    def takes(self, event: Any) -> bool:
        """Whether a body with *event* alone is valid for certain."""
        return self.is_valid(self.body([event]))

    def named(self, vector: Vector) -> Vector:
        """*vector* with an id that nobody else has: its own, with a number behind it if need be."""
        return replace(vector, id=self._names.claim(vector.id))

    def renewed(self, subject: Subject, event: Any, seed: str) -> Any:
        """*event* with an id made from *seed*, so that no receiver takes it for one that it knows.

        An event whose id is not the typical one stays as it is: the id is what is tried.
        """
        at = subject.id_at
        if at is None or not has(event, at) or resolve(event, at) != resolve(subject.event, at):
            return event
        return replaced(event, at, f"vector-{hashlib.sha256(seed.encode()).hexdigest()[:12]}")

    def _subject(self, variant: Variant) -> Subject | None:
        event = next((e for e in (self._mended(typical(variant.schema)), typical(variant.schema, minimal=True))
                      if self.takes(e)), None)  # fmt: skip
        if event is None:
            return None
        free = (at for at in variant.idempotency_key if self.takes(replaced(event, at, _ID)))
        return Subject(variant, event, tuple(spots(variant.tag, variant.schema)), next(free, None))

    def _mended(self, event: Any) -> Any:
        """*event* without the properties that are at fault, as far as leaving them out helps."""
        while faults := self.oracle.judge(event, event=True).faults:
            tokens = faults[0].tokens
            shorter = (removed(event, tokens[:end]) for end in range(len(tokens), 0, -1) if has(event, tokens[:end]))
            better = (e for e in shorter if len(self.oracle.judge(e, event=True).faults) < len(faults))
            mended = next(better, None)
            if mended is None:
                return event
            event = mended
        return event
