"""``eventpact replay``: sends again, to the right place only, and says whether it shows again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from eventpact.exchange import Key, Request
from eventpact.findings import Finding, Minimal
from eventpact.report import REPORTS, Subject, as_json

from tests.command import eventpact
from tests.report.making import REQUEST, finding, finished

KEY = "Ab9-the-key"
ENVIRONMENT = {"EVENTPACT_API_KEY": KEY}


@dataclass
class Receiver:
    """Answers every request with *status*; what it *received* is its key, and the body."""

    url: str
    status: int
    received: list[tuple[str | None, bytes]] = field(default_factory=list)


@contextmanager
def receiver(status: int) -> Iterator[Receiver]:
    found = Receiver("", status)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            found.received.append((self.headers["x-api-key"], body))
            self.send_response(found.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found.url = f"http://127.0.0.1:{server.server_port}/bulk"
        yield found
        server.shutdown()


def test_a_real_run_is_reported_in_every_form_and_replayed(tmp_path: Path) -> None:
    forms = [word for form in REPORTS for word in ("--report", f"{form}={tmp_path / form}")]
    with receiver(204) as target:
        done = eventpact("test", target.url, "--quick", *forms, **ENVIRONMENT)
        document = json.loads((tmp_path / "json").read_text())
        again = eventpact("replay", str(tmp_path / "json"), **ENVIRONMENT)
    assert done.returncode == 1, done.stderr
    schema = json.loads((files("eventpact.report") / "report.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(document)
    assert document["outcome"] == "violations"
    assert KEY not in "".join((tmp_path / form).read_text() for form in REPORTS)
    found = document["findings"]
    assert 5 < len(found) < 40
    assert all(finding["confirmations"] == finding["repeats"] for finding in found if finding["aspect"] != "crashes")
    assert again.returncode == 1
    shown = {line.split()[2].rstrip(":") for line in again.stdout.splitlines() if line.startswith("shown again")}
    assert shown >= {finding["id"] for finding in found if finding["rule"].startswith("reject-")}


def other(name: str, **changes: object) -> Finding:
    return finding(id=name, **changes)


def write(folder: Path, url: str, *found: Finding) -> str:
    file = folder / "report.json"
    file.write_text(as_json(Subject("Events", "1", url, "x-api-key"), finished(*found)))
    return str(file)


def test_what_shows_again_fails(tmp_path: Path) -> None:
    with receiver(204) as target:
        done = eventpact("replay", write(tmp_path, target.url, finding(), other("second")), **ENVIRONMENT)
    assert done.returncode == 1
    assert "shown again  reject-type.number.accepted: 204: no body" in done.stdout
    assert done.stdout.splitlines()[-1] == "2 of 2 findings shown again"
    assert target.received == [(KEY, REQUEST.body)] * 2


def test_what_was_mended_does_not_fail(tmp_path: Path) -> None:
    with receiver(422) as target:
        done = eventpact("replay", write(tmp_path, target.url, finding()), **ENVIRONMENT)
    assert done.returncode == 0
    assert "not shown    reject-type.number.accepted: 422" in done.stdout


def test_one_finding_is_sent_alone_and_by_its_smallest_request(tmp_path: Path) -> None:
    small = other("second", minimal=Minimal(replace(REQUEST, body=b"[1]"), 4))
    with receiver(204) as target:
        done = eventpact("replay", write(tmp_path, target.url, finding(), small), "second", **ENVIRONMENT)
    assert done.stdout.splitlines()[-1] == "1 of 1 findings shown again"
    assert target.received == [(KEY, b"[1]")]


def test_an_unknown_id_brings_the_nearest_one(tmp_path: Path) -> None:
    done = eventpact("replay", write(tmp_path, "http://127.0.0.1:1/", finding()), "reject-type.numbr", **ENVIRONMENT)
    assert done.returncode == 2
    assert "Did you mean reject-type.number.accepted?" in done.stderr


def test_another_url_may_be_given_and_takes_the_path_of_the_report(tmp_path: Path) -> None:
    with receiver(204) as target:
        base = target.url.removesuffix("/bulk")
        report = write(tmp_path, "https://far.example/bulk", finding())
        done = eventpact("replay", report, "--url", base, **ENVIRONMENT)
    assert done.returncode == 1
    assert f"goes to {target.url}, in the header x-api-key" in done.stderr


@pytest.mark.parametrize("url", ["https://far.example/bulk", "http://10.0.0.1/", "http://localhost.evil.example/"])
def test_nothing_is_sent_to_a_far_target_that_only_the_report_names(tmp_path: Path, url: str) -> None:
    done = eventpact("replay", write(tmp_path, url, finding()), **ENVIRONMENT)
    assert done.returncode == 2
    assert "--url" in done.stderr
    assert "goes to" not in done.stderr


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://user:pass@127.0.0.1/", "javascript:1", ""]
)
def test_what_is_no_web_address_is_refused(tmp_path: Path, url: str) -> None:
    assert eventpact("replay", write(tmp_path, url, finding()), **ENVIRONMENT).returncode == 2


def test_no_connection_is_no_verdict(tmp_path: Path) -> None:
    done = eventpact("replay", write(tmp_path, "http://127.0.0.1:1/bulk", finding()), **ENVIRONMENT)
    assert done.returncode == 3
    assert "cannot be reached" in done.stderr


def test_a_key_is_asked_for_only_where_a_request_carries_it(tmp_path: Path) -> None:
    keyless = other("keyless", example=replace(finding().example, request=replace(REQUEST, key=Key.NONE)))
    with receiver(204) as target:
        report = write(tmp_path, target.url, finding(), keyless)
        missing = eventpact("replay", report, EVENTPACT_API_KEY="")
        done = eventpact("replay", report, "keyless", EVENTPACT_API_KEY="")
    assert missing.returncode == 2
    assert "EVENTPACT_API_KEY is not set" in missing.stderr
    assert done.returncode == 1
    assert target.received == [(None, REQUEST.body)]


def test_the_key_is_never_printed(tmp_path: Path) -> None:
    with receiver(204) as target:
        done = eventpact("replay", write(tmp_path, target.url, finding()), **ENVIRONMENT)
    assert KEY not in done.stdout + done.stderr


def step(body: bytes) -> tuple[Request, ...]:
    return (replace(REQUEST, body=body),)


def test_all_steps_are_sent_in_their_order_with_new_ids(tmp_path: Path) -> None:
    old = "evp-0123456789"
    steps = (step(b'["evp-0123456789-1"]'), step(b'["evp-0123456789-2"]'), (REQUEST, REQUEST))
    with receiver(204) as target:
        report = tmp_path / "report.json"
        subject = Subject("Events", "1", target.url, "x-api-key", id_prefix=old)
        report.write_text(as_json(subject, finished(other("again", steps=steps))))
        done = eventpact("replay", str(report), **ENVIRONMENT)
    assert done.returncode == 1
    bodies = [body for _, body in target.received]
    new = json.loads(bodies[0])[0].removesuffix("-1")
    assert new != old
    assert len(new) == len(old)
    assert bodies == [b'["%s-1"]' % new.encode(), b'["%s-2"]' % new.encode(), REQUEST.body, REQUEST.body]
    assert "shown again  again: 204: no body, 204: no body" in done.stdout


def test_what_is_about_the_record_is_sent_and_left_to_be_looked_up(tmp_path: Path) -> None:
    expected = '1 record with the key "evp-0123456789-7"'
    found = other("lost", rule="recorded-all", expected=expected, steps=(step(b"[]"), step(b"{}")))
    with receiver(204) as target:
        report = tmp_path / "report.json"
        subject = Subject("Events", "1", target.url, "x-api-key", id_prefix="evp-0123456789")
        report.write_text(as_json(subject, finished(found, finding())))
        done = eventpact("replay", str(report), **ENVIRONMENT)
    assert [body for _, body in target.received] == [b"[]", b"{}", REQUEST.body]
    lines = done.stdout.splitlines()
    looked_up = next(line for line in lines if "look it up: 1 record with the key" in line)
    assert "evp-0123456789" not in looked_up
    assert lines[-1] == "1 of 1 findings shown again"


def test_what_cannot_be_shown_by_one_request_is_said_and_not_sent(tmp_path: Path) -> None:
    second = other("tenant", example=replace(finding().example, request=replace(REQUEST, key=Key.SECOND)))
    with receiver(204) as target:
        report = write(tmp_path, target.url, other("slow", rule="answer-time"), second)
        done = eventpact("replay", report, EVENTPACT_SECOND_API_KEY="", **ENVIRONMENT)
    assert done.returncode == 0
    assert "not sent     slow: it takes a series of requests" in done.stdout
    assert "not sent     tenant: it needs another key" in done.stdout
    assert target.received == []


@pytest.mark.parametrize("content", ["", "{}", "\x1b[31m", json.dumps({"report_version": 1})])
def test_what_is_no_report_is_a_wrong_call(tmp_path: Path, content: str) -> None:
    file = tmp_path / "report.json"
    file.write_text(content)
    done = eventpact("replay", str(file))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    assert eventpact("replay", str(tmp_path / "none.json")).returncode == 2


def test_hostile_texts_of_a_report_are_escaped(tmp_path: Path) -> None:
    with receiver(204) as target:
        report = write(tmp_path, target.url, finding(summary="\x1b[31m\u202e"))
        done = eventpact("replay", report, **ENVIRONMENT)
    assert "\x1b" not in done.stdout
    assert "\\u001b[31m\\u202e" in done.stdout


def test_a_request_that_http_cannot_carry_is_a_wrong_call(tmp_path: Path) -> None:
    odd = other("odd", example=replace(finding().example, request=Request("POST", b"", "a\x01b")))
    with receiver(204) as target:
        done = eventpact("replay", write(tmp_path, target.url, odd), **ENVIRONMENT)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
