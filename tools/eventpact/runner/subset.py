"""Events with only some of their states: what else is not typical is put back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from eventpact.cases import Case, Item
from eventpact.cases.compose import has
from eventpact.cases.places import spots
from eventpact.contract import Contract, Oracle
from eventpact.contract.model import Variant
from eventpact.findings import Place
from eventpact.pointer import Token, parse_pointer, removed, replaced, resolve, to_pointer
from eventpact.runner.renewal import Renewal

#: A state of an event: JSON Pointer into it, and the kind.
State = tuple[str, str]


class Subsets:
    """Makes items that show some of the states of another, each with an id of its own and valid for certain."""

    def __init__(self, contract: Contract, renewal: Renewal) -> None:
        self._renewal = renewal
        self._oracle = Oracle(contract)
        self._contract = contract
        self._places = {variant.tag: _places(variant) for variant in contract.variants}

    def item(self, item: Item, states: Collection[State]) -> Item | None:
        """*item* with only *states*, or None where that is not a valid event."""
        variant = self._contract.variant(item.value)
        if variant is None:
            return None
        typical = self._renewal.composer.typical(variant)
        event = self._renewal.event(composed(typical, item.value, item.states, states))
        if not self._oracle.is_valid(event, event=True):
            return None
        return self.named(replace(item, value=event), states)

    def named(self, item: Item, states: Collection[State]) -> Item:
        """*item*, said to show *states*: at the place of the first of them."""
        kept, tag = sorted(states), item.place.variant
        pointer = kept[0][0] if kept else ""
        place = self._places[tag].get(pointer, Place(tag, pointer))
        kind = " with ".join(kind for _, kind in kept) or "typical event"
        return replace(item, kind=kind, place=place, states=frozenset(kept))

    def without(self, item: Item, refused: Iterable[frozenset[State]]) -> Item | None:
        """*item* without the combinations *refused*: of each, one state is put back. None where nothing is left that
        shows anything."""
        kept = set(item.states)
        for states in sorted(refused, key=sorted):
            if states <= kept:
                kept.discard(max(states))
        if kept == item.states:
            return item
        made = self.item(item, kept) if kept else None
        return made if made is None or len(kept) == 1 else replace(made, kind=item.kind, place=item.place)

    def batch(self, case: Case, items: Sequence[Item], name: str) -> Case:
        """An accept *case* with other *items*; where it is a single one, the case is about that."""
        composer = self._renewal.composer
        request = composer.request(composer.body([self._renewal.event(item.value) for item in items]))
        request = replace(case.request, body=request.body)
        changed = replace(case, id=f"{case.id}.{name}", request=request, items=tuple(items))
        if len(items) > 1:
            return changed
        return replace(changed, rule=items[0].rule, kind=items[0].kind, place=items[0].place)


def _places(variant: Variant) -> dict[str, Place]:
    return {to_pointer(spot.tokens): spot.place() for spot in spots(variant.tag, variant.schema)}


def composed(typical: Any, event: Any, states: Collection[State], kept: Collection[State]) -> Any:
    """The *typical* event with those of the *states* of *event* that are *kept*.

    A place takes what is in it along; the states within it are then put right, from the top down.
    """
    wanted = {pointer for pointer, _ in kept}
    result = typical
    for pointer in sorted({pointer for pointer, _ in states}, key=lambda pointer: (pointer.count("/"), pointer)):
        result = _with(result, event if pointer in wanted else typical, _tokens(pointer))
    return result


def _tokens(pointer: str) -> tuple[Token, ...]:
    return tuple(parse_pointer(pointer))


def _with(value: Any, source: Any, at: tuple[Token, ...]) -> Any:
    """*value* with what *source* has *at* a place: also nothing; as it is where there is no room for it."""
    if has(source, at):
        return replaced(value, at, resolve(source, at)) if not at or _has_room(value, at) else value
    return removed(value, at) if has(value, at) else value


def _has_room(value: Any, at: tuple[Token, ...]) -> bool:
    if not has(value, at[:-1]):
        return False
    parent = resolve(value, at[:-1])
    return isinstance(parent, dict) or (isinstance(parent, list) and has(value, at))
