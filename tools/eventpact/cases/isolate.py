"""Take what is known to be refused out of a case, so that one fault does not hide the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from eventpact.cases.accept import part
from eventpact.cases.case import Case, Item
from eventpact.cases.compose import Composer, encode, has
from eventpact.contract.interface import Refusal
from eventpact.pointer import replaced, resolve


@dataclass(frozen=True)
class Suspects:
    """What is known to be refused: *variants* (tags) whose typical event is, and single *states*: the tag of a variant,
    the JSON Pointer into its event, and the kind."""

    variants: frozenset[str] = frozenset()
    states: frozenset[tuple[str, str, str]] = frozenset()

    def hold(self, item: Item) -> bool:
        """Whether an event is refused for what is known already."""
        tag = item.place.variant
        return tag in self.variants or any((tag, *state) in self.states for state in item.states)


def isolated(composer: Composer, case: Case, suspects: Suspects) -> Case | None:
    """*case* without the events that hold a suspect: itself where none does, None where nothing is left that shows
    anything."""
    if case.items:
        kept = tuple(item for item in case.items if not suspects.hold(item))
        if len(kept) == len(case.items):
            return case
        return part(composer, case, kept) if kept else None
    if case.place.variant in suspects.variants:
        return None
    return _without(composer, case, suspects.variants) if case.mates & suspects.variants else case


def _without(composer: Composer, case: Case, refused: frozenset[str]) -> Case | None:
    """*case* without the typical events of the variants *refused*, with as many of another variant where nothing else
    is left; itself where it has no events. None where its body is no JSON, or only its size matters, or there is no
    other variant."""
    if case.expectation.refusal is Refusal.TOO_LARGE:
        return None
    try:
        body = json.loads(case.request.body or b"")
    except ValueError:
        return None
    at = composer.contract.events_at
    events = resolve(body, at) if has(body, at) else None
    if not events or not isinstance(events, list):
        return case
    kept, mates = list(_kept(composer, events, refused)), case.mates - refused
    if not kept:
        other = next((v for v in composer.contract.variants if v.tag not in refused), None)
        if other is None:
            return None
        kept, mates = [composer.typical(other) for _ in events], frozenset([other.tag])
    return replace(case, request=replace(case.request, body=encode(replaced(body, at, kept))), mates=mates)


def _kept(composer: Composer, events: list[Any], refused: frozenset[str]) -> Iterator[Any]:
    for event in events:
        variant = composer.contract.variant(event)
        if variant is None or variant.tag not in refused or not composer.is_typical(variant, event):
            yield event
