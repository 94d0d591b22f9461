"""The module as its users meet it: types, results, writing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract
from eventpact.generate.bundle import bundle, digest
from eventpact.generate.header import header
from eventpact.generate.typescript import files

from tests.conftest import ROOT, SCHEMA
from tests.typescript.conftest import HERE, Compile, explained, node

SOURCES = HERE / "sources"


@pytest.fixture(scope="module")
def used(contract: Contract, compiled: Compile) -> dict[str, Any]:
    """What sources/use.ts prints."""
    folder = compiled(contract, use=(SOURCES / "use.ts").read_text())
    printed: dict[str, Any] = json.loads(node(folder / "dist" / "use.js"))
    return printed


def test_what_a_sender_writes_compiles_and_is_written(used: dict[str, Any]) -> None:
    assert [event["event"] for event in used["dumped"]] == ["realtime-casino"] * 2
    assert used["dumped"][1]["trace"] == "an unknown field"
    assert used["empty"] == "[]"
    assert "later" not in used["undefinedLeftOut"]


def test_results_hold_a_value_or_faults(used: dict[str, Any]) -> None:
    assert used["parsed"] == "2.5,2.5"
    assert (used["bytes"], used["notUtf8"], used["notJson"]) == ("", "", False)
    assert used["narrowed"] == "realtime-casino"
    assert used["kept"]
    assert used["faults"] == "/0/data/type,/0/data/amount,/1"


def test_own_properties_count_and_inherited_ones_do_not(used: dict[str, Any]) -> None:
    assert used["instance"]
    assert not used["inherited"]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("nan", ': JSON cannot hold it: NaN at "amount"'),
        ("nanInUnknown", ': JSON cannot hold it: Infinity at "0"'),
        ("wrong", "/1/data/timestamp: expected an RFC 3339 date-time such as"),
        ("missing", '/0/data: "amount" is missing'),
        ("hole", ': JSON cannot hold it: undefined at "0"'),
        ("nothing", ": there is nothing to write"),
        ("bigint", ": JSON cannot hold it: "),
        ("method", ": JSON cannot hold it: () => 1"),
        ("circle", ": JSON cannot hold it: "),
    ],
)
def test_what_the_contract_refuses_is_not_written(used: dict[str, Any], case: str, said: str) -> None:
    assert used[case].startswith(said)


def test_a_date_is_written_as_the_date_time_that_it_becomes(used: dict[str, Any]) -> None:
    assert '"timestamp":"1970-01-01T00:00:00.000Z"' in used["date"]


def test_misuse_is_refused_by_the_compiler(contract: Contract, compiled: Compile) -> None:
    compiled(contract, misuse=(SOURCES / "misuse.ts").read_text())


def test_a_nullable_property_of_the_near_variant_is_explained_not_its_alternatives(
    contract: Contract, compiled: Compile
) -> None:
    bet = {"tournament_name": "t", "sports_name": "s", "odds": 1, "match_start": "2015-03-02T8:27:58Z", "market": 5}
    data = json.loads((SCHEMA / "examples" / "valid" / "sports-bet-cashout.json").read_text())[0]
    data["data"]["bets"] = [bet]
    faults = explained(compiled(contract), [json.dumps([data])])[0]
    assert [fault["pointer"] for fault in faults or ()] == ["/0/data/bets/0/market", "/0/data/bets/0/match_start"]
    assert [fault["message"].partition(", got ")[0] for fault in faults or ()] == [
        "expected a string or null",
        "expected an RFC 3339 date-time such as 2015-03-02T08:27:58Z",
    ]


def test_messages_are_safe_for_a_terminal_and_bounded(contract: Contract, compiled: Compile) -> None:
    nasty = "\x1b[2J\u202e\u2028\x00\ud83d" + "x" * 10_000
    faults = explained(compiled(contract), [json.dumps([{"event": nasty, "data": {}}])])[0]
    assert faults is not None
    message = faults[0]["message"]
    assert len(message) < 400
    assert message.isprintable()


@pytest.mark.parametrize("name", ["contract", "telemetry"])
def test_every_file_begins_with_the_header(name: str, request: pytest.FixtureRequest) -> None:
    contract: Contract = request.getfixturevalue(name)
    first, second = header(digest(bundle(contract)))
    texts = files(contract)
    assert texts.keys() == {"index.ts", "types.ts", "checks.ts", "runtime.ts"}
    for text in texts.values():
        assert text.startswith(f"// {first}\n// {second}\n")
        assert text.endswith("\n")
        assert text.isascii() or "…" in text
        assert "eslint" not in text
        assert "@ts-" not in text


def test_the_same_contract_gives_the_same_bytes_anywhere(contract: Contract, tmp_path: Path) -> None:
    code = (
        "import hashlib, json, sys; from pathlib import Path\n"
        "from eventpact.contract import load; from eventpact.files import contract_reader\n"
        "from eventpact.generate.typescript import files\n"
        "tree = files(load(*contract_reader(Path(sys.argv[1]))))\n"
        "print(hashlib.sha256(json.dumps(tree).encode()).hexdigest())\n"
    )
    sums = {
        subprocess.run(
            [sys.executable, "-c", code, SCHEMA / "openapi.yaml"], capture_output=True, text=True, check=True,
            cwd=folder, env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": "Asia/Kathmandu"},
        ).stdout
        for folder, seed, locale in ((tmp_path, "0", "C"), (ROOT, "7", "C.UTF-8"))
    }  # fmt: skip
    assert len(sums) == 1
