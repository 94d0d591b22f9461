"""A request as a shell command that runs as it is printed."""

from __future__ import annotations

import shlex

from eventpact.exchange import Key, Request

#: How each use of a key is written in a shell; the key itself is never printed.
_KEYS = {
    Key.TENANT: "$EVENTPACT_API_KEY",
    Key.EMPTY: "",
    Key.UNKNOWN: "eventpact-no-such-key",
    Key.CUT: "${EVENTPACT_API_KEY%?}",
    Key.EXTENDED: "${EVENTPACT_API_KEY}x",
    Key.CASED: "$(printf %s \"$EVENTPACT_API_KEY\" | tr 'a-zA-Z' 'A-Za-z')",
}


def curl(url: str, key_header: str | None, request: Request) -> str:
    """The command that sends *request* to *url*; bytes that a terminal would act upon go through ``printf``."""
    address = shlex.quote(url)
    if request.key is Key.IN_QUERY and key_header:
        separator = "&" if "?" in url else "?"
        address += shlex.quote(f"{separator}{key_header}=") + '"$EVENTPACT_API_KEY"'
    words = ["curl", "-sS", "-i", "-X", request.method, address]
    if key_header and request.key in _KEYS:
        value = _KEYS[request.key]
        # curl sends a header without a value only when it ends in a semicolon.
        words += ["-H", f'"{key_header}: {value}"' if value else shlex.quote(f"{key_header};")]
    if request.content_type is not None:
        words += ["-H", shlex.quote(f"content-type: {request.content_type}")]
    elif request.body is not None:
        words += ["-H", "'content-type:'"]
    return _with_body(words, request.body)


def _with_body(words: list[str], body: bytes | None) -> str:
    if body is None:
        return " ".join(words)
    if all(32 <= byte < 127 for byte in body) and not body.startswith(b"@"):
        return " ".join([*words, "--data-binary", shlex.quote(body.decode("ascii"))])
    return f"printf '{_octal(body)}' | {' '.join([*words, '--data-binary', '@-'])}"


def _octal(body: bytes) -> str:
    """*body* as a format of POSIX printf, within single quotes."""
    plain = set(range(32, 127)) - set(b"'\\%")
    return "".join(chr(byte) if byte in plain else f"\\{byte:03o}" for byte in body)
