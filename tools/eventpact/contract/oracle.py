"""The verdict about a payload, and why. The one place that says what the contract accepts."""

from __future__ import annotations

from typing import Any

from eventpact.contract.explain import Explainer
from eventpact.contract.model import Contract
from eventpact.contract.payload import Malformed, Payload, read
from eventpact.contract.validators import Validator
from eventpact.contract.verdict import Fault, Judgement, Verdict

_VALID = Judgement(Verdict.VALID)
_OPEN = Judgement(Verdict.UNSPECIFIED, oddities=("a value's format is left open by its standard",))


class Oracle:
    """Judges the request bodies and the single events of one contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self._body = Validator(contract.documents, contract.interface.body)
        self._event = Validator(contract.documents, contract.event_at)
        self._envelope = Validator(contract.documents, contract.interface.body, without=contract.event_at)
        self._explain = Explainer(contract, body=self._body, event=self._event, envelope=self._envelope)

    def judge_text(self, data: bytes, *, event: bool = False) -> Judgement:
        """The verdict about the bytes of a request body, or of one *event*."""
        try:
            payload = read(data, self.contract.interface.limits.nesting)
        except Malformed as error:
            return Judgement(Verdict.INVALID, (Fault((), None, None, f"the payload {error}"),))
        return self.judge_payload(payload, event=event)

    def judge_payload(self, payload: Payload, *, event: bool = False) -> Judgement:
        """The verdict about a payload that was read: invalid only when no reading of its oddities is valid."""
        judgement = self.judge(payload.value, event=event)
        if not payload.oddities:
            return judgement
        readings = [judgement.verdict, *(self.verdict(rival, event=event) for rival in payload.rivals)]
        if payload.readable and all(verdict is Verdict.INVALID for verdict in readings):
            return judgement
        return Judgement(Verdict.UNSPECIFIED, oddities=payload.oddities)

    def judge(self, value: Any, *, event: bool = False) -> Judgement:
        """The verdict about a request body that was parsed, or about one *event*, taken as it is."""
        verdict = self.verdict(value, event=event)
        if verdict is Verdict.VALID:
            return _VALID
        if verdict is Verdict.INVALID:
            return Judgement(verdict, self._explain.event(value) if event else self._explain.body(value))
        return _OPEN

    def judge_around(self, body: Any) -> Judgement:
        """The verdict about a request body that was parsed, whatever its events are."""
        verdict = self._envelope.verdict(body)
        if verdict is Verdict.VALID:
            return _VALID
        return Judgement(verdict, self._explain.around(body)) if verdict is Verdict.INVALID else _OPEN

    def is_valid(self, value: Any, *, event: bool = False) -> bool:
        """Whether a request body, or one *event*, is valid for certain."""
        return (self._event if event else self._body).is_valid(value)

    def verdict(self, value: Any, *, event: bool = False) -> Verdict:
        """The verdict alone."""
        return (self._event if event else self._body).verdict(value)
