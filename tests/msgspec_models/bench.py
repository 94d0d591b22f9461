"""How fast the generated Structs are: 1,000 mixed valid events from bytes, beside orjson and untyped msgspec.

Run it: ``python tests/msgspec_models/bench.py``. Every reader has its turn in each round, in an order that changes from
round to round. Medians in milliseconds, freeing the result included; a last column tells how many times the speed of
``orjson.loads`` in the same round that is (the median over the rounds), which is what other work on the machine
disturbs least.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import msgspec
import orjson
from eventpact.cases.values import typical
from eventpact.contract import Contract, Oracle, Verdict, load
from eventpact.files import contract_reader
from eventpact.generate.msgspec_models import package
from eventpact.generate.msgspec_models.runtime._formats import conforms

ROOT = Path(__file__).parents[2]
EVENTS = 1000
ROUNDS = 200
Readers = Mapping[str, Callable[[bytes], Any]]


def main() -> None:
    """Measure and print."""
    sys.stdout.write(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.2f}\n")
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
    """The same batch in three spellings, with one event at fault, and with other values in every event."""
    events = [typical(variant.schema) for variant in contract.variants]
    batch = [events[index % len(events)] for index in range(EVENTS)]
    tag, other = contract.discriminator, varied(contract, batch)
    return {
        "compact": compact(batch),
        "compact, discriminator first": compact([{tag: event[tag], **event} for event in batch]),
        "with spaces": json.dumps(batch).encode(),
        "one event at fault": compact([*batch[:-1], {**batch[-1], tag: 1}]),
        "varied, compact": compact(other),
        "varied, compact, discriminator first": compact([{tag: event[tag], **event} for event in other]),
    }


def compact(batch: Any) -> bytes:
    return json.dumps(batch, separators=(",", ":")).encode()


def varied(contract: Contract, batch: list[Any]) -> list[Any]:
    """*batch* with other times, numbers and identifiers in each event, as batches have: a processor learns to foresee
    what comes again and again."""
    oracle, random = Oracle(contract), Random(1)
    others = [_other(event, random) for event in batch]
    pairs = zip(batch, others, strict=True)
    return [new if oracle.verdict(new, event=True) is Verdict.VALID else event for event, new in pairs]


def _other(value: Any, random: Random) -> Any:
    if isinstance(value, dict):
        return {name: _other(inner, random) for name, inner in value.items()}
    if isinstance(value, list):
        return [_other(inner, random) for inner in value]
    if isinstance(value, str):
        return _moment(random) if conforms("date-time", value) else _identifier(value, random)
    if isinstance(value, bool) or value is None:
        return value
    return random.choice([random.randrange(100), round(random.uniform(0, 500), 2)])


def _moment(random: Random) -> str:
    day = f"{random.randint(2015, 2030)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    time = f"{random.randrange(24):02}:{random.randrange(60):02}:{random.randrange(60):02}"
    fraction = random.choice(["", f".{random.randrange(10)}", f".{random.randrange(1000):03}"])
    return f"{day}T{time}{fraction}{random.choice(['Z', 'Z', 'Z', '+01:00', '-05:00'])}"


def _identifier(text: str, random: Random) -> str:
    return re.sub("[0-9]+", lambda found: str(random.randrange(10 ** len(found[0]))), text)


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
    random = Random(2)
    orders = [random.sample([*found], len(found)) for _ in range(ROUNDS)]
    rounds = [{name: seconds(found[name], body) for name in order} for order in orders]
    times = {name: median(one[name] for one in rounds) for name in found}
    for name in sorted(found, key=times.__getitem__):
        ratio = median(one["orjson.loads"] / one[name] for one in rounds)
        sys.stdout.write(f"  {name:27} {times[name] * 1e3:8.3f} ms  {ratio:6.2f}\n")


def seconds(read: Callable[[bytes], Any], body: bytes) -> float:
    start = perf_counter()
    read(body)
    return perf_counter() - start


if __name__ == "__main__":
    main()
