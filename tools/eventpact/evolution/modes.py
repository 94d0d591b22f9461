"""What a new version may do to those who stay with another one: the modes of the schema registries."""

from __future__ import annotations

from enum import StrEnum

from eventpact.compat import Change, Effect, Unproven


class Mode(StrEnum):
    """The modes of Confluent's schema registry, for a contract whose receivers read what senders write.

    ``BACKWARD``: who has the new version can read what was written with the old one, so receivers are updated first. A
    body that was valid and is not any more violates it, and so does whatever else stops a sender that stays as it is (a
    path, a key header). ``FORWARD``: who has the old version can read what is written with the new one, so senders are
    updated first; a body that is valid now and was not violates it, unless the contract says that receivers ignore it.
    ``FULL``: both. The plain modes look at the version before, the transitive ones at every release as well.
    """

    BACKWARD = "backward"
    FORWARD = "forward"
    FULL = "full"
    BACKWARD_TRANSITIVE = "backward-transitive"
    FORWARD_TRANSITIVE = "forward-transitive"
    FULL_TRANSITIVE = "full-transitive"

    @property
    def is_transitive(self) -> bool:
        """Whether every release counts, not only the version before."""
        return self.endswith("-transitive")

    @property
    def keeps_senders(self) -> bool:
        """Whether senders that stay as they are must not break."""
        return not self.startswith("forward")

    @property
    def keeps_receivers(self) -> bool:
        """Whether receivers that stay as they are must not break."""
        return not self.startswith("backward")

    def forbids(self, found: Change | Unproven) -> bool:
        """Whether a change violates the mode, or an unproven difference would."""
        if isinstance(found, Unproven):
            senders, receivers = (found.direction is not side for side in (Effect.WIDENED, Effect.NARROWED))
        else:
            senders, receivers = found.breaks_senders, found.breaks_receivers
        return (self.keeps_senders and senders) or (self.keeps_receivers and receivers)
