"""What is sent to a target and what comes back: frozen values that cases make, targets fill and checks judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Key(Enum):
    """Which key a request carries. Cases never hold the key itself; the target puts it in on the way out."""

    TENANT = "the tenant's key"
    NONE = "no key"
    EMPTY = "an empty key"
    UNKNOWN = "a key that nobody has"
    CUT = "the key without its last character"
    EXTENDED = "the key with a character more"
    CASED = "the key with its letters in the other case"
    IN_QUERY = "the key in the query instead of the header"
    SPACED = "the key with spaces around it"
    SECOND = "the second tenant's key"


@dataclass(frozen=True)
class Request:
    """One request: its *method*, its *body* (None: no body at all), its *content_type* (None: no such header).

    *headers* are sent beside these. *chunked*: without a Content-Length, in chunks; *expect_continue*: the body only
    after the server's 100 (RFC 9110 §10.1.1); *loud*: all header names in upper case.
    """

    method: str
    body: bytes | None
    content_type: str | None
    key: Key = Key.TENANT
    headers: tuple[tuple[str, str], ...] = ()
    chunked: bool = False
    expect_continue: bool = False
    loud: bool = False


class Failure(Enum):
    """Ways in which no answer comes."""

    HANG = "no answer in time"
    DROP = "the connection was dropped"
    GARBLED = "the answer was not HTTP"
    UNREACHABLE = "no connection"
    TLS = "no secure connection"


@dataclass(frozen=True)
class Answer:
    """What came back: a *status* with *headers* (names in lower case) and *body* (its beginning), or a *failure* with
    the reason in *detail*. *seconds* is from sending to the last byte that was read."""

    seconds: float
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: Failure | None = None
    detail: str = ""

    @property
    def unreachable(self) -> bool:
        """Whether not even a connection came about."""
        return self.failure in {Failure.UNREACHABLE, Failure.TLS}

    @property
    def accepted(self) -> bool:
        """Whether the status is one of success."""
        return self.status is not None and 200 <= self.status < 300

    def __str__(self) -> str:
        if self.failure is None:
            return f"status {self.status}"
        return f"{self.failure.value} ({self.detail})" if self.detail else self.failure.value
