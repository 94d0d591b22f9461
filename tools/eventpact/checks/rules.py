"""The rules of a contract run, as records: ``--list-rules`` and the documents come from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eventpact.findings import Aspect, Severity


@dataclass(frozen=True)
class Rule:
    """One rule: a stable *id*, what it *shows*, the *aspect* of the interface that it is about, and the *severity* of
    breaking it."""

    id: str
    shows: str
    aspect: Aspect = Aspect.LEGAL_REFUSED
    severity: Severity = Severity.VIOLATION


_D, _R = Severity.DEVIATION, Severity.REMARK
_A = Aspect

RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("accept-typical", "A typical event of each variant is accepted, alone."),
        Rule("accept-minimal", "An event without its optional properties is accepted, alone."),
        Rule("accept-mixed", "A batch that mixes all variants is accepted.", _A.BATCH),
        Rule("accept-state", "Every legal state of every field is accepted: null, absent, members, spellings, edges."),
        Rule("accept-media-type", "Parameters and other spellings of the declared media type are accepted.", _A.WIRE),
        Rule(
            "accept-transfer",
            "A request is accepted however HTTP transfers it, and with headers that say nothing.",
            _A.WIRE,
        ),
        Rule(
            "accept-json", "Every spelling that RFC 8259 has is accepted, in a property that is ignored, too.", _A.JSON
        ),
        Rule("reject-required", "An event without a required property is refused.", _A.NULL_AND_ABSENT),
        Rule("reject-type", "A value of another type is refused: nothing is converted.", _A.CONVERTED),
        Rule("reject-null", "Null is refused where the schema does not allow it.", _A.NULL_AND_ABSENT),
        Rule("reject-enum", "A value that is no member of its enum is refused.", _A.CONSTRAINTS),
        Rule("reject-format", "A string that is not of its format is refused.", _A.CONSTRAINTS),
        Rule("reject-bound", "A value beyond its bounds, length or pattern is refused.", _A.CONSTRAINTS),
        Rule("reject-closed", "An undeclared property of a closed object is refused.", _A.CONSTRAINTS),
        Rule("reject-malformed", "A body that is not JSON is refused as malformed.", _A.JSON),
        Rule("reject-media-type", "A body of another media type is refused.", _A.WIRE, _D),
        Rule("reject-method", "A method that the contract does not declare is refused.", _A.WIRE, _D),
        Rule("reject-key", "A request without the tenant's exact key in its header is refused.", _A.KEY),
        Rule("batch-size", "Batches of any size within the limits are accepted.", _A.SIZE),
        Rule("answer-time", "The time of an answer grows no faster than the batch, or hardly so.", _A.SIZE, _R),
        Rule("reject-size", "A batch of more events or bytes than the contract takes is refused.", _A.SIZE, _D),
        Rule("batch-all-checked", "An invalid event is found wherever it stands in a batch.", _A.BATCH),
        Rule("status-exact", "A refusal has the status code that the contract declares for it.", _A.STATUS, _D),
        Rule("success-exact", "An accepted batch has the status code that the contract declares.", _A.STATUS, _D),
        Rule(
            "no-crash",
            "No request is answered with a status of 5xx, whatever the standards leave open in it.",
            _A.CRASHES,
        ),
        Rule("no-hang", "Every request is answered in time.", _A.CRASHES),
        Rule("no-drop", "Every request is answered: no connection is dropped, no answer garbled.", _A.CRASHES),
        Rule("resend-accepted", "Events that are sent again are accepted: duplicates are dropped silently.", _A.STATE),
        Rule("retry-accepted", "What is right is accepted after a request that was refused.", _A.STATE),
        Rule("scope-accepted", "The same id in another variant, tenant or status is accepted.", _A.STATE),
        Rule("recorded-all", "Every accepted event is recorded.", _A.STATE),
        Rule("recorded-once", "An event that comes again is recorded once.", _A.STATE),
        Rule("recorded-nothing-refused", "Nothing of a refused request is recorded, and no invalid event.", _A.STATE),
        Rule("recorded-unchanged", "Events are recorded as they were sent.", _A.STATE),
        Rule("batch-result", "A declared Batch-Result header counts each event of its batch, and rightly.", _A.STATE),
        Rule("recorded-apart", "What one tenant sends is no other tenant's.", _A.STATE),
        Rule("key-in-query", "A key in the query is refused as any other missing key.", _A.KEY, _R),
        Rule("no-redirect", "Where the contract is silent, too, no request is redirected.", _A.PRACTICE, _R),
        Rule("allow-header", "A 405 names the methods in Allow (RFC 9110 §15.5.6).", _A.PRACTICE, _R),
        Rule("authenticate-header", "A 401 has a WWW-Authenticate (RFC 9110 §15.5.2).", _A.PRACTICE, _R),
        Rule("error-body", "A refusal says in its body what is wrong.", _A.PRACTICE, _R),
    )
}


def listed() -> Iterator[str]:
    """The rules as lines for people, aspect by aspect."""
    for aspect in Aspect:
        rules = [rule for rule in RULES.values() if rule.aspect is aspect]
        if rules:
            yield f"{aspect.label.upper()}: {aspect.says}"
            yield from (f"  {rule.id:26} {rule.severity.value:10} {rule.shows}" for rule in rules)
