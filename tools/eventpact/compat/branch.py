"""Branches: conjunctions of single keywords, in which every choice of a schema is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from eventpact.compat.facts import facts, members, tags
from eventpact.compat.literals import Literal
from eventpact.compat.site import JSON_TYPES, Form, Site


@dataclass(frozen=True)
class Branch:
    """A conjunction: the *types* that a value may have, the *literals* that it has to fulfil, and the forms of the
    schemas that it keeps (*held*)."""

    types: frozenset[str] = JSON_TYPES
    literals: tuple[Literal, ...] = ()
    held: frozenset[Form] = field(default=frozenset(), repr=False)

    def wanting(self, keyword: str) -> list[Literal]:
        """The literals for one keyword that is to be kept."""
        return [one for one in self.literals if one.keyword == keyword and one.wanted]

    @cached_property
    def members(self) -> frozenset[str] | None:
        """The values that an ``enum`` or a ``const`` leaves, as texts, or None."""
        lists = [members(one.site) for one in self.literals if one.wanted and one.keyword in {"enum", "const"}]
        return next((one for one in lists if one is not None), None)

    @cached_property
    def required(self) -> frozenset[str]:
        """The properties that must be there."""
        return frozenset(name for one in self.wanting("required") for name in one.value)

    @cached_property
    def tags(self) -> dict[str, frozenset[str]]:
        """Properties that may have a few values only."""
        found = [tag for one in self.wanting("properties") for tag in tags(one.site).items()]
        return dict(reversed(found))

    def clashes(self, site: Site) -> bool:
        """Whether it is plain that no value of this branch keeps *site*; False when it is not plain."""
        plain = facts(site)
        if not self.types & plain.types:
            return True
        if self.members is not None and plain.members is not None and not self.members & plain.members:
            return True
        return self.types <= {"object"} and any(
            name in self.tags and not self.tags[name] & values
            for name, values in plain.tags.items()
            if name in self.required or name in plain.required
        )
