"""Ours beside the peers on the same payloads: what is wrongly accepted, what is wrongly refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from eventpact.agreement import Judge, compare, judges_of
from eventpact.cases.payloads import Samples
from eventpact.contract import Oracle, load
from eventpact.files import contract_reader

ROOT = Path(__file__).parents[2]
#: Where the peers from npm are installed: exactly what the lock file there says.
NPM = Path(__file__).with_name("peers")
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


def installed_from_npm() -> str:
    """Install the peers from npm unless they are; why they cannot be had, or nothing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return "there is no npm" if node else "there is no node"
    lock, done = NPM / "package-lock.json", NPM / "node_modules" / ".package-lock.json"
    if done.is_file() and done.stat().st_mtime >= lock.stat().st_mtime:
        return ""
    words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    code = subprocess.run(words, cwd=NPM, check=False, capture_output=True).returncode
    return f"`npm ci` in {NPM.relative_to(ROOT)} fails with status {code}" if code else ""


def generated_from_npm(folder: Path) -> Iterator[Judge]:
    """What quicktype and json-schema-to-zod make of the bundled schema, as judges.

    quicktype's JavaScript has the run-time checks of its TypeScript, as strict as it has them, and needs no compiler.
    json-schema-to-zod takes a reference for anything at all, so it is given the schema with references resolved, too.
    """
    folder.mkdir()
    (folder / "node_modules").symlink_to(NPM / "node_modules")
    whole = json.loads(SCHEMA.read_text())
    (folder / "whole.json").write_text(json.dumps(resolved(whole, whole["$defs"])))
    options = ("--src-lang", "schema", "--no-combine-classes", "--top-level", "Body", "--telemetry", "disable")
    run_from_npm(folder, "quicktype", "--lang", "javascript", *options, "--out", "quicktype.cjs", "--src", str(SCHEMA))
    run_from_npm(folder, "json-schema-to-zod", "--input", str(SCHEMA), "--output", "plain.mjs")
    run_from_npm(folder, "json-schema-to-zod", "--input", "whole.json", "--output", "whole.mjs")
    version = json.loads((NPM / "package.json").read_text())["dependencies"]
    zod = f"json-schema-to-zod {version['json-schema-to-zod']} with zod {version['zod']}"
    for title, module in (
        (f"quicktype {version['quicktype']}", "quicktype.cjs"),
        (f"{zod}, plain", "plain.mjs"),
        (f"{zod}, references resolved first", "whole.mjs"),
    ):
        yield Judge(title, ("node", str(NPM / "judge.mjs"), str(folder / module)), folder)


def run_from_npm(folder: Path, tool: str, *arguments: str) -> None:
    """Run a tool of `NPM` in *folder*. Raises CalledProcessError when it fails."""
    words = ["node", str(NPM / "node_modules" / ".bin" / tool), *arguments]
    subprocess.run(words, cwd=folder, check=True, capture_output=True)


def resolved(schema: Any, definitions: Any) -> Any:
    """*schema* with each reference replaced by what it leads to; what stands beside a reference wins."""
    if isinstance(schema, list):
        return [resolved(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: value for name, value in schema.items() if name not in {"$ref", "$defs"}}
    if "$ref" in schema:
        plain = {**definitions[schema["$ref"].removeprefix("#/$defs/")], **plain}
        return resolved(plain, definitions)
    return {name: resolved(value, definitions) for name, value in plain.items()}


def peers(folder: Path) -> Iterator[Judge]:
    """Every peer that can be had here; says which cannot."""
    yield generated_by_peer("datamodel-code-generator, plain", PLAIN, folder / "plain")
    yield generated_by_peer("datamodel-code-generator, nearest options", NEAREST, folder / "nearest")
    if (ROOT / "tests" / "typescript" / "node_modules").is_dir():
        yield Judge("ajv with ajv-formats", ("node", "ajv_judge.mjs", str(SCHEMA)), ROOT / "tests" / "typescript")
    else:
        print("ajv is left out: run `npm ci --prefix tests/typescript`")
    missing = installed_from_npm()
    if missing:
        print(f"quicktype and json-schema-to-zod are left out: {missing}")
    else:
        yield from generated_from_npm(folder / "npm")


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
