"""Every artefact accepts the valid vectors and refuses the invalid ones.

An artefact is one entry in :data:`ARTEFACTS`: a function that takes a contract and gives ``bytes -> bool``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.formats import FORMATS
from eventpact.contract.payload import Malformed, read
from eventpact.generate.bundle import bundle
from jsonschema import Draft202012Validator, FormatChecker

from tests.vectors.reading import Made, body

pytestmark = pytest.mark.thorough

Accepts = Callable[[bytes], bool]


def _oracle(contract: Contract) -> Accepts:
    oracle = Oracle(contract)
    return lambda data: oracle.judge_text(data).verdict is Verdict.VALID


def _jsonschema(contract: Contract) -> Accepts:
    checker = FormatChecker(())
    for form in FORMATS.values():
        checker.checks(form.name)(form.strict)
    validator = Draft202012Validator(bundle(contract), format_checker=checker)

    def accepts(data: bytes) -> bool:
        try:
            return validator.is_valid(read(data).value)
        except Malformed:
            return False

    return accepts


def _package(generator: str) -> Callable[[Contract], Accepts]:
    """The ``parse_batch`` of the package that *generator* makes, imported from a folder of its own."""

    def judge(contract: Contract) -> Accepts:
        files = import_module(f"eventpact.generate.{generator}").package(contract)
        with TemporaryDirectory() as folder:
            for path, text in files.items():
                (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / path).write_text(text)
            sys.path.insert(0, folder)
            try:
                parse_batch = import_module(min(files).partition("/")[0]).parse_batch
            finally:
                sys.path.remove(folder)

        def accepts(data: bytes) -> bool:
            try:
                parse_batch(data)
            except ValueError:
                return False
            return True

        return accepts

    return judge


#: Name → what makes its judge. To add an artefact, add a function above and a line here.
ARTEFACTS: Mapping[str, Callable[[Contract], Accepts]] = {
    "oracle": _oracle,
    "jsonschema over the bundle": _jsonschema,
    "pydantic package": _package("python"),
    "msgspec package": _package("msgspec_models"),
}


def mistakes(made: Made, accepts: Accepts) -> list[str]:
    """The ids of the vectors that are judged otherwise than they state. Those that are unspecified are only tried."""
    for vector in made.read("unspecified"):
        accepts(body(vector))
    return [
        vector["id"]
        for verdict in ("valid", "invalid")
        for vector in made.read(verdict)
        if accepts(body(vector)) is not (verdict == "valid")
    ]


@pytest.mark.parametrize("name", ARTEFACTS)
def test_an_artefact_judges_every_vector_as_it_states(name: str, made: Made) -> None:
    accepts = ARTEFACTS[name](made.contract)
    assert mistakes(made, accepts) == []


@pytest.mark.parametrize("answer", [True, False])
def test_an_artefact_that_does_not_look_is_found_out(answer: bool, made: Made) -> None:
    wrong = made.read("invalid" if answer else "valid")
    assert mistakes(made, lambda data: answer) == [vector["id"] for vector in wrong]
