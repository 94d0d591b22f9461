"""The same payload with new ids, so that a receiver cannot answer for its duplicate."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import count
from typing import Any

from eventpact.cases import Case, Composer, Plan, Scenario
from eventpact.cases.compose import encode, has
from eventpact.contract import Contract
from eventpact.contract.model import Variant
from eventpact.exchange import Request
from eventpact.pointer import replaced, resolve

_NUMBERED = re.compile(r"(.+)-\d+")
_MORE = re.compile(r"(.+?-\d+)(-.{1,3})", re.DOTALL)
#: What :func:`value_of` gives for a body whose very bytes matter.
NOT_PLAIN: Any = object()


class Renewal:
    """Gives events whose ids the *plan* made new ones of the same run; ids that a case is about stay as they are.

    *prefix* is what all ids of the run begin with, or nothing; a small letter as *mark* comes behind it in new ones.
    *composer* makes events that are new in this run.
    """

    def __init__(self, contract: Contract, plan: Plan, mark: str = "n") -> None:
        self._contract = contract
        self.prefix = _prefix(contract, plan)
        self._serial = count(1)
        self.composer = Composer(contract, f"{self.prefix or 'run'}-{mark}")

    def event(self, event: Any, known: dict[str, Any] | None = None) -> Any:
        """*event* with a new id. *known* keeps those that were given, so that what was a duplicate stays one."""
        variant = self._contract.variant(event)
        known = {} if known is None else known
        for tokens in variant.idempotency_key if variant else ():
            old = resolve(event, tokens) if has(event, tokens) else None
            if variant is not None and isinstance(old, str) and self._is_own(old):
                begin, end = _parts(old)
                if begin not in known:
                    known[begin] = self._like(begin, resolve(self.composer.typical(variant), tokens))
                event = replaced(event, tokens, f"{known[begin]}{end}" if end else known[begin])
        return event

    def with_names_of(self, other: Any, event: Any) -> Any:
        """*event*, a typical one, with all that the run named in *other*, so that it makes no difference between the
        two."""
        variant: Variant | None = self._contract.variant(event)
        for tokens in self.composer.identifiers(variant) if variant else ():
            if has(other, tokens) and has(event, tokens) and self._is_own(resolve(other, tokens)):
                event = replaced(event, tokens, resolve(other, tokens))
        return event

    def body(self, body: Any, known: dict[str, Any] | None = None) -> Any:
        """A request body (a JSON value) with new ids in its events; *known* as in :meth:`event`."""
        at = self._contract.events_at
        events = resolve(body, at) if has(body, at) else None
        if not isinstance(events, list):
            return body
        known = {} if known is None else known
        return replaced(body, at, [self.event(event, known) for event in events])

    def request(self, request: Request, known: dict[str, Any] | None = None) -> Request:
        """*request* with new ids: in the events where its body is JSON as cases write it, else in the bytes; *known* as
        in :meth:`event`."""
        known = {} if known is None else known
        body = value_of(request.body)
        if body is not NOT_PLAIN:
            return replace(request, body=encode(self.body(body, known)))
        return replace(request, body=self._in_bytes(request.body, known)) if request.body and self.prefix else request

    def case(self, case: Case, known: dict[str, Any] | None = None) -> Case:
        """*case* with new ids in its request; *known* as in :meth:`event`."""
        return replace(case, request=self.request(case.request, known))

    def scenario(self, scenario: Scenario) -> Scenario:
        """*scenario* with new ids; what has one id in several of its requests has one again."""
        known: dict[str, Any] = {}
        return replace(scenario, steps=tuple(tuple(self.case(case, known) for case in step) for step in scenario.steps))

    def _is_own(self, value: Any) -> bool:
        return bool(self.prefix) and isinstance(value, str) and value.startswith(f"{self.prefix}-")

    def _like(self, old: str, new: Any) -> Any:
        """A new id in place of an *old* one; a long id stays as long as it was, whatever comes behind its beginning."""
        own = isinstance(new, str) and _NUMBERED.fullmatch(old) is None and len(new) < len(old)
        return new + old[len(new) :] if own else new

    def _in_bytes(self, body: bytes, known: dict[str, Any]) -> bytes:
        def renewed(found: re.Match[bytes]) -> bytes:
            return encode(known.setdefault(found[0][1:-1].decode(), f"{self.prefix}-b-{next(self._serial)}"))

        return re.sub(b'"%s-([a-z]-)?[0-9]+"' % re.escape(self.prefix.encode()), renewed, body)


def _parts(old: str) -> tuple[str, str]:
    """An id up to its number, and what comes behind where that is short: ids may differ in just that."""
    made = _MORE.fullmatch(old)
    return (made[1], made[2]) if made else (old, "")


def value_of(body: bytes | None) -> Any:
    """The JSON value that *body* holds, if writing it again gives the same bytes; else NOT_PLAIN."""
    try:
        value = json.loads(body or b"")
        return value if encode(value) == body else NOT_PLAIN
    except (ValueError, RecursionError):
        return NOT_PLAIN


def _prefix(contract: Contract, plan: Plan) -> str:
    """What the ids of the plan begin with; nothing where they are not free to be chosen."""
    body = value_of(plan.smoke.request.body)
    events = resolve(body, contract.events_at) if has(body, contract.events_at) else []
    for event in events:
        variant = contract.variant(event)
        for tokens in variant.idempotency_key if variant else ():
            made = _NUMBERED.fullmatch(str(resolve(event, tokens)))
            if made:
                return made[1]
    return ""
