"""The keys of the tenants, from the environment: they are read here and printed nowhere."""

from __future__ import annotations

import os

from eventpact.contract import Contract
from eventpact.errors import EventpactError

KEY_VARIABLE = "EVENTPACT_API_KEY"
SECOND_KEY_VARIABLE = "EVENTPACT_SECOND_API_KEY"


def tenant_key(contract: Contract) -> str | None:
    """The tenant's key, None where the contract asks for none. Raises EventpactError when it is missing or unusable."""
    header = contract.interface.key_header
    if header is None:
        return None
    key = _usable(KEY_VARIABLE)
    if key is None:
        raise EventpactError(
            f"the contract asks for a key in {header}, and {KEY_VARIABLE} is not set",
            hint=f"export {KEY_VARIABLE}=…, then run the command again.",
        )
    return key


def second_key(contract: Contract) -> str | None:
    """The second tenant's key, None where there is none. Raises EventpactError when it is unusable."""
    return None if contract.interface.key_header is None else _usable(SECOND_KEY_VARIABLE)


def _usable(variable: str) -> str | None:
    key = os.environ.get(variable)
    if not key:
        return None
    if not key.isascii() or not key.isprintable() or key != key.strip():
        raise EventpactError(f"{variable} holds characters that no header can carry", hint="Copy the key again.")
    return key
