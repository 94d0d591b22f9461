"""What the properties of an object have to be for a branch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

import jsonschema_rs

from eventpact.compat.branch import Branch
from eventpact.compat.literals import PRESENT, Goal, Goals, Literal
from eventpact.compat.regex import NotRegular, TooLarge, texts
from eventpact.compat.site import Site

#: More properties than this are not made for the sake of a count.
MOST_NAMES = 2_000
_NO_END = 2**62


@dataclass(frozen=True)
class Need:
    """What an object must have beyond what its branch keeps: *present* names with goals for their values, *absent*
    names, *least* properties. The value of *name* is to break *focus*."""

    present: Mapping[str, Goals] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    least: int = 0
    most: int = _NO_END
    name: str | None = None
    focus: Site | None = None

    def __and__(self, other: Need) -> Need:
        present = dict(self.present)
        for name, goals in other.present.items():
            present[name] = (*present.get(name, ()), *goals)
        return Need(present, self.absent | other.absent, max(self.least, other.least), min(self.most, other.most),
                    self.name, self.focus)  # fmt: skip


def plain(need: Need) -> Need:
    """*need* as one beside another: what breaks its focus may be any value."""
    if need.name is None or need.focus is None:
        return need
    return Need({**need.present, need.name: (Goal(need.focus, wanted=False),)}, need.absent, need.least, need.most)


def is_absent(literal: Literal) -> bool:
    return literal.keyword == PRESENT and not literal.wanted


def asked_names(branch: Branch, need: Need) -> frozenset[str]:
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


def ordered(branch: Branch, names: frozenset[str]) -> list[str]:
    """*names* in the order of the files, unknown ones last."""
    return [name for name in known(branch) if name in names] + sorted(names - set(known(branch)))


def known(branch: Branch) -> list[str]:
    """The properties that *branch* says anything about."""
    declared = [name for one in branch.wanting("properties") for name in one.value]
    return list(dict.fromkeys((*declared, *sorted(branch.required))))


def span(branch: Branch, need: Need) -> tuple[int, int]:
    least = [int(one.value) for one in branch.wanting("minProperties")]
    most = [int(one.value) for one in branch.wanting("maxProperties")]
    return max((need.least, *least)), min((need.most, *most))


def goals_for(branch: Branch, name: str) -> Goals:
    """What the value of a property has to keep."""
    goals: list[Goal] = []
    for one in branch.literals:
        if not one.wanted:
            continue
        if one.keyword == "properties" and name in one.value:
            goals.append(Goal(one.site.below("properties", name), wanted=True))
        elif one.keyword == "patternProperties":
            goals += [Goal(one.site.below(one.keyword, p), wanted=True) for p in one.value if matches(p, name)]
        elif (one.keyword == "additionalProperties" and not is_named(one.site, name)) or (
            one.keyword == "unevaluatedProperties" and not is_evaluated(branch, name)
        ):
            goals.append(Goal(one.site.below(one.keyword), wanted=True))
    return tuple(goals)


def is_named(site: Site, name: str) -> bool:
    """Whether *site* itself has a schema for the property, so that its ``additionalProperties`` has none."""
    patterns = site.schema.get("patternProperties", ())
    return name in site.schema.get("properties", ()) or any(matches(pattern, name) for pattern in patterns)


def is_evaluated(branch: Branch, name: str) -> bool:
    return any(
        is_named(one.site, name) or "additionalProperties" in one.site.schema
        for one in branch.literals
        if one.wanted and one.keyword in {"properties", "patternProperties", "additionalProperties"}
    )


def matches(pattern: str, name: str) -> bool:
    return jsonschema_rs.is_valid({"pattern": pattern}, name)


def named_like(pattern: str) -> list[str]:
    try:
        return list(islice(texts([pattern], []), 3))
    except (NotRegular, TooLarge):
        return []
