"""The random phase finds what only random data shows, shrinks it, goes on, and is silent where nothing is wrong."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from eventpact.cases import Composer
from eventpact.contract import Contract, Oracle
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Failure, Request
from eventpact.runner.random import RandomSettings, is_minimal, random_phase

from tests.contract.sound import SoundReceiver
from tests.random.receivers import Crashing, Lax, Refusing, Seen, follow, judge_of, strings

pytestmark = pytest.mark.thorough

#: Seconds that a search may take on a machine that does much else; most need one.
LONG = RandomSettings(seconds=60, seed=3)


def data(event: Any) -> dict[str, Any]:
    found = event.get("data") if isinstance(event, dict) else None
    return found if isinstance(found, dict) else {}


def has_a_line_separator(event: Any) -> bool:
    return any("\u2028" in text for text in strings(event))


def has_a_tiny_amount(event: Any) -> bool:
    amount = data(event).get("amount")
    return isinstance(amount, float) and round(amount, 6) != amount


def is_before_the_year_1000(event: Any) -> bool:
    return str(data(event).get("timestamp", "2026")) < "1000"


def has_three_odd_values(event: Any) -> bool:
    found = data(event)
    return found.get("is_cashout") is True and found.get("bets", "") is None and found.get("amount", 0) < 0


def has_an_odd_second_item(event: Any) -> bool:
    bets = data(event).get("bets") or []
    return len(bets) > 1 and isinstance(bets[1], dict) and bets[1].get("market", "") is None


@pytest.mark.parametrize(
    ("shows", "oddities"),
    [
        (has_a_line_separator, 1),
        (has_a_tiny_amount, 1),
        (is_before_the_year_1000, 1),
        (has_three_odd_values, 3),
        (has_an_odd_second_item, 2),
    ],
)
def test_a_fault_that_random_data_shows_is_found_and_shrunk(contract: Contract, shows: Any, oddities: int) -> None:
    seen = follow(contract, Refusing(contract, shows), LONG, until=1)
    (case, symptom), (event,) = seen.found[0], seen.events(contract)
    assert symptom.rule == "accept-state"
    assert case.kind.startswith("random valid event")
    assert shows(event)
    assert len(case.items[0].states) == oddities
    assert case.items[0].place.variant == event["event"]


def test_what_is_found_first_does_not_hide_the_others(contract: Contract) -> None:
    faults = (is_before_the_year_1000, has_a_line_separator, has_a_tiny_amount)
    receiver = Refusing(contract, lambda event: any(shows(event) for shows in faults))
    seen = follow(contract, receiver, LONG, until=6)
    assert [any(map(shows, seen.events(contract))) for shows in faults] == [True, True, True]


def test_a_crash_on_an_odd_value_is_found_also_in_an_invalid_event(contract: Contract) -> None:
    settings = RandomSettings(seconds=60, seed=1, writes=False)
    seen = follow(contract, Crashing(contract, lambda e: any("\0" in t for t in strings(e))), settings, until=1)
    assert seen.found[0][1].rule == "no-crash"
    assert not seen.found[0][0].expectation.accepted


def test_an_invalid_event_that_is_taken_is_found(contract: Contract) -> None:
    def is_taken(event: Any) -> bool:
        return isinstance(data(event).get("amount"), str)

    seen = follow(contract, Lax(contract, is_taken), LONG, until=1)
    case, symptom = seen.found[0]
    assert symptom.rule == "reject-type"
    assert case.kind.startswith("random invalid event: ")
    assert case.place.instance_pointer == "/data/amount"


def test_an_event_refused_only_beside_another_is_found_with_it(contract: Contract) -> None:
    class OneNegative(Refusing):
        def payload(self, request: Request) -> Any:
            refusal = super().payload(request)
            negative = () if refusal else [e for e in self.events(request) if data(e).get("amount", 0) < 0]
            return Refusal.INVALID if len(negative) > 1 else refusal

    seen = follow(contract, OneNegative(contract, lambda event: False), LONG, until=1)
    assert [data(event)["amount"] < 0 for event in seen.events(contract)] == [True, True]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["contract", "telemetry"])
def test_a_sound_receiver_brings_nothing(name: str, seed: int, request: pytest.FixtureRequest) -> None:
    chosen: Contract = request.getfixturevalue(name)
    seen = follow(chosen, SoundReceiver(chosen), RandomSettings(seconds=2, seed=seed))
    assert seen.found == []
    assert not any(is_minimal(case) for case, _ in seen.exchanges)
    assert len(seen.exchanges) > 5


def test_the_same_seed_brings_the_same_payloads_and_another_one_others(contract: Contract) -> None:
    def bodies(seed: int) -> list[str]:
        settings = RandomSettings(seconds=4, seed=seed)
        return follow(contract, Refusing(contract, has_a_tiny_amount), settings).bodies

    one, again, other = bodies(5), bodies(5), bodies(6)
    shared = min(len(one), len(again))
    assert shared > 10
    assert one[: shared // 2] == again[: shared // 2]
    assert one[:5] != other[:5]


# -- targets that do not answer alike ----------------------------------------------------------------------------------


class Flaky(SoundReceiver):
    """Answers every so many requests with 500."""

    def __init__(self, contract: Contract, every: int) -> None:
        super().__init__(contract)
        self._count = itertools.count(1)
        self._every = every

    def answer(self, request: Request) -> Answer | int:
        return 500 if next(self._count) % self._every == 0 else super().answer(request)


@pytest.mark.parametrize("every", [2, 3, 17])
def test_a_flaky_target_brings_no_error_and_is_told_of_once_or_twice(contract: Contract, every: int) -> None:
    seen = follow(contract, Flaky(contract, every), RandomSettings(seconds=6))
    assert {symptom.rule for _, symptom in seen.found} == {"no-crash"}
    assert len(seen.exchanges) > 5
    assert len(seen.found) <= 4


def test_a_target_that_is_gone_ends_the_phase(contract: Contract) -> None:
    class Gone(SoundReceiver):
        def answer(self, request: Request) -> Answer | int:
            return Answer(0.0, failure=Failure.UNREACHABLE)

    began = time.monotonic()
    seen = follow(contract, Gone(contract), RandomSettings(seconds=120))
    assert time.monotonic() - began < 60
    assert 0 < len(seen.exchanges) < 10


def test_a_status_that_differs_from_the_declared_one_is_told_of_once(contract: Contract) -> None:
    class Two00(SoundReceiver):
        def answer(self, request: Request) -> Answer | int:
            found = super().answer(request)
            return 200 if found == 204 else found

    seen = follow(contract, Two00(contract), RandomSettings(seconds=8))
    assert [symptom.rule for _, symptom in seen.found] == ["success-exact"]


def test_a_variant_that_is_refused_as_it_is_is_left_out_afterwards(contract: Contract) -> None:
    tag = contract.variants[0].tag
    seen = follow(contract, Refusing(contract, lambda event: event["event"] == tag), RandomSettings(seconds=8))
    assert [case.place.variant for case, _ in seen.found if case.expectation.accepted] == [tag]


def test_what_is_known_is_not_found_again(contract: Contract) -> None:
    receiver = Refusing(contract, is_before_the_year_1000)
    first = follow(contract, receiver, LONG, until=1)
    settings = RandomSettings(seconds=4, seed=3, known=[symptom for _, symptom in first.found])
    kinds = {oddity for _, symptom in first.found for oddity in [symptom.kind]}
    seen = follow(contract, receiver, settings)
    assert kinds.isdisjoint(symptom.kind for _, symptom in seen.found)


def test_without_writes_nothing_is_sent_that_a_sound_receiver_records(contract: Contract) -> None:
    seen = follow(contract, SoundReceiver(contract), RandomSettings(seconds=2, writes=False))
    assert seen.exchanges
    assert not any(answer.accepted for _, answer in seen.exchanges)


# -- how it ends -------------------------------------------------------------------------------------------------------


class Slow(SoundReceiver):
    """Takes its time, longer than anybody waits."""

    async def send(self, request: Request) -> Answer:
        await asyncio.sleep(600)
        return await super().send(request)


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "eventpact-random"]


def test_it_ends_at_once_when_nobody_follows_any_more(contract: Contract) -> None:
    began = time.monotonic()
    follow(contract, SoundReceiver(contract), RandomSettings(seconds=600), until=0)
    assert time.monotonic() - began < 60
    assert _threads() == []


def test_it_ends_at_once_when_its_task_is_cancelled_amid_a_request(contract: Contract) -> None:
    async def run() -> None:
        settings = RandomSettings(seconds=600)
        phase = random_phase(Composer(contract, "run"), Oracle(contract), Slow(contract), judge_of(contract), settings)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(phase), 2)

    asyncio.run(run())
    assert _threads() == []


def test_a_fault_of_the_judge_is_raised_and_not_shrunk(contract: Contract) -> None:
    class Broken(Exception):
        pass

    def judged(*exchange: Any) -> None:
        raise Broken

    async def run() -> None:
        phase = random_phase(
            Composer(contract, "run"), Oracle(contract), SoundReceiver(contract), judged, RandomSettings(seconds=60)
        )
        async for _ in phase:
            pass

    with pytest.raises(Broken):
        asyncio.run(run())


def test_it_stays_within_its_time(contract: Contract) -> None:
    began = time.monotonic()
    follow(contract, Refusing(contract, has_a_line_separator), RandomSettings(seconds=2))
    assert time.monotonic() - began < 20


def test_it_prints_nothing_and_leaves_no_file(
    contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    seen = follow(contract, Refusing(contract, has_a_tiny_amount), LONG, until=1)
    assert seen.found
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_every_event_has_a_name_of_its_own_with_the_prefix_of_the_run(contract: Contract) -> None:
    seen: Seen = follow(contract, SoundReceiver(contract), RandomSettings(seconds=2), prefix="mine")
    composer, names = Composer(contract, "mine"), []
    for case, _ in seen.exchanges:
        for item in case.items:
            variant = next(v for v in contract.variants if v.tag == item.place.variant)
            tokens = min(composer.identifiers(variant) & set(variant.idempotency_key))
            names.append(json.loads(json.dumps(item.value))["data"][tokens[-1]])
    assert len(names) > 10
    assert all(name.startswith("mine-") for name in names)
    assert len(set(names)) == len(names)
