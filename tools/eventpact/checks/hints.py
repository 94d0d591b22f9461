"""Likely causes that several findings share: a hint in each of them, no merge, for it may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eventpact.findings import Aspect, Finding


@dataclass(frozen=True)
class Hint:
    """What findings that *fit* most likely have in common, said when there are at least two of them."""

    text: str
    fit: Callable[[Finding], bool]


def _converts(finding: Finding) -> bool:
    of_values = finding.rule in {"reject-type", "reject-format"} and finding.example.observed == "accepted"
    return of_values and finding.aspect in {Aspect.CONVERTED, Aspect.DATE_TIMES}


def _lenient(finding: Finding) -> bool:
    return finding.rule == "reject-malformed" and finding.example.observed == "accepted"


def _crash_while_refusing(finding: Finding) -> bool:
    return finding.rule == "no-crash" and finding.expected.startswith("refused")


HINTS = (
    Hint("models seem to convert values: is their strict mode off?", _converts),
    Hint("bodies seem to be parsed by a lenient JSON parser", _lenient),
    Hint("it seems to crash while it writes the refusal: does the answer repeat what was sent?", _crash_while_refusing),
)


def hinted(found: Sequence[Finding]) -> list[Finding]:
    """*found*, each with the first hint that it shares with another."""
    return [replace(finding, hint=_hint(finding, found)) for finding in found]


def _hint(finding: Finding, found: Sequence[Finding]) -> str:
    fitting = (hint for hint in HINTS if hint.fit(finding) and sum(map(hint.fit, found)) > 1)
    return next((hint.text for hint in fitting), "")
