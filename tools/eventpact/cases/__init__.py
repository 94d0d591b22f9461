"""Contract → cases: what to send, and what the contract says must come of it. Pure and deterministic."""

from eventpact.cases.case import Case, Expectation, Item, Phase, Scenario, Site, alone
from eventpact.cases.compose import Composer
from eventpact.cases.isolate import Suspects, isolated
from eventpact.cases.plan import Choices, Plan, make_plan

__all__ = [
    "Case",
    "Choices",
    "Composer",
    "Expectation",
    "Item",
    "Phase",
    "Plan",
    "Scenario",
    "Site",
    "Suspects",
    "alone",
    "isolated",
    "make_plan",
]
