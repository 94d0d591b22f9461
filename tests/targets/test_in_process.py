"""Applications of this process behind a real server: ASGI and WSGI, sound and broken, by name."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from eventpact.errors import EventpactError, TargetError
from eventpact.exchange import Answer, Failure, Request
from eventpact.targets import HttpTarget
from eventpact.targets.in_process import App, open_app, served

from tests.targets import applications

POST = Request("POST", b"[]", "application/json")
HERE = "tests.targets.applications"


def ask(app: App | str, *requests: Request, timeout: float = 10.0) -> list[Answer]:
    async def exchange() -> list[Answer]:
        async with open_app(app, path="/in", key_header="x-key", key="Ab9-secret", timeout=timeout) as target:
            return [await target.send(request) for request in requests]

    return asyncio.run(exchange())


@pytest.mark.parametrize("attribute", ["asgi", "wsgi", "make()"])
def test_an_application_answers_every_way_in_which_a_request_can_be_sent(attribute: str) -> None:
    ways = (POST, replace(POST, chunked=True), replace(POST, expect_continue=True, loud=True))
    assert [answer.status for answer in ask(f"{HERE}:{attribute}", *ways)] == [202] * 3


@pytest.mark.parametrize("attribute", ["asgi", "wsgi"])
@pytest.mark.parametrize("body", [b"raise", b"exit"])
def test_an_application_that_raises_answers_500_and_goes_on(
    attribute: str, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    raising, after = ask(f"{HERE}:{attribute}", replace(POST, body=body), POST)
    assert (raising.status, after.status) == (500, 202)
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]


def test_a_wsgi_application_that_forgets_to_start_its_answer_answers_500() -> None:
    assert ask(App.wsgi(applications.wsgi), replace(POST, body=b"forget"))[0].status == 500


def test_a_wsgi_application_sees_the_request() -> None:
    request = replace(POST, headers=(("X-More", "a"), ("x-more", "b")))
    plain, chunked = ask(App.wsgi(applications.wsgi), request, replace(request, chunked=True))
    assert plain.body == b"POST; /in; ; a,b; 2 2"
    assert chunked.body == b"POST; /in; ; a,b; None 2"
    assert plain.headers["x-type"] == "application/json"


def test_the_lifespan_is_begun_and_ended() -> None:
    applications.SEEN.clear()
    with served(App.asgi(applications.asgi)):
        assert applications.SEEN == ["up"]
    assert applications.SEEN == ["up", "down"]


def test_an_application_without_a_lifespan_is_served_all_the_same() -> None:
    assert ask(App.asgi(applications.bare), POST)[0].status == 204


def test_an_application_whose_start_fails_could_not_be_tested() -> None:
    with pytest.raises(TargetError, match="RuntimeError: there is no database") as caught:
        ask(f"{HERE}:broken", POST)
    assert caught.value.exit_code == 3
    assert len(str(caught.value).splitlines()) == 2


def test_an_application_that_blocks_in_its_start_could_not_be_tested() -> None:
    release = threading.Event()

    async def blocking(scope: object, receive: object, send: object) -> None:
        release.wait(20)

    began = time.perf_counter()
    threading.Timer(0.5, release.set).start()
    with pytest.raises(TargetError, match="does not start"), served(App.asgi(blocking), seconds=0.1):
        pass
    assert time.perf_counter() - began < 10


def test_a_request_that_hangs_in_wsgi_is_a_hang() -> None:
    release = threading.Event()

    def hanging(environ: object, start: object) -> list[bytes]:
        release.wait(20)
        return []

    [answer] = ask(App.wsgi(hanging), POST, timeout=0.3)
    release.set()
    assert answer.failure is Failure.HANG


def test_nothing_stays_behind() -> None:
    before = {thread for thread in threading.enumerate() if thread.name == "application"}
    level = logging.getLogger("uvicorn.error").level
    with served(App.asgi(applications.asgi)) as url:
        pass
    target = HttpTarget(f"{url}/in", key_header=None, key=None)

    async def exchange() -> Answer:
        async with target:
            return await target.send(POST)

    assert asyncio.run(exchange()).failure is Failure.UNREACHABLE
    assert {thread for thread in threading.enumerate() if thread.name == "application"} == before
    assert logging.getLogger("uvicorn.error").level == level


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "names no application"),
        ("os", "names no application"),
        (":app", "names no application"),
        ("os:", "names no application"),
        ("a b:c", "names no application"),
        ("../x:app", "names no application"),
        ("no_such_module_at_all:app", "there is no module no_such_module_at_all"),
        (f"{HERE}.deeper:app", "there is no module"),
        (f"{HERE}:nothing", "has no nothing"),
        (f"{HERE}:asgi.nothing", "has no asgi.nothing"),
        (f"{HERE}:number", "something of type int, no application"),
        (f"{HERE}:fail()", "ValueError: no settings"),
    ],
)
def test_a_name_that_leads_to_no_application_is_a_wrong_call(name: str, says: str) -> None:
    with pytest.raises(EventpactError) as caught:
        App.named(name)
    assert says in str(caught.value)
    assert caught.value.exit_code == 2
    assert caught.value.hint


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("import not_there_either", "ModuleNotFoundError: No module named 'not_there_either'"),
        ("raise SystemExit(4)", "SystemExit: 4"),
        ("1 +", "SyntaxError"),
        ("raise ValueError('\\x1b[31mred')", "ValueError: \\u001b[31mred"),
    ],
)
def test_a_module_that_breaks_on_import_is_told_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, says: str
) -> None:
    module = f"breaks_{abs(hash(source))}"
    (tmp_path / f"{module}.py").write_text(source)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EventpactError) as caught:
        App.named(f"{module}:app")
    assert says in str(caught.value)
    assert caught.value.exit_code == 2


def test_modules_of_the_current_folder_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "found_here.py").write_text("async def app(scope, receive, send): ...\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", ["/nowhere"])
    assert App.named("found_here:app").name == "found_here:app"
