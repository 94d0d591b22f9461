"""Symptoms → findings: one cause, one finding, as far as rule, kind and what was observed can tell."""

from __future__ import annotations

from collections.abc import Iterable

from eventpact.findings import Finding, Severity, Symptom

#: Rules whose symptoms have one cause whatever the payload was: the status that a receiver answers with.
_OF_STATUS = frozenset({"status-exact", "success-exact"})


def findings(symptoms: Iterable[Symptom]) -> list[Finding]:
    """The findings that *symptoms* amount to, the gravest first, then in the order in which they were seen."""
    groups: dict[tuple[str, ...], list[Symptom]] = {}
    for symptom in symptoms:
        groups.setdefault(_cause(symptom), []).append(symptom)
    made = [_finding(group) for group in groups.values()]
    return sorted(made, key=lambda finding: finding.severity.rank)


def _cause(symptom: Symptom) -> tuple[str, ...]:
    if symptom.rule in _OF_STATUS:
        return symptom.rule, symptom.expected, symptom.observed
    return symptom.rule, symptom.kind, symptom.observed


def _finding(group: list[Symptom]) -> Finding:
    example = min(group, key=lambda s: (len(s.request.body or b""), s.seconds))
    places = tuple(dict.fromkeys(s.place for s in group))
    return Finding(
        id="/".join(part.replace(" ", "-") for part in _cause(example)),
        rule=example.rule,
        severity=min((s.severity for s in group), key=lambda severity: severity.rank, default=Severity.VIOLATION),
        summary=_summary(example, len(places)),
        places=places,
        expected=example.expected,
        example=example,
    )


def _summary(example: Symptom, places: int) -> str:
    if example.rule in _OF_STATUS:
        return f"{example.observed} where the contract says: {example.expected}"
    where = f", at {places} places" if places > 1 else ""
    return f"{example.kind}: {example.observed}{where}"
