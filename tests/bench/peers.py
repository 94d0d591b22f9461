"""Ours beside the peers on the same payloads: what is wrongly accepted, what is wrongly refused."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from eventpact.agreement import Judge, compare, judges_of
from eventpact.cases.payloads import Samples
from eventpact.contract import Oracle, load
from eventpact.files import contract_reader

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "generated" / "json-schema" / "player-events.schema.json"
#: datamodel-code-generator as it comes, and with the stock options that come nearest to the schema.
PLAIN = ("--output-model-type", "pydantic_v2.BaseModel")
NEAREST = (
    *PLAIN, "--enum-field-as-literal", "all", "--strict-types", "str", "int", "float", "bool", "--use-annotated",
    "--collapse-root-models", "--strict-nullable", "--use-title-as-name",
)  # fmt: skip
WORKER = """
import sys
sys.path.insert(0, ".")
import models
from pydantic import TypeAdapter, ValidationError
accept = TypeAdapter(models.{root}).validate_json
answers = []
for line in sys.stdin.buffer.read().split(b"\\n")[:-1]:
    try:
        accept(line)
        answers.append("1")
    except ValidationError:
        answers.append("0")
print("\\n".join(answers))
"""


def generated_by_peer(name: str, options: tuple[str, ...], folder: Path) -> Judge:
    """The models that datamodel-code-generator makes of the bundled schema with *options*, as a judge."""
    folder.mkdir()
    command = ["datamodel-codegen", "--input", str(SCHEMA), "--input-file-type", "jsonschema", "--disable-timestamp"]
    peer = [str(Path(sys.executable).with_name(command[0])), *command[1:], *options, "--output", "models.py"]
    subprocess.run(peer, cwd=folder, check=True, capture_output=True)
    root = json.loads(SCHEMA.read_text())["title"]
    return Judge(name, (sys.executable, "-c", WORKER.format(root=root)), folder)


def peers(folder: Path) -> Iterator[Judge]:
    """Every peer that can be had here."""
    yield generated_by_peer("datamodel-code-generator, plain", PLAIN, folder / "plain")
    yield generated_by_peer("datamodel-code-generator, nearest options", NEAREST, folder / "nearest")
    if (ROOT / "tests" / "typescript" / "node_modules").is_dir():
        yield Judge("ajv with ajv-formats", ("node", "ajv_judge.mjs", str(SCHEMA)), ROOT / "tests" / "typescript")


def main() -> int:
    """Print the table; exit 1 when one of ours disagrees with the oracle."""
    payloads = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    contract = load(*contract_reader(ROOT / "schema" / "openapi.yaml"))
    samples = Samples(contract)
    stream = islice(chain(samples.systematic(), samples.mixtures(1)), payloads)
    ours = [judge for judge in judges_of(ROOT / "generated") if not judge.missing]
    with tempfile.TemporaryDirectory() as folder:
        found = compare(Oracle(contract), [*ours, *peers(Path(folder))], stream)
    print(f"| {payloads:,} payloads | valid | invalid | wrongly accepted | wrongly refused |\n|---|---|---|---|---|")
    for one in found:
        wrong = f"{one.wrong(accepted=True):,} | {one.wrong(accepted=False):,}"
        print(f"| {one.judge.id} | {one.valid:,} | {one.invalid:,} | {wrong} |")
    return int(any(one.causes for one in found if one.judge in ours))


if __name__ == "__main__":
    sys.exit(main())
