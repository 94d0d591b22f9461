"""The step from one version to the next, judged: which changes break the mode, which of them are approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from eventpact.compat import Change, Comparison, Reading, Unproven, Witness
from eventpact.evolution.approvals import UNPROVEN, Approval
from eventpact.evolution.modes import Mode
from eventpact.evolution.semver import Semver


@dataclass(frozen=True)
class Step:
    """The version called *old*, the one called *new*, and what changed."""

    old: str
    new: str
    comparison: Comparison

    @property
    def causes(self) -> tuple[Change | Unproven, ...]:
        """All that can violate a mode: the changes and the differences that are unproven."""
        return *self.comparison.changes, *self.comparison.unproven


@dataclass(frozen=True)
class Break:
    """What violates the mode against the version *old*, and the *approval* of it, or None."""

    old: str
    cause: Change | Unproven
    approval: Approval | None

    @property
    def rule(self) -> str:
        """The id by which it can be approved."""
        return rule_of(self.cause)

    @property
    def witness(self) -> Witness | None:
        """A body that shows it, or None."""
        return self.cause.witness if isinstance(self.cause, Change) else None


def rule_of(cause: Change | Unproven) -> str:
    """The id of the rule of a change, or the one that stands for an unproven difference."""
    return UNPROVEN[cause.direction] if isinstance(cause, Unproven) else cause.rule


@dataclass(frozen=True)
class Review:
    """A *step* judged by *mode* in one *reading*; *further* are the steps from the other releases, where the mode looks
    at them; *remarks* are what is to be told of approvals."""

    step: Step
    mode: Mode
    reading: Reading
    breaks: tuple[Break, ...] = ()
    further: tuple[Step, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Whether nothing violates the mode but what is approved."""
        return all(one.approval is not None for one in self.breaks)

    def of(self, cause: Change | Unproven) -> Break | None:
        """The break that *cause*, a part of the step itself, is; None where it violates nothing."""
        return next((one for one in self.breaks if one.cause is cause and one.old == self.step.old), None)


@dataclass(frozen=True)
class Approvals:
    """What is approved, as of *today* and the last version *released*."""

    entries: Sequence[Approval] = ()
    today: date = date.max
    released: Semver | None = None

    def of(self, cause: Change | Unproven) -> Approval | None:
        """The approval that holds for *cause*, or None."""
        covering = (one for one in self.entries if one.covers(rule_of(cause), cause.pointer, cause.place))
        return next((one for one in covering if not one.is_over(self.today, self.released)), None)

    def remarks(self, breaks: Iterable[Break]) -> Iterator[str]:
        """What is to be told: each entry that lapsed, and each that approves nothing."""
        used = [one.approval for one in breaks]
        for one in self.entries:
            if one.is_over(self.today, self.released):
                yield f"the approval of {one} has lapsed"
            elif one not in used:
                yield f"the approval of {one} approves nothing: delete it"


def review(
    step: Step, further: Iterable[Step], *, mode: Mode, reading: Reading, approvals: Approvals | None = None
) -> Review:
    """*step* and the *further* ones judged by *mode*."""
    approved = approvals or Approvals()
    others = tuple(further)
    breaks = tuple(
        Break(one.old, cause, approved.of(cause))
        for one in (step, *others)
        for cause in one.causes
        if mode.forbids(cause)
    )
    return Review(step, mode, reading, breaks, others, tuple(approved.remarks(breaks)))
