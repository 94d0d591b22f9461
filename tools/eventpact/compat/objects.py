"""Objects that fulfil a branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count, islice, product
from typing import Any, Protocol

from eventpact.compat.branch import Branch
from eventpact.compat.facts import conjoined
from eventpact.compat.found import Found, found
from eventpact.compat.literals import Goal, Goals, Leaf, Literal
from eventpact.compat.properties import (
    MOST_NAMES,
    Need,
    asked_names,
    goals_for,
    is_absent,
    is_named,
    known,
    matches,
    named_like,
    ordered,
    plain,
    span,
)
from eventpact.compat.site import Site

#: Ways to break several keywords at once that are tried.
_WAYS = 64
_OF_OBJECTS = frozenset({
    "required", "properties", "additionalProperties", "patternProperties", "propertyNames", "minProperties",
    "maxProperties", "dependentRequired", "unevaluatedProperties",
})  # fmt: skip


class Values(Protocol):
    """What makes the values below."""

    def models(self, goals: Goals, wanted: int = 1) -> list[Any]: ...
    def doubt(self) -> None: ...
    def may_build(self) -> bool: ...
    def names(self, goals: Goals) -> list[str]: ...
    def is_name(self, goals: Goals, name: str) -> bool: ...
    def differences(self, goals: Goals, focus: Site) -> Iterator[Found]: ...


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
        declared = known(branch)
        for need in self._needs(branch, leaf.literal):
            if barred & need.present.keys():
                continue
            if need.name is None or need.focus is None:
                made = self._built(branch, need, {}, barred)
                if made is not None:
                    yield found(made, leaf, goals, need.name)
                continue
            asked = (*goals_for(branch, need.name), *need.present.get(need.name, ()))
            for inner in self._values.differences(asked, need.focus):
                made = None if inner.gap else self._built(branch, need, {need.name: inner.value}, barred)
                if made is not None or inner.gap:
                    yield inner.within(made, need.name, fresh=need.name in fresh, known=need.name in declared)

    def _needs(self, branch: Branch, literal: Literal | None) -> Iterator[Need]:
        """The ways to break the keywords that are to be broken, *literal* before all."""
        broken = [one for one in branch.literals if not one.wanted and one.keyword in _OF_OBJECTS and one != literal]
        first = [literal] if literal is not None and literal.keyword in _OF_OBJECTS else []
        around = ([need for need in self._ways(branch, one) if self._is_possible(branch, need)] for one in broken)
        ways = [*(list(self._ways(branch, one)) for one in first), *around]
        for chosen in islice(product(*ways), _WAYS * max(1, len(ways[0]) if ways else 1)):
            need = chosen[0] if first else Need()
            for other in chosen[1:] if first else chosen:
                need &= plain(other)
            yield need

    def _is_possible(self, branch: Branch, need: Need) -> bool:
        """Whether the property that *need* names can break its schema at all."""
        if need.name is None or need.focus is None:
            return True
        return bool(self._values.models((*goals_for(branch, need.name), Goal(need.focus, wanted=False))))

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
                names = [name for name in known(branch) if matches(pattern, name)]
                yield from ((name, ("patternProperties", pattern)) for name in (*names, *named_like(pattern)))
        else:
            names = [name for name in (*known(branch), *self._fresh(branch, 1)) if _is_unknown(literal, name)]
            yield from ((name, (literal.keyword,)) for name in dict.fromkeys(names))

    def _misnamed(self, branch: Branch, literal: Literal) -> Iterator[Need]:
        goal = Goal(literal.site.below("propertyNames"), wanted=False)
        kept = tuple(Goal(one.site.below("propertyNames"), wanted=True) for one in branch.wanting("propertyNames"))
        names = [name for name in known(branch) if self._values.is_name((goal,), name)]
        for name in dict.fromkeys((*names, *self._values.names((goal, *kept)))):
            yield Need({name: ()}, name=name)

    def _fresh(self, branch: Branch, wanted: int) -> Iterator[str]:
        """Names that nothing in *branch* knows, so many as are *wanted*; first those that patterns and rules for names
        ask for."""
        goals = tuple(Goal(one.site.below("propertyNames"), wanted=True) for one in branch.wanting("propertyNames"))
        taken = set(known(branch))
        if not goals:
            fresh = (f"x_{i}" if i else "x_unknown" for i in count())
            yield from islice((name for name in fresh if name not in taken), wanted)
        else:
            yield from islice((name for name in self._values.names(goals) if name not in taken), wanted)
        for one in branch.wanting("patternProperties"):
            for pattern in one.value:
                yield from named_like(pattern)

    def _built(
        self, branch: Branch, need: Need, given: Mapping[str, Any], barred: frozenset[str] = frozenset()
    ) -> dict[str, Any] | None:
        """The smallest object that does what *branch* and *need* ask for and holds what is *given*, or None."""
        if not self._values.may_build():
            return None
        absent = need.absent | barred | {str(one.name) for one in branch.literals if is_absent(one)}
        names = asked_names(branch, need)
        if absent & names or not self._nameable(branch, names):
            return None
        made: dict[str, Any] = {}
        for name in ordered(branch, names):
            values = [given[name]] if name in given else self._values_of(branch, need, name)
            if not values:
                return None
            made[name] = values[0]
        least, most = span(branch, need)
        if MOST_NAMES < least <= most:
            self._values.doubt()
        if len(made) < least <= MOST_NAMES:
            self._fill(branch, made, least, absent)
        return made if least <= len(made) <= most else None

    def _values_of(self, branch: Branch, need: Need, name: str) -> list[Any]:
        return self._values.models((*goals_for(branch, name), *need.present.get(name, ())))

    def _nameable(self, branch: Branch, names: frozenset[str]) -> bool:
        goals = tuple(Goal(one.site.below("propertyNames"), wanted=True) for one in branch.wanting("propertyNames"))
        return not goals or all(self._values.is_name(goals, name) for name in names)

    def _fill(self, branch: Branch, made: dict[str, Any], least: int, absent: frozenset[str]) -> None:
        """Adds properties to *made* until there are *least*, or no more can be."""
        for name in (*known(branch), *self._fresh(branch, least)):
            if len(made) >= least:
                return
            more = asked_names(branch, Need({name: ()})) - made.keys()
            if name in made or absent & more or not self._nameable(branch, more):
                continue
            values = {one: self._values_of(branch, Need(), one) for one in more}
            if all(values.values()):
                made.update({one: found[0] for one, found in values.items()})


def _is_unknown(literal: Literal, name: str) -> bool:
    """Whether a rule for unknown properties is about the property *name*."""
    if literal.keyword != "unevaluatedProperties":
        return not is_named(literal.site, name)
    if literal.name is not None:
        return name == literal.name
    return not any(is_named(part, name) for part in conjoined(literal.site)) and name not in literal.site.declared
