"""What failed in one run comes first in the next, from a directory or from Redis; nothing secret is shown."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import fakeredis
import pytest
from eventpact.contract import Contract
from eventpact.errors import EventpactError
from eventpact.runner.random import RandomSettings
from eventpact.runner.random.database import example_key, open_database
from hypothesis.database import ExampleDatabase

from tests.contract.sound import SoundReceiver
from tests.random.receivers import Refusing, Seen, follow
from tests.random.test_phase import has_three_odd_values

pytestmark = pytest.mark.thorough

URL = "redis://user:s3cret-pass@127.0.0.1:6390/2"


def opened(place: str, connect: Any = None) -> ExampleDatabase:
    database = open_database(place, connect)
    assert database is not None
    return database


def fake_server() -> Any:
    server = fakeredis.FakeServer()
    return lambda url: fakeredis.FakeStrictRedis(server=server)


@pytest.fixture(params=["directory", "redis"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Opens one and the same database again and again."""
    if request.param == "directory":
        return lambda: opened(str(tmp_path / "not" / "there" / "yet"))
    connect = fake_server()
    return lambda: opened("redis://127.0.0.1", connect)


def run(contract: Contract, receiver: SoundReceiver, database: ExampleDatabase, seed: int, until: int = 1) -> Seen:
    return follow(contract, receiver, RandomSettings(seconds=60, seed=seed, database=database), until=until)


def test_a_rare_failure_is_replayed_within_a_few_requests(contract: Contract, reopen: Any) -> None:
    receiver = Refusing(contract, has_three_odd_values)
    first = run(contract, receiver, reopen(), seed=3)
    assert len(list(reopen().fetch(example_key(contract)))) == 1
    again = run(contract, receiver, reopen(), seed=99)
    assert len(again.exchanges) <= 5 < len(first.exchanges)
    assert [case.kind for case, _ in again.found] == [case.kind for case, _ in first.found]
    assert len(list(reopen().fetch(example_key(contract)))) == 1


def test_what_does_not_fail_any_more_is_kept_no_longer(contract: Contract, reopen: Any) -> None:
    run(contract, Refusing(contract, has_three_odd_values), reopen(), seed=3)
    follow(contract, SoundReceiver(contract), RandomSettings(seconds=1.5, database=reopen()))
    assert list(reopen().fetch(example_key(contract))) == []


def test_rubbish_in_the_database_is_thrown_away(contract: Contract, reopen: Any) -> None:
    for rubbish in (b"", b"\xff\xff\xff", b"\x00", b"\x03abc", bytes(300)):
        reopen().save(example_key(contract), rubbish)
    seen = follow(contract, SoundReceiver(contract), RandomSettings(seconds=1.5, database=reopen()))
    assert seen.found == []
    assert list(reopen().fetch(example_key(contract))) == []


def test_examples_of_one_contract_are_none_of_another(contract: Contract, telemetry: Contract) -> None:
    assert example_key(contract) != example_key(telemetry)
    assert example_key(contract) == example_key(contract)


@pytest.mark.parametrize("place", [None, ""])
def test_no_place_is_no_database(place: str | None) -> None:
    assert open_database(place) is None


def test_a_file_in_the_place_of_the_directory_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "examples").write_text("")
    for place in ("examples", "examples/below"):
        with pytest.raises(EventpactError, match="is a file"):
            open_database(str(tmp_path / place))


@pytest.mark.parametrize("place", ["http://u:s3cret-pass@host/x", "postgres://u:s3cret-pass@host", "redis:/nowhere"])
def test_an_address_of_something_else_is_refused_or_is_a_directory(place: str) -> None:
    if "://" in place:
        with pytest.raises(EventpactError) as caught:
            open_database(place)
        assert "s3cret" not in str(caught.value)
    else:
        assert open_database(place) is not None


@pytest.mark.parametrize(
    "url", [URL, "redis://u:s3cret-pass@127.0.0.1:notaport/", "redis://:s3cret-pass@127.0.0.1:6390?x=s3cret-pass"]
)
def test_a_redis_that_cannot_be_used_is_told_of_without_its_password(url: str) -> None:
    with pytest.raises(EventpactError) as caught:
        open_database(url)
    assert "s3cret" not in str(caught.value)
    assert "database of examples" in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    monkeypatch.delitem(sys.modules, "hypothesis.extra.redis", raising=False)
    with pytest.raises(EventpactError, match=r"eventpact\[redis\]") as caught:
        open_database(URL)
    assert "s3cret" not in str(caught.value)
