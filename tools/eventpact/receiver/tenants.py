"""Tenants and their keys, in a small JSON file that holds no key: only what a key hashes to."""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeGuard

from eventpact.errors import EventpactError
from eventpact.printable import excerpt

#: The tenant of a contract that asks for no key.
ANONYMOUS = "anonymous"

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Tenant:
    """A *name* and the SHA-256 of the tenant's key in lower-case hexadecimal.

    The hash needs neither salt nor stretching: keys are 256 random bits, which nobody can guess one by one.
    """

    name: str
    key_sha256: str


@dataclass(frozen=True)
class Tenants:
    """All tenants of a receiver, each with a name and a key of its own."""

    members: tuple[Tenant, ...] = ()

    @cached_property
    def _names(self) -> dict[bytes, str]:
        return {bytes.fromhex(tenant.key_sha256): tenant.name for tenant in self.members}

    def find(self, key: bytes) -> str | None:
        """The name of the tenant with this *key*, or None.

        Only hashes are compared, so the time that it takes tells nothing about any key.
        """
        return self._names.get(sha256(key).digest())

    def with_new(self, name: str) -> tuple[Tenants, str]:
        """These tenants and a new one, and its key, which is told here and never again. Raises EventpactError."""
        if any(tenant.name == name for tenant in self.members):
            raise EventpactError(f"there is a tenant {excerpt(name)} already", hint="Give it another name.")
        if not _is_name(name):
            raise EventpactError(f"{excerpt(name)} is no name for a tenant", hint=_NAME_HINT)
        key = f"evp_{secrets.token_urlsafe(32)}"
        return Tenants((*self.members, Tenant(name, sha256(key.encode("ascii")).hexdigest()))), key


_NAME_HINT = f"A name has 1 to {_LONGEST_NAME} printable characters, and no space at its ends."


def _is_name(name: Any) -> TypeGuard[str]:
    return isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and name.isprintable() and name == name.strip()


def read_tenants(file: Path) -> Tenants:
    """The tenants in *file*. Raises EventpactError; what it says never repeats what might be a key."""
    try:
        content = json.loads(file.read_bytes())
    except FileNotFoundError:
        hint = f"Make it, with a first tenant: eventpact tenant add NAME --tenants {file}"
        raise EventpactError("there is no such file of tenants", where=file, hint=hint) from None
    except OSError as error:
        raise EventpactError(f"cannot be read ({error.strerror})", where=file) from None
    except (ValueError, RecursionError) as error:
        what = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise _broken(file, f"is not JSON ({what})") from None
    members = content.get("tenants") if isinstance(content, dict) else None
    if not isinstance(members, list):
        raise _broken(file, 'has no list "tenants"')
    tenants = Tenants(tuple(_tenant(file, index, member) for index, member in enumerate(members)))
    _check_distinct(file, "name", [tenant.name for tenant in tenants.members])
    _check_distinct(file, "key_sha256", [tenant.key_sha256 for tenant in tenants.members])
    return tenants


def _broken(file: Path, what: str) -> EventpactError:
    hint = 'It looks like {"tenants": [{"name": "…", "key_sha256": "…"}]}; `eventpact tenant add` writes it.'
    return EventpactError(what, where=file, hint=hint)


def _tenant(file: Path, index: int, member: Any) -> Tenant:
    at = f"/tenants/{index}"
    if not isinstance(member, dict):
        raise _broken(file, f"{at} is no object")
    name, key = member.get("name"), member.get("key_sha256")
    if not _is_name(name):
        raise _broken(file, f"{at}/name is missing or no name. {_NAME_HINT}")
    if not isinstance(key, str) or not _SHA256.fullmatch(key.lower()):
        raise _broken(file, f"{at}/key_sha256 is missing or not the 64 hexadecimal digits of a SHA-256")
    return Tenant(name, key.lower())


def _check_distinct(file: Path, what: str, values: Sequence[str]) -> None:
    for index, value in enumerate(values):
        if value in values[:index]:
            first = values.index(value)
            raise _broken(file, f"/tenants/{index}/{what} is the same as /tenants/{first}/{what}")


def write_tenants(file: Path, tenants: Tenants) -> None:
    """Write *file* whole or not at all, readable by its owner alone. Raises EventpactError."""
    content = {"tenants": [{"name": t.name, "key_sha256": t.key_sha256} for t in tenants.members]}
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, staged = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # made with mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
                stream.flush()
                os.fsync(stream.fileno())
            Path(staged).replace(file)
        except BaseException:
            Path(staged).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise EventpactError(f"cannot be written ({error.strerror})", where=file) from None
