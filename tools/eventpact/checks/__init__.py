"""Answers → symptoms → findings: what the rules are, and when one is broken. Pure."""

from eventpact.checks.group import findings
from eventpact.checks.judge import judge
from eventpact.checks.rules import RULES, Rule

__all__ = ["RULES", "Rule", "findings", "judge"]
