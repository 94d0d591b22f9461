"""The rules of a contract run, as records: ``--list-rules`` and the documents come from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eventpact.findings import Severity


@dataclass(frozen=True)
class Rule:
    """One rule: a stable *id*, what it *shows*, and the *severity* of breaking it."""

    id: str
    shows: str
    severity: Severity = Severity.VIOLATION


_V, _D, _R = Severity.VIOLATION, Severity.DEVIATION, Severity.REMARK

RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("accept-typical", "A typical event of each variant is accepted, alone."),
        Rule("accept-minimal", "An event without its optional properties is accepted, alone."),
        Rule("accept-mixed", "A batch that mixes all variants is accepted."),
        Rule("accept-state", "Every legal state of every field is accepted: null, absent, members, spellings, edges."),
        Rule("accept-media-type", "Parameters and other spellings of the declared media type are accepted."),
        Rule("reject-required", "An event without a required property is refused."),
        Rule("reject-type", "A value of another type is refused: nothing is converted."),
        Rule("reject-null", "Null is refused where the schema does not allow it."),
        Rule("reject-enum", "A value that is no member of its enum is refused."),
        Rule("reject-format", "A string that is not of its format is refused."),
        Rule("reject-bound", "A value beyond its bounds, length or pattern is refused."),
        Rule("reject-closed", "An undeclared property of a closed object is refused."),
        Rule("reject-malformed", "A body that is not JSON is refused as malformed."),
        Rule("reject-media-type", "A body of another media type is refused.", _D),
        Rule("reject-method", "A method that the contract does not declare is refused.", _D),
        Rule("reject-key", "A request without the tenant's exact key in its header is refused."),
        Rule("batch-size", "Batches of any size within the limits are accepted."),
        Rule("batch-all-checked", "An invalid event is found wherever it stands in a batch."),
        Rule("status-exact", "A refusal has the status code that the contract declares for it.", _D),
        Rule("success-exact", "An accepted batch has the status code that the contract declares.", _D),
        Rule("no-crash", "No request is answered with a status of 5xx, whatever the standards leave open in it."),
        Rule("no-hang", "Every request is answered in time."),
        Rule("no-drop", "Every request is answered: no connection is dropped, no answer garbled."),
    )
}
