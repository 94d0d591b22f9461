"""What the tests of generation share: trees that were generated, contracts made up on the spot, a bare Python."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract, load
from eventpact.generate import generate

#: All that a generated package may need.
PYDANTIC = ("pydantic", "pydantic_core", "typing_extensions", "typing_inspection", "annotated_types")

Tree = dict[str, bytes]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def written(folder: Path, tree: Mapping[str, bytes]) -> Path:
    """*folder*, with *tree* in it."""
    for path, content in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def generated(contract: Contract) -> Tree:
    """What is generated from our contract."""
    return generate(contract)


@pytest.fixture(scope="session")
def telemetry_generated(telemetry: Contract) -> Tree:
    """What is generated from the other contract."""
    return generate(telemetry)


@pytest.fixture(scope="session")
def write() -> Callable[[Path, Mapping[str, bytes]], Path]:
    """Writes a tree into a folder and returns the folder."""
    return written


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs code in a Python that has the standard library, pydantic and the package folders given; nothing else."""
    site = tmp_path_factory.mktemp("site")
    for name in PYDANTIC:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (site / source.name).symlink_to(source)

    def run(code: str, *folders: Path, stdin: Any = None, options: tuple[str, ...] = ()) -> Any:
        paths = [str(site), *map(str, folders)]
        head = f"import sys; sys.path[:0] = {paths!r}; sys.dont_write_bytecode = True\n"
        return subprocess.run(
            [sys.executable, "-I", "-S", "-W", "error", *options, "-c", head + code],
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=60, input=json.dumps(stdin),
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def one_file_contract() -> Callable[..., Contract]:
    """Makes a contract whose body is an array of events of the given variants (name → schema), told apart by `kind`."""

    def make(variants: Mapping[str, Any], title: str = "Made up", **schemas: Any) -> Contract:
        event = schemas.pop("Event", {"title": "Event"})
        options = [{"$ref": f"#/components/schemas/{name}"} for name in variants]
        body = {"type": "array", "items": {"$ref": "#/components/schemas/Event"}}
        post = {
            "requestBody": {"content": {"application/json": {"schema": body}}},
            "responses": {"204": {"description": "Taken."}},
        }
        document = {
            "openapi": "3.1.1",
            "info": {"title": title, "version": "1"},
            "paths": {"/events": {"post": post}},
            "components": {"schemas": {"Event": {"anyOf": options, **event}, **variants, **schemas}},
        }
        data = json.dumps(document).encode()
        return load(lambda path: data, "openapi.json")

    return make
