"""What makes an event another one: its variant, its tenant, any part of its key. Its other content does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from eventpact.cases.case import Scenario
from eventpact.cases.state.duplicates import RULE as RESEND
from eventpact.cases.state.subject import (
    Making,
    Subject,
    other_values,
    plain_places,
    scenario,
    sent_with,
    with_id_of,
)
from eventpact.exchange import Key
from eventpact.pointer import replaced, resolve

RULE = "scope-accepted"
#: One key with two contents.
OTHER_CONTENT = "same key with other content"
#: One id in more than one variant.
IN_VARIANTS = "same id in several variants"
_PART = "same id, another part of the key"
#: Other values of one part of the key that are tried.
_MOST_PARTS = 3
#: How two ids may differ → what is put behind the same id to make them.
_NEAR_IDS = {
    "in case": ("-a", "-A"),
    "in a space at the end": ("-s", "-s "),
    "in an accent": ("-e", "-é"),
    "in leading zeros": ("-7", "-07"),
    "beyond 64 characters": (f"-{'x' * 64}1", f"-{'x' * 64}2"),
    "beyond 255 characters": (f"-{'x' * 255}1", f"-{'x' * 255}2"),
}


def changed_part(making: Making, subject: Subject) -> Iterator[Scenario]:
    """The same id with another value in another part of the key: an event of its own, one after the other and in one
    batch. All are sent once more."""
    for part in (tokens for tokens in subject.variant.idempotency_key if tokens != subject.id_at):
        for form, apart in (("apart", True), ("within one batch", False)):
            one = making.new(subject)
            others = list(islice(other_values(making, subject, one, [part]), _MOST_PARTS))
            if not others:
                return
            events = [one, *others]
            batches = [[event] for event in (*events, *events)] if apart else [events, events[::-1]]
            cases = [making.case(subject, _PART, batch, rule=RULE, inferred=subject.inferred) for batch in batches]
            yield scenario(subject, RULE, _PART, *([case] for case in cases), form=form)


def near_ids(making: Making, subject: Subject) -> Iterator[Scenario]:
    """Ids that careless comparison takes for one: they differ in case, in a space at the end, in an accent, late."""
    for what, ends in _NEAR_IDS.items():
        kind = f"ids that differ {what}"
        one = making.new(subject)
        root = resolve(one, subject.id_at)
        events = [replaced(one, subject.id_at, root + end) for end in ends]
        if all(map(making.valid, events)):
            cases = [making.case(subject, kind, [event], rule=RULE) for event in events]
            yield scenario(subject, RULE, kind, *([case] for case in cases))


def changed_content(making: Making, subject: Subject) -> Iterator[Scenario]:
    """The same key with other content: a duplicate, and accepted. Which content stays is left open."""
    kind = OTHER_CONTENT
    one = making.new(subject)
    other = next(other_values(making, subject, one, plain_places(subject, one)), None)
    if other is not None:
        cases = [making.case(subject, kind, [e], rule=RESEND, inferred=subject.inferred) for e in (one, other, one)]
        yield scenario(subject, RESEND, kind, *([case] for case in cases))


def in_variants(making: Making, found: Sequence[Subject]) -> Iterator[Scenario]:
    """The same id in every variant: one after the other, in one batch, and side by side."""
    if len(found) < 2:
        return
    first = found[0]
    for how in ("one after the other", "in one batch", "side by side"):
        kind = IN_VARIANTS
        events = _of_one_id(making, found)
        pairs = zip(found, events, strict=True)
        alone = [making.case(subject, kind, [event], rule=RULE) for subject, event in pairs]
        steps = {
            "one after the other": [[case] for case in alone],
            "in one batch": [[making.case(first, kind, events, rule=RULE)]],
            "side by side": [alone],
        }
        yield scenario(first, RULE, kind, *steps[how], form=how)


def _of_one_id(making: Making, found: Sequence[Subject]) -> list[Any]:
    one = making.new(found[0])
    return [one, *(with_id_of(subject, making.new(subject), one, found[0]) for subject in found[1:])]


def in_tenants(making: Making, subject: Subject) -> Iterator[Scenario]:
    """The same event from two tenants is one of each; an event of one tenant is none of the other's."""
    orders = {
        "same event from another tenant": [[Key.TENANT], [Key.SECOND], [Key.TENANT]],
        "same event from both tenants side by side": [[Key.TENANT, Key.SECOND] * 2],
        "event of the second tenant alone": [[Key.SECOND]],
    }
    for kind, order in orders.items():
        case = making.case(subject, kind, [making.new(subject)], rule=RULE)
        steps = [[sent_with(case, key) for key in keys] for keys in order]
        yield scenario(subject, RULE, kind, *steps)
