"""Artefacts as judges: each runs in a process of its own, with nothing but itself on its path."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eventpact.errors import EventpactError
from eventpact.printable import shorten

_WORKERS = Path(__file__).parent / "workers"
#: Payloads that a slow judge is given: enough to see every kind of change, few enough to wait for.
_SLOW_LIMIT = 5_000


@dataclass(frozen=True)
class Judge:
    """One artefact: the *command* that reads request bodies, one a line, and prints ``1`` or ``0`` for each.

    A slow one sees no more than *limit* payloads of a run. *missing* says why it can't be asked at all.
    """

    id: str
    command: tuple[str, ...]
    folder: Path
    limit: int | None = None
    missing: str = ""

    def verdicts(self, bodies: Sequence[bytes]) -> list[bool]:
        """Whether each of *bodies* is accepted. Raises EventpactError when the artefact itself fails."""
        done = subprocess.run(  # noqa: S603 - our own workers
            self.command, input=b"\n".join(bodies) + b"\n", capture_output=True, cwd=self.folder, check=False
        )
        answers = done.stdout.split()
        if done.returncode or len(answers) != len(bodies) or not {b"0", b"1"}.issuperset(answers):
            said = " | ".join(done.stderr.decode(errors="replace").strip().splitlines()[-3:])
            raise EventpactError(
                f"the artefact {self.id} gave {len(answers)} answers to {len(bodies)} payloads: {shorten(said, 300)}",
                hint="It may be stale (`make generate`), or lack its library (`pip install 'eventpact[generate]'`).",
            )
        return [answer == b"1" for answer in answers]


def judges_of(generated: Path) -> list[Judge]:
    """The artefacts in the folder *generated* that can judge. Raises EventpactError when there are none."""
    found = [*_packages(generated / "python"), *_packages(generated / "python-msgspec"), *_schemas(generated)]
    found += _typescript(generated / "typescript")
    if not found:
        raise EventpactError("no artefact is found", where=generated, hint="Run `make generate`, or name --generated.")
    return found


def _packages(folder: Path) -> Iterator[Judge]:
    """The Python packages in *folder*: each has ``parse_batch``."""
    for package in sorted(folder.glob("*/__init__.py")):
        name = package.parent.name
        yield Judge(f"{folder.name}/{name}", (sys.executable, str(_WORKERS / "package.py"), name), folder.resolve())


def _schemas(generated: Path) -> Iterator[Judge]:
    for file in sorted((generated / "json-schema").glob("*.schema.json")):
        command = (sys.executable, str(_WORKERS / "schema.py"), file.name)
        yield Judge(f"json-schema/{file.name}", command, file.parent.resolve(), limit=_SLOW_LIMIT)


def _typescript(folder: Path) -> Iterator[Judge]:
    """The TypeScript validator; it needs Node, and tsc to compile it."""
    if not (folder / "index.ts").is_file():
        return
    node, tsc = shutil.which("node"), _tsc()
    missing = "" if node and tsc else f"{'tsc' if node else 'node'} is not installed"
    command = (node or "node", str(_WORKERS / "typescript.mjs"), tsc or "tsc", "index.ts")
    yield Judge("typescript", command, folder.resolve(), missing=missing)


def _tsc() -> str | None:
    """The TypeScript compiler: that of the npm folder nearest above here, else the one on the path."""
    here = Path.cwd()
    folders = [here / "tests" / "typescript", here, *here.parents]
    near = (folder / "node_modules" / "typescript" / "bin" / "tsc" for folder in folders)
    return next((str(file) for file in near if file.is_file()), None) or shutil.which("tsc")
