"""Vectors read as the README says: from the text of their files alone."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventpact.contract import Contract, Oracle
from eventpact.generate.vectors import files

Line = dict[str, Any]


def body(vector: Line) -> bytes:
    """The bytes of a vector's request body."""
    if "base64" in vector:
        return base64.b64decode(vector["base64"], validate=True)
    text: str = vector["text"] if "text" in vector else json.dumps(vector["payload"])
    return text.encode()


@dataclass(frozen=True)
class Made:
    """A contract, its oracle, and the files of its vectors."""

    contract: Contract
    oracle: Oracle
    files: Mapping[str, str]

    def read(self, verdict: str) -> list[Line]:
        """The vectors of one file."""
        return [json.loads(line) for line in self.files[f"{verdict}.ndjson"].split("\n")[:-1]]

    @property
    def all(self) -> list[Line]:
        """The vectors of all files."""
        return [vector for verdict in ("valid", "invalid", "unspecified") for vector in self.read(verdict)]

    def events(self, payload: Any) -> list[Any]:
        """The events in a body."""
        for token in self.contract.events_at:
            payload = payload[token]
        assert isinstance(payload, list)
        return payload


def made_of(contract: Contract) -> Made:
    """The vectors of *contract*."""
    return Made(contract, Oracle(contract), files(contract))
