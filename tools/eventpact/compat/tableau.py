"""Goals → branches: every way to fulfil them (a semantic tableau)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from eventpact.compat.branch import Branch
from eventpact.compat.facts import conjoined
from eventpact.compat.literals import OF_SCHEMAS, PLAIN, PRESENT, Goal, Goals, Leaf, Literal, types_for
from eventpact.compat.site import Forms, Site

#: Goals that are expanded in one search.
_MOST_STEPS = 60_000


class Tableau:
    """Expands goals, with the forms of schemas at hand."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self._steps = 0

    def spend(self, steps: int) -> None:
        """Counts what is done besides."""
        self._steps += steps

    @property
    def exhausted(self) -> bool:
        """Whether so many goals were expanded that no more are."""
        return self._steps > _MOST_STEPS

    def branches(self, goals: Goals, branch: Branch | None = None) -> Iterator[Branch]:
        """Every way to fulfil *goals* (and *branch*); what is plainly impossible is left out."""
        branch = branch or Branch()
        self._steps += 1
        if not branch.types or self.exhausted:
            return
        if not goals:
            yield branch
            return
        position = next((i for i, goal in enumerate(goals) if goal.wanted), 0)
        rest = goals[:position] + goals[position + 1 :]
        for extended, more in self._step(branch, goals[position]):
            yield from self.branches((*more, *rest), extended)

    def _step(self, branch: Branch, goal: Goal | Literal) -> Iterator[tuple[Branch, Goals]]:
        if isinstance(goal, Literal):
            if not any(goal.contradicts(one) for one in branch.literals):
                yield replace(branch, types=branch.types & types_for(goal), literals=(*branch.literals, goal)), ()
        elif goal.wanted:
            yield from self._kept(branch, goal.site)
        elif branch.clashes(goal.site):
            yield branch, ()
        else:
            yield from ((branch, leaf.goals) for leaf in self.leaves(branch, goal.site, every=False))

    def _kept(self, branch: Branch, site: Site) -> Iterator[tuple[Branch, Goals]]:
        form = self.forms.of(site)
        if form in branch.held:
            yield branch, ()
        elif not branch.clashes(site):
            goals = [Goal(site.below("allOf", i), wanted=True) for i in range(len(site.schema.get("allOf", ())))]
            goals += [Goal(site.target, wanted=True)] if site.target else []
            goals += [Goal(site.below("not"), wanted=False)] if "not" in site.schema else []
            literals = [Literal(name, site, wanted=True) for name in site.schema if name in PLAIN]
            inner = (part.site for part in goals if part.wanted)
            if all(self.forms.of(part) != form for part in inner):  # else it is a wrapper, and the part is yet to come
                branch = replace(branch, held=branch.held | {form})
            yield from ((branch, (*literals, *goals, *chosen)) for chosen in _choices(site))

    def leaves(self, branch: Branch, site: Site, *, every: bool = True) -> Iterator[Leaf]:
        """The ways in which a value of *branch* might break *site*. Where several parts must be broken at once, each of
        them is named in turn when *every* is asked for, else one of them."""
        if self.forms.of(site) in branch.held:
            return
        schema = site.schema
        if site.target:
            yield from self.leaves(branch, site.target, every=every)
        for i in range(len(schema.get("allOf", ()))):
            yield from self.leaves(branch, site.below("allOf", i), every=every)
        for name in sorted(schema, key=OF_SCHEMAS.__contains__):  # what is quickly told first
            if name == "unevaluatedProperties":
                yield from _unevaluated(site)
            elif name in PLAIN:
                yield Leaf(site, name, (Literal(name, site, wanted=False),))
        if "not" in schema:
            yield Leaf(site, "not", (Goal(site.below("not"), wanted=True),))
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                yield from self._unchosen(branch, site, keyword, every=every)
        yield from self._unconditional(branch, site, every=every)

    def _unchosen(self, branch: Branch, site: Site, keyword: str, *, every: bool) -> Iterator[Leaf]:
        """No option is kept; of ``oneOf``, also two at once."""
        options = [site.below(keyword, i) for i in range(len(site.schema[keyword]))]
        near = [option for option in options if not branch.clashes(option)]
        if not near:
            yield Leaf(site, keyword)
        for focus in near if every else near[:1]:
            others = tuple(Goal(one, wanted=False) for one in near if one is not focus)
            for leaf in self.leaves(branch, focus, every=every):
                yield replace(leaf, goals=(*leaf.goals, *others))
        if keyword == "oneOf":
            for pair in combinations(near, 2):
                yield Leaf(site, keyword, tuple(Goal(one, wanted=True) for one in pair))

    def _unconditional(self, branch: Branch, site: Site, *, every: bool) -> Iterator[Leaf]:
        """What is asked for under a condition is broken, the condition being met."""
        for word, met in (("then", True), ("else", False)):
            if "if" in site.schema and word in site.schema:
                for leaf in self.leaves(branch, site.below(word), every=every):
                    yield replace(leaf, goals=(*leaf.goals, Goal(site.below("if"), wanted=met)))
        for name in site.schema.get("dependentSchemas", ()):
            present = Literal(PRESENT, site, wanted=True, name=name)
            for leaf in self.leaves(branch, site.below("dependentSchemas", name), every=every):
                yield replace(leaf, goals=(*leaf.goals, present))


def _unevaluated(site: Site) -> Iterator[Leaf]:
    """An unevaluated property breaks its schema: one that nothing declares, or one that is declared under a condition
    alone, which is not met."""
    keyword = "unevaluatedProperties"
    parts = list(conjoined(site))
    if any("additionalProperties" in part.schema for part in parts):
        return
    yield Leaf(site, keyword, (Literal(keyword, site, wanted=False),))
    sure = {name for part in parts for name in part.schema.get("properties", ())}
    options = [option for part in parts for option in part.conditional()]
    for name in site.declared:
        if name not in sure:
            unmet = (Goal(option, wanted=False) for option in options if name in option.declared)
            yield Leaf(site, keyword, (Literal(keyword, site, wanted=False, name=name), *unmet))


def _choices(site: Site) -> Iterator[Goals]:
    """The ways to choose: an option of ``anyOf`` and ``oneOf``, a side of ``if``, whether a property is there."""
    ways: list[Goals] = [()]
    for alternatives in _alternatives(site):
        ways = [(*way, *chosen) for way in ways for chosen in alternatives]
    yield from ways


def _alternatives(site: Site) -> Iterator[list[Goals]]:
    schema = site.schema
    if "anyOf" in schema:
        yield [(Goal(site.below("anyOf", i), wanted=True),) for i in range(len(schema["anyOf"]))]
    if "oneOf" in schema:
        options = range(len(schema["oneOf"]))
        yield [tuple(Goal(site.below("oneOf", j), wanted=i == j) for j in options) for i in options]
    if "if" in schema and ("then" in schema or "else" in schema):
        yield [
            (Goal(site.below("if"), wanted=met), *((Goal(site.below(word), wanted=True),) if word in schema else ()))
            for word, met in (("then", True), ("else", False))
        ]
    for name in schema.get("dependentSchemas", ()):
        there = Literal(PRESENT, site, wanted=True, name=name)
        subschema = Goal(site.below("dependentSchemas", name), wanted=True)
        yield [(replace(there, wanted=False),), (there, subschema)]
