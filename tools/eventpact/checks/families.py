"""Families of kinds: kinds of payload or request that most likely go wrong for one and the same reason.

To fold more kinds, add a record. A kind that no record knows is a family by itself, whatever numbers are in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from eventpact.findings import Aspect


@dataclass(frozen=True)
class Family:
    """Kinds whose words match *pattern* (case does not matter), by a *name*; *aspect*: what they are about, where it is
    not what their rule is about."""

    name: str
    pattern: str
    aspect: Aspect | None = None


#: Values that crash programs, or are lost on the way, wherever they stand.
ODD = (
    Family("lone surrogates", r"surrogate"),
    Family("numbers that are not finite", r"\bNaN\b(?!')|\binfinity\b(?!')|beyond a double|exponent of ten digits"),
    Family("integers beyond 64 bits", r"(integer|number).* (beyond (64|63|32) bits|of [\d,]+ digits)"),
    Family("NUL and control characters", r"\bNUL\b|control character"),
    Family("deep nesting", r"nest(ing|ed)\b|(braces|brackets) that open"),
    Family("bytes that are not UTF-8", r"UTF-?(8|16|32)\b|^byte order mark$|latin", Aspect.WIRE),
    Family("one name twice", r"name twice|duplicate (key|name)"),
    Family("date-times at the edge", r"leap second|year (0000|0001|9999)|offset -00:00|hour 24"),
    Family("media types", r"media type|content type", Aspect.WIRE),
    Family("content codings", r"content coding|gzip|deflate", Aspect.WIRE),
    Family("methods", r"^method ", Aspect.WIRE),
)

#: Each member of an enum may be missing for a reason of its own.
MEMBERS = Family("members of an enum", r"^member ", Aspect.CONSTRAINTS)

#: Legal states of a field.
STATES = (
    MEMBERS,
    Family("null", r"^null$", Aspect.NULL_AND_ABSENT),
    Family("absent property", r"\babsent\b", Aspect.NULL_AND_ABSENT),
    Family("names that languages know", r"odd names|\bproto"),
    Family("unknown properties", r"unknown propert|properties of other places"),
    Family("long values", r"\b(string|name|array|object|header|white space) of [\d,]+ ", Aspect.SIZE),
    Family("strings that read as something else", r"string that reads|numeric string"),
    Family("text beyond ASCII", r"beyond (ASCII|16 bits)|combin|right to left|emoji|separators|noncharacter|grow in"),
    Family("marks of other languages", r"markup|\bSQL\b|template|backslash|languages know"),
    Family("date-times in lower case", r"date-time.* lower case|small [tz]\b", Aspect.DATE_TIMES),
    Family("fractions of a second", r"fraction", Aspect.DATE_TIMES),
    Family("offsets of a date-time", r"\boffset\b|in UTC", Aspect.DATE_TIMES),
    Family("dates far from today", r"before 1970|after 2038|\byear \d|29 February", Aspect.DATE_TIMES),
    Family("spellings of a number", r"number spelled"),
    Family("number precision", r"decimals|tiny|\bdigits\b"),
    Family("large numbers", r"large (number|integer)|huge number"),
)

#: Parts of JSON text.
TEXT = (
    Family("NaN and Infinity", r"\bNaN\b|infinity|\binf\b"),
    Family("other formats", r"\bform\b(?! feed)|gzip|guard|\bXML\b|YAML"),
    Family("encoding", r"utf|byte|latin|overlong|character (beyond|cut)|continuation", Aspect.WIRE),
    Family("structure", r"commas?\b|comment|colon|(array|object) (without|with|closed)|equals|parenthes"),
    Family(
        "numbers",
        r"decimal comma|number|digit|\bhex|zero|minus|plus|point|exponent|octal|decimal|integer|fraction|double",
    ),
    Family("strings", r"string|escape|quote|backtick|word|backslash|character|separator|surrogate"),
    Family(
        "text cut short", r"cut (short|in)|unclosed|unterminated|incomplete|empty body|white ?space|white space only"
    ),
    Family("text behind the JSON", r"behind|trailing|two JSON"),
    Family("structure", r"array|object|bracket|name|value|literal|true|false|null|undefined|None|constructor"),
)

#: Keywords that bound a value.
BOUNDS = (
    Family("length", r"maxLength|minLength"),
    Family("pattern", r"pattern"),
    Family("range", r"minimum|maximum|multipleOf", Aspect.CONSTRAINTS),
    Family("number of items", r"maxItems|minItems|uniqueItems|contains"),
    Family("number of properties", r"maxProperties|minProperties|propertyNames"),
)

#: Uses of a key; what is accepted with a key that nobody has is accepted with any.
KEYS = (
    Family("any key", r"nobody has"),
    Family("no key", r"no key|empty key|without a key|blank key"),
)

#: How many events there are, and how many bytes.
SIZES = (
    Family("empty batch", r"^batch of 0$"),
    Family("sizes", r"batch of|body|bytes|large"),
)

#: How the media type is written.
MEDIA_TYPES = (Family("parameters of the media type", r";"), Family("spelling of the media type", r"media type"))

#: What a kind says of the place, or of the key beside it.
_BESIDE = re.compile(r"( as (body|event))?(, (in an ignored place|with no key|with a key that nobody has))?$")


def family(kind: str, tables: Iterable[tuple[Family, ...]]) -> Family:
    """The first family of *tables* that *kind* belongs to, or one of its own."""
    words = _BESIDE.sub("", kind.replace("_", " "))
    for table in tables:
        for one in table:
            if re.search(one.pattern, words, re.IGNORECASE):
                return one
    return Family(re.sub(r"\d[\d,.]*", "n", words), "")
