"""The whole of one request, in memory: answers, duplicates, failures."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract.interface import Refusal
from eventpact.receiver.sqlite import SqliteStore
from eventpact.receiver.store import StorageError

from tests.receiver.driver import BrokenStore, Driver, Subject, stored


def test_an_accepted_batch_is_answered_by_the_declared_status_and_nothing_more(driver: Driver) -> None:
    answer = driver.send(driver.subject.body(driver.subject.sample))
    assert (answer.status, answer.body) == (driver.interface.success, b"")
    assert ("content-length" in answer.headers) is (answer.status != 204)  # RFC 9110 §8.6
    assert "content-type" not in answer.headers


def test_what_is_acknowledged_is_in_the_file_for_others_to_read(driver: Driver, tmp_path: Path) -> None:
    events = [driver.subject.event(f"e-{i}") for i in range(3)]
    driver.send(driver.subject.body(*events))
    assert stored(tmp_path / "events.sqlite") == events


def test_a_duplicate_is_dropped_silently_and_the_first_one_stays(driver: Driver, store: SqliteStore) -> None:
    first = driver.subject.event("same")
    later = {**first, "extra": "later"}
    for body in (driver.subject.body(first, later), driver.subject.body(later)):
        assert driver.send(body).status == driver.interface.success
    assert list(store.events("one")) == [first]


def test_tenants_share_no_duplicates(driver: Driver, store: SqliteStore) -> None:
    body = driver.subject.body(driver.subject.sample)
    driver.send(body)
    driver.send(body, headers=driver.head(key=driver.other_key))
    assert list(store.events("one")) == list(store.events("two")) == [driver.subject.sample]


@pytest.mark.parametrize("path", ["/", "/nope", "{path}/", "{path}/x", "{half}", "/{upper}"])
def test_every_other_path_is_404_for_every_method(driver: Driver, path: str) -> None:
    at = driver.interface.path
    other = path.format(path=at, half=at[:-1], upper=at.upper())
    for method in ("GET", "POST", "PUT", "HEAD"):
        answer = driver.send(b"", path=other, method=method, headers=[])
        assert (answer.status, answer.read) == (404, False)
        assert answer.problem["status"] == 404


def test_a_refusal_is_problem_details_as_rfc_9457_has_them(driver: Driver) -> None:
    answer = driver.send(b"{")
    problem = answer.problem
    assert problem["type"] == "about:blank"
    assert problem["title"] == "Bad Request"
    assert problem["status"] == answer.status
    assert isinstance(problem["detail"], str)
    assert problem["instance"].startswith("urn:uuid:")


def test_each_refusal_has_an_instance_of_its_own(driver: Driver) -> None:
    assert len({driver.send(b"{").problem["instance"] for _ in range(5)}) == 5


def test_titles_are_those_of_rfc_9110_in_every_python(ours: Subject, store: SqliteStore) -> None:
    driver = Driver(ours, store)
    invalid = driver.send(b"{}").problem
    large = driver.send(b"", headers=driver.head(content_length="99999999999")).problem
    assert [invalid["title"], large["title"]] == ["Unprocessable Content", "Content Too Large"]


def test_a_batch_that_cannot_be_stored_is_told_when_to_come_again(
    subject: Subject, caplog: pytest.LogCaptureFixture
) -> None:
    driver = Driver(subject, BrokenStore(StorageError("disk full")))
    answer = driver.send(subject.body(subject.sample))
    assert answer.status == driver.interface.status(Refusal.STORAGE)
    assert int(answer.headers["retry-after"]) > 0
    assert "disk full" not in answer.body.decode()
    assert f"{answer.problem['instance']}: disk full" in caplog.text


def test_the_status_of_a_storage_failure_is_the_contracts(ours: Subject) -> None:
    declared = tuple(s for s in ours.contract.interface.statuses if s != 503)
    driver = Driver(ours.with_interface(statuses=(*declared, 510)), BrokenStore(StorageError("no")))
    assert driver.send(ours.body(ours.sample)).status == 510


def test_an_unexpected_failure_is_500_without_details_and_logged_with_its_instance(
    subject: Subject, caplog: pytest.LogCaptureFixture
) -> None:
    driver = Driver(subject, BrokenStore(RuntimeError("secret of the house")))
    answer = driver.send(subject.body(subject.sample))
    assert answer.status == 500
    assert "secret" not in answer.body.decode()
    assert answer.problem["instance"] in caplog.text
    assert "RuntimeError: secret of the house" in caplog.text


def test_no_refusal_and_no_log_repeats_the_key(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [driver.send(b"{"), driver.send(b"[]", headers=driver.head(content_type="x")), driver.send(b"", path="/")]
    assert driver.key not in caplog.text + "".join(f"{a.headers}{a.body!r}" for a in answers)


def test_a_sender_that_leaves_while_it_sends_gets_no_answer_and_stores_nothing(
    driver: Driver, store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    messages = [{"type": "http.request", "body": b"[", "more_body": True}, {"type": "http.disconnect"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": driver.interface.method, "path": driver.interface.path, "headers": driver.head()}
    asyncio.run(driver.app(scope, receive, send))
    assert (sent, caplog.text, list(store.events("one"))) == ([], "", [])


@pytest.mark.parametrize("key", ["wrong", None])
def test_a_connection_ends_with_a_refusal_that_an_expected_continue_was_not_given(
    driver: Driver, key: str | None
) -> None:
    headers = driver.head(key=key, content_type="text/plain", expect="100-continue")
    assert driver.send(b"", headers=headers).headers["connection"] == "close"
    assert "connection" not in driver.send(b"", headers=driver.head(content_type="text/plain")).headers


def test_the_store_is_closed_when_the_receiver_shuts_down(ours: Subject) -> None:
    broken = BrokenStore(RuntimeError())
    driver = Driver(ours, broken)
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    asyncio.run(driver.app({"type": "lifespan"}, receive, send))
    assert broken.closed
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_variant_without_an_idempotency_key_is_always_stored(ours: Subject, store: SqliteStore) -> None:
    variants = tuple(replace(variant, idempotency_key=()) for variant in ours.contract.variants)
    driver = Driver(replace(ours, contract=replace(ours.contract, variants=variants)), store)
    body = json.dumps([ours.sample, ours.sample]).encode()
    assert driver.send(body).status == 204
    assert len(list(store.events("one"))) == 2
