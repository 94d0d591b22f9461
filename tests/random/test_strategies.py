"""What is drawn as valid is valid by the oracle, as it is sent; it is odd everywhere, and shrinks to the typical."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from eventpact.cases import Composer
from eventpact.cases.compose import encode
from eventpact.cases.random import RandomEvent, RandomEvents, stored
from eventpact.cases.random.backend import BACKEND
from eventpact.cases.random.strategies import VALID
from eventpact.cases.random.tape import Recipe
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.errors import ContractError
from eventpact.pointer import to_pointer
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis.database import InMemoryExampleDatabase, choices_from_bytes
from hypothesis.errors import NoSuchExample

from tests.random.drawing import contract_with, drawn, events_of, recipes
from tests.typescript.random_schemas import schema as random_schema

pytestmark = pytest.mark.thorough

BOTH = pytest.mark.parametrize("name", ["contract", "telemetry"])


@pytest.fixture
def chosen(name: str, request: pytest.FixtureRequest) -> Contract:
    """The contract of this name."""
    found: Contract = request.getfixturevalue(name)
    return found


@BOTH
def test_what_is_drawn_as_valid_is_valid_alone_and_in_the_batch_that_is_sent(chosen: Contract) -> None:
    oracle, composer = Oracle(chosen), Composer(chosen, "run")
    found = drawn(events_of(chosen).valid(), 60)
    assert len(found) > 1_000
    assert {event.verdict for event in found} == {Verdict.VALID}
    for start in range(0, len(found), 50):
        body = encode(composer.body([event.value for event in found[start : start + 50]]))
        assert oracle.judge_text(body).verdict is Verdict.VALID


@BOTH
def test_every_variant_is_drawn_and_every_value_of_it_is_odd_at_times(chosen: Contract) -> None:
    composer = Composer(chosen, "run")
    found = drawn(events_of(chosen).valid(), 150)
    odd = {(event.variant.tag, oddity.pointer) for event in found for oddity in event.oddities}
    for variant in chosen.variants:
        typical = {*composer.identifiers(variant), (chosen.discriminator,)}
        values = [t for t, schema in variant.schema.walk() if t and "*" not in t and not schema.properties]
        missed = [t for t in values if t not in typical and (variant.tag, to_pointer(t)) not in odd]
        assert missed == [], variant.tag


def test_nulls_absences_unknown_fields_nested_items_and_made_up_values_are_all_drawn(contract: Contract) -> None:
    kinds = Counter(oddity.move.kind for event in drawn(events_of(contract).valid(), 60) for oddity in event.oddities)
    expected = {"null", "optional property absent", "unknown property", "array of drawn items", "string", "number",
                "date-time", "object", "empty array"}  # fmt: skip
    assert expected <= set(kinds)
    pointers = {o.pointer for event in drawn(events_of(contract).valid(), 60) for o in event.oddities}
    assert any(pointer.startswith("/data/bets/3/") for pointer in pointers)


def test_a_recursion_is_followed_some_levels_down(telemetry: Contract) -> None:
    depths = [str(event.value).count("within") for event in drawn(events_of(telemetry).valid(), 100)]
    assert max(depths) >= 3


@BOTH
def test_damage_is_judged_and_most_of_it_is_invalid(chosen: Contract) -> None:
    oracle = Oracle(chosen)
    found = drawn(events_of(chosen).damaged(), 200)
    verdicts = Counter(event.verdict for event in found)
    assert verdicts[Verdict.INVALID] > 0.8 * len(found) > 800
    assert verdicts[Verdict.VALID] > 0
    for event in found:
        assert event.damage is not None
        assert oracle.judge_text(encode(event.value), event=True).verdict is event.verdict


@BOTH
def test_damage_is_of_every_rule_that_an_event_can_break_and_of_many_kinds(chosen: Contract) -> None:
    events = events_of(chosen)
    made = (events.event(recipe) for recipe in recipes(4_000, len(chosen.variants), damage=True))
    found = [event.damage for event in made if event is not None and event.damage is not None]
    assert {"reject-required", "reject-type", "reject-null", "reject-enum", "reject-format"} <= {d.rule for d in found}
    assert len({d.kind for d in found}) > 60
    assert any(kind.startswith("damaged date-time: ") for kind in {d.kind for d in found})


def test_an_event_is_the_same_whenever_its_recipe_is_read(contract: Contract) -> None:
    one, other = events_of(contract), events_of(contract)
    for recipe in recipes(200, len(contract.variants), damage=True):
        first, again = one.event(recipe), other.event(recipe)
        assert (first and first.text) == (again and again.text)


def test_no_bytes_make_the_typical_event(contract: Contract) -> None:
    events, composer = events_of(contract), Composer(contract, "run")
    for index, variant in enumerate(contract.variants):
        event = events.event(Recipe(index))
        assert event is not None
        assert event.oddities == ()
        assert composer.is_typical(variant, composer.renewed(variant, event.value))


def test_a_trimmed_event_is_the_same_from_fewer_bytes(contract: Contract) -> None:
    events = events_of(contract)
    for recipe in recipes(20, len(contract.variants), damage=True):
        event = events.event(recipe)
        if event is None:
            continue
        trimmed = events.trimmed(event)
        assert trimmed.text == event.text
        assert trimmed.damage == event.damage or trimmed.verdict is event.verdict
        assert sum(map(bool, trimmed.recipe.content)) < sum(map(bool, event.recipe.content)) / 2
        assert len(trimmed.oddities) <= len(event.oddities)


def test_what_hypothesis_is_told_to_shrink_ends_with_the_one_oddity_that_matters(contract: Contract) -> None:
    events = events_of(contract)

    def shows(batch: list[RandomEvent]) -> bool:
        return any("٣" in event.text.decode() for event in batch)

    first = next(e for r in recipes(20_000, 6) if (e := events.event(r)) and len(e.oddities) > 5 and shows([e]))
    memory = InMemoryExampleDatabase()
    memory.save(b"key", stored([first], spare=True))
    options = settings(database=memory, derandomize=False, phases=[Phase.reuse, Phase.shrink], deadline=None)
    (shrunk,) = find(events.these(1), shows, settings=options, database_key=b"key")
    assert len(shrunk.oddities) <= 2  # in an item of an array it takes the array, too
    assert shrunk.text.decode().count("٣") == 1


def test_what_is_stored_brings_the_same_events_back(contract: Contract) -> None:
    events = events_of(contract)
    made = [e for r in recipes(3, len(contract.variants), damage=True) if (e := events.event(r)) is not None]
    choices = choices_from_bytes(stored(made))
    assert choices is not None
    assert len(choices) == 5 * len(made)
    memory = InMemoryExampleDatabase()
    memory.save(b"key", stored(made))
    options = settings(database=memory, derandomize=False, phases=[Phase.reuse], deadline=None)
    again = find(events.these(len(made)), lambda batch: True, settings=options, database_key=b"key")
    assert [event.text for event in again] == [event.text for event in made]


def test_a_batch_of_valid_events_is_four_draws(contract: Contract) -> None:
    sizes: list[int] = []

    @settings(max_examples=20, database=None, phases=[Phase.generate], backend=BACKEND, deadline=None,
              suppress_health_check=list(HealthCheck), derandomize=False)  # fmt: skip
    @seed(1)
    @given(events_of(contract).valid())
    def collect(batch: list[RandomEvent]) -> None:
        sizes.append(len(batch))

    collect()
    assert sum(size > VALID * 0.8 for size in sizes) > 15


# -- schemas of every keyword ------------------------------------------------------------------------------------------


def _with_random_schema(dice: Random) -> RandomEvents | None:
    """The strategies of a contract with a random schema in it; None where no typical event of it can be made."""
    try:
        contract = contract_with(random_schema(dice, 2))
    except ContractError:
        return None
    events = events_of(contract)
    event = events.event(Recipe(0))
    return events if event is not None else None


def test_what_is_drawn_from_random_schemas_is_valid_and_seldom_all_typical() -> None:
    dice = Random(20261122)
    made, odd, tried, counts = 0, 0, 0, Counter[str]()
    while tried < 15:
        events = _with_random_schema(dice)
        if events is None:
            continue
        tried += 1
        oracle = Oracle(events.contract)
        for recipe in recipes(20, 1):
            event = events.event(recipe)
            assert event is not None
            assert oracle.judge_text(encode([event.value])).verdict is Verdict.VALID
            made, odd = made + 1, odd + bool(event.oddities)
        counts += events.counts
    assert made == 300
    assert odd > made * 0.6
    assert counts["given up"] == 0


@pytest.mark.parametrize(
    ("schema", "least"),
    [
        ({"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$", "examples": ["ABC-0001"]}, 8),
        ({"type": "integer", "multipleOf": 7, "default": 7}, 8),
        ({"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True}, 5),
        ({"type": "object", "propertyNames": {"pattern": "^x"}, "additionalProperties": {"type": "integer"}}, 5),
        ({"type": "array", "contains": {"const": 3}, "default": [3]}, 4),
        ({"not": {"type": "string"}, "default": 1}, 8),
        ({"if": {"type": "integer"}, "then": {"minimum": 5}, "else": {"type": "string"}, "default": 5}, 8),
        ({"type": "object", "dependentRequired": {"a": ["b"]}, "properties": {"a": {}, "b": {}}}, 8),
        ({"type": "object", "unevaluatedProperties": False, "properties": {"a": {}, "b": {"type": "string"}}}, 8),
        ({"type": "array", "prefixItems": [{"type": "integer"}], "default": [1]}, 5),
    ],
)
def test_keywords_that_are_only_judged_still_bring_values_of_many_kinds(schema: Any, least: int) -> None:
    events = events_of(contract_with(schema))
    made = [event for recipe in recipes(300, 1) if (event := events.event(recipe)) is not None]
    assert len(made) == 300
    assert len({encode(event.value.get("value", "absent")) for event in made}) >= least


def test_a_place_that_nothing_can_be_made_for_is_typical() -> None:
    events = events_of(contract_with({"type": "string", "pattern": "^(a+)+$", "minLength": 3, "examples": ["aaa"]}))
    values = {e.value.get("value") for r in recipes(100, 1) if (e := events.event(r)) is not None}
    assert "aaa" in values


def test_a_variant_without_a_valid_typical_event_brings_no_event() -> None:
    events = events_of(contract_with({"not": {}}, required=["kind", "id", "value"]))
    assert events.event(Recipe(0)) is None
    assert events.counts["given up"] == 1
    with pytest.raises(NoSuchExample):
        find(events.valid(), bool, settings=settings(max_examples=20, database=None, backend=BACKEND, deadline=None))
