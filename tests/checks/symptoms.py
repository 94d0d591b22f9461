"""Symptoms to group, made by hand and by Hypothesis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from eventpact.checks import RULES
from eventpact.exchange import Answer, Request
from eventpact.findings import Place, Severity, Symptom
from hypothesis import strategies as st


def symptom(rule: str = "reject-type", kind: str = "numeric string as number", **more: Any) -> Symptom:
    """A symptom that breaks *rule*, of a number at one place unless *more* says otherwise."""
    fields: dict[str, Any] = {
        "severity": RULES[rule].severity,
        "observed": "accepted",
        "expected": "refused with 422",
        "place": Place("a", "/x", "s#/x/type"),
        "case": "case",
        "request": Request("POST", b'["longer"]', "application/json"),
        "answer": Answer(0.0, 204),
        "asked": "number",
        "tests": rule,
    }
    return Symptom(rule, kind, **{**fields, **more})


def at(*names: str) -> list[Place]:
    """A place for each name."""
    return [Place("a", f"/{name}") for name in names]


def tried(found: Iterable[Symptom], *elsewhere: Place) -> dict[tuple[str, str], frozenset[Place]]:
    """Each kind was sent to where it went wrong, and *elsewhere*."""
    where: dict[tuple[str, str], set[Place]] = {}
    for one in found:
        where.setdefault((one.asked, one.kind), set(elsewhere)).add(
            Place(one.place.variant, one.place.instance_pointer)
        )
    return {key: frozenset(places) for key, places in where.items()}


_KINDS = (
    "numeric string as number", "boolean as number", "date only", "word as date-time", "null as string", "null",
    "member 'a'", "member 'A'", "string of 300 characters", "lone surrogate", "NaN", "a key that nobody has", "no key",
    "optional property absent", "\ud800 x\x00", "", "typical event",
)  # fmt: skip

symptoms = st.builds(
    symptom,
    st.sampled_from(sorted(RULES)),
    st.sampled_from(_KINDS),
    observed=st.sampled_from(("accepted", "refused with 422", "answered with 500", "answered with 404")),
    place=st.builds(Place, st.sampled_from(("", "a", "b/\ud800")), st.sampled_from(("", "/x", "/y/0", "/z"))),
    asked=st.sampled_from(("", "number", "string", "date-time")),
    tests=st.sampled_from(sorted(RULES)),
    seconds=st.sampled_from((0.5, 1.5)),
    severity=st.sampled_from(Severity),
)
