"""Whether msgspec may have read a date-time in a spelling that RFC 3339 does not have.

msgspec decodes date-times natively, and takes two spellings too many: a space for the ``T``, and an offset without a
colon. Both leave traces in the bytes of the body, which are looked for at the speed of C.
"""

from __future__ import annotations

import re
from typing import Final


def _shape(byte: int) -> int:
    """What stands for *byte*: 0 for all that a time is made of, - for either sign; quotes and spaces for themselves."""
    if byte in b"0123456789:.":
        return ord("0")
    if byte in b"+-":
        return ord("-")
    return byte if byte in b'" ' else ord("x")


#: Folding the whole body, where no branch depends on what is in it, and then looking for two fixed texts is faster than
#: a regular expression that halts at every hyphen. ``rfind``, as it skips what it can; ``find`` is slower by far.
_SHAPES: Final = bytes(map(_shape, range(256)))
_SPACE: Final = b"-00-00 00000000"
_BARE_OFFSET: Final = b'00000000-0000"'
#: The same in full: what each would be part of, were it a date-time. Either may be harmless text.
_CERTAIN: Final = re.compile(rb'-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}|:[0-9]{2}(?:\.[0-9]+)?[+-][0-9]{4}"')
#: An escape of a printable ASCII character: it could hide any spelling.
_ESCAPE: Final = re.compile(rb"\\u00[2-7]")


def is_suspicious(body: bytes) -> bool:
    """Whether a date-time in *body* may be spelled in a way that msgspec takes and RFC 3339 does not.

    False is certain; True means that the strings must be looked at one by one.
    """
    shapes = body.translate(_SHAPES)
    if (shapes.rfind(_SPACE) >= 0 or shapes.rfind(_BARE_OFFSET) >= 0) and _CERTAIN.search(body) is not None:
        return True
    return b"\\" in body and _ESCAPE.search(body) is not None
