"""Accept cases: typical and minimal events, alone and mixed, every legal state of every place, and combinations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import Any

from eventpact.cases.case import ACCEPTED, Case, Item, Phase
from eventpact.cases.compose import Composer, encode, has
from eventpact.cases.covering import Combinations, States, combined
from eventpact.cases.legal import Tier
from eventpact.cases.places import Spot, spots
from eventpact.cases.single import spelled_items, state_items
from eventpact.contract import Oracle
from eventpact.contract.model import Variant
from eventpact.findings import Place
from eventpact.pointer import to_pointer
from eventpact.progress import Interactions

#: Events to a request: many, so that thousands of states cost tens of requests.
BATCH = 50
#: Bytes to a request: where a receiver has a limit of size, it is not to be met by the way.
BATCH_BYTES = 90_000
#: An event of more bytes than this is sent alone.
_LARGE = 4_096
_COMBINED = "combination of states"


@dataclass(frozen=True)
class Made:
    """The accept *cases*, the plainest first, and the *combinations* that their events are to show, by tag."""

    cases: list[Case]
    combinations: Mapping[str, Combinations]


def accept_cases(composer: Composer, oracle: Oracle, strength: int, *, quick: bool = False) -> Made:
    """What a receiver must take: each state once, and each combination of *strength* core states. *quick* leaves out
    what is large or a matter of spelling."""
    variants = composer.contract.variants
    cases = list(_plain(composer, oracle))
    most = Tier.EDGE if quick else Tier.SENT
    singles = [item for variant in variants for item in state_items(composer, oracle, variant, most)]
    together = {variant.tag: _combined(composer, oracle, variant, strength) for variant in variants}
    # Events of all variants take turns, so that each batch mixes them.
    turns = chain.from_iterable(zip_longest(*(items for items, _ in together.values())))
    cases += _packed(composer, singles, "state")
    cases += _packed(composer, [item for item in turns if item], "combination")
    if not quick:
        cases += _spelled(composer, oracle)
    return Made(cases, {tag: combinations for tag, (_, combinations) in together.items()})


def interactions(combinations: Mapping[str, Combinations], cases: Iterable[Case], strength: int) -> Interactions:
    """How many *combinations* the valid events in *cases* show, *strength* states at a time, those of all tags
    together."""
    shown: dict[str, list[tuple[Any, States]]] = {tag: [] for tag in combinations}
    for item in (item for case in cases for item in case.items if item.kind == _COMBINED):
        shown[item.place.variant].append((item.value, item.states))
    counts = [found.count(shown[tag]) for tag, found in combinations.items()]
    return Interactions(strength, sum(tuples for tuples, _ in counts), sum(covered for _, covered in counts))


def _plain(composer: Composer, oracle: Oracle) -> Iterator[Case]:
    plain = []
    for minimal, name in ((False, "typical"), (True, "minimal")):
        for variant in composer.contract.variants:
            event = composer.typical(variant, minimal=minimal)
            if oracle.is_valid(event, event=True):
                absent = frozenset(_absent(composer.typical(variant), event, spots(variant.tag, variant.schema)))
                plain.append(Item(event, f"accept-{name}", f"{name} event", _whole(variant), absent))
                yield _case(composer, plain[-1:], variant.tag)
    again = ((composer.contract.variant(item.value), item) for item in plain)  # with new ids: these are no duplicates
    mixed = [replace(item, value=composer.renewed(variant, item.value)) for variant, item in again if variant]
    yield _case(composer, mixed, "all", "accept-mixed")


def _absent(typical: Any, event: Any, at: Iterable[Spot]) -> Iterator[tuple[str, str]]:
    """The states of *event*: the places that only the *typical* one has, those apart that are inside another one."""
    for spot in at:
        parent = spot.tokens[:-1]
        if has(typical, spot.tokens) and has(event, parent) and not has(event, spot.tokens):
            yield to_pointer(spot.tokens), "optional property absent"


def _combined(composer: Composer, oracle: Oracle, variant: Variant, strength: int) -> tuple[list[Item], Combinations]:
    """Events of *variant* in which the core states of its places occur together.

    A state of an identifier that cannot carry the run's prefix is in no combination: it would be recorded a hundred
    times under one and the same id.
    """
    identifiers = composer.identifiers(variant)
    found = combined(
        composer.typical(variant),
        spots(variant.tag, variant.schema),
        lambda event: oracle.is_valid(event, event=True),
        strength,
        lambda spot, value: spot.tokens not in identifiers or not isinstance(value, str) or composer.can_mark(value),
    )
    place = _whole(variant)
    items = []
    for event, states in zip(found.payloads, found.states, strict=True):
        items.append(Item(composer.renewed(variant, event), "accept-state", _COMBINED, place, states))
    return items, found.combinations


def _whole(variant: Variant) -> Place:
    return Place(variant.tag, "", str(variant.schema.location))


def _packed(composer: Composer, items: Iterable[Item], name: str) -> Iterator[Case]:
    """Batches of *items*: as many as may be without being large; what is large by itself is alone."""
    waiting: dict[int, bytes] = {}
    among = list(items)
    number = size = 0
    for index, item in enumerate(among):
        text = encode(item.value)
        if len(text) > _LARGE:
            yield _case(composer, [item], f"{item.place.variant}{item.place.instance_pointer}/{item.kind}")
            continue
        if len(waiting) == BATCH or size + len(text) > BATCH_BYTES:
            yield _case(composer, [among[i] for i in waiting], f"{name} {number}", texts=waiting.values())
            waiting, number, size = {}, number + 1, 0
        waiting[index] = text
        size += len(text) + 1
    if waiting:
        yield _case(composer, [among[i] for i in waiting], f"{name} {number}", texts=waiting.values())


def _spelled(composer: Composer, oracle: Oracle) -> Iterator[Case]:
    for variant in composer.contract.variants:
        for item, text in spelled_items(composer, oracle, variant):
            yield _case(composer, [item], f"{variant.tag}/{item.kind}", texts=[text])


def _case(
    composer: Composer,
    items: Sequence[Item],
    name: str,
    rule: str = "accept-state",
    *,
    texts: Iterable[bytes] | None = None,
) -> Case:
    """One batch of valid events: it tests *rule*, or, when it is a single event, the rule of that event. *texts* are
    the JSON texts of the events, where they are made already or are spelled as no encoder would."""
    one = items[0] if len(items) == 1 else None
    rule = one.rule if one else rule
    return Case(
        id=f"accept/{rule}/{name}",
        phase=Phase.ACCEPT,
        rule=rule,
        kind=one.kind if one else "batch of valid events",
        place=one.place if one else Place(),
        expectation=ACCEPTED,
        request=composer.raw(composer.batch(texts or [encode(item.value) for item in items])),
        items=tuple(items),
    )


def part(composer: Composer, case: Case, items: tuple[Item, ...]) -> Case:
    """The case that sends only *items* of an accept *case*: what a refused batch is cut down with."""
    name = case.id.rsplit("/", 1)[1]
    return _case(composer, list(items), f"{name}.{case.items.index(items[0])}+{len(items)}", case.rule)
