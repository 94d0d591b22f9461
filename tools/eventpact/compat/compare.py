"""Two contracts, or two schemas, → a Comparison.

Contracts are compared by what they accept, not by how they are written: renamed, reordered or moved definitions and
other spellings of the same are no change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eventpact.compat.branch import Goal
from eventpact.compat.classify import pointer_of, rule_of, summary_of
from eventpact.compat.declared import Note, notes
from eventpact.compat.found import Found
from eventpact.compat.http import UnknownEvents, interface_notes, operation_at, unknown_events
from eventpact.compat.judges import Judges
from eventpact.compat.model import Bump, Change, Comparison, Effect, Reading, Side, Unproven, Witness
from eventpact.compat.rules import RULES
from eventpact.compat.search import Search
from eventpact.compat.site import Site
from eventpact.contract.document import Documents
from eventpact.contract.model import Contract
from eventpact.contract.schema import schema_at
from eventpact.pointer import Location, Token, resolve, to_pointer

_SIDES: tuple[tuple[Side, Side, Effect], ...] = (("old", "new", Effect.NARROWED), ("new", "old", Effect.WIDENED))
_EVENTS_OF = {"option-removed": "variant-removed", "enum-member-removed": "variant-removed",
              "enum-added": "variant-removed", "option-added": "variant-added", "enum-member-added": "variant-added",
              "enum-removed": "variant-added"}  # fmt: skip


@dataclass(frozen=True)
class _Events:
    """How events are told in a body: where the array is, and the property that says the variant."""

    at: tuple[str, ...]
    discriminator: str

    def split(self, found: Found) -> tuple[str, tuple[Token, ...] | None]:
        """The variant's tag and the tokens within the event; None where *found* is about no event."""
        depth = len(self.at)
        if tuple(map(str, found.tokens[:depth])) != self.at or len(found.tokens) <= depth:
            return "", None
        event = resolve(found.value, found.tokens[: depth + 1])
        tag = event.get(self.discriminator) if isinstance(event, dict) else None
        return tag if isinstance(tag, str) else "", found.tokens[depth + 1 :]


def compare(old: Contract, new: Contract, *, reading: Reading = Reading.PRAGMATIC) -> Comparison:
    """What changed from *old* to *new*, for senders and for receivers. Raises ContractError when a setting that only
    matters here is malformed."""
    events = _Events(new.events_at, new.discriminator)
    sites = Site(old.documents, old.interface.body), Site(new.documents, new.interface.body)
    nesting = min(old.interface.limits.nesting, new.interface.limits.nesting)
    changes, unproven = _schema_changes(*sites, reading, events, nesting)
    silent = unknown_events(new) is UnknownEvents.IGNORE and unknown_events(old) is UnknownEvents.IGNORE
    changes = [_without_break(change) if silent and change.rule == "variant-added" else change for change in changes]
    return _comparison([*changes, *_notes_of_contracts(old, new, changes)], unproven)


def compare_schemas(
    old: tuple[Documents, Location], new: tuple[Documents, Location], *, reading: Reading = Reading.PRAGMATIC
) -> Comparison:
    """What changed from one JSON Schema to another: a witness is a value of the schema. Raises ContractError when a
    schema cannot be used."""
    sites = Site(*old), Site(*new)
    changes, unproven = _schema_changes(*sites, reading, None, None)
    found = notes(schema_at(old[0], [old[1]]), schema_at(new[0], [new[1]]))
    return _comparison([*changes, *_untold(found, "", changes)], unproven)


def _schema_changes(
    old: Site, new: Site, reading: Reading, events: _Events | None, nesting: int | None
) -> tuple[list[Change], list[Unproven]]:
    judges = Judges(old, new, *([nesting] if nesting else []))
    changes: dict[tuple[str, ...], Change] = {}
    unproven: list[Unproven] = []
    for accepted_by, refused_by, effect in _SIDES:
        accepting, refusing = (old, new) if accepted_by == "old" else (new, old)
        search = Search(pragmatic=reading is Reading.PRAGMATIC)
        doubts: dict[tuple[object, ...], Found] = {}
        proven: set[tuple[object, ...]] = set()
        for found in search.differences((Goal(accepting, wanted=True),), refusing):
            key = (found.site.location, found.keyword, found.name, _pattern(found.tokens))
            witness = None if found.gap else judges.witness(found.value, accepted_by)
            if witness is None:
                doubts.setdefault(key, found)
                continue
            proven.add(key)
            _add(changes, _change(found, witness, refused_by, effect, events))
        unproven += [_unproven(one, effect) for key, one in doubts.items() if key not in proven]
    return list(changes.values()), unproven


def _add(changes: dict[tuple[str, ...], Change], change: Change) -> None:
    """Adds *change*; what both narrows and widens by one rule is one change, and the smallest witness is kept."""
    key = change.rule, change.variant, change.place, _distinct(change)
    known = changes.get(key)
    if known is None:
        changes[key] = change
    elif known.effect is change.effect and known.witness and change.witness:
        if len(change.witness.text) < len(known.witness.text):
            changes[key] = change
    elif known.effect is not change.effect and known.effect is not Effect.BOTH:
        changes[key] = _both(known, change)


def _distinct(change: Change) -> str:
    """What else tells two changes of one rule at one place apart: the keyword, or what is said of it."""
    return change.summary


def _both(narrowed: Change, widened: Change) -> Change:
    return Change(
        narrowed.rule, narrowed.pointer, narrowed.variant, narrowed.place, Effect.BOTH, narrowed.summary,
        narrowed.senders, widened.receivers, narrowed.witness, breaks_senders=True, breaks_receivers=True,
        other_witness=widened.witness,
    )  # fmt: skip


def _change(found: Found, witness: Witness, refused_by: Side, effect: Effect, events: _Events | None) -> Change:
    rule = rule_of(found, refused_by)
    variant, within = events.split(found) if events else ("", None)
    if within is not None and events and (not within or within == (events.discriminator,)):
        rule = _EVENTS_OF.get(rule, rule)
    tokens = found.tokens if within is None else within
    if found.fresh is not None:
        tokens = tokens[: found.fresh - (len(found.tokens) - len(tokens))]
    place = to_pointer(_pattern(tokens))
    if found.keyword == "required" and found.name:
        place += to_pointer([found.name])
    said = RULES[rule]
    return Change(
        rule=rule,
        pointer=str(pointer_of(found, refused_by)),
        variant=variant,
        place=place,
        effect=effect,
        summary=f"event {variant}: {said.means}" if rule.startswith("variant") else summary_of(found, rule, refused_by, place),
        senders=said.senders,
        receivers=said.receivers,
        witness=witness,
        breaks_senders=effect is Effect.NARROWED,
        breaks_receivers=effect is Effect.WIDENED,
    )  # fmt: skip


def _pattern(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """*tokens* with ``*`` for each item of an array."""
    return tuple("*" if isinstance(token, int) else token for token in tokens)


def _unproven(found: Found, effect: Effect) -> Unproven:
    reason = found.gap or "what was found does not tell the versions apart"
    return Unproven(str(found.site.location / found.keyword), to_pointer(_pattern(found.tokens)), effect, reason)


def _without_break(change: Change) -> Change:
    receivers = "A notice: receivers ignore events that they do not know."
    return Change(**{**change.__dict__, "breaks_receivers": False, "receivers": receivers})


def _notes_of_contracts(old: Contract, new: Contract, changes: list[Change]) -> Iterator[Change]:
    yield from (_note(note, "") for note in interface_notes(old, new))
    events = (*new.events_at, "*")
    if old.events_at == new.events_at:
        yield from _untold(notes(old.body, new.body, leave_out=events), "", changes)
    for variant in new.variants:
        before = next((one for one in old.variants if one.tag == variant.tag), None)
        if before is None:
            continue
        yield from _untold(notes(before.schema, variant.schema), variant.tag, changes)
        if set(before.idempotency_key) != set(variant.idempotency_key):
            keys = [", ".join(map(to_pointer, one.idempotency_key)) or "none" for one in (before, variant)]
            where = variant.schema.location / "x-idempotency-key"
            summary = f"idempotency key: was {keys[0]}, is {keys[1]}"
            yield _note(Note("idempotency-key-changed", where, "", summary), variant.tag)


def _untold(found: Iterable[Note], variant: str, changes: list[Change]) -> Iterator[Change]:
    """The notes that no change with a witness tells already."""
    told = {(change.variant, change.place) for change in changes if "property" in change.rule}
    yield from (
        _note(note, variant) for note in found if note.rule not in _PROPERTIES or (variant, note.place) not in told
    )


_PROPERTIES = frozenset({"property-added-optional", "property-removed"})


def _note(note: Note, variant: str) -> Change:
    rule = RULES[note.rule]
    return Change(
        rule=note.rule,
        pointer=str(note.where),
        variant=variant,
        place=note.place,
        effect=Effect.NONE,
        summary=note.summary,
        senders=rule.senders,
        receivers=rule.receivers,
        witness=None,
        breaks_senders=rule.bump is Bump.MAJOR,
        breaks_receivers=rule.bump is Bump.MAJOR and note.rule != "limit-lowered",
    )


def _comparison(changes: list[Change], unproven: list[Unproven]) -> Comparison:
    narrowed, widened = (_smallest(changes, side) for side in ("old", "new"))
    bumps = [Bump.MAJOR if change.breaks_senders else _least(change) for change in changes]
    bumps += [Bump.MAJOR if one.direction is Effect.NARROWED else Bump.MINOR for one in unproven]
    return Comparison(tuple(changes), narrowed, widened, max(bumps, default=Bump.NONE), tuple(unproven))


def _least(change: Change) -> Bump:
    return Bump.MINOR if change.effect is Effect.WIDENED else RULES[change.rule].bump


def _smallest(changes: list[Change], accepted_by: str) -> Witness | None:
    shown = (witness for change in changes for witness in (change.witness, change.other_witness) if witness is not None)
    found = (witness for witness in shown if witness.accepted_by == accepted_by)
    return min(found, key=lambda witness: (len(witness.text), witness.text), default=None)
