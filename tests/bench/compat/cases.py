"""Pairs of versions with known answers: ``pairs/NAME/{old,new,answer}.json``, made by hand.

``answer.json`` holds a value that the old schema alone accepts (``narrowed``) and one that the new schema alone accepts
(``widened``), null where there is none. It is about the sets of values as they are: the strict reading. Where the
pragmatic reading sees it otherwise, ``pragmatic`` says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventpact.compat import Comparison, Reading, compare_schemas
from eventpact.contract.document import Documents
from eventpact.pointer import Location

PAIRS = Path(__file__).with_name("pairs")


@dataclass(frozen=True)
class Pair:
    """Two schemas, what happens from the one to the other (*about*), and the answers by direction:
    ``{"witness": value}`` or None; *pragmatic* says by direction whether there is a difference in that reading."""

    name: str
    about: str
    old: Any
    new: Any
    answers: Mapping[str, Mapping[str, Any] | None]
    pragmatic: Mapping[str, bool]

    def expected(self, reading: Reading) -> dict[str, bool]:
        """Whether each direction differs."""
        strict = {direction: answer is not None for direction, answer in self.answers.items()}
        return strict if reading is Reading.STRICT else {**strict, **self.pragmatic}

    def compared(self, reading: Reading) -> Comparison:
        """What ours says, the files read anew."""
        old, new = (Documents(self._read), Location("old.json")), (Documents(self._read), Location("new.json"))
        return compare_schemas(old, new, reading=reading)

    def _read(self, name: str) -> bytes:
        return (PAIRS / self.name / name).read_bytes()


def pairs() -> list[Pair]:
    """All pairs, by name."""
    return list(_pairs())


def _pairs() -> Iterator[Pair]:
    for folder in sorted(PAIRS.iterdir()):
        old, new, answer = (json.loads((folder / f"{name}.json").read_bytes()) for name in ("old", "new", "answer"))
        answers = {direction: answer[direction] for direction in ("narrowed", "widened")}
        yield Pair(folder.name, answer["about"], old, new, answers, answer.get("pragmatic", {}))
