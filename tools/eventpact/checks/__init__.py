"""Answers → symptoms → findings: what the rules are, and when one is broken. Pure."""

from eventpact.checks.group import findings
from eventpact.checks.judge import Broken, expected, judge, symptom
from eventpact.checks.rules import RULES, Rule
from eventpact.checks.statuses import Statuses, parse_statuses
from eventpact.checks.tried import Tried, tried

__all__ = [
    "RULES",
    "Broken",
    "Rule",
    "Statuses",
    "Tried",
    "expected",
    "findings",
    "judge",
    "parse_statuses",
    "symptom",
    "tried",
]
