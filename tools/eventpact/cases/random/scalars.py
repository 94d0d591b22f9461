"""Bytes → values of each type, the simplest from zeros. All are values that RFC 8259 and every parser agree on."""

from __future__ import annotations

import math
import struct
from calendar import monthrange
from collections.abc import Callable
from typing import Any

from eventpact.cases.random.tape import Tape

Make = Callable[[Tape], Any]

#: Characters, the plain ones first: letters and digits, punctuation, then what encoders, databases and regular
#: expressions stumble over: beyond ASCII, combining, right-to-left, joiners, line separators, controls, astral, NUL.
ALPHABET = (
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    " .,:;-_/\\'\"`~!?@#$%^&*()[]{}<>|+="
    "äßéñøŁıİſǅ\u00a0\u00adµ¿ÿ"
    "αωЖяאب٣अ東京한ﬁﬀ\u2028\u2029\u200b\u200d\u200e\u202e\u2066\ufeff\ufffd\ufffe\uffff\ue000"
    "e\u0301a\u0308\u20e3\ufe0f\u1100\u1161"
    "\t\n\r\v\f\b\x1b\x1f\x7f\x85\x9f"
    "🎰😀👩🏽𝒳𠮷\U0001f1ea\U000e0041\U00010000\U0010ffff\x00"
)
#: Lengths of a text, in characters; those that databases have as limits come last.
_LENGTHS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 0, 20, 33, 64, 255, 256, 300)
_SURROGATES = range(0xD800, 0xE000)
_LARGEST = 2**63 - 1


def text(shortest: int = 0, longest: int | None = None) -> Make:
    """Strings of *shortest* to *longest* characters."""

    def make(tape: Tape) -> str:
        wanted = max(_LENGTHS[tape.byte() % len(_LENGTHS)], shortest)
        size = wanted if longest is None else min(wanted, longest)
        any_character = tape.byte() > 200
        distinct = min(size, 12)  # what is longer repeats itself
        found = "".join(_any(tape) if any_character else _listed(tape) for _ in range(distinct))
        return (found * (size // distinct + 1))[:size] if distinct else ""

    return make


def _listed(tape: Tape) -> str:
    return ALPHABET[tape.byte() % len(ALPHABET)]


def _any(tape: Tape) -> str:
    point = tape.number(3) % 0x110000
    return chr(point - 0x800 if point in _SURROGATES else point)


def number(lowest: float | None = None, highest: float | None = None) -> Make:
    """Numbers of all magnitudes that a double holds, from *lowest* to *highest*."""
    return lambda tape: _within(_plain(_NUMBERS[tape.byte() % len(_NUMBERS)](tape)), lowest, highest)


def integer(lowest: float | None = None, highest: float | None = None) -> Make:
    """Integers of at most 64 bits, from *lowest* to *highest*; some are written with a fraction of zero."""

    def make(tape: Tape) -> int | float:
        value = _within(_INTEGERS[tape.byte() % len(_INTEGERS)](tape), lowest, highest)
        floor = math.floor(value) if lowest is None else math.ceil(value)
        return float(floor) if tape.byte() > 240 and abs(floor) < 2**53 else floor

    return make


def _signed(tape: Tape, size: int) -> int:
    value = tape.number(size)
    return -value if tape.byte() & 1 else value


def _decimal(tape: Tape) -> float:
    return float(f"{_signed(tape, 3)}e-{tape.byte() % 12}")


def _scaled(tape: Tape) -> float:
    return float(f"{_signed(tape, 2)}e{tape.byte() * 2 - 255}")


def _bits(tape: Tape) -> float:
    """Any double that is finite: subnormal ones, those with seventeen digits."""
    value: float = struct.unpack(">d", tape.take(8))[0]
    return value if math.isfinite(value) else 0.0


def _long(tape: Tape) -> int:
    return max(-_LARGEST, min(_LARGEST, _signed(tape, 8)))


def _edge(tape: Tape) -> int:
    """Next to a power of two."""
    return max(-_LARGEST, min(_LARGEST, (1 << tape.byte() % 64) - 1 + tape.byte() % 3)) * (-1 if tape.byte() & 1 else 1)


_INTEGERS: tuple[Make, ...] = (lambda tape: tape.byte(), lambda tape: _signed(tape, 2), _edge, _long)
_NUMBERS: tuple[Make, ...] = (lambda tape: tape.byte(), _decimal, _decimal, *_INTEGERS[1:], _scaled, _bits)


def _plain(value: float) -> float:
    """Integral doubles of a moderate size as integers: half of all numbers on the wire have no point."""
    return int(value) if isinstance(value, float) and value.is_integer() and 0 < abs(value) < 1e9 else value


def _within(value: float, lowest: float | None, highest: float | None) -> float:
    """*value*, folded into the bounds."""
    if lowest is not None and highest is not None:
        width = highest - lowest
        return value if lowest <= value <= highest else lowest + abs(value) % width if width > 0 else lowest
    if lowest is not None and value < lowest:
        return lowest + abs(value)
    return highest - abs(value) if highest is not None and value > highest else value


def date(tape: Tape) -> str:
    """RFC 3339 full-date, of the years 0001 to 9999."""
    year = tape.number(2)
    year = 2026 if not year else year % 100 + 1950 if tape.byte() < 128 else year % 9999 + 1
    month = tape.byte() % 12 + 1
    return f"{year:04}-{month:02}-{tape.byte() % monthrange(year, month)[1] + 1:02}"


def date_time(tape: Tape) -> str:
    """RFC 3339 date-time in every certain spelling: either case, fractions of any length, any offset but -00:00."""
    odd = tape.byte()
    day = date(tape)
    clock = f"{tape.byte() % 24:02}:{tape.byte() % 60:02}:{tape.byte() % 60:02}"
    digits = (0, 0, 3, 6, 1, 2, 7, 9, 12, 30)[tape.byte() % 10]
    fraction = f".{tape.number(6):030}"[: digits + 1] if digits and odd & 8 else f".{odd:03}"[: digits + 1]
    return f"{day}{'t' if odd & 1 else 'T'}{clock}{fraction if digits else ''}{_offset(tape)}"


def _offset(tape: Tape) -> str:
    way = tape.byte()
    if way < 96:
        return "z" if way & 32 else "Z"
    hour, minute = tape.byte() % 24, (0, 30, 45, tape.byte() % 60)[way % 4]
    sign = "-" if way > 176 and (hour or minute) else "+"
    return f"{sign}{hour:02}:{minute:02}"


def uuid(tape: Tape) -> str:
    """RFC 9562 UUID in either case, of any version."""
    odd, digits = tape.byte(), tape.take(16).hex()
    found = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return found.upper() if odd & 1 else found


def anything(depth: int = 2) -> Make:
    """JSON values of any type, arrays and objects at most *depth* deep."""

    def make(tape: Tape) -> Any:
        return _ANY[tape.byte() % (len(_ANY) if depth > 0 else 5)](tape, depth)

    return make


def array(depth: int = 2) -> Make:
    """Arrays of anything."""
    return lambda tape: [anything(depth - 1)(tape) for _ in range(tape.byte() % 4)]


def free_object(depth: int = 2) -> Make:
    """Objects with any names and values."""
    return lambda tape: {property_name(tape): anything(depth - 1)(tape) for _ in range(tape.byte() % 4)}


#: Names that some language, database or query takes for something else.
_NAMES = (
    "x", "id", "a.b", "a/b", "a~b", "", " ", "$ref", "$id", "__proto__", "constructor", "toString", "__class__", "self",
    "None", "null", "0", "-1", "items", "data", "naïve", "東京", "🎰", "a b", "a\nb", "%s", "{}", "__typename", "@type",
)  # fmt: skip


def property_name(tape: Tape) -> str:
    """The name of a property that no schema declares, as a rule."""
    way = tape.byte()
    return _NAMES[way % len(_NAMES)] if way < 192 else str(text()(tape))


_ANY: tuple[Callable[[Tape, int], Any], ...] = (
    lambda tape, depth: None,
    lambda tape, depth: bool(tape.byte() & 1),
    lambda tape, depth: text()(tape),
    lambda tape, depth: number()(tape),
    lambda tape, depth: date_time(tape),
    lambda tape, depth: array(depth)(tape),
    lambda tape, depth: free_object(depth)(tape),
)

#: Format → the values of it.
BY_FORMAT = {"date-time": date_time, "date": date, "uuid": uuid}
