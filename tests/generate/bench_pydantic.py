"""Measure the generated package of models: ``python tests/generate/bench_pydantic.py``; medians, one process.

Beside it stand the models that datamodel-code-generator makes of the same schema when it is told nothing, and
``orjson.loads`` alone, which builds no models and checks nothing.
"""

from __future__ import annotations

import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pydantic
from eventpact.cases.values import typical
from eventpact.contract import Contract, load
from eventpact.files import contract_reader
from pydantic import TypeAdapter

ROOT = Path(__file__).parents[2]
EVENTS = 1_000
ROUNDS = 41


def batch(contract: Contract) -> bytes:
    """A body of typical events, the variants in turn."""
    events = [typical(variant.schema) for variant in contract.variants]
    return json.dumps([events[i % len(events)] for i in range(EVENTS)]).encode()


def plain(folder: Path) -> TypeAdapter[Any]:
    """What datamodel-code-generator makes of the bundled schema for pydantic 2, with nothing else asked."""
    (schema,) = (ROOT / "generated" / "json-schema").glob("*.schema.json")
    command = [sys.executable, "-m", "datamodel_code_generator", "--input", str(schema), "--input-file-type"]
    command += ["jsonschema", "--output-model-type", "pydantic_v2.BaseModel", "--output", str(folder / "plain.py")]
    subprocess.run(command, check=True, cwd=folder, capture_output=True)
    sys.path.insert(0, str(folder))
    models = [one for one in vars(importlib.import_module("plain")).values() if isinstance(one, type)]
    roots = [one for one in models if issubclass(one, pydantic.RootModel) and one is not pydantic.RootModel]
    return TypeAdapter(next(one for one in roots if one.__name__ == "Batch"))


def milliseconds(candidates: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median of each, taken in turns, so that a busy moment hits them all."""
    samples: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(ROUNDS):
        for name, call in candidates.items():
            began = time.perf_counter()
            call()
            samples[name].append(time.perf_counter() - began)
    return {name: statistics.median(times) * 1000 for name, times in samples.items()}


def imports(statement: str) -> float:
    """Seconds of *statement* in a fresh interpreter, the best of nine: what else the machine does is no matter."""
    code = f"import time; began = time.perf_counter(); {statement}; print(time.perf_counter() - began)"
    folder = ROOT / "generated" / "python"
    runs = [subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=True) for _ in range(9)]
    return min(float(run.stdout) for run in runs)


def main() -> None:
    contract = load(*contract_reader(ROOT / "schema" / "openapi.yaml"))
    body = batch(contract)
    sys.path.insert(0, str(ROOT / "generated" / "python"))
    package: Any = importlib.import_module("player_events")
    events = package.parse_batch(body)
    with tempfile.TemporaryDirectory() as folder:
        peer = plain(Path(folder))
        found = milliseconds(
            {
                "orjson.loads alone": lambda: orjson.loads(body),
                "parse_batch": lambda: package.parse_batch(body),
                "plain datamodel-code-generator": lambda: peer.validate_json(body),
                "dump_batch": lambda: package.dump_batch(events),
            }
        )
    ours = found["parse_batch"]
    lines = [f"pydantic {pydantic.VERSION}, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}"]
    lines += [f"{name:32} {time:8.2f} ms {EVENTS / time * 1000:12,.0f} events/s" for name, time in found.items()]
    lines += [f"parse_batch is {found['plain datamodel-code-generator'] / ours:.1f} times plain (10 to reach)"]
    lines += [f"and {found['orjson.loads alone'] / ours:.3f} of orjson.loads (0.25 to reach)"]
    lines += [f"import of the package: {imports('import player_events'):.3f} s (0.25 to keep)"]
    lines += [f"import of BaseModel alone: {imports('from pydantic import BaseModel'):.3f} s"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
