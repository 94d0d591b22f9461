"""What is really wrong with each receiver: measured by the probes, and what the tester must tell, no more and no less.

A cause is one thing that a programmer would change. The probes show that it is there (`test_causes.py`); a finding
tells of it by its rule and by the kinds of request that it names, whatever its words are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eventpact.findings import Finding

from tests.receivers.probes import Shown


@dataclass(frozen=True)
class Cause:
    """One root cause: what it *says*, the *groups* of probes (a pattern) and what they *observed*, and the findings
    that tell of it: one of *rules*, with one of *kinds* (a pattern); for statuses, the *declared* and the *given*."""

    says: str
    groups: str
    observed: frozenset[str]
    rules: frozenset[str]
    kinds: str = ""
    declared: int = 0
    given: int = 0

    def explains(self, shown: Shown) -> bool:
        """Whether a probe's deviation comes of this."""
        return shown.observed in self.observed and re.fullmatch(self.groups, shown.probe.group) is not None

    def told_by(self, finding: Finding) -> bool:
        """Whether *finding* tells of this."""
        if finding.rule not in self.rules:
            return False
        if self.declared:
            answer = finding.example.answer
            return str(self.declared) in finding.expected and answer.status == self.given
        return any(re.search(self.kinds, kind) for kind in finding.kinds or (finding.example.kind,))


def _accepts(says: str, groups: str, rules: str, kinds: str) -> Cause:
    return Cause(says, groups, frozenset({"accepted"}), frozenset(rules.split()), kinds)


def _crashes(says: str, groups: str, kinds: str) -> Cause:
    return Cause(says, groups, frozenset({"crashed"}), frozenset({"no-crash"}), kinds)


def _refuses(says: str, groups: str, rules: str, kinds: str) -> Cause:
    # Some close the connection on a body that they refuse before all of it is sent.
    return Cause(says, groups, frozenset({"refused", "crashed"}), frozenset(rules.split()), kinds)


def _answers(says: str, groups: str, declared: int, given: int, *, observed: str = "status") -> Cause:
    rules = frozenset({"success-exact"} if declared < 300 else {"status-exact"})
    return Cause(says, groups, frozenset(observed.split()), rules, declared=declared, given=given)


_NAN = "NaN|Infinity"
_WRONG_VALUES = (
    "(number|text|boolean|array|object|date-time|member|optional|required|one bad|body is|event is|integer) ?.*"
)
_FASTAPI = (
    _accepts(
        "lax numbers: from text",
        "number from text",
        "reject-type",
        "(numeric|'NaN'|digit|text).*as number|^number as string",
    ),
    _accepts("lax numbers: from booleans", "number from boolean", "reject-type", "boolean as number"),
    _accepts("lax booleans", "boolean from (number|true in text|word)", "reject-type", "as boolean"),
    _accepts("date-times from numbers", "date-time from number.*", "reject-type reject-format", "Unix time"),
    _accepts(
        "date-times in other spellings",
        "date-time (w|of date).*",
        "reject-format",
        "date only|without|space|separator|underscore|offset|comma",
    ),
    _accepts("optional is taken for nullable", "optional .* null", "reject-null", "null as"),
    _accepts("the parser takes NaN", "NaN as number", "reject-malformed", _NAN),
    _crashes(
        "NaN cannot be written into the refusal",
        "(NaN|number beyond a double) in an invalid event",
        f"{_NAN}|beyond a double|1e400",
    ),
    _crashes("surrogates cannot be written into the refusal", "lone surrogate in an invalid event", "surrogate"),
    _accepts("the parser guesses the encoding", "UTF-16|invalid UTF-8", "reject-malformed", "UTF-(16|32|8)|surrogate"),
    _accepts("nothing is too large", "beyond the limits", "reject-size", ""),
    _answers("a number too long for Python is 400", "integer of 5,000 digits", 422, 400),
    _answers("malformed is 422", "no JSON|empty body", 400, 422),
    _answers("media type is 422", "media type refused", 415, 422),
    _answers("key is 401", "wrong key|key in .*", 403, 401),
)
_FLASK = (
    _accepts("formats are not checked", "date-time .*", "reject-format", ""),
    Cause(
        "the parser takes NaN",
        "NaN .*",
        frozenset({"accepted", "status"}),
        frozenset({"reject-malformed", "status-exact"}),
        _NAN,
    ),
    _accepts("the parser guesses the encoding", "UTF-16|invalid UTF-8", "reject-malformed", "UTF-(16|32|8)|surrogate"),
    _crashes("the parser gives up on deep nesting", "deep nesting", "nest|deep"),
    _accepts("nothing is too large", "beyond the limits", "reject-size", ""),
    _refuses("a body has 8 MB at most", "body of over 8 MB", "batch-size", ""),
    _crashes("another variant's id is taken for the id", "unknown field of another variant", "of other places"),
    _answers("a number too long for Python is 400", "integer of 5,000 digits", 422, 400),
    _crashes("the database takes no surrogates", "lone surrogate", "surrogate"),
)
_EXPRESS = (
    _accepts(
        "date-times by a quick pattern",
        "date-time (with|of|off) .*",
        "reject-format",
        "offset|February|month|hour|day|calendar",
    ),
    _refuses("a body has 100 KB at most", "(batch|body) of over .*", "batch-size size accept-size", ""),
    _accepts("the key is taken from the query", "key in the query", "reject-key", "query"),
    _crashes(
        "a body that was not parsed has no length", "(no media type|media type refused)", "media type|content type|body"
    ),
    _accepts("bytes that are no UTF-8 are replaced", "invalid UTF-8", "reject-malformed", "UTF-8|surrogate|bytes"),
    _answers("success is 200", ".*", 204, 200),
    _answers("invalid is 400", _WRONG_VALUES, 422, 400),
    _answers("method is 404", "method", 405, 404),
)
_FASTIFY = (
    _accepts(
        "coercion to numbers",
        "number from (text|word|boolean|null|array)|optional number null",
        "reject-type reject-null",
        "as (number|integer)",
    ),
    _accepts("coercion to text", "text from .*|date-time from array", "reject-type reject-null", "as string"),
    _accepts(
        "arrays of one are taken apart",
        ".* from array",
        "reject-type reject-null reject-format reject-enum",
        "array of one",
    ),
    _accepts("coercion to booleans", "boolean from .*|optional boolean null", "reject-type reject-null", "as boolean"),
    _accepts(
        "coercion to null",
        "date-time of empty text|array from null item|boolean from .*",
        "reject-type reject-null reject-format",
        "empty string|null|as (boolean|array|object)",
    ),
    _accepts("date-times with a space or a short offset", "date-time with .*", "reject-format", "space|offset"),
    _refuses("a body has 1 MB at most", "(batch|body) of over .*", "batch-size size accept-size", ""),
    _refuses(
        "fields of the prototype are refused", "unknown field of the prototype", "accept-state", "proto|odd names"
    ),
    _accepts("bytes that are no UTF-8 are replaced", "invalid UTF-8", "reject-malformed", "UTF-8|surrogate|bytes"),
    _answers("invalid is 400", _WRONG_VALUES, 422, 400),
    _answers("media type is 400", "media type refused", 415, 400),
    _answers("key is 401", "wrong key|key in .*", 403, 401),
    _answers("GET is 404", "method", 405, 404),
)
CAUSES: dict[str, tuple[Cause, ...]] = {
    "fastapi_lax.py": _FASTAPI,
    "flask_jsonschema.py": _FLASK,
    "express_ajv.cjs": _EXPRESS,
    "fastify_builtin.cjs": _FASTIFY,
}


def untold(causes: tuple[Cause, ...], findings: tuple[Finding, ...]) -> Iterator[str]:
    """The causes that no finding tells of."""
    yield from (cause.says for cause in causes if not any(cause.told_by(finding) for finding in findings))


def unbacked(causes: tuple[Cause, ...], findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """The findings that no cause stands behind: false alarms."""
    yield from (finding for finding in findings if not any(cause.told_by(finding) for cause in causes))
