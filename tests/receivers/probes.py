"""A probe is one request and what must come of it; the answers to many of them show what a receiver does wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.receivers.samples import Sending, send

#: The declared status of each kind of answer, and the others of its family.
DECLARED = {
    "accepted": 204,
    "invalid": 422,
    "malformed": 400,
    "media type": 415,
    "key": 403,
    "method": 405,
    "too large": 413,
}
FAMILY = {"invalid": {400, 422}, "malformed": {400, 422}, "media type": {400, 415, 422}, "key": {401, 403},
          "method": {404, 405, 501}, "too large": {400, 413, 422}}  # fmt: skip


@dataclass(frozen=True)
class Probe:
    """One request of a *group* of the like, and what must come of it: a key of DECLARED; "any": all but a crash."""

    group: str
    detail: str
    wanted: str
    sending: Sending


@dataclass(frozen=True)
class Shown:
    """What a probe showed: *observed* is ``accepted``, ``refused``, ``crashed`` or ``status`` (of its family)."""

    probe: Probe
    status: int
    observed: str


def deviations(url: str, key: str, probes: list[Probe]) -> list[Shown]:
    """The probes whose answer is not as declared."""
    with ThreadPoolExecutor(4) as pool:
        statuses = pool.map(lambda probe: send(url, key, probe.sending), probes)
        shown = [Shown(probe, status, _observed(probe, status)) for probe, status in zip(probes, statuses, strict=True)]
    return [one for one in shown if one.observed]


def _observed(probe: Probe, status: int) -> str:
    if status == 0 or status >= 500:
        return "crashed"
    if probe.wanted == "any" or status == DECLARED.get(probe.wanted):
        return ""
    if 200 <= status < 300:
        return "status" if probe.wanted == "accepted" else "accepted"
    return "status" if status in FAMILY.get(probe.wanted, ()) else "refused"
