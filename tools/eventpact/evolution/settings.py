"""How versions are compared: what every command of evolution is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from eventpact.compat import Reading
from eventpact.evolution.modes import Mode


def today() -> date:
    """The day in UTC, for approvals that end."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Settings:
    """How versions are compared: the working *contract*, around which releases and approvals are, the *mode*, the
    *reading*, and the day."""

    contract: Path
    mode: Mode = Mode.BACKWARD
    reading: Reading = Reading.PRAGMATIC
    today: date = field(default_factory=today)
