"""Crashes that one cause explains: the key, the refusal, a body that is no batch, or the same odd value everywhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import compress

from eventpact.cases.error_path import ODD as ODD_VALUES
from eventpact.checks.cause import AMONG_OTHERS, Cause
from eventpact.checks.families import ODD, STATES, family
from eventpact.checks.rules import RULES
from eventpact.exchange import Key
from eventpact.findings import Aspect, Symptom

Caused = tuple[Symptom, Cause]
Way = tuple[str, str]
#: From so many rules or families on that go wrong in the same way, the way is what is wrong, not what was sent.
_WIDELY = 3
INVALID_EVENTS = "invalid events"
WRONG_KEYS = "requests with a wrong key"
NO_BATCHES = "bodies that are no batch"
_MALFORMED = "reject-malformed"
#: Families of requests as a whole, whatever value is in them.
OF_REQUESTS = frozenset({INVALID_EVENTS, WRONG_KEYS, NO_BATCHES, _MALFORMED, "reject-key"})
_ODD_KINDS = frozenset(odd.kind for odd in ODD_VALUES)
_TENANTS = frozenset({Key.TENANT, Key.SECOND})
#: What the kind of an odd value says of where it stands.
_WHERE = re.compile(r" (as [a-z -]+|beside what is missing)$")


def _of_wrong_keys(caused: Sequence[Caused]) -> Iterator[Caused]:
    """Whatever is sent with a wrong key crashes it: then the key does."""
    with_key = {cause for symptom, cause in caused if symptom.request.key in _TENANTS}
    mine = [_is_crash(c) and s.request.key not in _TENANTS and c not in with_key for s, c in caused]
    keyless = list(compress(caused, mine))
    blamed = {way: Cause(way[0], WRONG_KEYS, way[1]) for way in _widely(keyless)}
    blamed |= {_way(cause): cause for symptom, cause in keyless if symptom.tests == "reject-key"}
    for (symptom, cause), keyless_alone in zip(caused, mine, strict=True):
        yield symptom, blamed.get(_way(cause), cause) if keyless_alone else cause


def _of_any_refusal(caused: Sequence[Caused]) -> Iterator[Caused]:
    """Whatever is invalid crashes it, or gets the same wrong answer; odd values in what is invalid do, too, then."""
    broken: dict[Way, set[str]] = {}
    for symptom, cause in caused:
        if _refusal_went_wrong(symptom, cause) and not _is_odd(cause):
            broken.setdefault(_refused_way(symptom, cause), set()).add(symptom.tests or symptom.rule)
    for symptom, cause in caused:
        rules = broken.get(_refused_way(symptom, cause), set()) if _refusal_went_wrong(symptom, cause) else set()
        if len(rules - {AMONG_OTHERS}) < _WIDELY:
            yield symptom, cause
        else:
            rule = cause.rule if _is_crash(cause) else min(rules, key=[*RULES].index)
            yield symptom, Cause(rule, INVALID_EVENTS, cause.observed)


def _of_malformed_bodies(caused: Sequence[Caused]) -> Iterator[Caused]:
    """Whatever is no JSON crashes it, so what is odd, too, in what is no JSON does."""
    plain = {_way(cause): cause for _, cause in caused if _is_crash(cause) and cause.family == _MALFORMED}
    for symptom, cause in caused:
        yield symptom, plain.get(_way(cause), cause) if symptom.tests == _MALFORMED and _is_odd(cause) else cause


def _of_bodies(caused: Sequence[Caused]) -> Iterator[Caused]:
    """Whatever is no batch crashes it."""
    wide = _widely([(symptom, cause) for symptom, cause in caused if _is_no_batch(symptom, cause)])
    for symptom, cause in caused:
        folded = _is_no_batch(symptom, cause) and _way(cause) in wide
        yield symptom, Cause(cause.rule, NO_BATCHES, cause.observed) if folded else cause


def _is_no_batch(symptom: Symptom, cause: Cause) -> bool:
    whole = not (symptom.place.variant or symptom.place.instance_pointer) and symptom.request.key in _TENANTS
    told = (symptom.tests or symptom.rule) in _OF_EVENTS or symptom.kind.endswith(" as body")
    return _is_crash(cause) and cause.family != INVALID_EVENTS and whole and told


def _of_open_values(caused: Sequence[Caused]) -> Iterator[Caused]:
    """Invalid events crash it, and so does much that the standards leave open: it refuses that."""
    invalid = {_way(cause) for _, cause in caused if _is_crash(cause) and cause.family == INVALID_EVENTS}
    wide = _widely([(symptom, cause) for symptom, cause in caused if _is_open(symptom, cause)])
    for symptom, cause in caused:
        folded = _is_open(symptom, cause) and _way(cause) in invalid & wide
        yield symptom, Cause(cause.rule, INVALID_EVENTS, cause.observed) if folded else cause


def _is_open(symptom: Symptom, cause: Cause) -> bool:
    return _is_crash(cause) and _is_odd(cause) and symptom.tests == "no-crash" and symptom.request.key in _TENANTS


def _of_odd_values(caused: Sequence[Caused]) -> Iterator[Caused]:
    """The same odd value crashes it wherever it stands, and nothing else does there."""
    kinds: defaultdict[Cause, set[str]] = defaultdict(set)
    for symptom, cause in caused:
        kinds[cause].add(_WHERE.sub("", symptom.kind))
    for symptom, cause in caused:
        alone = _is_crash(cause) and cause.family.startswith("reject-") and kinds[cause] <= _ODD_KINDS
        name = family(symptom.kind, (ODD, STATES)).name
        yield symptom, Cause(cause.rule, name, cause.observed) if alone else cause


#: In this order: who is to blame for much comes first.
OF_CRASHES = (
    _of_wrong_keys,
    _of_any_refusal,
    _of_malformed_bodies,
    _of_bodies,
    _of_open_values,
    _of_odd_values,
)


def _widely(caused: Sequence[Caused]) -> set[Way]:
    """The ways in which things of many families go wrong."""
    families: defaultdict[Way, set[str]] = defaultdict(set)
    for _, cause in caused:
        families[_way(cause)].add(cause.family)
    return {way for way, found in families.items() if len(found) >= _WIDELY}


def _way(cause: Cause) -> Way:
    return cause.rule, cause.observed


def _refusal_went_wrong(symptom: Symptom, cause: Cause) -> bool:
    """Whether the case was an invalid event, and it was not accepted but answered in another wrong way."""
    return (symptom.tests or symptom.rule) in _OF_EVENTS and (_is_crash(cause) or cause.observed.startswith("answered"))


def _is_crash(cause: Cause) -> bool:
    return RULES[cause.rule].aspect is Aspect.CRASHES


def _is_odd(cause: Cause) -> bool:
    return any(cause.family == odd.name for odd in ODD)


def _refused_way(symptom: Symptom, cause: Cause) -> Way:
    return cause.rule if _is_crash(cause) else symptom.expected, cause.observed


#: The rules that speak of one event's values.
_OF_EVENTS = frozenset(
    {
        "reject-required",
        "reject-type",
        "reject-null",
        "reject-enum",
        "reject-format",
        "reject-bound",
        "reject-closed",
        AMONG_OTHERS,
    }
)
