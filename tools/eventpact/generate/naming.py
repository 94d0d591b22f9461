"""Names in generated artefacts: titles that may hold anything → identifiers that every language takes."""

from __future__ import annotations

import keyword
import posixpath
import re
import sys
import unicodedata
from collections.abc import Iterable
from itertools import chain, count

from eventpact.contract.keywords import KEYWORDS
from eventpact.pointer import Location

#: Longer names help nobody, and a file system refuses them.
_LONGEST = 80
#: Packages that the generated ones import or are imported beside.
_NEIGHBOURS = frozenset({"pydantic", "pydantic_core", "typing_extensions", "annotated_types", "eventpact"})


def _words(text: str) -> list[str]:
    """The runs of ASCII letters and digits in *text*, accents taken off."""
    plain = unicodedata.normalize("NFKD", text[: 4 * _LONGEST]).encode("ascii", "ignore").decode()
    return re.findall(r"[A-Za-z0-9]+", plain)


def pascal_case(text: str) -> str:
    """*text* as the name of a type: "Casino event" → ``CasinoEvent``; empty where no letter or digit is in it."""
    name = "".join(word[0].upper() + word[1:] for word in _words(text))[:_LONGEST]
    return f"Type{name}" if name[:1].isdigit() else name


def slug(title: str) -> str:
    """*title* as the name of a file: "Player events" → ``player-events``."""
    return "-".join(_words(title)).lower()[:_LONGEST].strip("-") or "contract"


def package_name(title: str) -> str:
    """*title* as the name of a Python package that shadows no module it needs: "Player events" → ``player_events``."""
    name = slug(title).replace("-", "_")
    if name[0].isdigit():
        return f"contract_{name}"
    clashes = keyword.iskeyword(name) or name in sys.stdlib_module_names or name in _NEIGHBOURS
    return f"{name}_contract" if clashes else name


def place_name(location: Location) -> str:
    """What the files call the schema at *location*: its key, else the name of its file without suffixes."""
    names = (token for token in reversed(location.tokens) if token not in KEYWORDS and not token.isdigit())
    return next(names, posixpath.basename(location.document).partition(".")[0])


class Names:
    """Gives every thing a name of its own, the same ones for the same questions in the same order."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def claim(self, *candidates: str) -> str:
        """The first of *candidates* that is not empty and still free, else the first one with a number behind it."""
        wanted = [name for name in candidates if name] or ["Schema"]
        numbered = (f"{wanted[0]}{number}" for number in count(2))
        name = next(name for name in chain(wanted, numbered) if name not in self._taken)
        self._taken.add(name)
        return name
