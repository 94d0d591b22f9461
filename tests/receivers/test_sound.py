"""Two sound receivers, written apart from each other, bring no finding, whatever the seed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from eventpact.cases import Choices, Plan, make_plan
from eventpact.contract import Contract
from eventpact.progress import Finished
from eventpact.receiver.embedded import embedded

from tests.conftest import SCHEMA
from tests.receivers.probe_table import all_probes
from tests.receivers.probes import deviations
from tests.receivers.sound import ReferenceReceiver, SecondSound
from tests.receivers.starting import Running, running
from tests.receivers.trial import held_against, in_memory, over_http, with_random_events

pytestmark = pytest.mark.thorough

SEEDS = range(1, 21)
#: Seconds of random events after the plan of each seed.
RANDOM_SECONDS = 0.5


@pytest.fixture(scope="module", params=["ours", "second"])
def sound(request: pytest.FixtureRequest) -> Iterator[Running]:
    """Each sound receiver over HTTP."""
    if request.param == "second":
        with running("aiohttp_sound.py") as second:
            yield second
    else:
        with embedded(SCHEMA / "openapi.yaml") as ours:
            yield Running(ours.url, ours.key, "")


def plan(contract: Contract, seed: int) -> Plan:
    """The plan of a seed: the first whole, the others small, since only ids and random events differ."""
    return make_plan(contract, f"seed-{seed}", Choices(quick=seed > 1))


def unjust(finished: Finished) -> list[tuple[str, str]]:
    """What a run holds against a sound receiver: all but remarks, which no contract rests on."""
    assert finished.aborted == ""
    return [(one.id, one.summary) for one in held_against(finished)]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_second_sound_receiver_brings_no_finding(contract: Contract, seed: int) -> None:
    settings = with_random_events(contract, seed, RANDOM_SECONDS)
    assert unjust(in_memory(contract, plan(contract, seed), SecondSound(), settings)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_receiver_brings_no_finding(contract: Contract, seed: int, tmp_path: Path) -> None:
    receiver = ReferenceReceiver(contract, tmp_path / "events.sqlite")
    try:
        settings = with_random_events(contract, seed, RANDOM_SECONDS)
        assert unjust(in_memory(contract, plan(contract, seed), receiver, settings)) == []
    finally:
        receiver.store.close()


def test_a_sound_receiver_brings_no_finding_over_http(contract: Contract, sound: Running) -> None:
    assert unjust(over_http(contract, plan(contract, 0), sound)) == []


def test_the_probes_show_nothing_on_a_sound_receiver(sound: Running) -> None:
    assert deviations(sound.url, sound.key, all_probes()) == []
