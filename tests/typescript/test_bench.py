"""The checks are at least as fast as ajv on the same batch, side by side in one run."""

from __future__ import annotations

import json
from itertools import cycle, islice
from pathlib import Path

from eventpact.cases import Phase, make_plan
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.generate.bundle import bundle

from tests.typescript.conftest import HERE, Compile, node


def mixed(contract: Contract, count: int) -> list[object]:
    """*count* valid events, the variants in turn."""
    items = [item for case in make_plan(contract, "bench").of(Phase.ACCEPT) for item in case.items]
    streams = [[i.value for i in items if contract.variant(i.value) == variant] for variant in contract.variants]
    return list(islice((event for turn in zip(*map(cycle, streams)) for event in turn), count))  # noqa: B905 - endless


def test_the_checks_are_as_fast_as_ajv(contract: Contract, oracle: Oracle, compiled: Compile, tmp_path: Path) -> None:
    batch = mixed(contract, 1000)
    assert oracle.verdict(batch) is Verdict.VALID
    (tmp_path / "batch.json").write_text(json.dumps(batch))
    (tmp_path / "schema.json").write_text(json.dumps(bundle(contract)))
    module = compiled(contract) / "dist" / "index.js"
    figures = json.loads(node(HERE / "bench.mjs", module, tmp_path / "schema.json", tmp_path / "batch.json", 100))
    assert figures["ours"]["check_us"] <= figures["ajv"]["check_us"]
    assert figures["ours"]["from_bytes_us"] <= figures["ajv"]["from_bytes_us"]
