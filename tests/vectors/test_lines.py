"""What every line of the files promises, whatever it is about."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from eventpact.contract import Contract
from eventpact.generate.bundle import bundle, digest
from eventpact.generate.vectors import files

from tests.conftest import SCHEMA
from tests.vectors.reading import Made, body

pytestmark = pytest.mark.thorough

FILES = {"valid.ndjson", "invalid.ndjson", "unspecified.ndjson", "README.md"}
CODE = """
import hashlib, sys
from pathlib import Path
from eventpact.contract import load
from eventpact.files import contract_reader
from eventpact.generate.vectors import files
tree = files(load(*contract_reader(Path(sys.argv[1]))))
print({path: hashlib.sha256(text.encode()).hexdigest() for path, text in sorted(tree.items())})
"""


def test_there_is_a_file_of_each_verdict_and_a_readme(made: Made) -> None:
    assert made.files.keys() == FILES
    assert all(made.read(verdict) for verdict in ("valid", "invalid", "unspecified"))


def test_every_line_is_ascii_on_one_line_with_a_newline_behind_it(made: Made) -> None:
    for path in FILES - {"README.md"}:
        text = made.files[path]
        assert text.isascii()
        assert text.endswith("}\n")
        assert all(line.startswith('{"id":') and line.isprintable() for line in text.split("\n")[:-1])


def test_ids_are_unique_over_all_files_and_lines_in_their_order(made: Made) -> None:
    assert max(Counter(vector["id"] for vector in made.all).values()) == 1
    for verdict in ("valid", "invalid", "unspecified"):
        ids = [vector["id"] for vector in made.read(verdict)]
        assert ids == sorted(ids)


def test_a_line_has_the_keys_that_the_readme_names_and_one_way_to_the_body(made: Made) -> None:
    for vector in made.all:
        carried = vector.keys() & {"payload", "text", "base64"}
        wanted = {"id", "verdict", "kind"} | carried
        if vector["verdict"] == "invalid":
            wanted |= {"pointer", "schema_pointer", "keyword"}
        assert vector.keys() - {"pointer"} == wanted - {"pointer"}, vector["id"]
        assert len(carried) == 1
        assert all(f"`{key}`" in made.files["README.md"] for key in vector)


def test_each_file_holds_its_own_verdict(made: Made) -> None:
    for verdict in ("valid", "invalid", "unspecified"):
        assert {vector["verdict"] for vector in made.read(verdict)} == {verdict}


def test_no_two_vectors_have_one_body(made: Made) -> None:
    bodies = Counter(body(vector) for vector in made.all)
    assert bodies.most_common(1)[0][1] == 1


def test_the_files_are_small_and_quickly_made(made: Made) -> None:
    began = time.process_time()
    files(made.contract)
    assert time.process_time() - began < 1.5
    assert sum(len(text) for text in made.files.values()) < 6_000_000


def test_the_readme_says_from_what_it_was_made_and_how_many_there_are(made: Made) -> None:
    text = made.files["README.md"]
    assert digest(bundle(made.contract)) in text
    assert f"# Test vectors: {made.contract.title}" in text
    for verdict in ("valid", "invalid", "unspecified"):
        assert f"| `{verdict}.ndjson` | {len(made.read(verdict)):,} |" in text
    assert max(map(len, text.splitlines())) <= 140


@pytest.mark.parametrize(
    "environment", [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "77", "LC_ALL": "C", "TZ": "Asia/Kolkata"}]
)
def test_neither_hash_seed_nor_environment_changes_anything(
    environment: dict[str, str], contract: Contract, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(SCHEMA / "openapi.yaml")],
        cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    expected = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in sorted(files(contract).items())}
    assert done.stdout == f"{expected}\n"
