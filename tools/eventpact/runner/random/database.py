"""Where failing random examples are kept between runs: a directory, or a Redis that several machines share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from eventpact.contract import Contract
from eventpact.errors import EventpactError

#: Changes when the same bytes begin to mean other events: what was kept before is then no example any more.
_VERSION = 1
_SCHEMES = ("redis", "rediss", "unix")

#: Makes a client from a URL; tests put one in that needs no server.
Connect = Callable[[str], Any]


def example_key(contract: Contract) -> bytes:
    """Under which name examples are kept: those of another contract say nothing about this one."""
    documents = json.dumps(contract.documents.contents, sort_keys=True, default=str)
    digest = hashlib.sha256(documents.encode(errors="surrogatepass")).hexdigest()[:32]
    return f"eventpact/{_VERSION}/{digest}".encode()


def open_database(place: str | None, connect: Connect | None = None) -> ExampleDatabase | None:
    """The database at *place*: a directory, which is made when there is something to keep, or a ``redis://…`` URL.

    Raises EventpactError when it can't be used; a password in a URL is not shown.
    """
    if not place:
        return None
    if place.partition("://")[0] in _SCHEMES and "://" in place:
        return _redis(place, connect)
    if "://" in place:
        raise EventpactError(f"{_shown(place)} is no database of examples", hint="Give a directory or a redis:// URL.")
    folder = Path(place)
    nearest = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not nearest.is_dir():
        raise EventpactError("examples can't be kept here: it is a file", where=place, hint="Name a directory.")
    return DirectoryBasedExampleDatabase(folder)


def _redis(url: str, connect: Connect | None) -> ExampleDatabase:
    try:
        from hypothesis.extra.redis import RedisExampleDatabase  # noqa: PLC0415 - an extra
        from redis import Redis  # noqa: PLC0415
        from redis.exceptions import RedisError  # noqa: PLC0415
    except ImportError:
        raise EventpactError(
            "a Redis database of examples needs the package redis",
            where=_shown(url),
            hint="Install eventpact[redis], or give a directory.",
        ) from None
    try:
        client = (connect or Redis.from_url)(url)
        client.ping()
    except (RedisError, OSError, ValueError, TypeError) as error:
        hint = "Is it running, and are host, port, user and password right?"
        raise EventpactError(f"the database of examples cannot be used ({type(error).__name__})", where=_shown(url),
                             hint=hint) from None  # fmt: skip
    return RedisExampleDatabase(client)


def _shown(url: str) -> str:
    """A URL without user, password and query."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return url.partition("://")[0] + "://…"
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
