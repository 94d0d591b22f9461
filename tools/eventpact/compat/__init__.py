"""Two versions of a contract → what changed, whom it breaks, and a request body that proves it. Pure."""

from eventpact.compat.compare import compare, compare_schemas
from eventpact.compat.model import Bump, Change, Comparison, CompatRule, Effect, Reading, Unproven, Witness
from eventpact.compat.rules import RULES

__all__ = [
    "RULES",
    "Bump",
    "Change",
    "Comparison",
    "CompatRule",
    "Effect",
    "Reading",
    "Unproven",
    "Witness",
    "compare",
    "compare_schemas",
]
