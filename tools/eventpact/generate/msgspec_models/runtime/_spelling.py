"""Whether msgspec may have read a date-time in a spelling that RFC 3339 does not have.

msgspec decodes date-times natively, and takes two spellings too many: a space for the ``T``, and an offset without a
colon. Both leave traces in the bytes of the body, which are looked for at the speed of C.
"""

from __future__ import annotations

import re
from typing import Final

#: A day and a space before a digit; an offset without a colon before the closing quote. Either may be harmless text.
_TRACE: Final = re.compile(rb'(?s)-..(?: [0-9]|[0-5][0-9]")')
#: The same in full: what each would be part of, were it a date-time.
_CERTAIN: Final = re.compile(rb'[0-9]-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}|:[0-9]{2}(?:\.[0-9]+)?-[0-9]{4}"')
_PLUS: Final = re.compile(rb'\+[0-9]{4}"')
#: As many plus signs are looked at one by one before the whole body is searched: typically there are few.
_FEW: Final = 300
#: An escape of a printable ASCII character: it could hide any spelling.
_ESCAPE: Final = re.compile(rb"\\u00[2-7]")


def is_suspicious(body: bytes) -> bool:
    """Whether a date-time in *body* may be spelled in a way that msgspec takes and RFC 3339 does not.

    False is certain; True means that the strings must be looked at one by one.
    """
    if _TRACE.search(body) is not None and _CERTAIN.search(body) is not None:
        return True
    if _has_bare_offset(body):
        return True
    return b"\\" in body and _ESCAPE.search(body) is not None


def _has_bare_offset(body: bytes) -> bool:
    """Whether a plus sign and four digits end a string."""
    at = -1
    for _ in range(_FEW):
        at = body.find(b"+", at + 1)
        if at < 0:
            return False
        if body[at + 5 : at + 6] == b'"' and body[at + 1 : at + 5].isdigit():
            return True
    return _PLUS.search(body, at) is not None
