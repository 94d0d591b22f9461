"""What the tests of generation share: trees that were generated, contracts made up on the spot, bare Pythons."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract, load
from eventpact.generate import generate
from eventpact.generate.python import package

#: All that a generated package may need.
PYDANTIC = ("pydantic", "pydantic_core", "typing_extensions", "typing_inspection", "annotated_types")

OLDEST = Path(__file__).with_name("pydantic-2.5.txt")

Tree = dict[str, bytes]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def written(folder: Path, tree: Mapping[str, bytes]) -> Path:
    """*folder*, with *tree* in it."""
    for path, content in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def packaged(folder: Path, *contracts: Contract) -> Path:
    """*folder*, with the packages of models for *contracts* in it, and nothing else that is generated."""
    files = {path: text.encode() for contract in contracts for path, text in package(contract).items()}
    return written(folder, files)


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
def packages(tmp_path_factory: pytest.TempPathFactory, contract: Contract, telemetry: Contract) -> Path:
    """A folder with the packages of both contracts in it."""
    return packaged(tmp_path_factory.mktemp("packages"), contract, telemetry)


@pytest.fixture(scope="session")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pydantic that is installed, and nothing else."""
    site = tmp_path_factory.mktemp("site")
    for name in PYDANTIC:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (site / source.name).symlink_to(source)
    return site


@pytest.fixture(scope="session")
def oldest() -> Path:
    """A folder with the oldest pydantic that the packages are for; it is installed once, and kept."""
    digest = hashlib.sha256(OLDEST.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = Path(sys.prefix) / f"pydantic-2.5-{digest}"
    if not folder.exists():
        folder.parent.mkdir(exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent))
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:", "--no-deps"]
        done = subprocess.run(
            [sys.executable, "-m", "pip", "install", *options, "--target", str(made), "-r", str(OLDEST)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            shutil.rmtree(made)
            pytest.skip(f"pydantic 2.5 cannot be installed here: {done.stderr[-300:]}")
        _settle(made, folder)
    return folder


def _settle(made: Path, folder: Path) -> None:
    """*made* becomes *folder*, unless another process was faster."""
    try:
        made.rename(folder)
    except OSError:
        shutil.rmtree(made)


@pytest.fixture(scope="session")
def bare_python(newest: Path) -> Run:
    """Runs code in a Python that has the standard library, pydantic and the package folders given; nothing else."""

    def run(
        code: str, *folders: Path, stdin: Any = None, options: tuple[str, ...] = (), pydantic: Path = newest
    ) -> Any:
        paths = [str(pydantic), *map(str, folders)]
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
