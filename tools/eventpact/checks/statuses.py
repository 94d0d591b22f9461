"""Which status codes an answer must have: what the contract declares, unless the caller says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from eventpact.contract.interface import Interface, Refusal
from eventpact.errors import EventpactError
from eventpact.printable import one_of

#: The words of ``--status`` for each reason to refuse; ``success`` stands beside them.
WORDS: Mapping[str, Refusal] = {refusal.name.lower().replace("_", "-"): refusal for refusal in Refusal}
_SUCCESS = "success"
_USAGE = "Write it like success=202, invalid=400,422 or key=401."


@dataclass(frozen=True)
class Statuses:
    """The codes that are right: *success* for what is accepted, *refused* for each reason to refuse; the first of each
    is the one that messages name."""

    success: tuple[int, ...]
    refused: Mapping[Refusal, tuple[int, ...]]

    @classmethod
    def of(cls, interface: Interface) -> Statuses:
        """What the contract declares: any of its statuses of success, and for a refusal the best code that it has."""
        success = tuple(code for code in interface.statuses if 200 <= code < 300) or (interface.success,)
        return cls(success, {refusal: (interface.status(refusal),) for refusal in Refusal})

    def for_refusal(self, refusal: Refusal) -> tuple[int, ...]:
        """The codes that are right for *refusal*, the best first."""
        return self.refused[refusal]

    def family(self, refusal: Refusal) -> frozenset[int]:
        """Every code that says *refusal*, declared or not."""
        codes: tuple[int, ...] = refusal.value
        return frozenset({*codes, *self.refused[refusal]})


def parse_statuses(words: Iterable[str], interface: Interface) -> Statuses:
    """What the contract declares, with each of *words* (``success=202``, ``invalid=400,422``) in place of its part.

    Raises EventpactError for a word that it does not understand.
    """
    statuses = Statuses.of(interface)
    for text in words:
        word, codes = _parsed(text)
        if word == _SUCCESS:
            statuses = replace(statuses, success=codes)
        else:
            statuses = replace(statuses, refused={**statuses.refused, WORDS[word]: codes})
    return statuses


def _parsed(text: str) -> tuple[str, tuple[int, ...]]:
    word, equals, listed = text.partition("=")
    word = word.strip().lower().replace("_", "-")
    if word not in {_SUCCESS, *WORDS}:
        near = get_close_matches(word, [_SUCCESS, *WORDS], 1)
        hint = f"Did you mean {near[0]}?" if near else f"Use {one_of([_SUCCESS, *WORDS], limit=20)}. {_USAGE}"
        raise EventpactError(f"--status {text}: {word or 'nothing'} is nothing that has a status", hint=hint)
    codes = [code.strip() for code in listed.split(",")]
    if not equals or not all(code.isascii() and code.isdigit() and _fits(word, int(code[:9])) for code in codes):
        wanted = "from 200 to 299" if word == _SUCCESS else "from 400 to 599"
        raise EventpactError(f"--status {text} is not understood", hint=f"Statuses of {word} are {wanted}. {_USAGE}")
    return word, tuple(dict.fromkeys(map(int, codes)))


def _fits(word: str, code: int) -> bool:
    return 200 <= code < 300 if word == _SUCCESS else 400 <= code < 600
