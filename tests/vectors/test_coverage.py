"""What the vectors cover, counted again from their lines: states, pairs of states, constraints, kinds of oddities."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from eventpact.cases.compose import has
from eventpact.cases.legal import Tier
from eventpact.cases.places import Spot, spots
from eventpact.cases.states import changed, open_states
from eventpact.cases.values import typical
from eventpact.contract import Verdict
from eventpact.contract.model import Variant
from eventpact.pointer import resolve, to_pointer

from tests.vectors.reading import Made

States = dict[tuple[Any, ...], str]
Pair = tuple[tuple[tuple[Any, ...], str], tuple[tuple[Any, ...], str]]


def states_of(payload: Any, at: list[Spot]) -> States:
    """Place → its state in *payload*: absent, its JSON, or whole where other places are in it."""
    return {spot.tokens: state_of(payload, spot, at) for spot in at}


def state_of(payload: Any, spot: Spot, at: list[Spot]) -> str:
    if not has(payload, spot.tokens):
        return "absent"
    value = resolve(payload, spot.tokens)
    depth = len(spot.tokens)
    below = (other.tokens[depth:] for other in at if other.tokens[:depth] == spot.tokens and other != spot)
    if any(has(value, tokens) for tokens in below):
        return "whole, and more" if isinstance(value, dict) and "x_unknown" in value else "whole"
    return json.dumps(value)


def legal_states(
    made: Made, variant: Variant, most: Tier = Tier.EDGE
) -> tuple[list[Spot], set[tuple[tuple[Any, ...], str]]]:
    """The places of *variant*, and each with each of its states by the catalogue that the oracle takes, of the tiers up
    to *most*."""
    base = typical(variant.schema)
    at = [spot for spot in spots(variant.tag, variant.schema) if has(base, spot.tokens)]
    found = set(states_of(base, at).items())
    for spot in at:
        for _, event in changed(base, spot, most):
            if made.oracle.verdict(event, event=True) is Verdict.VALID:
                found.add((spot.tokens, state_of(event, spot, at)))
    return at, found


def is_possible(pair: Pair) -> bool:
    """Whether neither place is inside the other while that has no room for it."""
    (one, state), (other, _) = sorted(pair, key=lambda place: len(place[0]))
    return other[: len(one)] != one or state.startswith("whole")


def lone_events(made: Made, variant: Variant) -> Iterator[Any]:
    for vector in made.read("valid"):
        if "payload" in vector:
            events = made.events(vector["payload"])
            if len(events) == 1 and made.contract.variant(events[0]) == variant:
                yield events[0]


def missing_pairs(made: Made, variant: Variant, events: list[Any]) -> set[Pair]:
    at, states = legal_states(made, variant, Tier.CORE)
    wanted = {p for p in combinations(sorted(states, key=str), 2) if p[0][0] != p[1][0] and is_possible(p)}
    for event in events:
        wanted.difference_update(combinations(sorted(states_of(event, at).items(), key=str), 2))
    return wanted


def apart(places: set[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Those of *places* that are inside no other one of them."""
    return {place for place in places if not any(place[:depth] in places for depth in range(len(place)))}


def test_every_state_of_every_place_is_in_a_valid_vector_of_its_own(made: Made) -> None:
    for variant in made.contract.variants:
        at, wanted = legal_states(made, variant)
        typically = states_of(typical(variant.schema), at)
        for event in lone_events(made, variant):
            differs = {place for place in states_of(event, at).items() if typically[place[0]] != place[1]}
            if len(apart({place for place, _ in differs} - set(variant.idempotency_key))) <= 1:
                wanted -= differs
        assert wanted <= set(typically.items()), variant.tag


def test_every_pair_of_core_states_of_a_variants_places_is_in_a_valid_vector(made: Made) -> None:
    for variant in made.contract.variants:
        assert missing_pairs(made, variant, list(lone_events(made, variant))) == set()


def test_the_check_of_pairs_notices_vectors_that_are_gone(made: Made) -> None:
    variant = made.contract.variants[0]
    events = list(lone_events(made, variant))
    assert missing_pairs(made, variant, events[: len(events) // 2])


def test_every_constraint_of_every_place_is_broken_by_an_invalid_vector(made: Made) -> None:
    broken = {(vector["pointer"], vector["schema_pointer"]) for vector in made.read("invalid")}
    prefix = to_pointer((*made.contract.events_at, 0))
    around = spots("", made.contract.body, leave_out=made.contract.events_at)
    places = [(to_pointer(spot.tokens), spot) for spot in around]
    places += [
        (prefix + to_pointer(spot.tokens), spot)
        for variant in made.contract.variants
        for spot in spots(variant.tag, variant.schema)
        if has(typical(variant.schema), spot.tokens)
    ]
    variants = {f"{c.location / name}" for c in made.contract.event.conjuncts for name in ("anyOf", "oneOf")}
    for pointer, spot in places:
        here = {schema_pointer for place, schema_pointer in broken if place == pointer}
        choices = {
            f"{c.location / name}" for c in spot.schema.conjuncts for name in ("anyOf", "oneOf", "enum", "const")
        }
        for constraint in (c for option in spot.schema.options for c in option.constraints()):
            told = {str(constraint.location)} | variants
            assert here & (told | choices if constraint.keyword == "type" else told), (pointer, constraint)


def test_every_required_property_is_left_out_once(made: Made) -> None:
    ids = {vector["id"] for vector in made.read("invalid")}
    for variant in made.contract.variants:
        for spot in spots(variant.tag, variant.schema):
            if has(typical(variant.schema), spot.tokens):
                for name in (name for option in spot.schema.options for name in option.required):
                    assert f"{variant.tag}{to_pointer((*spot.tokens, name))}/required-property-absent" in ids


def test_an_invalid_event_stands_first_in_the_middle_and_last_among_good_ones_of_every_variant(made: Made) -> None:
    count = len(made.contract.variants)
    for variant in made.contract.variants:
        found = [
            v for v in made.read("invalid")
            if v["id"].startswith(f"{variant.tag}/invalid-event-at") and len(made.events(v["payload"])) == count + 1
        ]  # fmt: skip
        prefix = to_pointer(made.contract.events_at)
        indexes = {int(vector["pointer"].removeprefix(prefix).split("/")[1]) for vector in found}
        assert indexes == {0, (count + 1) // 2, count}


def test_every_open_state_and_every_oddity_of_texts_is_there(made: Made) -> None:
    vectors = made.read("unspecified")
    kinds = {vector["kind"] for vector in vectors}
    assert kinds >= {
        "byte order mark", "key twice with one value", "key twice, null behind", "key twice, null before",
        "lone high surrogate", "lone low surrogate", "number beyond a double", "nested too deep",
    }  # fmt: skip
    ids = {vector["id"] for vector in vectors}
    for variant in made.contract.variants:
        for spot in spots(variant.tag, variant.schema):
            if has(typical(variant.schema), spot.tokens):
                for kind, _ in open_states(spot.schema):
                    assert any(i.startswith(f"{variant.tag}{to_pointer(spot.tokens)}/{kind.split()[0]}") for i in ids)


def test_events_have_ids_of_their_own_but_where_the_id_is_what_is_tried(made: Made) -> None:
    for variant in made.contract.variants:
        keys = [resolve(e, at) for at in variant.idempotency_key[:1] for e in lone_events(made, variant) if has(e, at)]
        own = [key for key in keys if str(key).startswith("vector-")]
        assert len(own) > 10
        assert len(set(own)) == len(own)
