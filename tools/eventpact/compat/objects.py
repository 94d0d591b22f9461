"""Objects that fulfil a branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, islice, product
from typing import Any, Protocol

import jsonschema_rs

from eventpact.compat.branch import PRESENT, Branch, Goal, Goals, Leaf, Literal
from eventpact.compat.found import Found, found
from eventpact.compat.regex import NotRegular, TooLarge, texts
from eventpact.compat.site import Site

#: Ways to break several keywords at once that are tried.
_WAYS = 64
#: More properties than this are not made for the sake of a count.
_MOST_NAMES = 2_000
_OF_OBJECTS = frozenset({
    "required", "properties", "additionalProperties", "patternProperties", "propertyNames", "minProperties",
    "maxProperties", "dependentRequired", "unevaluatedProperties",
})  # fmt: skip


class Values(Protocol):
    """What makes the values below."""

    def models(self, goals: Goals, wanted: int = 1) -> list[Any]: ...
    def names(self, goals: Goals) -> list[str]: ...
    def is_name(self, goals: Goals, name: str) -> bool: ...
    def differences(self, goals: Goals, focus: Site) -> Iterator[Found]: ...


@dataclass(frozen=True)
class Need:
    """What an object must have beyond what its branch keeps: *present* names with goals for their values, *absent*
    names, *least* properties. The value of *name* is to break *focus*."""

    present: Mapping[str, Goals] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    least: int = 0
    most: int = _MOST_NAMES
    name: str | None = None
    focus: Site | None = None

    def __and__(self, other: Need) -> Need:
        present = dict(self.present)
        for name, goals in other.present.items():
            present[name] = (*present.get(name, ()), *goals)
        return Need(present, self.absent | other.absent, max(self.least, other.least), min(self.most, other.most),
                    self.name, self.focus)  # fmt: skip


class Objects:
    """Makes objects; *values* makes what is in them."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def models(self, branch: Branch) -> Iterator[dict[str, Any]]:
        """Objects that *branch* allows."""
        for need in self._needs(branch, None):
            made = self._built(branch, need, {})
            if made is not None:
                yield made

    def differences(
        self, branch: Branch, leaf: Leaf, goals: Goals, fresh: frozenset[str], barred: frozenset[str]
    ) -> Iterator[Found]:
        """Objects that *branch* allows, one of whose keywords breaks *leaf*; without the *barred* properties. *fresh*
        are those that only the refusing side declares."""
        known = _known(branch)
        for need in self._needs(branch, leaf.literal):
            if barred & need.present.keys():
                continue
            if need.name is None or need.focus is None:
                made = self._built(branch, need, {}, barred)
                if made is not None:
                    yield found(made, leaf, goals, need.name)
                continue
            asked = (*_goals_for(branch, need.name), *need.present.get(need.name, ()))
            for inner in self._values.differences(asked, need.focus):
                made = None if inner.gap else self._built(branch, need, {need.name: inner.value}, barred)
                if made is not None or inner.gap:
                    yield inner.within(made, need.name, fresh=need.name in fresh, known=need.name in known)

    def _needs(self, branch: Branch, literal: Literal | None) -> Iterator[Need]:
        """The ways to break the keywords that are to be broken, *literal* before all."""
        broken = [one for one in branch.literals if not one.wanted and one.keyword in _OF_OBJECTS and one != literal]
        first = [literal] if literal is not None and literal.keyword in _OF_OBJECTS else []
        ways = [list(self._ways(branch, one)) for one in (*first, *broken)]
        for chosen in islice(product(*ways), _WAYS * max(1, len(ways[0]) if ways else 1)):
            need = chosen[0] if first else Need()
            for other in chosen[1:] if first else chosen:
                need &= _plain(other)
            yield need

    def _ways(self, branch: Branch, literal: Literal) -> Iterator[Need]:
        value = literal.value
        if literal.keyword == "required":
            yield from (Need(absent=frozenset({name}), name=name) for name in value)
        elif literal.keyword == "dependentRequired":
            yield from (
                Need({name: ()}, frozenset({other}), name=other) for name, others in value.items() for other in others
            )
        elif literal.keyword == "minProperties":
            yield Need(most=int(value) - 1)
        elif literal.keyword == "maxProperties":
            yield Need(least=int(value) + 1)
        elif literal.keyword == "propertyNames":
            yield from self._misnamed(branch, literal)
        else:
            for name, tokens in self._places(branch, literal):
                yield Need({name: ()}, name=name, focus=literal.site.below(*tokens))

    def _places(self, branch: Branch, literal: Literal) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The properties that can break a keyword that holds schemas, with the tokens to the schema for each."""
        if literal.keyword == "properties":
            yield from ((name, ("properties", name)) for name in literal.value)
        elif literal.keyword == "patternProperties":
            for pattern in literal.value:
                names = [name for name in _known(branch) if _matches(pattern, name)]
                yield from ((name, ("patternProperties", pattern)) for name in (*names, *_named_like(pattern)))
        else:
            names = [n for n in (*_known(branch), *self._fresh(branch, 1)) if not _is_named(literal.site, n)]
            yield from ((name, (literal.keyword,)) for name in dict.fromkeys(names))

    def _misnamed(self, branch: Branch, literal: Literal) -> Iterator[Need]:
        goal = Goal(literal.site.below("propertyNames"), wanted=False)
        kept = tuple(Goal(one.site.below("propertyNames"), wanted=True) for one in branch.wanting("propertyNames"))
        known = [name for name in _known(branch) if self._values.is_name((goal,), name)]
        for name in dict.fromkeys((*known, *self._values.names((goal, *kept)))):
            yield Need({name: ()}, name=name)

    def _fresh(self, branch: Branch, wanted: int) -> Iterator[str]:
        """Names that nothing in *branch* knows, so many as are *wanted*; first those that patterns and rules for names
        ask for."""
        goals = tuple(Goal(one.site.below("propertyNames"), wanted=True) for one in branch.wanting("propertyNames"))
        known = set(_known(branch))
        if not goals:
            plain = (f"x_{i}" if i else "x_unknown" for i in count())
            yield from islice((name for name in plain if name not in known), wanted)
        else:
            yield from islice((name for name in self._values.names(goals) if name not in known), wanted)
        for one in branch.wanting("patternProperties"):
            for pattern in one.value:
                yield from _named_like(pattern)

    def _built(
        self, branch: Branch, need: Need, given: Mapping[str, Any], barred: frozenset[str] = frozenset()
    ) -> dict[str, Any] | None:
        """The smallest object that does what *branch* and *need* ask for and holds what is *given*; None: there is none."""
        absent = need.absent | barred | {str(one.name) for one in branch.literals if _is_absent(one)}
        names = _asked_names(branch, need)
        if absent & names or not self._nameable(branch, names):
            return None
        made: dict[str, Any] = {}
        for name in _ordered(branch, names):
            values = [given[name]] if name in given else self._values_of(branch, need, name)
            if not values:
                return None
            made[name] = values[0]
        least, most = _span(branch, need)
        if len(made) < least:
            self._fill(branch, made, least, absent)
        return made if least <= len(made) <= most else None

    def _values_of(self, branch: Branch, need: Need, name: str) -> list[Any]:
        return self._values.models((*_goals_for(branch, name), *need.present.get(name, ())))

    def _nameable(self, branch: Branch, names: frozenset[str]) -> bool:
        goals = tuple(Goal(one.site.below("propertyNames"), wanted=True) for one in branch.wanting("propertyNames"))
        return not goals or all(self._values.is_name(goals, name) for name in names)

    def _fill(self, branch: Branch, made: dict[str, Any], least: int, absent: frozenset[str]) -> None:
        """Adds properties to *made* until there are *least*, or no more can be."""
        for name in (*_known(branch), *self._fresh(branch, least)):
            if len(made) >= least or least > _MOST_NAMES:
                return
            more = _asked_names(branch, Need({name: ()})) - made.keys()
            if name in made or absent & more or not self._nameable(branch, more):
                continue
            values = {one: self._values_of(branch, Need(), one) for one in more}
            if all(values.values()):
                made.update({one: found[0] for one, found in values.items()})


def _plain(need: Need) -> Need:
    """*need* as one beside another: what breaks its focus may be any value."""
    if need.name is None or need.focus is None:
        return need
    return Need({**need.present, need.name: (Goal(need.focus, wanted=False),)}, need.absent, need.least, need.most)


def _is_absent(literal: Literal) -> bool:
    return literal.keyword == PRESENT and not literal.wanted


def _asked_names(branch: Branch, need: Need) -> frozenset[str]:
    """The properties that must be there, and those that these bring with them."""
    names = set(branch.required) | set(need.present)
    names |= {str(one.name) for one in branch.wanting(PRESENT)}
    dependent = [one.value for one in branch.wanting("dependentRequired")]
    pending = list(names)
    while pending:
        name = pending.pop()
        more = {other for value in dependent for other in value.get(name, ())} - names
        names |= more
        pending += more
    return frozenset(names)


def _ordered(branch: Branch, names: frozenset[str]) -> list[str]:
    """*names* in the order of the files, unknown ones last."""
    return [name for name in _known(branch) if name in names] + sorted(names - set(_known(branch)))


def _known(branch: Branch) -> list[str]:
    """The properties that *branch* says anything about."""
    declared = [name for one in branch.wanting("properties") for name in one.value]
    return list(dict.fromkeys((*declared, *sorted(branch.required))))


def _span(branch: Branch, need: Need) -> tuple[int, int]:
    least = [int(one.value) for one in branch.wanting("minProperties")]
    most = [int(one.value) for one in branch.wanting("maxProperties")]
    return max((need.least, *least)), min((need.most, *most))


def _goals_for(branch: Branch, name: str) -> Goals:
    """What the value of a property has to keep."""
    goals: list[Goal] = []
    for one in branch.literals:
        if not one.wanted:
            continue
        if one.keyword == "properties" and name in one.value:
            goals.append(Goal(one.site.below("properties", name), wanted=True))
        elif one.keyword == "patternProperties":
            goals += [Goal(one.site.below(one.keyword, p), wanted=True) for p in one.value if _matches(p, name)]
        elif one.keyword == "additionalProperties" and not _is_named(one.site, name):
            goals.append(Goal(one.site.below(one.keyword), wanted=True))
        elif one.keyword == "unevaluatedProperties" and not _is_evaluated(branch, name):
            goals.append(Goal(one.site.below(one.keyword), wanted=True))
    return tuple(goals)


def _is_named(site: Site, name: str) -> bool:
    """Whether *site* itself has a schema for the property, so that its ``additionalProperties`` has none."""
    patterns = site.schema.get("patternProperties", ())
    return name in site.schema.get("properties", ()) or any(_matches(pattern, name) for pattern in patterns)


def _is_evaluated(branch: Branch, name: str) -> bool:
    return any(
        _is_named(one.site, name) or "additionalProperties" in one.site.schema
        for one in branch.literals
        if one.wanted and one.keyword in {"properties", "patternProperties", "additionalProperties"}
    )


def _matches(pattern: str, name: str) -> bool:
    return jsonschema_rs.is_valid({"pattern": pattern}, name)


def _named_like(pattern: str) -> list[str]:
    try:
        return list(islice(texts([pattern], []), 3))
    except (NotRegular, TooLarge):
        return []
