"""The contract as pytest items: at a URL, with a readable id each; what fails says what the finding says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from eventpact.findings import Place
from eventpact.pytest_plugin import ContractPoint
from eventpact.receiver.embedded import Embedded, embedded
from eventpact.targets.in_process import App, served

from tests.command import ROOT
from tests.conftest import TELEMETRY
from tests.report.making import finding
from tests.targets import applications
from tests.targets.test_http import saying, serving


@pytest.fixture(scope="module")
def receiver() -> Iterator[Embedded]:
    with embedded(TELEMETRY) as running:
        yield running


def items(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run of the items of the other contract, in a process of its own."""
    own = ("-p", "no:cacheprovider", "-p", "no:xdist", "-q", "-rA", "tests/contract/test_contract.py")
    chosen = ("--contract-file", str(TELEMETRY), "--contract-quick", *words)
    return subprocess.run(
        [sys.executable, "-m", "pytest", *own, *chosen],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def told(outcome: str, done: subprocess.CompletedProcess[str]) -> set[str]:
    """The ids of the items with this *outcome*."""
    return set(re.findall(rf"^{outcome} .*?\[(.*?)\]", done.stdout, re.MULTILINE))


def test_a_sound_receiver_passes_at_a_url_and_each_item_names_rule_and_variant(receiver: Embedded) -> None:
    keys = {"EVENTPACT_API_KEY": receiver.key, "EVENTPACT_SECOND_API_KEY": receiver.second_key}
    done = items("--contract-url", receiver.url, "--contract-readback", receiver.readback, **keys)
    assert done.returncode == 0, done.stdout
    wanted = {"accept-typical-reading", "reject-type-door", "reject-key", "recorded-once", "no-crash"}
    assert wanted <= told("PASSED", done)
    assert receiver.key not in done.stdout + done.stderr


def test_without_a_readback_nothing_is_said_of_what_was_recorded(receiver: Embedded) -> None:
    done = items("--contract-url", receiver.url, "-k", "recorded", EVENTPACT_API_KEY=receiver.key)
    assert done.returncode == 5, done.stdout  # no item was chosen


def test_what_fails_says_what_the_finding_says() -> None:
    """A receiver that takes everything passes what must be accepted, and fails what must be refused."""
    with served(App.asgi(applications.taking)) as origin:
        done = items("--contract-url", f"{origin}/in", EVENTPACT_API_KEY="k")
    assert done.returncode == 1
    refusals = {name for name in told("PASSED", done) if name.startswith(("reject-", "batch-all-checked"))}
    assert refusals == set()
    assert {"reject-key", "reject-type-door", "reject-required-zones"} <= told("FAILED", done)
    assert not any(name.startswith("accept-") for name in told("FAILED", done))
    assert "expected refused with" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_target_that_cannot_be_tested_is_an_error_of_every_item() -> None:
    with serving(saying(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) as url:
        done = items("--contract-url", url, "-k", "reject-key", EVENTPACT_API_KEY="k")
    assert done.returncode == 1
    assert "the interface is not there" in done.stdout


def test_a_finding_is_told_at_its_own_point_or_where_its_rule_is_or_everywhere() -> None:
    points = frozenset({ContractPoint("a", "x"), ContractPoint("a", "y"), ContractPoint("b")})

    def at(rule: str, *variants: str) -> set[str]:
        one = replace(finding(), rule=rule, places=tuple(map(Place, variants)))
        return {str(point) for point in points if point.concerns(one, points)}

    assert at("a", "x", "z") == {"a-x"}
    assert at("a", "z") == {"a-x", "a-y"}
    assert at("b", "x") == {"b"}
    assert at("c", "x") == {"a-x", "a-y", "b"}
