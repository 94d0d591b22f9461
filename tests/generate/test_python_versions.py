"""The generated packages under the oldest and the newest pydantic: as exact as the schema, in and out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest
from eventpact.cases.payloads import Samples
from eventpact.contract import Contract, Oracle, Verdict

from tests.conftest import SCHEMA
from tests.generate.conftest import packaged
from tests.generate.mutations import mutated
from tests.generate.test_python_models import DELIVERY

pytestmark = pytest.mark.thorough

PROGRAMS = Path(__file__).parent / "programs"
MODELS = {"player_events": "Batch", "building_telemetry": "Delivery"}


@pytest.fixture(params=["newest", "oldest"])
def pydantic(request: pytest.FixtureRequest) -> Path:
    """A folder with one end of the range of versions."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.fixture(params=["player_events", "building_telemetry"])
def package(request: pytest.FixtureRequest) -> tuple[str, Oracle]:
    """A package, and the oracle of its contract."""
    which = {"player_events": "oracle", "building_telemetry": "telemetry_oracle"}[request.param]
    return request.param, request.getfixturevalue(which)


def run(program: str, *words: str, folders: list[Path], stdin: bytes = b"") -> Any:
    """What *program* prints, in a Python that has nothing but the standard library and *folders*."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-S", "-P", "-W", "error", str(PROGRAMS / program), *words]
    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def bodies(contract: Contract) -> Iterator[bytes]:
    """Systematic and random bodies, by two generators that have nothing in common."""
    samples = Samples(contract)
    yield from (sample.text for sample in islice(chain(samples.systematic(), samples.mixtures(1)), 3000))
    examples = [json.loads(file.read_bytes()) for file in (SCHEMA / "examples" / "valid").glob("*.json")]
    seeds = examples if contract.events_at == () else [DELIVERY]
    places = (tokens for variant in contract.variants for tokens, _ in variant.schema.walk() if tokens)
    names = [*dict.fromkeys(str(tokens[-1]) for tokens in places), "unknown", "model_config"]
    yield from (json.dumps(payload).encode() for payload in mutated(seeds, names, 3000, seed=7))


def test_the_ends_are_those_that_are_meant(newest: Path, oldest: Path, bare_python: Any) -> None:
    code = "import pydantic; print(pydantic.VERSION)"
    assert bare_python(code, pydantic=oldest).stdout == "2.5.3\n"
    assert bare_python(code).stdout > "2.14"


def test_a_package_takes_and_dumps_what_the_schema_accepts(
    package: tuple[str, Oracle], pydantic: Path, packages: Path
) -> None:
    name, oracle = package
    texts = list(bodies(oracle.contract))
    answers = run(
        "judging.py", name, MODELS[name], folders=[pydantic, packages], stdin=b"".join(b"%s\n" % text for text in texts)
    )
    assert len(answers) == len(texts)
    for text, answer in zip(texts, answers, strict=True):
        verdict = oracle.judge_text(text).verdict
        if verdict is not Verdict.UNSPECIFIED:
            assert (answer["dumped"] is not None) is (verdict is Verdict.VALID), text
        if answer["dumped"] is not None:
            assert oracle.judge_text(answer["dumped"].encode()).verdict is Verdict.VALID, answer["dumped"]


def test_a_sender_can_send_what_is_right_and_nothing_else(pydantic: Path, packages: Path, oracle: Oracle) -> None:
    outcome = run("sending.py", folders=[pydantic, packages])
    for name, body in outcome["right"].items():
        assert body is not None, name
        assert oracle.judge_text(body.encode()).verdict is Verdict.VALID, (name, body)
    assert outcome["wrong"] == dict.fromkeys(outcome["wrong"])


def test_every_shape_of_schema_and_of_name_works(pydantic: Path, tmp_path: Path, one_file_contract: Any) -> None:
    """What pydantic 2.5 has trouble with: bounds within types that are read late, names that Python does not have."""
    below = {"type": "array", "minItems": 1, "maxItems": 2, "items": {"$ref": "#/components/schemas/Event"}}
    numbers = {"one": {"const": 1}, "off": {"enum": [False, 2]}, "schema": {"type": "number", "maximum": 3}}
    properties = {"class": {"const": "odd"}, "below": below, "a-b": {"type": "string", "minLength": 2}, **numbers}
    odd = {"title": "Odd", "type": "object", "required": ["class", "schema"], "properties": properties}
    even = {"title": "Even", "type": "object", "required": ["class", "in"], "properties": {
        "class": {"const": "even"}, "in": below}}  # fmt: skip
    contract = one_file_contract({"Odd": odd, "Even": even})
    oracle = Oracle(contract)
    plain = {"class": "odd", "schema": 3}
    changes: list[Any] = [{}, {"below": [plain]}, {"below": []}, {"below": [plain] * 3}, {"below": None}, {"one": 1.0}]
    changes += [{"one": True}, {"off": False}, {"off": 0}, {"off": 2.0}, {"schema": 4}, {"a-b": "x"}, {"a-b": "xy"}]
    changes += [{"class": "even"}, {"class": "even", "in": [plain]}, {"class": "even", "in": []}, {"class_": "even"}]
    texts = [json.dumps([plain | change]).encode() for change in changes]
    answers = run(
        "judging.py", "made_up", "Body", folders=[pydantic, packaged(tmp_path, contract)],
        stdin=b"".join(b"%s\n" % text for text in texts),
    )  # fmt: skip
    for text, answer in zip(texts, answers, strict=True):
        assert (answer["dumped"] is not None) is (oracle.judge_text(text).verdict is Verdict.VALID), text
        assert answer["dumped"] is None or oracle.judge_text(answer["dumped"].encode()).verdict is Verdict.VALID
