"""The keys of tenants: which one a request carries, and how they are kept out of everything that is shown."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

from eventpact.errors import EventpactError
from eventpact.exchange import Key

HIDDEN = "[key]"
#: Shorter pieces of a key or of its base64 would hide ordinary text.
_PIECE = 6


def key_value(use: Key, key: str, second: str | None = None) -> str | None:
    """What stands in the key header for each use of a *key* or of the *second* tenant's; None: there is no header."""
    values: Mapping[Key, str | None] = {
        Key.TENANT: key,
        Key.NONE: None,
        Key.IN_QUERY: None,
        Key.EMPTY: "",
        Key.UNKNOWN: "eventpact-no-such-key",
        Key.CUT: key[:-1],
        Key.EXTENDED: f"{key}x",
        Key.CASED: key.swapcase(),
        Key.SPACED: f"  {key} ",
        Key.SECOND: second,
    }
    return values[use]


def check_key(key: str) -> str:
    """*key*, if a header can carry it. Raises EventpactError, without the key."""
    if key.isascii() and (not key or key.isprintable()) and key == key.strip():
        return key
    raise EventpactError("a key holds characters that no header can carry", hint="Copy the key again.")


class Redaction:
    """Hides *keys* wherever an answer repeats them: as they are, in any case or without the last character, and in
    percent-encoding, JSON, HTML or base64. One of less than six characters is hidden only as it is."""

    def __init__(self, keys: Iterable[str | None]) -> None:
        forms = {form for key in keys if key for form in _forms(key)}
        pattern = "|".join(_pattern(form) for form in sorted(forms, key=len, reverse=True))
        self._text = re.compile(pattern) if forms else None
        self._bytes = re.compile(pattern.encode()) if forms else None
        #: How the forms begin: most answers hold none of these, which is told far faster than the pattern can.
        self._beginnings = {form[:_PIECE].lower().encode() for form in forms}

    def text(self, text: str) -> str:
        """*text* without the keys."""
        return text if self._text is None else self._text.sub(HIDDEN, text)

    def body(self, body: bytes) -> bytes:
        """*body* without the keys."""
        small = body.lower()
        if self._bytes is None or not any(beginning in small for beginning in self._beginnings):
            return body
        return self._bytes.sub(HIDDEN.encode(), body)


def _pattern(form: str) -> str:
    return f"(?i:{re.escape(form)})" if len(form) >= _PIECE else re.escape(form)


def _forms(key: str) -> Iterator[str]:
    for plain in (key, key[:-1]) if len(key) > _PIECE else (key,):
        written = json.dumps(plain)[1:-1]
        yield from (plain, quote(plain, safe=""), quote_plus(plain), written, written.replace("/", r"\/"))
        yield html.escape(plain)
    yield from (piece for piece in _in_base64(key.encode()) if len(piece) >= _PIECE)


def _in_base64(key: bytes) -> Iterator[str]:
    """What of *key* shows in base64, at each of the three ways in which it can lie among other bytes."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + key).rstrip(b"=")
        whole = (before + len(key)) * 8 // 6  # characters made from nothing but these bytes
        piece = text[-(-before * 8 // 6) : whole].decode()
        yield from (piece, piece.replace("+", "-").replace("/", "_"))
