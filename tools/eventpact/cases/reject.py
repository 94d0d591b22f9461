"""Reject cases: every place × every near miss of what is asked for there, each invalid for certain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from eventpact.cases.case import INVALID, OPEN, Case, Expectation, Phase, Site, among, of_invalid_event
from eventpact.cases.compose import Composer, encode, has
from eventpact.cases.near_misses import asked_for, near_misses
from eventpact.cases.places import Spot, Tokens, spots
from eventpact.contract import Oracle, Verdict
from eventpact.contract.model import Contract, Variant
from eventpact.exchange import Request
from eventpact.findings import Place
from eventpact.pointer import Location, removed, replaced, resolve, to_pointer

_AMONG = "batch-all-checked"
_DROPPED = "the contract drops invalid events: no status tells of it"


@dataclass(frozen=True)
class Wrong:
    """A payload that breaks the contract at *tokens*: its *value*, the *rule* and *kind*, and where the schema says so.

    *spot* is the place whose constraint is broken: the parent where a property is missing. *asked* is what the schema
    asks for at the place, in the catalogue's words.
    """

    spot: Spot
    tokens: Tokens
    rule: str
    kind: str
    value: Any
    locations: frozenset[Location]
    asked: str = ""

    @property
    def place(self) -> Place:
        """The place as findings name it."""
        return replace(self.spot.place(min(self.locations, default=None)), instance_pointer=to_pointer(self.tokens))

    def id(self, phase: Phase) -> str:
        """The id of the case of *phase* that sends it alone."""
        return f"{phase.value}/{self.spot.tag}{to_pointer(self.tokens)}/{self.rule}/{self.kind}"


def wrongs(right: Callable[[], Any], at: list[Spot], oracle: Oracle, *, event: bool) -> Iterator[Wrong]:
    """Each near miss of each spot that the oracle holds to be invalid.

    *right* makes the valid *event* (or body) that is damaged: a new one each time, so that a receiver which takes one
    wrong payload cannot drop the next as its duplicate.
    """
    for spot in at:
        for rule, kind, tokens, asked, value in _candidates(right, spot):
            if oracle.verdict(value, event=event) is not Verdict.INVALID:
                continue
            faults = oracle.judge(value, event=event).faults
            yield Wrong(spot, tokens, rule, kind, value, frozenset(f.location for f in faults if f.location), asked)


def _candidates(right: Callable[[], Any], spot: Spot) -> Iterator[tuple[str, str, Tokens, str, Any]]:
    if not has(right(), spot.tokens):
        return
    value = resolve(right(), spot.tokens)
    asked = asked_for(spot.schema, value)
    for near_miss, wrong in near_misses(spot.schema, value):
        yield near_miss.rule, near_miss.kind, spot.tokens, asked, replaced(right(), spot.tokens, wrong)
    for option in spot.schema.options:
        for name in option.required:
            if has(value, (name,)):
                tokens = (*spot.tokens, name)
                asked = asked_for(option.properties[name], value[name]) if name in option.properties else ""
                yield "reject-required", "required property absent", tokens, asked, removed(right(), tokens)


def reject_cases(
    composer: Composer, oracle: Oracle, variant: Variant, *, quick: bool = False
) -> tuple[list[Case], list[Site]]:
    """The cases of one variant, each with a single invalid event, and which constraint sites they test.

    Each near miss is sent alone, and at the first, a middle and the last place of a valid batch of all variants. The
    latter three are of one kind with the first, and of a rule of their own: it is broken only by what is refused alone.
    *quick* sends each alone.
    """
    base = composer.typical(variant)
    at = list(spots(variant.tag, variant.schema))
    found = list(wrongs(lambda: composer.renewed(variant, base), at, oracle, event=True))
    expectation = of_invalid_event(composer.contract.interface)
    cases = [case for wrong in found for case in _placed(composer, variant, wrong, expectation, alone=quick)]
    told = sites(at, base, found, composer.contract, Phase.REJECT)
    if expectation is OPEN:
        told = [Site(site.place, site.keyword, reason=_DROPPED) for site in told]
    return cases, told


def _placed(
    composer: Composer, variant: Variant, wrong: Wrong, expectation: Expectation, *, alone: bool
) -> Iterator[Case]:
    """A wrong event by itself and, unless it is to be *alone*, among others; with another id each time, unless it is
    wrong in that."""
    text = encode(wrong.value)
    renewed = bytes if wrong.tokens == composer.id_at(variant) else composer.with_new_ids
    case = _case(wrong, Phase.REJECT, composer.raw(composer.batch([renewed(text)])), expectation)
    yield case
    variants = () if alone else composer.contract.variants
    mates = variants if len(variants) > 1 else variants * 2
    tags = frozenset(variant.tag for variant in mates)
    for name, index in (("first", 0), ("middle", (len(mates) + 1) // 2), ("last", len(mates))) if mates else ():
        good = [composer.encoded(mate) for mate in mates]
        request = replace(case.request, body=composer.batch([*good[:index], renewed(text), *good[index:]]))
        yield replace(case, id=among(case.id, name), rule=_AMONG, request=request, mates=tags)


def envelope_cases(composer: Composer, oracle: Oracle, variant: Variant) -> tuple[list[Case], list[Site]]:
    """What may be wrong around the events: each near miss of the body and of what stands beside the events."""
    base = composer.body([composer.typical(variant)])
    at = list(spots("", composer.contract.body, leave_out=composer.contract.events_at))
    found = list(wrongs(lambda: base, at, oracle, event=False))
    mates = frozenset([variant.tag])
    cases = []
    for wrong in found:
        request = composer.raw(composer.with_new_ids(encode(wrong.value)))
        case = _case(wrong, Phase.ENVELOPE, request, _around_events(composer.contract, wrong))
        cases.append(replace(case, mates=mates))
    return cases, sites(at, base, found, composer.contract, Phase.ENVELOPE)


def _around_events(contract: Contract, wrong: Wrong) -> Expectation:
    """What must come of a wrong body: where only an item of the array of events is wrong, it is an invalid event."""
    at = contract.events_at
    there = resolve(wrong.value, at) if wrong.tokens == at and has(wrong.value, at) else None
    items_alone = isinstance(there, list) and wrong.rule == "reject-type"
    return of_invalid_event(contract.interface) if items_alone else INVALID


def _case(wrong: Wrong, phase: Phase, request: Request, expectation: Expectation) -> Case:
    return Case(
        id=wrong.id(phase),
        phase=phase,
        rule=wrong.rule,
        kind=wrong.kind,
        place=wrong.place,
        expectation=expectation,
        request=request,
        asked=wrong.asked,
    )


def sites(at: list[Spot], base: Any, found: list[Wrong], contract: Contract, phase: Phase) -> list[Site]:
    """Every constraint at every spot, and the cases of *phase* that break it."""
    told: dict[tuple[Place, str], Site] = {}
    for spot in at:
        here = [wrong for wrong in found if wrong.spot.tokens == spot.tokens]
        # A fault of a choice of branch, member or variant stands for the types that go with it.
        unchosen = {contract.event.location}
        untyped = unchosen | _choices(spot)
        for constraint in (c for option in spot.schema.options for c in option.constraints()):
            stand_for = {constraint.location} | (untyped if constraint.keyword == "type" else unchosen)
            cases = frozenset(wrong.id(phase) for wrong in here if wrong.locations & stand_for)
            reason = "" if cases else _reason(base, spot.tokens)
            site = Site(spot.place(constraint.location), constraint.keyword, cases, reason)
            told[site.place, site.keyword] = site
    return list(told.values())


def _choices(spot: Spot) -> set[Location]:
    """The keywords of a spot that leave a choice: a value of another type is told of as a fault there."""
    return {c.location / keyword for c in spot.schema.conjuncts for keyword in ("anyOf", "oneOf", "enum", "const")}


def _reason(base: Any, tokens: Tokens) -> str:
    if not has(base, tokens):
        return f"no typical value reaches {to_pointer(tokens)}: give the schema examples"
    return "the catalogue has no near miss that breaks it"
