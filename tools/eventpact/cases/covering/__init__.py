"""Covering arrays, and valid payloads in which the states of every few places occur together."""

from eventpact.cases.covering.arrays import covering
from eventpact.cases.covering.combined import (
    ABSENT,
    Combinations,
    Combined,
    Parameter,
    State,
    States,
    combined,
    parameters,
)

__all__ = ["ABSENT", "Combinations", "Combined", "Parameter", "State", "States", "combined", "covering", "parameters"]
