"""The random phase: events by Hypothesis against a target, the causes that they show, and their smallest requests."""

from eventpact.runner.random.cases import is_minimal
from eventpact.runner.random.database import open_database
from eventpact.runner.random.phase import RandomSettings, random_phase

__all__ = ["RandomSettings", "is_minimal", "open_database", "random_phase"]
