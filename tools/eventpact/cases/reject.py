"""Reject cases: every place × every near miss of what is asked for there, each invalid for certain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from eventpact.cases.case import INVALID, OPEN, Case, Phase, Site, of_invalid_event
from eventpact.cases.compose import Composer, has
from eventpact.cases.near_misses import near_misses
from eventpact.cases.places import Spot, Tokens, spots
from eventpact.contract import Oracle, Verdict
from eventpact.contract.model import Contract, Variant
from eventpact.findings import Place
from eventpact.pointer import Location, removed, replaced, resolve, to_pointer


@dataclass(frozen=True)
class Wrong:
    """A payload that breaks the contract at *tokens*: its *value*, the *rule* and *kind*, and where the schema says so.

    *spot* is the place whose constraint is broken: the parent where a property is missing.
    """

    spot: Spot
    tokens: Tokens
    rule: str
    kind: str
    value: Any
    locations: frozenset[Location]

    @property
    def place(self) -> Place:
        """The place as findings name it."""
        return replace(self.spot.place(min(self.locations, default=None)), instance_pointer=to_pointer(self.tokens))


def wrongs(right: Callable[[], Any], at: list[Spot], oracle: Oracle, *, event: bool) -> Iterator[Wrong]:
    """Each near miss of each spot that the oracle holds to be invalid.

    *right* makes the valid *event* (or body) that is damaged: a new one each time, so that a receiver which takes one
    wrong payload cannot drop the next as its duplicate.
    """
    for spot in at:
        for rule, kind, tokens, value in _candidates(right, spot):
            if oracle.verdict(value, event=event) is not Verdict.INVALID:
                continue
            faults = oracle.judge(value, event=event).faults
            yield Wrong(spot, tokens, rule, kind, value, frozenset(f.location for f in faults if f.location))


def _candidates(right: Callable[[], Any], spot: Spot) -> Iterator[tuple[str, str, Tokens, Any]]:
    if not has(right(), spot.tokens):
        return
    value = resolve(right(), spot.tokens)
    for near_miss, wrong in near_misses(spot.schema, value):
        yield near_miss.rule, near_miss.kind, spot.tokens, replaced(right(), spot.tokens, wrong)
    for option in spot.schema.options:
        for name in option.required:
            if has(value, (name,)):
                tokens = (*spot.tokens, name)
                yield "reject-required", "required property absent", tokens, removed(right(), tokens)


def reject_cases(composer: Composer, oracle: Oracle, variant: Variant) -> tuple[list[Case], list[Site]]:
    """The cases of one variant, each with a single invalid event, and which constraint sites they test."""
    base = composer.typical(variant)
    at = list(spots(variant.tag, variant.schema))
    found = list(wrongs(lambda: composer.renewed(variant, base), at, oracle, event=True))
    cases = [_case(composer, wrong, Phase.REJECT, _as_body(composer)) for wrong in found]
    told = sites(at, base, found, composer.contract)
    if of_invalid_event(composer.contract.interface) is not OPEN:
        return cases, told
    unseen = [replace(site, reason="the contract drops invalid events: no status tells of it") for site in told]
    return [replace(case, expectation=OPEN) for case in cases], unseen


def envelope_cases(composer: Composer, oracle: Oracle, event: Any) -> tuple[list[Case], list[Site]]:
    """What may be wrong around the events: each near miss of the body and of what stands beside the events."""
    base = composer.body([event])
    at = list(spots("", composer.contract.body, leave_out=composer.contract.events_at))
    found = list(wrongs(lambda: base, at, oracle, event=False))
    cases = [_case(composer, wrong, Phase.ENVELOPE, lambda body: body) for wrong in found]
    return cases, sites(at, base, found, composer.contract)


def _as_body(composer: Composer) -> Callable[[Any], Any]:
    return lambda event: composer.body([event])


def _case(composer: Composer, wrong: Wrong, phase: Phase, wrap: Callable[[Any], Any]) -> Case:
    place = wrong.place
    return Case(
        id=f"{phase.value}/{wrong.spot.tag}{place.instance_pointer}/{wrong.rule}/{wrong.kind}",
        phase=phase,
        rule=wrong.rule,
        kind=wrong.kind,
        place=place,
        expectation=INVALID,
        request=composer.request(wrap(wrong.value)),
    )


def sites(at: list[Spot], base: Any, found: list[Wrong], contract: Contract) -> list[Site]:
    """Every constraint at every spot, and whether a case breaks it."""
    broken = {(wrong.spot.tokens, location) for wrong in found for location in wrong.locations}
    told: dict[tuple[Place, str], Site] = {}
    for spot in at:
        here = {location for tokens, location in broken if tokens == spot.tokens}
        # A fault of a choice of branch, member or variant stands for the types that go with it.
        unchosen = contract.event.location in here
        untyped = bool(here & _choices(spot))
        for constraint in (c for option in spot.schema.options for c in option.constraints()):
            tested = constraint.location in here or unchosen or (untyped and constraint.keyword == "type")
            reason = "" if tested else _reason(base, spot.tokens)
            site = Site(spot.place(constraint.location), constraint.keyword, reason)
            told[site.place, site.keyword] = site
    return list(told.values())


def _choices(spot: Spot) -> set[Location]:
    """The keywords of a spot that leave a choice: a value of another type is told of as a fault there."""
    return {c.location / keyword for c in spot.schema.conjuncts for keyword in ("anyOf", "oneOf", "enum", "const")}


def _reason(base: Any, tokens: Tokens) -> str:
    if not has(base, tokens):
        return f"no typical value reaches {to_pointer(tokens)}: give the schema examples"
    return "the catalogue has no near miss that breaks it"
