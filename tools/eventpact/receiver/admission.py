"""What the head of a request must say before its body is read, and reading the body.

The order is: method, key, media type, coding, length. A stranger learns the method and no more, and costs no more than
the head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.types import Receive

from eventpact.contract.interface import Interface, Refusal
from eventpact.receiver.problem import Refused
from eventpact.receiver.tenants import ANONYMOUS, Tenants

Headers = Iterable[tuple[bytes, bytes]]

#: The largest body where the contract names no limit: a receiver without one can be made to run out of memory.
DEFAULT_BODY_BYTES = 64 * 1024 * 1024

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
#: RFC 9110 §8.3.1: type/subtype, then the parameters.
_MEDIA_TYPE = re.compile(rb"(%(t)s/%(t)s)[ \t]*" % {b"t": _TOKEN})
_PARAMETER = re.compile(rb';[ \t]*(?:(%(t)s)=(?:(%(t)s)|"((?:[^"\\]|\\.)*)"))?[ \t]*' % {b"t": _TOKEN})


class Disconnected(Exception):
    """The sender went away before its body was complete: nobody is left to answer."""


class Admission:
    """The checks on the heads of requests to one *interface*."""

    def __init__(self, interface: Interface, tenants: Tenants) -> None:
        self._interface = interface
        self._tenants = tenants
        self._key_header = (interface.key_header or "").lower().encode("latin-1")
        self._media_type = interface.media_type.partition(";")[0].strip().lower()
        self._limit = interface.limits.body_bytes or DEFAULT_BODY_BYTES

    def admit(self, method: str, headers: Headers) -> str:
        """The name of the tenant that may go on to send its body. Raises Refused."""
        headers = list(headers)
        self._check_method(method)
        tenant = self.tenant(headers)
        self._check_media_type(headers)
        self._check_coding(headers)
        self._check_length(headers)
        return tenant

    def _check_method(self, method: str) -> None:
        allowed = self._interface.method
        if method != allowed:
            raise Refused(Refusal.METHOD, f"Use {allowed}.", headers={"allow": allowed})

    def tenant(self, headers: Headers) -> str:
        """The name of the tenant whose key *headers* hold. Raises Refused."""
        headers = list(headers)
        name = self._interface.key_header
        if name is None:
            return ANONYMOUS
        keys = _values(headers, self._key_header)
        tenant = self._tenants.find(keys[0]) if len(keys) == 1 else None
        if tenant is None:
            # RFC 9110 §15.5.2 wants a challenge with 401; it means nothing with another status.
            challenge = {"www-authenticate": "ApiKey"} if self._interface.status(Refusal.KEY) == 401 else {}
            raise Refused(Refusal.KEY, f"The header {name} must hold the tenant's key, once.", headers=challenge)
        return tenant

    def _check_media_type(self, headers: Headers) -> None:
        types = _values(headers, b"content-type")
        essence, charset = _media_type(types[0]) if len(types) == 1 else ("", "")
        if essence != self._media_type or charset not in {"", "utf-8"}:
            wanted = {"accept": self._media_type}
            raise Refused(Refusal.MEDIA_TYPE, f"Send {self._media_type}, in UTF-8.", headers=wanted)

    def _check_coding(self, headers: Headers) -> None:
        codings = b",".join(_values(headers, b"content-encoding")).lower().split(b",")
        if any(coding.strip() not in {b"", b"identity"} for coding in codings):
            detail = "Send the body as it is: no content coding is supported."
            raise Refused(Refusal.MEDIA_TYPE, detail, headers={"accept-encoding": "identity"})

    def _check_length(self, headers: Headers) -> None:
        lengths = _values(headers, b"content-length")
        if any(length.isdigit() and int(length[:20]) > self._limit for length in lengths):
            raise self._too_large()

    def _too_large(self) -> Refused:
        return Refused(Refusal.TOO_LARGE, f"The body may have {self._limit:,} bytes at most. Split the batch.")

    async def read_body(self, receive: Receive) -> bytes:
        """The whole body; reading ends where it outgrows the limit. Raises Refused and Disconnected."""
        chunks, size = [], 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise Disconnected
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._limit:
                raise self._too_large()
            chunks.append(chunk)
            if not message.get("more_body", False):
                return b"".join(chunks)


def _values(headers: Headers, name: bytes) -> list[bytes]:
    return [value for header, value in headers if header == name]


def _media_type(value: bytes) -> tuple[str, str]:
    """The media type in lower case without its parameters, and its charset; both empty when it is not well-formed."""
    match = _MEDIA_TYPE.match(value)
    if match is None:
        return "", ""
    essence, charset = match[1].decode("ascii").lower(), ""
    while match.end() < len(value):
        match = _PARAMETER.match(value, match.end())
        if match is None:
            return "", ""
        if (match[1] or b"").lower() == b"charset":
            charset = (match[2] or match[3] or b"?").decode("latin-1").lower()
    return essence, charset
