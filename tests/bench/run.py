"""Measure what the README states: `make bench`. Whole processes, medians, beside the figure to reach."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from eventpact.cases.values import typical
from eventpact.contract import load
from eventpact.files import contract_reader

ROOT = Path(__file__).parents[2]
EVENTS = 100_000


@dataclass(frozen=True)
class Measure:
    """One figure: what is measured, its *unit*, the bound to keep, and a function that takes one sample."""

    name: str
    unit: str
    at_least: float | None
    at_most: float | None
    sample: Callable[[], float]

    def kept(self, figure: float) -> bool:
        return figure >= (self.at_least or 0) and figure <= (self.at_most or float("inf"))


def seconds(*words: str, folder: Path = ROOT) -> float:
    """Wall seconds of one process. Raises CalledProcessError when it fails."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - began


def events_file(folder: Path) -> Path:
    """NDJSON of single events, the variants in turn."""
    contract = load(*contract_reader(ROOT / "schema" / "openapi.yaml"))
    lines = [json.dumps(typical(variant.schema)) for variant in contract.variants]
    file = folder / "events.ndjson"
    file.write_text("\n".join(lines[i % len(lines)] for i in range(EVENTS)) + "\n")
    return file


def bodies_file(folder: Path) -> Path:
    """The same events as ten request bodies."""
    events = (folder / "events.ndjson").read_text().splitlines()
    file = folder / "bodies.ndjson"
    size = EVENTS // 10
    file.write_text("".join(f"[{','.join(events[i : i + size])}]\n" for i in range(0, EVENTS, size)))
    return file


def measures(folder: Path) -> list[Measure]:
    events, bodies = events_file(folder), bodies_file(folder)
    cli = ("-m", "eventpact")
    return [
        Measure("validate --events, 100,000 events", "events/s", 50_000, None,
                lambda: EVENTS / seconds(*cli, "validate", "--events", str(events))),
        Measure("validate, 10 bodies of 10,000 events", "events/s", 50_000, None,
                lambda: EVENTS / seconds(*cli, "validate", str(bodies))),
        Measure("generate", "s", None, 5, lambda: seconds(*cli, "generate", "--output", str(folder / "generated"))),
        Measure("generate --check", "s", None, 5, lambda: seconds(*cli, "generate", "--check")),
        Measure("import of player_events", "s", None, 0.3,
                lambda: seconds("-c", "import player_events", folder=ROOT / "generated" / "python")),
        Measure("contract run against the reference receiver", "s", None, 15, lambda: seconds(*cli, "test")),
    ]  # fmt: skip


def main() -> int:
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.2f}")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for measure in measures(Path(folder)):
            samples = [measure.sample() for _ in range(5)]
            figure = statistics.median(samples)
            bound = f"≥ {measure.at_least:,}" if measure.at_least else f"≤ {measure.at_most}"
            missed += not measure.kept(figure)
            spread = f"{min(samples):,.2f} to {max(samples):,.2f}"
            print(f"{measure.name:45} {figure:12,.2f} {measure.unit:9} ({bound}; {spread})"
                  f"{'' if measure.kept(figure) else '  MISSED'}")  # fmt: skip
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
