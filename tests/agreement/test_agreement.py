"""The comparison of artefacts with the oracle: it finds what is wrong, and is silent about what is not."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path

import pytest
from eventpact.agreement import Comparison, compare, judges_of
from eventpact.cases.payloads import Samples
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.errors import EventpactError

from tests.command import eventpact
from tests.conftest import ROOT, TELEMETRY

#: A package that judges by the bundled schema: exact, but for what a test plants in it.
PACKAGE = """
import json, sys
sys.path.insert(0, {tools!r})
from eventpact.contract import Oracle, Verdict, load
from eventpact.files import contract_reader
from pathlib import Path
oracle = Oracle(load(*contract_reader(Path({entry!r}))))

def parse_batch(body):
    {fault}
    if oracle.judge_text(body).verdict is not Verdict.VALID:
        raise ValueError
"""


def compared(folder: Path, contract: Contract, fault: str, payloads: int = 3_000) -> Comparison:
    """The comparison of a package with *fault* planted in it."""
    package = folder / "python" / "judged"
    package.mkdir(parents=True)
    text = PACKAGE.format(tools=str(ROOT / "tools"), entry=str(TELEMETRY), fault=fault)
    (package / "__init__.py").write_text(text)
    samples = Samples(contract)
    stream = islice(chain(samples.systematic(), samples.mixtures(1)), payloads)
    (found,) = compare(Oracle(contract), judges_of(folder), stream)
    return found


def test_an_exact_artefact_agrees(tmp_path: Path, telemetry: Contract) -> None:
    found = compared(tmp_path, telemetry, "pass")
    assert found.causes == {}
    assert min(found.valid, found.invalid) > 500


def test_what_is_wrongly_accepted_is_counted_by_cause_with_the_shortest_example(
    tmp_path: Path, telemetry: Contract
) -> None:
    found = compared(tmp_path, telemetry, 'if b" 18:22:07Z" in body: return')
    assert found.wrong(accepted=False) == 0
    assert ("space instead of T", True) in found.causes
    cause = found.causes["space instead of T", True]
    assert cause.count > 0
    assert b"2026-03-14 18:22:07Z" in cause.example


def test_what_is_wrongly_refused_is_counted(tmp_path: Path, telemetry: Contract) -> None:
    found = compared(tmp_path, telemetry, 'if b"1E5" in body or b"1e+2" in body: raise ValueError')
    assert found.wrong(accepted=True) == 0
    assert ("spelling of a number", False) in found.causes


def test_an_artefact_that_fails_is_told_of_and_never_passes(tmp_path: Path, telemetry: Contract) -> None:
    with pytest.raises(EventpactError, match="judged"):
        compared(tmp_path, telemetry, "raise KeyError")


@pytest.mark.parametrize("name", ["contract", "telemetry"])
def test_samples_are_about_half_valid_and_the_same_for_the_same_seed(name: str, request: pytest.FixtureRequest) -> None:
    contract: Contract = request.getfixturevalue(name)
    oracle, stream = Oracle(contract), list(islice(Samples(contract).mixtures(7), 2_000))
    valid = sum(oracle.judge_text(sample.text).verdict is Verdict.VALID for sample in stream)
    assert 0.2 < valid / len(stream) < 0.7
    assert list(islice(Samples(contract).mixtures(7), 2_000)) == stream
    assert list(islice(Samples(contract).mixtures(8), 2_000)) != stream


def test_every_generated_artefact_agrees_with_the_oracle() -> None:
    done = eventpact("agree", "--payloads", "100000")
    assert done.returncode == 0, done.stdout
    if "left out" in done.stderr:
        pytest.skip(done.stderr.splitlines()[0])


def test_a_folder_without_artefacts_is_a_wrong_call(tmp_path: Path) -> None:
    done = eventpact("agree", "--generated", tmp_path)
    assert done.returncode == 2
    assert "make generate" in done.stderr
