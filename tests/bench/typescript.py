"""The TypeScript validator beside ajv and JSON.parse on one batch, in one run of Node; `make bench` runs it."""

from __future__ import annotations

import json
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

from eventpact.cases import Phase, make_plan
from eventpact.contract import Contract, load
from eventpact.files import contract_reader
from eventpact.generate.typescript import files

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.typescript.conftest import HERE, TSC, node, tsc

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "generated" / "json-schema" / "player-events.schema.json"
EVENTS = 1_000


def mixed(contract: Contract) -> list[object]:
    """Valid events, the variants in turn."""
    items = [item for case in make_plan(contract, "bench").of(Phase.ACCEPT) for item in case.items]
    streams = [[i.value for i in items if contract.variant(i.value) == variant] for variant in contract.variants]
    return list(islice((event for turn in zip(*map(cycle, streams)) for event in turn), EVENTS))  # noqa: B905 - endless


def main() -> None:
    """Print medians in milliseconds: from bytes, and of the check alone."""
    if not TSC.exists():
        print("TypeScript is left out: run `npm ci --prefix tests/typescript`")
        return
    contract = load(*contract_reader(ROOT / "schema" / "openapi.yaml"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "src").mkdir()
        for path, text in files(contract).items():
            (folder / "src" / path).write_text(text)
        tsc(folder, *files(contract))
        (folder / "batch.json").write_text(json.dumps(mixed(contract)))
        said = json.loads(node(HERE / "bench.mjs", folder / "dist" / "index.js", SCHEMA, folder / "batch.json"))
    for subject in ("JSON.parse", "ours", "ajv"):
        whole, alone = (said[subject][name] / 1000 for name in ("from_bytes_us", "check_us"))
        print(f"{subject:12} {whole:7.2f} ms from bytes, {alone:7.2f} ms for the check alone (node {said['node']})")


if __name__ == "__main__":
    main()
