"""Every legal state of every place, each in an event of its own that is typical otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventpact.cases.case import Item
from eventpact.cases.compose import HOLE, Composer, encode, has
from eventpact.cases.legal import SPELLINGS, Tier
from eventpact.cases.places import Spot, Tokens, spots
from eventpact.cases.states import changed
from eventpact.cases.unknown import unknown_properties
from eventpact.cases.values import json_type
from eventpact.contract import Oracle
from eventpact.contract.model import Variant
from eventpact.findings import Place
from eventpact.pointer import replaced, resolve, to_pointer

_RULE = "accept-state"


def state_items(composer: Composer, oracle: Oracle, variant: Variant, most: Tier) -> Iterator[Item]:
    """A valid event for each legal state, up to the tier *most*, of each place of *variant*, each with an id of its
    own unless it is the id's state that is shown."""
    base = composer.typical(variant)
    for spot in spots(variant.tag, variant.schema):
        pointer, place, seen = to_pointer(spot.tokens), spot.place(), {encode(base)}
        for kind, event in (*changed(base, spot, most), *unknown_properties(composer.contract, base, spot)):
            text = encode(event)
            if text not in seen and oracle.is_valid(event, event=True):
                seen.add(text)
                shown = frozenset([(pointer, kind)])
                yield Item(composer.renewed(variant, event), _RULE, kind, place, shown)


def spelled_items(composer: Composer, oracle: Oracle, variant: Variant) -> Iterator[tuple[Item, bytes]]:
    """For each way to spell a number, an event with its places for numbers all spelled so, and the JSON text of it."""
    at = [spot for spot in spots(variant.tag, variant.schema) if _is_number(composer.typical(variant), spot.tokens)]
    for text in SPELLINGS:
        event = composer.typical(variant)
        holed: Any = event
        taken: list[Spot] = []
        for spot in at:
            spelled = replaced(event, spot.tokens, float(text))
            if oracle.is_valid(spelled, event=True):
                event, holed = spelled, replaced(holed, spot.tokens, HOLE)
                taken.append(spot)
        if taken:
            kind = f"number spelled {text}"
            place = taken[0].place() if len(taken) == 1 else Place(variant.tag, "", str(variant.schema.location))
            shown = frozenset((to_pointer(spot.tokens), kind) for spot in taken)
            yield Item(event, _RULE, kind, place, shown), encode(holed).replace(encode(HOLE), text.encode())


def _is_number(event: Any, tokens: Tokens) -> bool:
    return has(event, tokens) and json_type(resolve(event, tokens)) in {"number", "integer"}
