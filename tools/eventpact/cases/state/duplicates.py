"""The same event more than once: taken each time, recorded once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from eventpact.cases.case import Case, Scenario
from eventpact.cases.state.subject import Making, Subject, scenario
from eventpact.contract.identity import Identities, Identity
from eventpact.exchange import Key

RULE = "resend-accepted"

#: The plainest kind of duplicate.
AGAIN = "same event sent again"
#: The plainest kind of duplicates that race each other.
SIDE_BY_SIDE = "same event side by side"

#: How often an event is sent again.
_MOST_RESENT = 5
#: Requests with one and the same event, under way at once.
_AT_ONCE = 8
#: Events of the batches that overlap.
_OVERLAPPING = 12


def with_repeats(making: Making, scenario: Scenario) -> Scenario:
    """*scenario*, in which each case tells whether it holds an event that its tenant sends more than once by then;
    what must be refused does not count."""
    identities, sent = Identities(making.contract), Counter[tuple[Key, Identity]]()
    steps = []
    for step in scenario.steps:
        held = [_held(identities, case) for case in step]
        sent.update(chain.from_iterable(held))
        pairs = zip(step, held, strict=True)
        steps.append(tuple(replace(case, again=any(sent[one] > 1 for one in ones)) for case, ones in pairs))
    return replace(scenario, steps=tuple(steps))


def _held(identities: Identities, case: Case) -> list[tuple[Key, Identity]]:
    items = case.items if case.expectation.refusal is None else ()
    return [(case.request.key, one) for item in items if (one := identities.of(item.value)) is not None]


def resent(making: Making, subject: Subject) -> Iterator[Scenario]:
    """The same event again, one to five times, each request after the answer to the one before."""
    for times in range(1, _MOST_RESENT + 1):
        case = making.case(subject, AGAIN, [making.new(subject)], rule=RULE, inferred=subject.inferred)
        yield scenario(subject, RULE, AGAIN, *[[case]] * (times + 1), form=f"{times} times")


def together(making: Making, subject: Subject) -> Iterator[Scenario]:
    """The same event twice within a batch, at its ends, and in other batches among others."""
    kind = "same event twice within one batch"
    for form, around in (("side by side", 0), ("at its ends", 3)):
        event = making.new(subject)
        events = [event, *(making.new(subject) for _ in range(around)), event]
        case = making.case(subject, kind, events, rule=RULE, inferred=subject.inferred)
        yield scenario(subject, RULE, kind, [case], form=form)
    kind = "same event again among others"
    event = making.new(subject)
    batches = (
        [event],
        [making.new(subject), event, making.new(subject)],
        [making.new(subject), event],
        [event, making.new(subject)],
    )
    cases = [making.case(subject, kind, batch, rule=RULE, inferred=subject.inferred) for batch in batches]
    yield scenario(subject, RULE, kind, *([case] for case in cases))


def side_by_side(making: Making, subject: Subject) -> Iterator[Scenario]:
    """The same event in several requests at once, and batches that overlap, each in another order."""
    case = making.case(subject, SIDE_BY_SIDE, [making.new(subject)], rule=RULE, inferred=subject.inferred)
    yield scenario(subject, RULE, SIDE_BY_SIDE, [case] * _AT_ONCE)
    kind = "overlapping batches side by side"
    events = [making.new(subject) for _ in range(_OVERLAPPING)]
    cases = []
    for turn in range(_AT_ONCE):
        turned = [*events[turn:], *events[:turn]][: _OVERLAPPING - turn // 2]
        order = turned if turn % 2 == 0 else turned[::-1]
        cases.append(making.case(subject, kind, order, rule=RULE, inferred=subject.inferred))
    yield scenario(subject, RULE, kind, cases)
