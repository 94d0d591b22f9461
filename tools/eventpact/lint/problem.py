"""What lint finds: frozen values, and the record that a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from eventpact.lint.subject import Subject


class Severity(Enum):
    """An error must be mended before the contract is used; a warning says what the contract's owner should know."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Found:
    """One place that breaks a rule: *location* (``path#/pointer``, or ``path:line:column``), *message*, and the *hint*
    that says what to do (None: the message says it)."""

    location: str
    message: str
    hint: str | None = None


@dataclass(frozen=True)
class Rule:
    """One rule: a stable *id*, what it *shows* when it finds nothing, a *severity*, and *check*, which finds."""

    id: str
    shows: str
    severity: Severity
    check: Callable[[Subject], Iterable[Found]]


@dataclass(frozen=True)
class Problem:
    """What one rule found at one place; the fields are those of the :class:`Rule` and of what it :class:`Found`."""

    rule: str
    severity: Severity
    location: str
    message: str
    hint: str | None = None
