"""The events that scenarios are made of, and the requests that carry them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eventpact.cases.case import ACCEPTED, Case, Expectation, Item, Phase, Scenario
from eventpact.cases.compose import Composer, has
from eventpact.cases.places import spots
from eventpact.cases.states import states
from eventpact.cases.values import examples
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.model import Variant
from eventpact.contract.schema import same
from eventpact.exchange import Key
from eventpact.findings import Place
from eventpact.pointer import Token, replaced, resolve

Tokens = tuple[str, ...]

_WRONG: tuple[Any, ...] = ({"not": ["as", "declared"]}, [["not as declared"]], "not as declared", 0.5, None)


@dataclass(frozen=True)
class Subject:
    """A *variant* whose idempotency key can be made new; *id_at* is the part of the key that is."""

    variant: Variant
    id_at: Tokens

    @property
    def place(self) -> Place:
        """The variant as a whole."""
        return Place(self.variant.tag, "", str(self.variant.schema.location))

    @property
    def inferred(self) -> bool:
        """Whether the contract calls the variant's idempotency key inferred."""
        return self.variant.schema.annotation("x-inferred") is not None


@dataclass(frozen=True)
class Making:
    """Makes events, cases and scenarios."""

    composer: Composer
    oracle: Oracle

    @property
    def contract(self) -> Contract:
        """The contract that they are made for."""
        return self.composer.contract

    def new(self, subject: Subject) -> Any:
        """A typical event that no receiver has seen."""
        return self.composer.typical(subject.variant)

    def valid(self, event: Any) -> bool:
        """Whether a receiver must take *event*."""
        return self.oracle.is_valid(event, event=True)

    def case(self, subject: Subject, kind: str, events: Sequence[Any], *, rule: str, inferred: bool = False) -> Case:
        """The request that carries *events*, which must be accepted; its id is completed by :func:`scenario`."""
        return Case(
            id="",
            phase=Phase.STATE,
            rule=rule,
            kind=kind,
            place=subject.place,
            expectation=ACCEPTED,
            request=self.composer.request(self.composer.body(events)),
            items=tuple(Item(event, rule, kind, subject.place) for event in events),
            inferred=inferred,
        )


def refused(case: Case, rule: str, expectation: Expectation, **request: Any) -> Case:
    """*case* as one that tests *rule* and must not be accepted; *request* are changes to its request."""
    return replace(case, rule=rule, expectation=expectation, request=replace(case.request, **request))


def sent_with(case: Case, key: Key) -> Case:
    """*case* sent with another *key*."""
    return replace(case, request=replace(case.request, key=key))


def scenario(subject: Subject, rule: str, kind: str, *steps: Sequence[Case], form: str = "") -> Scenario:
    """The scenario of these *steps*; its cases are numbered step by step. *form* tells scenarios of a kind apart."""
    name = f"{Phase.STATE.value}/{rule}/{kind}/{subject.variant.tag}" + (f"/{form}" if form else "")
    numbered = tuple(
        tuple(replace(case, id=f"{name}/{i}.{k}") for k, case in enumerate(step, 1)) for i, step in enumerate(steps, 1)
    )
    return Scenario(name, rule, kind, numbered)


def subjects(making: Making) -> list[Subject]:
    """The variants that have a state to speak of."""
    found = ((variant, _id_at(making, variant)) for variant in making.contract.variants)
    return [Subject(variant, tokens) for variant, tokens in found if tokens is not None]


def _id_at(making: Making, variant: Variant) -> Tokens | None:
    """The part of the idempotency key that is new in each event, or None."""
    one, other = making.composer.typical(variant), making.composer.typical(variant)
    parts = (t for t in variant.idempotency_key if not same(resolve(one, t), resolve(other, t)))
    return next(parts, None)


def with_id_of(subject: Subject, event: Any, of: Any, of_subject: Subject) -> Any:
    """*event* with the id that the event *of* has."""
    return replaced(event, subject.id_at, resolve(of, of_subject.id_at))


def other_values(making: Making, subject: Subject, event: Any, wanted: Sequence[Tokens]) -> Iterator[Any]:
    """Valid events that differ from *event* at one of the places *wanted*, and nowhere else; the most likely first."""
    for spot in spots(subject.variant.tag, subject.variant.schema):
        if spot.tokens in wanted and has(event, spot.tokens):
            seen = [resolve(event, spot.tokens)]
            for value in (*examples(spot.schema), *(value for _, value in states(spot.schema))):
                other = replaced(event, spot.tokens, value)
                if not any(same(value, one) for one in seen) and making.valid(other):
                    seen.append(value)
                    yield other


def plain_places(subject: Subject, event: Any) -> list[Tokens]:
    """The required places of *event* that hold a plain value and have no part in its identity."""
    taken = {*subject.variant.idempotency_key}
    found = []
    for spot in spots(subject.variant.tag, subject.variant.schema):
        tokens = tuple(str(token) for token in spot.tokens)
        if tokens not in taken and spot.tokens and _is_required(subject, tokens) and has(event, spot.tokens):
            value = resolve(event, spot.tokens)
            if not isinstance(value, (dict, list)) and not spot.schema.members:
                found.append(tokens)
    return found


def _is_required(subject: Subject, tokens: Sequence[Token]) -> bool:
    schema = subject.variant.schema
    for token in tokens:
        if token not in schema.required or token not in schema.properties:
            return False
        schema = schema.properties[str(token)]
    return True


def broken(making: Making, subject: Subject, event: Any) -> Any:
    """*event* with one value that makes it invalid, away from its id; None where there is no such value."""
    discriminator: Tokens = (making.contract.discriminator,)
    for tokens in (*plain_places(subject, event), discriminator):
        for value in _WRONG:
            wrong = replaced(event, tokens, value)
            if making.oracle.verdict(wrong, event=True) is Verdict.INVALID:
                return wrong
    return None
