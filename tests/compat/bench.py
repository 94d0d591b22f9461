"""Thousands of edits of schemas at random, each compared and checked by other means: `python tests/compat/bench.py`.

Prints what was tried, and ends with 1 when anything was missed, had no witness, or was left unproven.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from eventpact.contract import load  # noqa: E402
from eventpact.files import contract_reader  # noqa: E402

from tests.compat.trials import Tally, made_up, pairs, trials  # noqa: E402

CONTRACTS = {"ours": ROOT / "schema/openapi.yaml", "telemetry": ROOT / "tests/contracts/telemetry/openapi.yaml"}
#: What is tried, and how often.
SERIES = {"ours": 700, "telemetry": 700, "made up": 1200, "pairs": 600}
_STEP = 50


def of_contract(name: str, seeds: range) -> Tally:
    """Edits of a contract on disk."""
    contract, tally = load(*contract_reader(CONTRACTS[name])), Tally()
    trials(contract.documents.contents, contract.entry, seeds, tally)
    return tally


def of_made_up(name: str, seeds: range) -> Tally:
    """Edits of contracts that are made up, one for each seed."""
    tally = Tally()
    for seed in seeds:
        trials(made_up(random.Random(seed)), "openapi.json", range(seed, seed + 1), tally)
    return tally


def of_pairs(name: str, seeds: range) -> Tally:
    """Versions that have little in common."""
    tally = Tally()
    pairs(seeds, tally)
    return tally


HOW: dict[str, Callable[[str, range], Tally]] = {
    "ours": of_contract, "telemetry": of_contract, "made up": of_made_up, "pairs": of_pairs,
}  # fmt: skip


def main(share: float = 1.0) -> int:
    """Runs *share* of every series, two processes at a time."""
    faults = 0
    with ProcessPoolExecutor(2) as pool:
        for name, count in SERIES.items():
            begin, seeds = time.perf_counter(), range(int(count * share))
            parts = [seeds[i : i + _STEP] for i in seeds[::_STEP]]
            total = Tally()
            for tally in pool.map(HOW[name], [name] * len(parts), parts):
                total += tally
            faults += len(total.faults) + len(total.unproven)
            sys.stdout.write(f"{name}: {total.told()}, {time.perf_counter() - begin:.0f} s" + "\n")
            sys.stdout.writelines(f"  {fault[:400]}\n" for fault in (*total.faults, *total.unproven))
            sys.stdout.flush()
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(*map(float, sys.argv[1:])))
