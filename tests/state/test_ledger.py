"""The ledger by itself: whatever was sent in whatever order, it finds what is wrong with a record, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from eventpact.cases import Case, Composer, Expectation, Phase, make_plan
from eventpact.cases.case import ACCEPTED, INVALID, OPEN
from eventpact.checks.recorded import Ledger
from eventpact.checks.sightings import Sightings
from eventpact.checks.state import symptoms
from eventpact.contract import Contract
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Failure, Key
from eventpact.findings import Place, Severity
from eventpact.pointer import replaced, resolve
from hypothesis import given
from hypothesis import strategies as st

from tests.state.recording import TENANTS, RecordingReceiver
from tests.state.running import PREFIX, ledger_of, of_records, with_policy
from tests.state.storing import required_only

KINDS = 3  # variants that the sequences below use


@dataclass(frozen=True)
class Sent:
    """One request of a sequence: events by number, whether one of them is broken, and with whose key."""

    events: tuple[int, ...]
    broken: bool
    key: Key


SENT = st.builds(
    Sent,
    st.lists(st.integers(0, 5), min_size=1, max_size=4).map(tuple),
    st.booleans(),
    st.sampled_from([Key.TENANT, Key.TENANT, Key.SECOND, Key.UNKNOWN]),
)
SEQUENCES = st.lists(st.lists(SENT, min_size=1, max_size=4), min_size=1, max_size=6)


class World:
    """Six events of a contract, and requests that carry them."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.composer = Composer(contract, PREFIX)
        variants = [contract.variants[i % min(KINDS, len(contract.variants))] for i in range(6)]
        self.events = [self.composer.typical(variant) for variant in variants]
        self.discriminator = contract.discriminator

    def case(self, sent: Sent) -> Case:
        """The request, and what must come of it."""
        events = [self.events[i] for i in sent.events]
        expectation = ACCEPTED
        if sent.broken:
            events.append({**self.composer.typical(self.contract.variants[0]), self.discriminator: 7})
            expectation = INVALID if self.contract.interface.batch_policy == "atomic" else OPEN
        if sent.key is Key.UNKNOWN:
            expectation = Expectation(refusal=Refusal.KEY)
        return case(self.composer, events, expectation, sent.key)


def case(composer: Composer, events: Sequence[Any], expectation: Expectation, key: Key = Key.TENANT) -> Case:
    """A request with *events*."""
    request = composer.request(composer.body(events), key=key)
    return Case("test", Phase.STATE, "resend-accepted", "test", Place(), expectation, request)


def run(world: World, receiver: RecordingReceiver, steps: list[list[Sent]]) -> Ledger:
    """Send *steps*, the requests of each side by side."""

    async def follow() -> list[tuple[Case, Answer]]:
        noted = []
        for step in steps:
            cases = [world.case(sent) for sent in step]
            noted += zip(cases, await asyncio.gather(*(receiver.send(c.request) for c in cases)), strict=True)
        return noted

    return ledger_of(world.contract, asyncio.run(follow()))


@pytest.mark.parametrize("policy", ["atomic", "drop-invalid"])
@pytest.mark.parametrize("name", ["contract", "telemetry"])
def test_a_sound_receiver_never_brings_a_symptom(name: str, policy: str, request: pytest.FixtureRequest) -> None:
    chosen = with_policy(request.getfixturevalue(name), policy)
    world = World(chosen)

    @given(SEQUENCES)
    def sound(steps: list[list[Sent]]) -> None:
        receiver = RecordingReceiver(chosen)
        assert of_records(run(world, receiver, steps), receiver) == []

    sound()


@pytest.mark.parametrize("policy", ["atomic", "drop-invalid"])
def test_whatever_is_changed_in_a_sound_record_is_found_and_nothing_else(policy: str, telemetry: Contract) -> None:
    chosen = with_policy(telemetry, policy)
    world = World(chosen)

    @given(SEQUENCES, st.data())
    def found(steps: list[list[Sent]], data: st.DataObject) -> None:
        receiver = RecordingReceiver(chosen)
        ledger = run(world, receiver, steps)
        tenant = data.draw(st.sampled_from(TENANTS))
        rule, event = _damaged(data, world, receiver, tenant)
        symptoms = of_records(ledger, receiver)
        assert [s.rule for s in symptoms] == ([rule] if rule else [])
        if rule:
            key = resolve(event, ("id",))
            assert f'with the key "{key}" ' in symptoms[0].expected
            assert symptoms[0].place.variant == event["kind"]

    found()


def _damaged(data: st.DataObject, world: World, receiver: RecordingReceiver, tenant: Key) -> tuple[str, Any]:
    """Damage the record of *tenant* in one place: the rule that this breaks, empty where nothing can be damaged."""
    kept = receiver.kept[tenant]
    damage = data.draw(st.sampled_from(["lost", "twice", "changed"]))
    if not kept:
        return "", None
    at = data.draw(st.integers(0, len(kept) - 1))
    event = kept[at]
    if damage == "lost":
        del kept[at]
        return "recorded-all", event
    if damage == "twice":
        kept.insert(data.draw(st.integers(0, len(kept))), event)
        return "recorded-once", event
    kept[at] = {**event, "at": "1999-01-01T00:00:00Z"}
    return "recorded-unchanged", event


@pytest.fixture
def world(telemetry: Contract) -> World:
    """The world of the other contract."""
    return World(telemetry)


def rules(world: World, noted: list[tuple[Case, Answer]], mine: list[Any], theirs: Sequence[Any] = ()) -> list[str]:
    """The rules that a record breaks."""
    receiver = RecordingReceiver(world.contract)
    receiver.kept = {Key.TENANT: mine, Key.SECOND: list(theirs)}
    return [symptom.rule for symptom in of_records(ledger_of(world.contract, noted), receiver)]


def answer(status: int) -> Answer:
    """An answer with *status*."""
    return Answer(0.0, status)


@pytest.mark.parametrize(
    "unknown",
    [answer(500), answer(503), answer(429), answer(408), answer(302), Answer(0.0, failure=Failure.HANG),
     Answer(0.0, failure=Failure.DROP)],
    ids=str,
)  # fmt: skip
def test_what_became_of_an_event_whose_answer_says_nothing_is_left_open(world: World, unknown: Answer) -> None:
    event = world.events[0]
    noted = [(case(world.composer, [event], ACCEPTED), unknown)]
    assert rules(world, noted, []) == []
    assert rules(world, noted, [event]) == []
    assert rules(world, noted, [event, event]) == ["recorded-once"]
    retried = [*noted, (case(world.composer, [event], ACCEPTED), answer(202))]
    assert rules(world, retried, []) == ["recorded-all"]
    assert rules(world, retried, [event]) == []


def test_what_was_accepted_though_it_is_to_be_refused_may_or_may_not_be_there(world: World) -> None:
    noted = [(case(world.composer, world.events[:1], INVALID), answer(202))]
    assert rules(world, noted, []) == rules(world, noted, world.events[:1]) == []


def test_a_refused_event_is_found_in_whichever_record_it_is(world: World) -> None:
    noted = [(case(world.composer, world.events[:1], Expectation(refusal=Refusal.KEY), Key.UNKNOWN), answer(401))]
    assert rules(world, noted, world.events[:1]) == ["recorded-nothing-refused"]
    assert rules(world, noted, [], world.events[:1]) == ["recorded-nothing-refused"]


def test_an_event_of_one_tenant_in_the_records_of_the_other_is_found(world: World) -> None:
    noted = [(case(world.composer, world.events[:1], ACCEPTED, Key.SECOND), answer(202))]
    assert rules(world, noted, world.events[:1], world.events[:1]) == ["recorded-apart"]
    assert rules(world, noted, world.events[:1], []) == ["recorded-apart", "recorded-all"]


def test_ids_that_are_not_the_runs_own_may_be_there_already(world: World) -> None:
    event = replaced(world.events[0], ("id",), "somebody-elses")
    noted = [(case(world.composer, [event], INVALID), answer(400))]
    assert rules(world, noted, [event]) == []
    taken = [(case(world.composer, [event], ACCEPTED), answer(202))]
    assert rules(world, taken, [{**event, "celsius": -1}]) == []
    assert rules(world, taken, []) == ["recorded-all"]


def test_of_two_contents_under_one_key_either_may_stay(world: World) -> None:
    one = world.events[0]
    other = {**one, "celsius": -40}
    noted = [(case(world.composer, [e], ACCEPTED), answer(202)) for e in (one, other)]
    assert rules(world, noted, [one]) == rules(world, noted, [other]) == []
    assert rules(world, noted, [{**one, "celsius": 3}]) == ["recorded-unchanged"]


def test_an_invalid_content_that_stayed_where_the_corrected_one_was_accepted_is_found(world: World) -> None:
    right = world.events[0]
    wrong = {**right, "celsius": "warm"}
    noted = [
        (case(world.composer, [wrong], INVALID), answer(400)),
        (case(world.composer, [right], ACCEPTED), answer(202)),
    ]
    assert rules(world, noted, [wrong]) == ["recorded-nothing-refused"]
    assert rules(world, noted, [right]) == []


def test_events_without_a_key_and_bodies_that_are_no_batch_are_not_followed(world: World) -> None:
    keyless = {name: value for name, value in world.events[0].items() if name != "id"}
    odd = [case(world.composer, [keyless, 7, None, "x", []], INVALID)]
    odd += [replace(odd[0], request=replace(odd[0].request, body=b)) for b in (None, b"", b"[", b"7", b"{}", b"\xff")]
    assert rules(world, [(one, answer(400)) for one in odd], [keyless]) == []


def test_only_so_many_events_are_followed_and_the_rest_is_counted(world: World) -> None:
    ledger = Ledger(world.contract, PREFIX, most_events=2)
    for event in world.events:
        ledger.note(case(world.composer, [event], ACCEPTED), answer(202))
        ledger.note(case(world.composer, [event], ACCEPTED), answer(202))
    assert ledger.left_out == 8
    receiver = RecordingReceiver(world.contract)
    assert len(of_records(ledger, receiver)) == 2


def test_a_symptom_says_which_event_how_often_it_was_sent_and_found(world: World) -> None:
    event = world.events[0]
    noted = [(case(world.composer, [event], ACCEPTED), answer(202))] * 3
    receiver = RecordingReceiver(world.contract)
    receiver.kept[Key.TENANT] = [event, event]
    (symptom,) = of_records(ledger_of(world.contract, noted), receiver)
    said = f'1 record of "reading" with the key "{event["id"]}" (times sent: 3, accepted: 3, found: 2)'
    assert symptom.expected == said
    assert (symptom.case, symptom.answer.status, symptom.severity) == ("test", 202, Severity.VIOLATION)
    assert symptom.request == noted[0][0].request


@pytest.mark.parametrize(
    "body", [b'{"gateway":17,"records":[{"id":"evp-state-x","id":"evp-state-y","kind":"reading"}]}']
)
def test_what_the_standards_leave_open_is_not_held_against_a_record(world: World, body: bytes) -> None:
    sent = case(world.composer, [], OPEN)
    sent = replace(sent, request=replace(sent.request, body=body))
    noted = [(sent, answer(202))]
    assert rules(world, noted, []) == []
    assert rules(world, noted, [{"kind": "reading", "id": "evp-state-y", "celsius": 1}]) == []


def test_a_receiver_that_reads_and_records_whatever_it_gets_is_found_out(contract: Contract) -> None:
    """Each request of the whole plan, refused, and recorded all the same: NaN and UTF-16 are JSON to some."""
    cases = make_plan(contract, PREFIX).cases
    refused = {True: Answer(0.0, contract.interface.success), False: Answer(0.0, 400)}
    ledger = ledger_of(contract, ((case, refused[case.expectation.accepted]) for case in cases))
    sightings = Sightings(ledger, Key.TENANT)
    for event in _read_by_a_lax_receiver(contract, cases):
        sightings.see(_without_optional(contract, event))
        sightings.see(event)
    found = symptoms(ledger, [sightings])
    assert {"recorded-once", "recorded-nothing-refused"} <= {symptom.rule for symptom in found}


def _read_by_a_lax_receiver(contract: Contract, cases: Sequence[Case]) -> Iterator[Any]:
    for case in cases:
        try:
            yield from resolve(json.loads(case.request.body or b""), contract.events_at)
        except (ValueError, LookupError, TypeError, RecursionError):
            continue


def _without_optional(contract: Contract, event: Any) -> Any:
    variant = contract.variant(event)
    return event if variant is None else required_only(variant.schema, event)
