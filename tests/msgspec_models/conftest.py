"""What the tests of the msgspec packages share: packages generated, imported, and held against their contracts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from eventpact.cases.values import typical
from eventpact.contract import Contract, Oracle
from eventpact.generate.msgspec_models import package

from tests.conftest import SCHEMA

EXAMPLES = sorted((SCHEMA / "examples").glob("*/*.json"))
STAMP = {"id": "r-1", "at": "2026-05-01T06:30:00Z"}
DELIVERY = {
    "gateway": 17,
    "records": [
        {"kind": "reading", "celsius": 21.5, "sensor": "TX-9", "battery": 80, **STAMP},
        {"kind": "reading", "celsius": -3, "battery": None, **STAMP},
        {"kind": "door", "door": {"number": 4, "state": "open"}, **STAMP},
        {"kind": "zones", "root": {"name": "a", "within": [{"name": "b", "within": [{"name": "c"}]}]}, **STAMP},
    ],
}


@dataclass(frozen=True)
class Made:
    """A contract, its oracle, its package under `generated`, imported, and bodies that are valid."""

    contract: Contract
    oracle: Oracle
    generated: Any
    seeds: list[Any]

    def takes(self, data: bytes) -> bool:
        """Whether the package accepts the body."""
        try:
            self.generated.parse_batch(data)
        except self.generated.InvalidBody:
            return False
        return True


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Made]]:
    """Generates the package of a contract and imports it under a name of its own."""
    names = (f"made_{number}" for number in count())
    added: list[str] = []

    def build(contract: Contract, *seeds: Any) -> Made:
        folder, name = tmp_path_factory.mktemp("made"), next(names)
        for path, text in package(contract).items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        (root,) = folder.iterdir()
        spec = spec_from_file_location(name, root / "__init__.py", submodule_search_locations=[str(root)])
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        sys.modules[name] = module
        added.append(name)
        spec.loader.exec_module(module)
        return Made(contract, Oracle(contract), module, list(seeds))

    yield build
    for name in [known for known in sys.modules if known.partition(".")[0] in added]:
        del sys.modules[name]


@pytest.fixture(scope="session")
def ours(make: Callable[..., Made], contract: Contract) -> Made:
    valid = [json.loads(file.read_bytes()) for file in EXAMPLES if file.parent.name == "valid"]
    return make(contract, *valid, *([typical(variant.schema)] for variant in contract.variants))


@pytest.fixture(scope="session")
def theirs(make: Callable[..., Made], telemetry: Contract) -> Made:
    return make(telemetry, DELIVERY)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, contract: Contract, telemetry: Contract) -> Path:
    """A folder with both packages under their own names."""
    path = tmp_path_factory.mktemp("packages")
    for name, text in {**package(contract), **package(telemetry)}.items():
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path
