"""What a report is about, and what follows from all of its findings."""

from __future__ import annotations

from dataclasses import dataclass

from eventpact.exchange import Request
from eventpact.findings import Finding, Severity
from eventpact.progress import Finished


@dataclass(frozen=True)
class Subject:
    """What was tested: the *contract*'s title and *version*, and the target's *url*, which takes its key in
    *key_header*; by a run with this *seed*.

    The ids of the run's events begin with *id_prefix*, if with anything. *bodies* is the folder where the files of
    :func:`bodies` are written; empty where none are.
    """

    contract: str
    version: str
    url: str
    key_header: str | None
    seed: int = 0
    bodies: str = ""
    id_prefix: str = ""


def outcome(finished: Finished) -> str:
    """``conformant``, ``violations``, or ``untested`` when the run ended early without one."""
    if any(f.severity is Severity.VIOLATION for f in finished.findings):
        return "violations"
    return "untested" if finished.aborted else "conformant"


def counted(finished: Finished) -> str:
    """``2 violations, 1 deviation``; empty where nothing was found."""
    counts = {s: sum(f.severity is s for f in finished.findings) for s in Severity}
    return ", ".join(f"{count} {s.value}{'s' * (count != 1)}" for s, count in counts.items() if count)


def shown(finding: Finding) -> Request:
    """The request that shows *finding* best: the smallest one, else the example."""
    return finding.minimal.request if finding.minimal else finding.example.request
