"""Ours beside the peers on pairs of versions with known answers: right, wrong, no answer, time.

The peers get the schemas as they are (JSON Schema 2020-12): jsonsubschema was made for draft 4 and json-schema-diff for
draft 7, so that some of what they miss is what they do not know. oasdiff is left out: it compares OpenAPI documents by
its rules and gives no answer about the sets of values.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from eventpact.compat import Reading

from tests.bench.compat.cases import PAIRS, Pair, pairs

ROOT = Path(__file__).parents[2]
HERE = PAIRS.parent
VENV = ROOT / ".eventpact" / "compat-peers"
#: Seconds for one pair; beyond it there is no answer.
PATIENCE = 20.0


@dataclass(frozen=True)
class Peer:
    """A tool by its *name*, and the *command* that answers line by line."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What one tool says of one pair: whether each direction differs (None: no answer), and the *seconds* it took."""

    narrowed: bool | None
    widened: bool | None
    seconds: float

    def mark(self, pair: Pair) -> str:
        """``right``, ``wrong`` or ``no answer``."""
        given = {"narrowed": self.narrowed, "widened": self.widened}
        if None in given.values():
            return "no answer"
        return "right" if given == pair.expected(Reading.STRICT) else "wrong"


def ours(pair: Pair) -> Answer:
    """What `compare_schemas` says, reading the files included. A difference that is not proven is no answer."""
    began = time.perf_counter()
    comparison = pair.compared(Reading.STRICT)
    seconds = time.perf_counter() - began
    if comparison.unproven:
        return Answer(None, None, seconds)
    return Answer(comparison.narrowed is not None, comparison.widened is not None, seconds)


def from_pip() -> list[Peer]:
    """jsonsubschema in a virtual environment of its own."""
    requirements = HERE / "requirements.txt"
    stamp = VENV / hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    python = VENV / "bin" / "python"
    if not stamp.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", str(requirements)], check=True, stderr=subprocess.DEVNULL)
        stamp.touch()
    name, version = next(line.split("==") for line in requirements.read_text().splitlines() if "subschema==" in line)
    return [Peer(f"{name} {version}", (str(python), str(HERE / "judge.py")))]


def from_npm() -> list[Peer]:
    """The peers of ``package.json``; none, and why, where there is no npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        print("json-schema-diff and jsoncompat are left out: there is no npm")
        return []
    if not (HERE / "node_modules" / ".package-lock.json").is_file():
        words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(words, cwd=HERE, check=True, capture_output=True)
    versions = json.loads((HERE / "package.json").read_text())["dependencies"]
    return [Peer(f"{name} {version}", (node, str(HERE / "judge.cjs"), name)) for name, version in versions.items()]


async def asked(peer: Peer, todo: list[Pair]) -> list[Answer]:
    """The answers of *peer*, in the order of *todo*; it is started again when it dies or takes too long."""
    answers: list[Answer] = []
    while len(answers) < len(todo):
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *peer.command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
        )
        assert process.stdin is not None
        assert process.stdout is not None
        for pair in todo[len(answers) :]:
            process.stdin.write(f"{PAIRS / pair.name}\n".encode())
            try:
                line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
                told: dict[str, Any] = json.loads(line)
            except (TimeoutError, ValueError, OSError):
                answers.append(Answer(None, None, PATIENCE))
                break
            answers.append(Answer(told.get("narrowed"), told.get("widened"), told["seconds"]))
        if process.returncode is None:
            process.kill()
        await process.wait()
    return answers


def told(name: str, todo: list[Pair], answers: list[Answer]) -> None:
    """Print how many of the *answers* are right, and which are not."""
    marks = [answer.mark(pair) for pair, answer in zip(todo, answers, strict=True)]
    counts = "  ".join(f"{marks.count(mark):4} {mark}" for mark in ("right", "wrong", "no answer"))
    seconds = [answer.seconds for answer in answers]
    print(f"{name:24}{counts}   median {statistics.median(seconds) * 1000:8.2f} ms, most {max(seconds) * 1000:9.2f} ms")
    for mark in ("wrong", "no answer"):
        names = [pair.name for pair, one in zip(todo, marks, strict=True) if one == mark]
        if names and "--names" in sys.argv:
            print(f"    {mark}: {', '.join(names)}")


def main() -> int:
    """Ask all; 1 when ours is not right everywhere, or takes a second."""
    todo = pairs()
    print(f"{len(todo)} pairs of versions")
    ours(todo[0])  # what is imported and compiled at first is no time of a pair
    answers = [ours(pair) for pair in todo]
    told("eventpact", todo, answers)
    for peer in (*from_pip(), *from_npm()):
        told(peer.name, todo, asyncio.run(asked(peer, todo)))
    right = all(answer.mark(pair) == "right" for pair, answer in zip(todo, answers, strict=True))
    return int(not right or max(answer.seconds for answer in answers) >= 1)


if __name__ == "__main__":
    sys.exit(main())
