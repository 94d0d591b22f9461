"""The search for values: those that keep some schemas, and those that break one more.

It makes every choice that the schemas leave and builds the smallest value for each (a semantic tableau, as in Attouche
et al., "Witness generation for JSON Schema", VLDB 2022). A value within a value of the same kind need not be looked at
again: the innermost one shows the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from eventpact.compat.arrays import Arrays
from eventpact.compat.branch import Branch
from eventpact.compat.found import Found, found
from eventpact.compat.literals import Goal, Goals, Leaf, Literal, text_of
from eventpact.compat.objects import Objects
from eventpact.compat.scalars import more_strings, numbers, strings
from eventpact.compat.site import Form, Forms, Site
from eventpact.compat.tableau import Tableau

#: The order in which a value's type is chosen.
_TYPES = ("string", "number", "boolean", "null", "array", "object")
#: Values that are made of one branch, and branches that are looked at for the values of one place.
_PER_BRANCH, _BRANCHES = 3, 400

#: What it takes to build an array or object, in steps of the tableau.
_TO_BUILD = 8
#: Ways to choose what is around that are tried for one way to break a schema.
_AROUND = 12
#: Members of an enum that are told one by one.
_MEMBERS = 200

Key = frozenset[tuple[Form, bool]]


class Search:
    """Finds values; *pragmatic* says how open objects are read (see Reading). *forms* may be shared."""

    def __init__(self, *, pragmatic: bool, forms: Forms | None = None) -> None:
        self._forms = forms or Forms()
        self._tableau = Tableau(self._forms)
        self._pragmatic = pragmatic
        self._objects = Objects(self)
        self._arrays = Arrays(self)
        self._open: set[tuple[Key, Form]] = set()
        self._pending: set[Key] = set()
        self._known: dict[frozenset[Goal | Literal], list[Any]] = {}
        self._cut = 0
        self._doubts = 0

    def models(self, goals: Goals, wanted: int = 1) -> list[Any]:
        """Up to *wanted* different values that fulfil *goals*."""
        key = self._key(goals)
        if key in self._pending:
            self._cut += 1
            return []
        known = self._known.get(frozenset(goals))
        if known is not None and len(known) >= wanted:
            return known[:wanted]
        self._pending.add(key)
        cut = self._cut
        try:
            made = {text_of(value): value for value in islice(self._models(goals), 2 * wanted + 6)}
        finally:
            self._pending.discard(key)
        values = list(made.values())[:wanted]
        if cut == self._cut or values:
            self._known[frozenset(goals)] = values
        return values

    def _models(self, goals: Goals) -> Iterator[Any]:
        for branch in self._branches(goals):
            for kind in _TYPES:
                if kind in branch.types:
                    yield from self._of_type(branch, kind)

    def _branches(self, goals: Goals, branch: Branch | None = None) -> Iterator[Branch]:
        """The branches of *goals*; where there are too many, or too many in all, the rest is in doubt."""
        for number, one in enumerate(self._tableau.branches(goals, branch)):
            if number >= _BRANCHES:
                self.doubt()
                return
            yield one
        if self._tableau.exhausted:
            self.doubt()

    def may_build(self) -> bool:
        """Whether one more value may be built; where not, it is in doubt."""
        self._tableau.spend(_TO_BUILD)
        if self._tableau.exhausted:
            self.doubt()
        return not self._tableau.exhausted

    def doubt(self) -> None:
        """Says that there may be values that were not looked at."""
        self._doubts += 1

    def _of_type(self, branch: Branch, kind: str) -> Iterator[Any]:
        if branch.members is not None or kind in {"string", "number", "boolean", "null"}:
            yield from _examples(branch, kind)
            yield from self._plain(branch, kind)
        elif kind == "array":
            yield from self._arrays.models(branch)
        else:
            yield from self._objects.models(branch)

    def _plain(self, branch: Branch, kind: str) -> Iterator[Any]:
        """Values that are taken as they are: scalars, and the members of an enum."""
        if kind == "string":
            made = strings(branch)
            if not made.texts and not made.exact:
                self.doubt()
            yield from made.texts
            yield from more_strings(branch)
        elif kind == "number":
            yield from numbers(branch)
        else:
            given: dict[str, list[Any]] = {"null": [None], "boolean": [True, False]}
            values = given[kind] if kind in given else _composites(branch, kind)
            yield from (value for value in values if all(one.holds(value) for one in branch.literals))

    def names(self, goals: Goals) -> list[str]:
        """Some names of properties that fulfil *goals*."""
        branches = self._branches(goals)
        return list(dict.fromkeys(t for b in branches if "string" in b.types for t in strings(b).texts[:20]))

    def is_name(self, goals: Goals, name: str) -> bool:
        """Whether *name* fulfils *goals*."""
        branches = self._branches(goals)
        return any("string" in b.types and all(one.holds(name) for one in b.literals) for b in branches)

    def differences(self, goals: Goals, focus: Site) -> Iterator[Found]:
        """Values that fulfil *goals* and break *focus*, for each keyword of it that can be broken, the place of each,
        and each way to choose."""
        key = self._key(goals), self._forms.of(focus)
        if key in self._open or (key[1], True) in key[0]:
            return
        self._open.add(key)
        try:
            yield from self._differences(goals, focus)
        finally:
            self._open.discard(key)

    def _differences(self, goals: Goals, focus: Site) -> Iterator[Found]:
        known = frozenset[str]().union(*(g.site.names for g in goals if isinstance(g, Goal) and g.wanted))
        fresh = focus.names - known
        doubts = self._doubts
        nothing = True
        for number, branch in enumerate(self._branches(goals)):
            shown: Counter[object] = Counter()
            for leaf in self._tableau.leaves(branch, focus):
                for one in self._broken(branch, leaf, goals, fresh):
                    nothing = False
                    shown[one.key] += 1
                    if shown[one.key] <= _PER_BRANCH:
                        yield one.chosen(number)
        if nothing and self._doubts > doubts:
            yield Found(None, focus, "", goals, gap="there are too many ways to choose")

    def _broken(self, branch: Branch, leaf: Leaf, goals: Goals, fresh: frozenset[str]) -> Iterator[Found]:
        """Values of *branch* that break *leaf*, for some of the ways to choose what is around it."""
        doubts, fruitful = self._doubts, 0
        if len(leaf.goals) > 1 and leaf.literal and not self._is_possible(branch, leaf, goals, fresh):
            return
        for broken in self._branches(leaf.goals, branch):
            several = 0
            for kind in (kind for kind in _TYPES if kind in broken.types):
                for one in self._ways(broken, leaf, kind, goals, fresh):
                    several += 1
                    yield one
            fruitful += several > 0
            if fruitful == _AROUND:
                return
        if not fruitful and self._doubts > doubts:
            yield Found(None, leaf.site, leaf.keyword, goals, gap="no value was found for it")

    def _is_possible(self, branch: Branch, leaf: Leaf, goals: Goals, fresh: frozenset[str]) -> bool:
        """Whether *leaf* can be broken at all, whatever is around it; True where it is in doubt."""
        alone = replace(leaf, goals=leaf.goals[:1])
        doubts = self._doubts
        for broken in self._branches(alone.goals, branch):
            for kind in broken.types:
                if next(self._ways(broken, alone, kind, goals, fresh), None) is not None:
                    return True
        return self._doubts > doubts

    def _ways(self, branch: Branch, leaf: Leaf, kind: str, goals: Goals, fresh: frozenset[str]) -> Iterator[Found]:
        if branch.members is not None or kind in {"string", "number", "boolean", "null"}:
            most = _PER_BRANCH if branch.members is None else _MEMBERS
            yield from (found(value, leaf, goals) for value in islice(self._plain(branch, kind), most))
        elif kind == "array":
            yield from self._arrays.differences(branch, leaf, goals)
        else:
            barred = self._barred(branch, fresh) if self._pragmatic else frozenset[str]()
            yield from self._objects.differences(branch, leaf, goals, fresh, barred)

    def _barred(self, branch: Branch, fresh: frozenset[str]) -> frozenset[str]:
        """The properties that nobody sends in the pragmatic reading: the *fresh* ones, unless the accepting side has a
        rule for unknown properties."""
        rules = [one for one in branch.literals if one.wanted and one.keyword in _RULES_FOR_UNKNOWN]
        return fresh if not any(_says_something(one) for one in rules) else frozenset()

    def _key(self, goals: Goals) -> Key:
        return frozenset(
            (self._forms.of(goal.site), goal.wanted)
            if isinstance(goal, Goal)
            else (f"{goal.keyword} {goal.name} {self._forms.of(goal.site)}", goal.wanted)
            for goal in goals
        )


_RULES_FOR_UNKNOWN = frozenset({"additionalProperties", "patternProperties", "unevaluatedProperties"})


def _says_something(literal: Literal) -> bool:
    return literal.value is not True and literal.value != {}


def _examples(branch: Branch, kind: str) -> Iterator[Any]:
    """The declared examples that *branch* allows: a witness is easier to read with them."""
    types: dict[str, type | tuple[type, ...]] = {"string": str, "number": (int, float)}
    for one in branch.literals:
        for value in one.site.schema.get("examples", ()) if one.wanted else ():
            fits = isinstance(value, types.get(kind, ())) and not isinstance(value, bool)
            if fits and all(other.holds(value) for other in branch.literals):
                yield value


def _composites(branch: Branch, kind: str) -> list[Any]:
    """The arrays or objects among the members that an enum leaves."""
    lists = [one.value if one.keyword == "enum" else [one.value]
             for one in branch.literals if one.wanted and one.keyword in {"enum", "const"}]  # fmt: skip
    return [member for member in lists[0] if isinstance(member, dict if kind == "object" else list)] if lists else []
