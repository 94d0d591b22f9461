"""What a comparison of two versions of a contract says: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any, Literal

Side = Literal["old", "new"]


class Reading(Enum):
    """What bodies of a version may hold in open objects.

    ``STRICT``: all that its schema accepts. A property that one version declares could be there, with any value, in the
    bodies of a version that does not know it; so declaring an optional property narrows an open object.
    ``PRAGMATIC``: nobody sends a property that its own version does not declare and the other one does. Unknown
    properties that neither declares may still be there, so closing an object narrows in both readings.
    """

    PRAGMATIC = "pragmatic"
    STRICT = "strict"


class Effect(Enum):
    """What a change does to the set of valid request bodies."""

    NARROWED = "narrowed"
    WIDENED = "widened"
    BOTH = "both"
    NONE = "none"


class Bump(IntEnum):
    """The part of the version number (Semantic Versioning 2.0.0) that has to grow; the greater, the more it means."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """``none``, ``patch``, ``minor`` or ``major``."""
        return self.name.lower()


@dataclass(frozen=True)
class Witness:
    """A whole request *body* that one version accepts (*accepted_by*) and the other refuses; *text* is its JSON."""

    body: Any
    text: bytes
    accepted_by: Side


@dataclass(frozen=True)
class CompatRule:
    """One kind of change: its stable *id*, what it *means*, the *effect* that it has as a rule on the set of valid
    bodies, what to tell *senders* and *receivers*, the rule that takes it back (*opposite*), and the least *bump* of
    the version that it asks for; a change that narrows always asks for a major one."""

    id: str
    means: str
    effect: Effect
    senders: str
    receivers: str
    opposite: str
    bump: Bump


@dataclass(frozen=True)
class Change:
    """One change.

    *pointer* is where it is written (``file#/json/pointer``): in the new version, or in the old one where the new
    one has no such place. *variant* is the tag of the events concerned (empty: not one variant's), *place* the JSON
    Pointer into such an event (into the body where there is no variant; ``*`` stands for each item of an array).
    *effect* is what it does to the set of valid bodies in the reading that was asked for. *witness* is a body that
    the old version accepts and the new one refuses where the change narrows, and the other way round where it only
    widens; None where no body can show the change. Where the effect is both, *other_witness* is a body that only
    the new version accepts.
    """

    rule: str
    pointer: str
    variant: str
    place: str
    effect: Effect
    summary: str
    senders: str
    receivers: str
    witness: Witness | None
    breaks_senders: bool
    breaks_receivers: bool
    other_witness: Witness | None = None


@dataclass(frozen=True)
class Unproven:
    """A difference that may be there: no body was found that shows it, and no proof that there is none."""

    pointer: str
    place: str
    direction: Effect
    reason: str


@dataclass(frozen=True)
class Comparison:
    """All changes from an old to a new version.

    *narrowed* is a body that only the old version accepts, *widened* one that only the new one accepts; None where
    there is none. In the words of the schema registries (Confluent): ``BACKWARD`` (who has the new schema can read
    what was written with the old one) is violated by *narrowed*, ``FORWARD`` (who has the old schema can read what
    is written with the new one) by *widened*, ``FULL`` by either. *bump* is the least that a version number has to
    grow: major for what breaks senders that stay as they are, minor for any other change of what is sent or
    answered, patch for texts. *unproven* differences count as if they were there.
    """

    changes: tuple[Change, ...]
    narrowed: Witness | None
    widened: Witness | None
    bump: Bump
    unproven: tuple[Unproven, ...] = ()

    @property
    def backward(self) -> bool:
        """Whether the new version takes whatever the old one took, and nothing of it is unproven."""
        return self.narrowed is None and not self._unproven(Effect.NARROWED)

    @property
    def forward(self) -> bool:
        """Whether the old version takes whatever the new one takes, and nothing of it is unproven."""
        return self.widened is None and not self._unproven(Effect.WIDENED)

    @property
    def full(self) -> bool:
        """Both :attr:`backward` and :attr:`forward`."""
        return self.backward and self.forward

    def _unproven(self, direction: Effect) -> bool:
        return any(one.direction is direction for one in self.unproven)
