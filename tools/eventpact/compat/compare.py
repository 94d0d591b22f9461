"""Two contracts, or two schemas, → a Comparison.

They are compared by what they accept, not by how they are written: renamed, reordered or moved definitions and other
spellings of the same are no change.
"""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.compat.changes import Changes, Events, pattern, silenced, unproven, with_notes
from eventpact.compat.declared import Note, notes
from eventpact.compat.found import Found
from eventpact.compat.http import UnknownEvents, interface_notes, unknown_events
from eventpact.compat.judges import Judges
from eventpact.compat.literals import Goal
from eventpact.compat.model import Bump, Change, Comparison, Effect, Reading, Side, Unproven, Witness
from eventpact.compat.rules import RULES
from eventpact.compat.search import Search
from eventpact.compat.site import Forms, Site
from eventpact.contract.document import Documents
from eventpact.contract.integrity import problems
from eventpact.contract.model import Contract
from eventpact.contract.payload import DEFAULT_NESTING
from eventpact.contract.schema import schema_at
from eventpact.pointer import Location, to_pointer

_SIDES: tuple[tuple[Side, Side, Effect], ...] = (("old", "new", Effect.NARROWED), ("new", "old", Effect.WIDENED))


def compare(old: Contract, new: Contract, *, reading: Reading = Reading.PRAGMATIC) -> Comparison:
    """What changed from *old* to *new*, for senders and for receivers. Raises ContractError when a setting that only
    matters here is malformed."""
    changes = Changes(Events(new.events_at, new.discriminator))
    judges = Judges(
        Site(old.documents, old.interface.body),
        Site(new.documents, new.interface.body),
        min(old.interface.limits.nesting, new.interface.limits.nesting),
    )
    gaps = _find(judges, reading, changes)
    silent = all(unknown_events(contract) is UnknownEvents.IGNORE for contract in (old, new))
    found = [silenced(one) if silent and one.rule == "variant-added" else one for one in changes.all]
    return _comparison(with_notes(found, _notes(old, new)), gaps)


def compare_schemas(
    old: tuple[Documents, Location], new: tuple[Documents, Location], *, reading: Reading = Reading.PRAGMATIC
) -> Comparison:
    """What changed from one JSON Schema to another: a witness is a value of the schema. Raises ContractError when a
    schema cannot be used."""
    for documents, location in (old, new):
        for problem in problems(documents, location):
            raise problem
    changes = Changes(None)
    gaps = _find(Judges(Site(*old), Site(*new), DEFAULT_NESTING), reading, changes)
    before, after = (schema_at(documents, [location]) for documents, location in (old, new))
    return _comparison(with_notes(changes.all, (("", note) for note in notes(before, after))), gaps)


def _find(judges: Judges, reading: Reading, changes: Changes) -> list[Unproven]:
    """Adds every change of what is valid to *changes*; what is left are the differences that may be there."""
    gaps: list[Unproven] = []
    forms = Forms()
    for accepted_by, refused_by, effect in _SIDES:
        search = Search(pragmatic=reading is Reading.PRAGMATIC, forms=forms)
        doubts: dict[tuple[object, ...], Found] = {}
        proven: set[tuple[object, ...]] = set()
        goals = (Goal(judges.site(accepted_by), wanted=True),)
        for found in search.differences(goals, judges.site(refused_by)):
            key = found.site.location, found.keyword, found.name, pattern(found.tokens)
            witness = None if found.gap else judges.witness(found.value, accepted_by)
            if witness is None:
                doubts.setdefault(key, found)
            else:
                proven.add(key)
                changes.add(found, witness, refused_by)
        gaps += [unproven(one, effect) for key, one in doubts.items() if key not in proven]
    return gaps


def _notes(old: Contract, new: Contract) -> Iterator[tuple[str, Note]]:
    """What changed besides what is valid, with the tag of the variant."""
    yield from (("", note) for note in interface_notes(old, new))
    if old.events_at == new.events_at:
        yield from (("", note) for note in notes(old.body, new.body, leave_out=(*new.events_at, "*")))
    for variant in new.variants:
        before = next((one for one in old.variants if one.tag == variant.tag), None)
        if before is None:
            continue
        yield from ((variant.tag, note) for note in notes(before.schema, variant.schema))
        if set(before.idempotency_key) != set(variant.idempotency_key):
            keys = [", ".join(map(to_pointer, one.idempotency_key)) or "none" for one in (before, variant)]
            where = variant.schema.location / "x-idempotency-key"
            summary = f"idempotency key: was {keys[0]}, is {keys[1]}"
            yield variant.tag, Note("idempotency-key-changed", where, "", summary)


def _comparison(changes: list[Change], gaps: list[Unproven]) -> Comparison:
    bumps = [Bump.MAJOR if change.breaks_senders else _least(change) for change in changes]
    bumps += [Bump.MAJOR if one.direction is Effect.NARROWED else Bump.MINOR for one in gaps]
    return Comparison(
        changes=tuple(changes),
        narrowed=_smallest(changes, "old"),
        widened=_smallest(changes, "new"),
        bump=max(bumps, default=Bump.NONE),
        unproven=tuple(gaps),
    )


def _least(change: Change) -> Bump:
    return Bump.MINOR if change.effect is Effect.WIDENED else RULES[change.rule].bump


def _smallest(changes: list[Change], accepted_by: Side) -> Witness | None:
    shown = (witness for change in changes for witness in (change.witness, change.other_witness) if witness is not None)
    found = (witness for witness in shown if witness.accepted_by == accepted_by)
    return min(found, key=lambda witness: (len(witness.text), witness.text), default=None)
