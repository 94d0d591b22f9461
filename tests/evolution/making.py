"""Versions to compare: a contract's folder to edit, plain schemas, repositories, and reviews of them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from eventpact.compat import Comparison, Reading, compare_schemas
from eventpact.contract.document import Documents
from eventpact.evolution.approvals import Approval
from eventpact.evolution.modes import Mode
from eventpact.evolution.output import Material
from eventpact.evolution.review import Approvals, Review, Step, review
from eventpact.pointer import Location

from tests.conftest import TELEMETRY

TODAY = date(2026, 11, 22)
#: Edits of the telemetry contract, and the step of the version that each asks for.
TIGHTER = ("required: [kind, celsius]", "required: [kind, celsius, sensor]")
WIDER = ("maximum: 2000", "maximum: 3000")
TEXT = ("description: Degrees Celsius.", "description: Degrees, in Celsius.")


def contract_in(folder: Path, *edits: tuple[str, str]) -> Path:
    """The telemetry contract in *folder*, edited; its entry."""
    folder.mkdir(parents=True, exist_ok=True)
    entry = folder / "openapi.yaml"
    entry.write_bytes(TELEMETRY.read_bytes())
    edit(entry, *edits)
    return entry


def edit(file: Path, *edits: tuple[str, str]) -> None:
    """Replace texts in *file*, each of which must be there."""
    text = file.read_text()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text)


def comparison(old: Any, new: Any, reading: Reading = Reading.PRAGMATIC) -> Comparison:
    """What changed from one plain schema, given as JSON, to another."""
    sides = [(Documents(lambda _, s=s: json.dumps(s).encode()), Location("a.json")) for s in (old, new)]
    return compare_schemas(sides[0], sides[1], reading=reading)


def reviewed(
    old: Any, new: Any, mode: Mode = Mode.BACKWARD, entries: Sequence[Approval] = (), further: Sequence[Step] = ()
) -> Review:
    """The step between two plain schemas, judged."""
    step = Step("1.0.0", "new.json", comparison(old, new))
    return review(step, further, mode=mode, reading=Reading.PRAGMATIC, approvals=Approvals(entries, TODAY))


def material(found: Review, texts: tuple[str, str] = ("{}\n", "{}\n")) -> Material:
    """What the formats need, with no file on disk."""
    return Material(found, lambda _: None, lambda: texts)


def git(folder: Path, *words: str) -> str:
    """The output of git in *folder*, by an author of its own."""
    who = {f"GIT_{role}_{what}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(["git", *words], cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def repository(folder: Path) -> Path:
    """A repository with the telemetry contract in ``contracts/``, committed as it is; the entry."""
    entry = contract_in(folder / "contracts")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=first")
    return entry
