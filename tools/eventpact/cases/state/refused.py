"""A refused request leaves no trace: nothing of it is recorded, and what was right in it is new when it comes again."""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.cases.case import Expectation, Scenario, of_invalid_event
from eventpact.cases.state.subject import Making, Subject, broken, refused, scenario
from eventpact.contract import Verdict
from eventpact.contract.interface import Refusal
from eventpact.exchange import Key

RULE = "retry-accepted"

_KEY = Expectation(refusal=Refusal.KEY)
_MEDIA_TYPE = Expectation(refusal=Refusal.MEDIA_TYPE)
_MALFORMED = Expectation(refusal=Refusal.MALFORMED)


def after_invalid(making: Making, subject: Subject) -> Iterator[Scenario]:
    """A batch with an invalid event, then one of its valid events alone, then the invalid one, corrected.

    The rest of the batch is not sent again: where the contract refuses whole batches, it must never be recorded.
    """
    expectation = of_invalid_event(making.contract.interface)
    kind = "invalid batch, then its valid part"
    for name, index in (("first", 0), ("middle", 2), ("last", 4)):
        right, *others = (making.new(subject) for _ in range(5))
        wrong = broken(making, subject, right)
        if wrong is None:
            return
        batch = [*others[:index], wrong, *others[index:]]
        cases = [
            refused(making.case(subject, kind, batch, rule=RULE), "batch-all-checked", expectation),
            making.case(subject, kind, others[:1], rule=RULE),
            making.case(subject, kind, others[-1:], rule=RULE),
            making.case(subject, kind, [right], rule=RULE),
        ]
        yield scenario(subject, RULE, kind, *([case] for case in cases), form=f"{name} event invalid")


def after_malformed(making: Making, subject: Subject) -> Iterator[Scenario]:
    """A body cut short, or announced as something else, then the same one as it should be."""
    kind = "malformed body, then the whole one"
    whole = making.case(subject, kind, [making.new(subject)], rule=RULE)
    cut = (whole.request.body or b"")[:-1]
    if making.oracle.judge_text(cut).verdict is Verdict.INVALID:
        malformed = refused(whole, "reject-malformed", _MALFORMED, body=cut)
        yield scenario(subject, RULE, kind, [malformed], [whole])
    kind = "wrong media type, then the right one"
    right = making.case(subject, kind, [making.new(subject)], rule=RULE)
    wrong = refused(right, "reject-media-type", _MEDIA_TYPE, content_type="text/plain")
    yield scenario(subject, RULE, kind, [wrong], [right])


def after_wrong_key(making: Making, subject: Subject) -> Iterator[Scenario]:
    """A request without the key, or with a wrong one, then the same one with the tenant's."""
    if making.contract.interface.key_header is None:
        return
    for key in (Key.UNKNOWN, Key.NONE):
        kind = "wrong key, then the right one"
        right = making.case(subject, kind, [making.new(subject)], rule=RULE)
        stray = making.new(subject)  # comes with the wrong key alone
        both = making.case(subject, kind, [right.items[0].value, stray], rule=RULE)
        wrong = refused(both, "reject-key", _KEY, key=key)
        yield scenario(subject, RULE, kind, [wrong], [right], form=key.value)
