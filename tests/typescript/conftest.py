"""What the tests of the TypeScript module share: it is compiled as strictly as tsc can, and judged as it is shipped."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract, load
from eventpact.generate.typescript import files

HERE = Path(__file__).parent
NODE = shutil.which("node")
TSC = HERE / "node_modules" / ".bin" / "tsc"
JUDGE = str(HERE / "judge.mjs")

Compile = Callable[..., Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, visibly, what cannot run."""
    reason = "there is no node" if NODE is None else "run `npm ci` in tests/typescript" if not TSC.exists() else ""
    for item in items if reason else ():
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=reason))


def tsc(folder: Path, *paths: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Compiles *paths* in *folder* into its ``dist``, with the options of tsconfig.json here."""
    options = json.loads((HERE / "tsconfig.json").read_text())["compilerOptions"]
    config = {"compilerOptions": {**options, "rootDir": "src", "outDir": "dist"}, "files": [f"src/{p}" for p in paths]}
    (folder / "tsconfig.json").write_text(json.dumps(config))
    (folder / "package.json").write_text('{"type": "module"}')
    done = subprocess.run([TSC, "-p", folder], capture_output=True, text=True, check=False, timeout=60)
    assert not check or done.returncode == 0, done.stdout[:3000]
    return done


def node(*arguments: object, stdin: str = "") -> str:
    """What node prints."""
    assert NODE
    done = subprocess.run(
        [NODE, *map(str, arguments)], input=stdin.encode(), capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()[:3000]
    return done.stdout.decode()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compile:
    """Compiles the module of a contract, with other *sources* beside it; the folder that holds ``dist/index.js``."""
    # The contract is kept beside its folder: were it gone, another could get its id.
    known: dict[tuple[int, frozenset[str]], tuple[Contract, Path]] = {}

    def compile_(contract: Contract, **sources: str) -> Path:
        key = (id(contract), frozenset(sources.values()))
        if key not in known:
            folder = tmp_path_factory.mktemp("typescript")
            tree = {**files(contract), **{f"{name}.ts": text for name, text in sources.items()}}
            for path, text in tree.items():
                (folder / "src").mkdir(exist_ok=True)
                (folder / "src" / path).write_text(text, encoding="utf-8")
            tsc(folder, *tree)
            known[key] = contract, folder
        return known[key][1]

    return compile_


def judged(folder: Path, payloads: Iterable[str], kind: str = "batch") -> list[bool]:
    """The verdict about each payload, as text."""
    out = node(JUDGE, folder / "dist" / "index.js", kind, stdin="".join(f"{one}\n" for one in payloads))
    return [line == "1" for line in out.splitlines()]


def explained(folder: Path, payloads: Iterable[str], kind: str = "batch") -> list[list[dict[str, str]] | None]:
    """The faults of each payload; None where there are none."""
    out = node(JUDGE, folder / "dist" / "index.js", kind, "faults", stdin="".join(f"{one}\n" for one in payloads))
    return [json.loads(line) for line in out.split("\n")[:-1]]


@pytest.fixture(scope="session")
def made_up() -> Callable[..., Contract]:
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


def variant(properties: Mapping[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    """A variant called Odd with *properties*."""
    return {
        "title": "Odd",
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "odd"}, **(properties or {})},
        **keywords,
    }
