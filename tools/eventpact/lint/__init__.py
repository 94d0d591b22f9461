"""Lint: everything in a contract that its owner should mend before others rely on it.

Pure: bytes come from a reader, the names of files from the caller. Rules about what schemas say (descriptions,
examples) wait while their references or their forms are broken; all that is broken is reported at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from eventpact.contract.document import Reader
from eventpact.lint.problem import Problem, Rule, Severity
from eventpact.lint.rules import RULES
from eventpact.lint.subject import examine

__all__ = ["RULES", "Problem", "Rule", "Severity", "lint"]


def lint(read: Reader, entry: str, files: Iterable[str] = ()) -> list[Problem]:
    """Every problem of the contract whose OpenAPI document is *entry*, by document and place.

    *files* are the paths of all files in the contract's folder: examples and documents are found among them.
    """
    subject = examine(read, entry, files)
    problems = [
        Problem(rule.id, rule.severity, found.location, found.message, found.hint)
        for rule in RULES
        for found in rule.check(subject)
    ]
    return sorted(problems, key=lambda problem: (problem.location.partition("#"), problem.rule))
