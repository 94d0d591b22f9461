"""Symptom → cause: the shape that was asked for, the family of the kind, and what happened; never the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eventpact.checks.families import BOUNDS, KEYS, MEDIA_TYPES, ODD, SIZES, STATES, TEXT, Family, family
from eventpact.checks.rules import RULES
from eventpact.contract.interface import Refusal
from eventpact.exchange import Key
from eventpact.findings import Aspect, Symptom

#: The rule of cases that try what is invalid alone once more among valid events.
AMONG_OTHERS = "batch-all-checked"
_STATUS_RULES = frozenset({"status-exact", "success-exact"})
#: What a string may have to be beside a string.
FORMATS = frozenset({"date-time", "date", "time", "uuid", "email", "uri", "duration", "ipv4", "ipv6"})
_TIMES = frozenset({"date-time", "date", "time", "duration"})


@dataclass(frozen=True, order=True)
class Cause:
    """What most likely is one cause: a *rule* broken by a *family* of kinds, and what was *observed*."""

    rule: str
    family: str
    observed: str


def cause(symptom: Symptom) -> Cause:
    """The cause that *symptom* by itself points to."""
    return Cause(_rule(symptom), _family(symptom).name, symptom.observed)


def aspect(symptom: Symptom) -> Aspect:
    """What *symptom* is about."""
    rule = RULES[symptom.rule]
    if rule.aspect in {Aspect.CRASHES, Aspect.STATUS, Aspect.PRACTICE, Aspect.KEY}:
        return rule.aspect
    if symptom.asked in _TIMES and rule.aspect in {Aspect.CONVERTED, Aspect.CONSTRAINTS, Aspect.LEGAL_REFUSED}:
        return Aspect.DATE_TIMES
    return _family(symptom).aspect or rule.aspect


def _rule(symptom: Symptom) -> str:
    """The rule that names the cause: a format that takes a number is as careless as one that takes any string."""
    if symptom.rule == "reject-type" and symptom.asked in FORMATS:
        return "reject-format"
    return symptom.rule


def _family(symptom: Symptom) -> Family:
    about = RULES[symptom.rule].aspect
    if symptom.rule in _STATUS_RULES:
        return Family(symptom.expected, "")
    if symptom.states:
        return Family(_combined(symptom), "")
    if about is Aspect.CRASHES:
        return _of_crash(symptom)
    if about is Aspect.PRACTICE or symptom.observed.startswith("answered"):
        return Family("", "")
    if symptom.request.key is Key.SECOND and symptom.answer.status in Refusal.KEY.value:
        return Family("the second tenant's key", "")
    return _BY_RULE.get(symptom.rule, _of_kind)(symptom)


def _combined(symptom: Symptom) -> str:
    """The places that must be in some state together, and what family of states it is at each."""
    found = {(pointer, family(kind, (ODD, STATES)).name) for pointer, kind in symptom.states}
    return " with ".join(f"{name} at {pointer}" for pointer, name in sorted(found))


def _of_crash(symptom: Symptom) -> Family:
    """Odd values crash programs wherever they stand; else it is what the case was made to show."""
    odd = family(symptom.kind, (ODD,))
    if odd in ODD:
        return odd
    tests = symptom.tests or symptom.rule
    if tests == AMONG_OTHERS:
        return Family(tests, "")
    if not tests.startswith("reject"):
        return family(symptom.kind, (STATES, TEXT) if " as body" in symptom.kind else (STATES,))
    return Family(f"{tests} {symptom.asked}".strip(), "")


def _of_kind(symptom: Symptom) -> Family:
    return family(symptom.kind, (ODD, STATES))


def _of_shape(symptom: Symptom) -> Family:
    """What was asked for; where the case does not tell, its kind may."""
    _, told, shape = symptom.kind.rpartition(" as ")
    return Family(symptom.asked or (shape if told else "format"), "")


def _among(*tables: tuple[Family, ...]) -> Callable[[Symptom], Family]:
    return lambda symptom: family(symptom.kind, tables)


def _whole(name: str) -> Callable[[Symptom], Family]:
    return lambda symptom: Family(name, "")


#: How the kinds of each rule are folded; those of other rules by what odd or legal state they are.
_BY_RULE: Mapping[str, Callable[[Symptom], Family]] = {
    "reject-type": _of_shape,
    "reject-format": _of_shape,
    "reject-null": _whole("null"),
    "reject-required": _whole("required property"),
    "reject-enum": _whole("enum"),
    "reject-closed": _whole("undeclared property"),
    "reject-bound": _among(BOUNDS),
    "reject-malformed": _among(TEXT),
    "reject-key": _among(KEYS),
    "accept-typical": lambda symptom: Family(symptom.place.variant, ""),
    "accept-minimal": lambda symptom: Family(symptom.place.variant, ""),
    "reject-media-type": _whole("media type"),
    "reject-method": _whole("method"),
    "reject-size": _among(SIZES),
    "batch-size": _among(SIZES),
    "accept-json": _among(TEXT),
    "accept-media-type": _among(MEDIA_TYPES),
    AMONG_OTHERS: _whole(""),
}
