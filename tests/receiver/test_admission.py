"""What is checked before the body is read, and in which order."""

from __future__ import annotations

from contextlib import suppress

import pytest
from eventpact.contract.interface import Refusal
from eventpact.receiver.admission import Admission, Disconnected
from eventpact.receiver.problem import Refused
from eventpact.receiver.sqlite import SqliteStore
from eventpact.receiver.tenants import Tenants
from hypothesis import given
from hypothesis import strategies as st

from tests.receiver.driver import Driver, Subject


def key_header(driver: Driver) -> bytes:
    """The name of the header that carries the key, as ASGI gives it."""
    name = driver.interface.key_header
    assert name is not None
    return name.lower().encode()


@pytest.mark.parametrize("wrong", ["", "evp_wrong", "{key}x", "{half}", "{upper}", " {key}", '"{key}"', "Bearer {key}"])
def test_a_key_that_is_not_exactly_a_tenants_is_refused_before_the_body_is_read(driver: Driver, wrong: str) -> None:
    key = wrong.format(key=driver.key, half=driver.key[:20], upper=driver.key.upper())
    headers = [(b"content-type", b"application/json"), (key_header(driver), key.encode())]
    answer = driver.send(b"[]", headers=headers)
    assert answer.status == driver.interface.status(Refusal.KEY)
    assert not answer.read


def test_no_key_is_refused_before_the_body_is_read(driver: Driver) -> None:
    answer = driver.send(b"[]", headers=[(b"content-type", b"application/json")])
    assert (answer.status, answer.read) == (driver.interface.status(Refusal.KEY), False)
    assert driver.key not in answer.body.decode()


def test_a_key_given_twice_is_refused_even_when_both_are_right(driver: Driver) -> None:
    headers = [*driver.head(), (key_header(driver), driver.key.encode())]
    assert driver.send(b"[]", headers=headers).status == driver.interface.status(Refusal.KEY)


def test_bytes_that_are_no_text_are_a_wrong_key(driver: Driver) -> None:
    headers = [(b"content-type", b"application/json"), (key_header(driver), b"\xff\x00\xfe")]
    assert driver.send(b"[]", headers=headers).status == driver.interface.status(Refusal.KEY)


def test_a_refused_key_is_challenged_where_the_contract_answers_401(ours: Subject, other: Subject) -> None:
    with_403, with_401 = (
        Driver(subject, None).send(b"", headers=[])  # type: ignore[arg-type] # nothing is stored
        for subject in (ours, other)
    )
    assert (with_403.status, with_403.headers.get("www-authenticate")) == (403, None)
    assert (with_401.status, with_401.headers["www-authenticate"]) == (401, "ApiKey")


def test_the_key_comes_before_media_type_coding_size_and_body(driver: Driver) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-encoding", b"gzip"), (b"content-length", b"9" * 30)]
    answer = driver.send(b"{", headers=headers)
    assert (answer.status, answer.read) == (driver.interface.status(Refusal.KEY), False)


def test_the_media_type_comes_before_the_size(driver: Driver) -> None:
    answer = driver.send(b"{", headers=driver.head(content_type="text/plain", content_length="9" * 30))
    assert (answer.status, answer.read) == (415, False)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "POST", "PUT", "BREW"])
def test_another_method_is_405_and_names_the_one_allowed(driver: Driver, method: str) -> None:
    if method == driver.interface.method:
        return
    answer = driver.send(b"", method=method, headers=[])
    assert (answer.status, answer.read) == (405, False)
    assert answer.headers["allow"] == driver.interface.method


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        'application/json ; charset="UTF-8"',
        "application/json; profile=x; charset=utf-8;",
        r'application/json; note="a; charset=latin-1 \" "',
    ],
)
def test_json_in_utf_8_is_taken_however_it_is_written(driver: Driver, media_type: str) -> None:
    body = driver.subject.body(driver.subject.sample)
    answer = driver.send(body, headers=driver.head(content_type=media_type))
    assert answer.status == driver.interface.success


@pytest.mark.parametrize(
    "media_type",
    [
        None,
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "application/json-seq",
        "application/json+x",
        "application/json, text/plain",
        "application/json; charset=utf-16",
        'application/json; charset=""',
        "application/json; charset=utf-8 latin",
        "application/json;charset",
        "json",
        "*/*",
    ],
)
def test_another_media_type_or_charset_is_415_before_the_body_is_read(driver: Driver, media_type: str | None) -> None:
    answer = driver.send(b"[]", headers=driver.head(content_type=media_type))
    assert (answer.status, answer.read) == (415, False)
    assert answer.headers["accept"] == "application/json"


def test_two_media_types_are_415(driver: Driver) -> None:
    headers = [*driver.head(), (b"content-type", b"application/json")]
    assert driver.send(b"[]", headers=headers).status == 415


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity, gzip", "GZIP", "unknown"])
def test_a_content_coding_is_415_before_the_body_is_read(driver: Driver, coding: str) -> None:
    answer = driver.send(b"[]", headers=driver.head(content_encoding=coding))
    assert (answer.status, answer.read) == (415, False)
    assert answer.headers["accept-encoding"] == "identity"


def test_the_coding_identity_is_none(driver: Driver) -> None:
    body = driver.subject.body(driver.subject.sample)
    answer = driver.send(body, headers=driver.head(content_encoding="Identity"))
    assert answer.status == driver.interface.success


def small(subject: Subject, size: int, store: SqliteStore) -> Driver:
    """A receiver that takes bodies of *size* bytes."""
    limits = type(subject.contract.interface.limits)(body_bytes=size)
    return Driver(subject.with_interface(limits=limits), store)


def test_a_body_that_says_it_is_too_long_is_413_before_it_is_read(subject: Subject, store: SqliteStore) -> None:
    driver = small(subject, 1000, store)
    answer = driver.send(b"[]", headers=driver.head(content_length="1001"))
    assert (answer.status, answer.read) == (413, False)


def test_a_stream_is_cut_off_where_it_outgrows_the_limit(subject: Subject, store: SqliteStore) -> None:
    driver = small(subject, 1000, store)
    # One more byte than the limit, and a chunk that must not be asked for: the driver fails where there is none.
    answer = driver.send(b" " * 600, b" " * 401, b"never read")
    assert answer.status == 413


def test_a_body_of_exactly_the_limit_is_taken(subject: Subject, store: SqliteStore) -> None:
    body = subject.body(subject.sample)
    driver = small(subject, len(body), store)
    assert driver.send(body[:7], body[7:]).status == driver.interface.success
    assert driver.send(body, headers=driver.head(content_length=str(len(body)))).status == driver.interface.success
    assert driver.send(body + b" ").status == 413


def test_a_contract_without_a_key_has_one_anonymous_tenant(subject: Subject, store: SqliteStore) -> None:
    driver = Driver(subject.with_interface(key_header=None), store)
    assert driver.send(subject.body(subject.sample)).status == driver.interface.success
    assert list(store.events("anonymous")) == [subject.sample]


def test_the_body_of_a_sender_that_left_raises_disconnected(ours: Subject, store: SqliteStore) -> None:
    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    reading = Admission(ours.contract.interface, Tenants()).read_body(receive)
    with pytest.raises(Disconnected):
        reading.send(None)


names = st.sampled_from([b"content-type", b"content-encoding", b"content-length", b"x-api-key", b"accept"])


@given(st.lists(st.tuples(names, st.binary(max_size=40))), st.text(max_size=9))
def test_no_head_makes_admission_fail(ours: Subject, headers: list[tuple[bytes, bytes]], method: str) -> None:
    tenants, key = Tenants().with_new("one")
    head = [*((n, v) for n, v in headers if n != b"x-api-key"), (b"x-api-key", key.encode())]
    admission = Admission(ours.contract.interface, tenants)
    for one in (headers, head):
        with suppress(Refused):
            assert admission.admit(method, one) == "one"
