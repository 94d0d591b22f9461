"""Arrays that fulfil a branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any, Protocol

from eventpact.compat.branch import Branch
from eventpact.compat.found import Found, found
from eventpact.compat.literals import Goal, Goals, Leaf, Literal, text_of
from eventpact.compat.site import Site

#: An array is not made longer than this for the sake of a bound.
LONGEST = 20_000
_NO_END = 2**62
#: From here on it is in doubt whether there are no more different items.
_MANY = 300
#: Ways to break several keywords at once that are tried.
_WAYS = 32
_OF_ARRAYS = frozenset({
    "items", "prefixItems", "contains", "unevaluatedItems", "minItems", "maxItems", "uniqueItems"
})  # fmt: skip


class Values(Protocol):
    """What makes the items."""

    def models(self, goals: Goals, wanted: int = 1) -> list[Any]: ...
    def doubt(self) -> None: ...
    def may_build(self) -> bool: ...
    def differences(self, goals: Goals, focus: Site) -> Iterator[Found]: ...


@dataclass(frozen=True)
class Need:
    """What an array must have beyond what its branch keeps: from *least* to *most* items, *goals* for some of them and
    for *each*, the first two alike (*twice*). The item *index* is to break *focus*."""

    goals: Mapping[int, Goals] = field(default_factory=dict)
    each: Goals = ()
    least: int = 0
    most: int = _NO_END
    twice: bool = False
    index: int | None = None
    focus: Site | None = None

    def __and__(self, other: Need) -> Need:
        goals = dict(self.goals)
        for index, more in other.goals.items():
            goals[index] = (*goals.get(index, ()), *more)
        return Need(goals, (*self.each, *other.each), max(self.least, other.least), min(self.most, other.most),
                    self.twice or other.twice, self.index, self.focus)  # fmt: skip


class Arrays:
    """Makes arrays; *values* makes what is in them."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def models(self, branch: Branch) -> Iterator[list[Any]]:
        """Arrays that *branch* allows, the shortest first, then one item longer."""
        for need in self._needs(branch, None):
            for longer in (Need(), Need(least=_shortest(branch, need) + 1)):
                made = self._built(branch, need & longer, {})
                if made is not None:
                    yield made

    def differences(self, branch: Branch, leaf: Leaf, goals: Goals) -> Iterator[Found]:
        """Arrays that *branch* allows, one of whose keywords breaks *leaf*."""
        for need in self._needs(branch, leaf.literal):
            if need.index is None or need.focus is None:
                made = self._built(branch, need, {})
                if made is not None:
                    yield found(made, leaf, goals)
                continue
            asked = (*_goals_at(branch, need.index), *need.goals.get(need.index, ()), *need.each)
            for inner in self._values.differences(asked, need.focus):
                made = None if inner.gap else self._built(branch, need, {need.index: inner.value})
                if made is not None or inner.gap:
                    yield inner.within(made, need.index)

    def _needs(self, branch: Branch, literal: Literal | None) -> Iterator[Need]:
        broken = [one for one in branch.literals if not one.wanted and one.keyword in _OF_ARRAYS and one != literal]
        first = [literal] if literal is not None and literal.keyword in _OF_ARRAYS else []
        kept = [_containing(one) for one in branch.wanting("contains")]
        ways = [*(list(_ways(branch, one)) for one in (*first, *broken)), *kept]
        for chosen in islice(product(*ways), _WAYS * max(1, len(ways[0]) if ways else 1)):
            need = chosen[0] if first else Need()
            for other in chosen[1:] if first else chosen:
                need &= _plain(other)
            yield need

    def _built(self, branch: Branch, need: Need, given: Mapping[int, Any]) -> list[Any] | None:
        """The shortest array that does what *branch* and *need* ask for and holds what is *given*, or None."""
        if not self._values.may_build():
            return None
        length = max(_shortest(branch, need), max(given, default=-1) + 1)
        longest = min((need.most, *(int(one.value) for one in branch.wanting("maxItems"))))
        if LONGEST < length <= longest:
            self._values.doubt()
        if length > min(longest, LONGEST):
            return None
        unique = any(one.value for one in branch.wanting("uniqueItems"))
        made: list[Any] = []
        taken: set[str] = {text_of(value) for value in given.values()} if unique else set()
        for index in range(length):
            values = [given[index]] if index in given else self._items(branch, need, index, len(taken) if unique else 0)
            fresh = values if index in given or not unique else [v for v in values if text_of(v) not in taken]
            if not fresh:
                if len(taken) >= _MANY:
                    self._values.doubt()
                return None
            made.append(fresh[0])
            taken.add(text_of(fresh[0])) if unique else None
        return [made[0], made[0], *made[2:]] if need.twice else made

    def _items(self, branch: Branch, need: Need, index: int, others: int) -> list[Any]:
        goals = (*_goals_at(branch, index), *need.goals.get(index, ()), *need.each)
        if need.twice and index < 2:
            goals = (*_goals_at(branch, 0), *_goals_at(branch, 1), *need.goals.get(0, ()), *need.goals.get(1, ()),
                     *need.each)  # fmt: skip
        return self._values.models(goals, others + 1)


def _shortest(branch: Branch, need: Need) -> int:
    least = [int(one.value) for one in branch.wanting("minItems")]
    return max((need.least, *least, *(index + 1 for index in need.goals)))


def _ways(branch: Branch, literal: Literal) -> Iterator[Need]:
    site, value = literal.site, literal.value
    if literal.keyword == "minItems":
        yield Need(most=int(value) - 1)
    elif literal.keyword == "maxItems":
        yield Need(least=int(value) + 1)
    elif literal.keyword == "uniqueItems":
        yield from [Need(twice=True, least=2)] if value else []
    elif literal.keyword == "prefixItems":
        yield from (Need(index=i, focus=site.below("prefixItems", i)) for i in range(len(value)))
    elif literal.keyword == "contains":
        yield from _not_containing(site)
    else:
        begin = len(site.schema.get("prefixItems", ()))
        prefixes = [len(one.value) for one in branch.wanting("prefixItems")]
        starts = dict.fromkeys((begin, max((begin, *prefixes))))
        yield from (Need(index=index, focus=site.below(literal.keyword)) for index in starts)


def _contains(site: Site, *, wanted: bool) -> Goals:
    return (Goal(site.below("contains"), wanted),)


def _containing(literal: Literal) -> list[Need]:
    """So many items as ``contains`` asks for at least: the first ones, or those behind one of another kind."""
    site = literal.site
    least = int(site.schema.get("minContains", 1))
    ways = [Need({i + skip: _contains(site, wanted=True) for i in range(least)}) for skip in (0, 1)]
    if "maxContains" not in site.schema:
        return ways if least else [Need()]
    others = [{i: _contains(site, wanted=False) for i in range(least + skip, least + skip + 8)} for skip in (0, 1)]
    bounded = [Need(way.goals, most=least + skip) for skip, way in enumerate(ways)]
    mixed = [Need({**other, **way.goals}) for way, other in zip(ways, others, strict=True)]
    return bounded if least else [Need(most=0), *mixed]


def _not_containing(site: Site) -> Iterator[Need]:
    least = int(site.schema.get("minContains", 1))
    if least == 1:
        yield Need(each=_contains(site, wanted=False))
    elif least > 1:
        yield Need({i: _contains(site, wanted=True) for i in range(least - 1)}, most=least - 1)
        yield Need(each=_contains(site, wanted=False))
    if "maxContains" in site.schema:
        yield Need({i: _contains(site, wanted=True) for i in range(int(site.schema["maxContains"]) + 1)})


def _plain(need: Need) -> Need:
    """*need* as one beside another: what breaks its focus may be any value."""
    if need.index is None or need.focus is None:
        return need
    goals = {**need.goals, need.index: (*need.goals.get(need.index, ()), Goal(need.focus, wanted=False))}
    return Need(goals, need.each, need.least, need.most, need.twice)


def _goals_at(branch: Branch, index: int) -> Goals:
    """What the item at *index* has to keep."""
    goals: list[Goal] = []
    for one in branch.literals:
        if not one.wanted:
            continue
        if one.keyword == "prefixItems" and index < len(one.value):
            goals.append(Goal(one.site.below("prefixItems", index), wanted=True))
        elif one.keyword == "items" and index >= len(one.site.schema.get("prefixItems", ())):
            goals.append(Goal(one.site.below("items"), wanted=True))
        elif one.keyword == "unevaluatedItems" and not _is_evaluated(branch, index):
            goals.append(Goal(one.site.below("unevaluatedItems"), wanted=True))
    return tuple(goals)


def _is_evaluated(branch: Branch, index: int) -> bool:
    prefixes = [len(one.value) for one in branch.wanting("prefixItems")]
    return bool(branch.wanting("items")) or any(index < length for length in prefixes)
