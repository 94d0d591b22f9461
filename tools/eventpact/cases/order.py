"""The order of a plan: the most telling cases first, and the small part of it that tells most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest

from eventpact.cases.case import Case, Phase, Site

#: The rules of the plainest cases: where one of these fails, much of the rest shows nothing.
_PLAIN = ("accept-typical", "accept-minimal", "accept-mixed")


def in_order(cases: Iterable[Case]) -> list[Case]:
    """*cases* with the plainest first (a batch of none among them), then one of each kind, then the rest; in each of
    these the phases take turns."""
    plain: list[Case] = []
    first: list[Case] = []
    rest: list[Case] = []
    seen: set[tuple[str, ...]] = set()
    for case in cases:
        shown = _shown(case)
        is_plain = case.rule in _PLAIN or (case.empty and case.expectation.accepted)
        (plain if is_plain else rest if shown in seen else first).append(case)
        seen.add(shown)
    plain.sort(key=lambda case: (case.empty, _PLAIN.index(case.rule) if case.rule in _PLAIN else len(_PLAIN)))
    return [*plain, *_in_turns(first), *_in_turns(rest)]


def telling(cases: Iterable[Case], sites: Iterable[Site]) -> list[Case]:
    """One of *cases* for each kind of what is asked for, alone, at such places that each of *sites* is tested; valid
    events all, as many of them make one request."""
    found: dict[tuple[str, ...], list[Case]] = {}
    for case in cases:
        if not (case.phase is Phase.REJECT and case.mates):
            found.setdefault((case.id,) if case.phase is Phase.ACCEPT else _shown(case), []).append(case)
    missing = _Missing(sites)
    chosen = [missing.first_of(alike) for alike in found.values()]
    return chosen + [case for alike in found.values() for case in alike if missing.adds(case)]


class _Missing:
    """The sites that no chosen case tests, by the cases that would."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._tested_by: dict[str, set[Site]] = {}
        for site in sites:
            for id_ in site.cases:
                self._tested_by.setdefault(id_, set()).add(site)
        self._chosen: set[Site] = set()

    def first_of(self, alike: list[Case]) -> Case:
        """The first of cases that are *alike* which tests a site that is missing, or the first one; it is chosen."""
        return next((case for case in alike if self.adds(case)), alike[0])

    def adds(self, case: Case) -> bool:
        """Choose *case* if it tests a site that is missing; whether it does."""
        new = self._tested_by.get(case.id, set()) - self._chosen
        self._chosen |= new
        return bool(new)


def _shown(case: Case) -> tuple[str, ...]:
    return case.phase.value, case.rule, case.kind, case.asked


def _in_turns(cases: Iterable[Case]) -> Iterator[Case]:
    """One case of each phase, then the next of each, and so on."""
    by_phase: dict[Phase, list[Case]] = {}
    for case in cases:
        by_phase.setdefault(case.phase, []).append(case)
    turns = chain.from_iterable(zip_longest(*by_phase.values()))
    return (case for case in turns if case is not None)
