"""How fast the generated Structs are: 1,000 mixed valid events from bytes, beside orjson and untyped msgspec.

Run it: ``python tests/msgspec_models/bench.py``. Medians of rounds in which every reader has its turn, in milliseconds,
freeing the result included; a last column tells how many times the speed of ``orjson.loads`` alone that is.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import msgspec
import orjson
from eventpact.cases.values import typical
from eventpact.contract import Contract, load
from eventpact.files import contract_reader
from eventpact.generate.msgspec_models import package

ROOT = Path(__file__).parents[2]
EVENTS = 1000
ROUNDS = 200
Readers = Mapping[str, Callable[[bytes], Any]]


def main() -> None:
    """Measure and print."""
    contract = load(*contract_reader(ROOT / "schema" / "openapi.yaml"))
    with tempfile.TemporaryDirectory() as folder:
        name = written(Path(folder), package(contract))
        sys.path.insert(0, folder)
        made = import_module(name)
        for title, body in bodies(contract).items():
            sys.stdout.write(f"{title}: {EVENTS} events, {len(body)} bytes\n")
            report(readers(made, body), body)


def written(folder: Path, files: Mapping[str, str]) -> str:
    """Write *files* into *folder*; the name of the package."""
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return next(iter(files)).partition("/")[0]


def bodies(contract: Contract) -> dict[str, bytes]:
    """The same batch in three spellings, and with one event at fault."""
    events = [typical(variant.schema) for variant in contract.variants]
    batch = [events[index % len(events)] for index in range(EVENTS)]
    tag = contract.discriminator
    first = [{tag: event[tag], **event} for event in batch]
    faulty = [*batch[:-1], {**batch[-1], tag: 1}]
    return {
        "compact": json.dumps(batch, separators=(",", ":")).encode(),
        "compact, discriminator first": json.dumps(first, separators=(",", ":")).encode(),
        "with spaces": json.dumps(batch).encode(),
        "one event at fault": json.dumps(faulty, separators=(",", ":")).encode(),
    }


def readers(made: Any, body: bytes) -> Readers:
    """What takes its turn on *body*."""
    found: dict[str, Callable[[bytes], Any]] = {
        "orjson.loads": orjson.loads,
        "msgspec, untyped": msgspec.json.decode,
        "json.loads": json.loads,
        "parse_events": made.parse_events,
    }
    parsed = made.parse_events(body)
    if not parsed.faults:
        found["msgspec, typed, unguarded"] = msgspec.json.Decoder(made.Batch).decode
        found["parse_batch"] = made.parse_batch
    found["dump_batch"] = lambda _: made.dump_batch(parsed.events)
    return found


def report(found: Readers, body: bytes) -> None:
    """Print the medians of all in *found*."""
    times: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(ROUNDS):
        for name, read in found.items():
            start = perf_counter()
            read(body)
            times[name].append(perf_counter() - start)
    base = median(times["orjson.loads"])
    for name, values in sorted(times.items(), key=lambda item: median(item[1])):
        sys.stdout.write(f"  {name:27} {median(values) * 1e3:8.3f} ms  {base / median(values):6.2f}\n")


if __name__ == "__main__":
    main()
