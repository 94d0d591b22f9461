"""Accept cases: typical and minimal events, alone and mixed, and every legal state of every field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventpact.cases.case import ACCEPTED, Case, Item, Phase
from eventpact.cases.compose import Composer
from eventpact.cases.places import Spot, spots
from eventpact.cases.states import changed
from eventpact.contract import Oracle, Verdict
from eventpact.contract.model import Variant
from eventpact.findings import Place

#: Events to a request: many, so that thousands of states cost tens of requests; few enough to stay far below 100 KB.
BATCH = 50


def accept_cases(composer: Composer, oracle: Oracle, variants: list[Variant]) -> Iterator[Case]:
    """What a receiver must take, the plainest first."""
    plain = []
    for minimal, name in ((False, "typical"), (True, "minimal")):
        for variant in variants:
            event = composer.typical(variant, minimal=minimal)
            if oracle.verdict(event, event=True) is Verdict.VALID:
                plain.append(Item(event, f"accept-{name}", f"{name} event", _whole(variant)))
                yield _case(composer, plain[-1:], variant.tag)
    yield _case(composer, plain, "all", "accept-mixed")
    found = [item for variant in variants for item in state_items(composer, oracle, variant)]
    for start in range(0, len(found), BATCH):
        yield _case(composer, found[start : start + BATCH], str(start // BATCH))


def _whole(variant: Variant) -> Place:
    return Place(variant.tag, "", str(variant.schema.location))


def _case(composer: Composer, items: list[Item], name: str, rule: str = "accept-state") -> Case:
    """One batch of valid events: it tests *rule*, or, when it is a single event, the rule of that event."""
    one = items[0] if len(items) == 1 else None
    rule = one.rule if one else rule
    return Case(
        id=f"accept/{rule}/{name}",
        phase=Phase.ACCEPT,
        rule=rule,
        kind=one.kind if one else "batch of valid events",
        place=one.place if one else Place(),
        expectation=ACCEPTED,
        request=composer.request(composer.body([item.value for item in items])),
        items=tuple(items),
    )


def part(composer: Composer, case: Case, items: tuple[Item, ...]) -> Case:
    """The case that sends only *items* of an accept *case*: what a refused batch is cut down with."""
    name = case.id.rsplit("/", 1)[1]
    return _case(composer, list(items), f"{name}.{case.items.index(items[0])}+{len(items)}", case.rule)


def state_items(composer: Composer, oracle: Oracle, variant: Variant) -> Iterator[Item]:
    """A valid event for each legal state of each place of *variant*, each with an id of its own."""
    base = composer.typical(variant)
    for spot in spots(variant.tag, variant.schema):
        for kind, event in changed(base, spot):
            if oracle.verdict(event, event=True) is Verdict.VALID:
                yield Item(_renewed(composer, variant, spot, event), "accept-state", kind, spot.place())


def _renewed(composer: Composer, variant: Variant, spot: Spot, event: Any) -> Any:
    """A new id, unless it is the id's own state that is shown."""
    if spot.tokens in variant.idempotency_key:
        return event
    return composer.renewed(variant, event)
