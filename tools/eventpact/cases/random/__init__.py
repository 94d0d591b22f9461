"""Random events: Hypothesis strategies compiled from a contract's model, and damage to what they make."""

from eventpact.cases.random.strategies import RandomEvent, RandomEvents, stored

__all__ = ["RandomEvent", "RandomEvents", "stored"]
