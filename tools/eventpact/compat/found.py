"""A value that tells two schemas apart, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from eventpact.compat.literals import Goals, Leaf, text_of
from eventpact.compat.site import Site
from eventpact.pointer import Token, resolve


@dataclass(frozen=True)
class Found:
    """A *value* that keeps the accepting schemas (*accepted*, those of the place) and breaks a keyword of the refusing
    one: *keyword* at *site*, at the place *tokens*; *name* says which property breaks it, if one does.

    *fresh* counts the tokens to the first property on the way that only the refusing side declares; *known* says
    whether the accepting side declares the property that *tokens* lead to, *several* whether two options of a ``oneOf``
    are kept at once. *trail* tells the choices on the way apart. Where *gap* says
    why, no value was found, and there may be one all the same.
    """

    value: Any
    site: Site
    keyword: str
    accepted: Goals
    tokens: tuple[Token, ...] = ()
    name: str | None = None
    fresh: int | None = None
    known: bool = True
    several: bool = False
    gap: str = ""
    trail: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What it shows: equal for values that show the same."""
        member = text_of(resolve(self.value, self.tokens)) if self.keyword in {"enum", "const"} and not self.gap else ""
        return self.site.location, self.keyword, self.name, self.tokens, bool(self.gap), member, self.trail

    def chosen(self, number: int) -> Found:
        """The same, with the *number* of the branch that it was found in: one more for each step up."""
        return replace(self, trail=(number, *self.trail))

    def within(self, value: Any, token: Token, *, fresh: bool = False, known: bool = True) -> Found:
        """The same one step further up: *value* holds it under *token*."""
        depth = 1 if fresh else None if self.fresh is None else self.fresh + 1
        known = self.known if self.tokens else known
        return replace(self, value=value, tokens=(token, *self.tokens), fresh=depth, known=known)


def found(value: Any, leaf: Leaf, accepted: Goals, name: str | None = None) -> Found:
    """*value* breaks *leaf* itself."""
    several = leaf.keyword == "oneOf" and bool(leaf.goals)
    return Found(value, leaf.site, leaf.keyword, accepted, name=name, several=several)
