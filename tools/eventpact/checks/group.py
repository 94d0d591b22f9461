"""Symptoms → findings: one cause, one finding, as far as shape, family and what was observed can tell."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

from eventpact.checks.cause import FORMATS, Cause, aspect, cause
from eventpact.checks.consequences import settled
from eventpact.checks.families import MEMBERS
from eventpact.checks.hints import hinted
from eventpact.checks.parts import Part, parts
from eventpact.checks.summary import summary
from eventpact.checks.tried import Tried, by_shape, spot
from eventpact.findings import Finding, Symptom


def findings(symptoms: Iterable[Symptom], tried: Tried = MappingProxyType({})) -> list[Finding]:
    """The findings that *symptoms* amount to: the gravest first, then by aspect, then those that hold most widely.

    Each symptom is in exactly one finding, and their order does not matter. *tried* says where each kind was sent to:
    kinds of one family that fail at differing places are findings apart. A finding's id tells of nothing but its cause:
    it is the same in each run, and safe as a name of a file and in a URL.
    """
    tried, shapes = by_shape(tried, FORMATS)
    groups: dict[Cause, list[Symptom]] = {}
    shaped = (replace(symptom, asked=shapes.get(spot(symptom.place), symptom.asked)) for symptom in symptoms)
    ordered = sorted(shaped, key=lambda s: (s.seconds, s.case, s.kind, s.place))
    for symptom, found in settled([(symptom, cause(symptom)) for symptom in ordered]):
        groups.setdefault(found, []).append(symptom)
    made = [finding for found, group in groups.items() for finding in _findings(found, group, tried)]
    return hinted(sorted(_told_apart(made), key=lambda f: (f.severity.rank, f.aspect.rank, -len(f.places), f.id)))


def _findings(found: Cause, group: list[Symptom], tried: Tried) -> Iterator[Finding]:
    """One finding, or one for each part of *group* that holds elsewhere; its id then says where."""
    divided = parts(group, tried, found)
    for part in divided:
        of_part = [s for s in group if (s.asked, s.kind) in part.kinds]
        local = len(divided) > 1 and not part.everywhere
        yield _finding(found, part, of_part, local=local or found.family == MEMBERS.name)


def _finding(found: Cause, part: Part, group: list[Symptom], *, local: bool) -> Finding:
    severity = min((s.severity for s in group), key=lambda severity: severity.rank)
    plain = [s for s in group if s.rule == found.rule] or group
    example = min(plain, key=lambda s: (s.severity.rank, len(s.request.body or b""), s.seconds, s.case))
    return Finding(
        id=_id(found) + (f".{_at(part)}" if local else ""),
        rule=found.rule,
        severity=severity,
        aspect=aspect(example),
        summary=summary(found, part, example),
        places=tuple(sorted({s.place for s in group})),
        expected=example.expected,
        example=example,
        kinds=dict(sorted(Counter(s.kind for s in group).items())),
    )


def _id(found: Cause) -> str:
    """Rule, family and observation."""
    return ".".join(_slug(word) for word in (found.rule, found.family, found.observed) if word)


def _at(part: Part) -> str:
    """The one place of *part*, or how many there are and a digest of them."""
    first, *others = sorted(part.failed)
    if not others:
        return f"at-{_slug(f'{first.variant} {first.instance_pointer}')}"
    return f"at-{len(part.failed)}-places-{_digest([(p.variant, p.instance_pointer) for p in (first, *others)])}"


def _told_apart(made: list[Finding]) -> list[Finding]:
    """*made*, with the kinds in the ids of those whose names differ in nothing that an id can hold."""
    count = Counter(finding.id for finding in made)
    return [
        replace(finding, id=f"{finding.id}.{_digest(sorted(finding.kinds))}") if count[finding.id] > 1 else finding
        for finding in made
    ]


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:6]


def _slug(text: str) -> str:
    """*text* in small ASCII letters, digits and hyphens; what is too long or lost in that is told apart by a digest."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if len(plain) <= 60 and (plain or not text) and text.isascii():
        return plain
    return f"{plain[:48]}-{_digest(text)}".strip("-")
