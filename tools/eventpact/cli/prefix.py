"""What the ids of a run begin with."""

from __future__ import annotations

import secrets


def new_prefix() -> str:
    """What the ids of one run begin with: no other run's do."""
    return f"evp-{secrets.token_hex(5)}"
