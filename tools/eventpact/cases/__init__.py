"""Contract → cases: what to send, and what the contract says must come of it. Pure and deterministic."""

from eventpact.cases.case import Case, Expectation, Item, Phase, Site
from eventpact.cases.compose import Composer
from eventpact.cases.plan import Plan, make_plan

__all__ = ["Case", "Composer", "Expectation", "Item", "Phase", "Plan", "Site", "make_plan"]
