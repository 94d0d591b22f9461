"""One test vector: a request body, and what the contract says of it."""

from __future__ import annotations

import base64
import codecs
import json
import re
from dataclasses import dataclass
from typing import Any

from eventpact.contract import Verdict
from eventpact.pointer import Location


@dataclass(frozen=True)
class Vector:
    """A request *body* (a JSON value, or the bytes of what no JSON value can say) and its *verdict*.

    *kind* says in words what is tried, *pointer* where in the body (None: in the text itself, or all over it), and
    *constraint* where the keyword is written that an invalid body breaks.
    """

    id: str
    kind: str
    verdict: Verdict
    body: Any
    pointer: str | None = None
    constraint: Location | None = None

    def line(self) -> str:
        """The vector as one line of JSON, all ASCII, without the newline."""
        about: dict[str, Any] = {"id": self.id, "verdict": self.verdict.value, "kind": self.kind}
        if self.pointer is not None or self.verdict is Verdict.INVALID:
            about["pointer"] = self.pointer
        if self.verdict is Verdict.INVALID:
            about["schema_pointer"] = str(self.constraint) if self.constraint else None
            about["keyword"] = self.constraint.tokens[-1] if self.constraint else None
        return json.dumps({**about, **_carried(self.body)}, separators=(",", ":"), allow_nan=False)


def as_bytes(body: Any) -> bytes:
    """The bytes of a body, as they are or as compact JSON in ASCII."""
    return body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":"), allow_nan=False).encode()


def _carried(body: Any) -> dict[str, Any]:
    """The body under the key that says how it is carried: payload, text, or base64 of what a text would not keep."""
    if not isinstance(body, bytes):
        return {"payload": body}
    if not body.startswith(codecs.BOM_UTF8):
        try:
            return {"text": body.decode()}
        except UnicodeDecodeError:
            pass
    return {"base64": base64.b64encode(body).decode()}


def words(kind: str) -> str:
    """A kind as the last part of an id: "1 as boolean" → ``1-as-boolean``."""
    return re.sub(r"[^A-Za-z0-9+:.]+", "-", kind).strip("-") or "other"
