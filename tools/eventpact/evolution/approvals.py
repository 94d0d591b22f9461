"""Breaks that are meant: ``approvals.yaml`` beside the contract's entry, read strictly.

Each entry names one rule and one pointer, as ``eventpact diff`` tells them, says why, and ends: on a date, or with the
release of a version. A release takes the entries out of the file, so none outlives the break that it was written for.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eventpact.compat import RULES, Effect
from eventpact.contract.syntax import parse
from eventpact.errors import EventpactError
from eventpact.evolution.semver import Semver, parse_semver
from eventpact.pointer import Location
from eventpact.printable import excerpt, one_of

NAME = "approvals.yaml"
#: What an unproven difference is approved by.
UNPROVEN = {Effect.NARROWED: "unproven-narrowing", Effect.WIDENED: "unproven-widening"}
#: The file when nothing is approved.
EMPTY = """\
# Breaks that are meant. Each entry names what `eventpact diff` tells, says why, and ends; a release takes it out:
#   - rule: property-became-required
#     pointer: "events/casino.schema.json#/properties/data/required"
#     reason: Every sender sends it since March.
#     expires: 2026-12-31   # or a version: 2.0.0
approvals: []
"""
_FIELDS = ("rule", "pointer", "reason", "expires")
_OPTIONAL = ("place",)


@dataclass(frozen=True)
class Approval:
    """One break that is meant: *rule* and *pointer* as a Change has them, the *reason*, and the day (inclusive) or the
    version (exclusive) up to which it holds. A *place* limits it to that place in the events: several properties may
    become required at one pointer."""

    rule: str
    pointer: str
    reason: str
    expires: date | Semver
    place: str | None = None

    def covers(self, rule: str, pointer: str, place: str | None) -> bool:
        """Whether it is about that change."""
        return (self.rule, self.pointer) == (rule, pointer) and self.place in {None, place}

    def is_over(self, today: date, released: Semver | None) -> bool:
        """Whether it has lapsed: its day is past, or its version (or a later one) is *released*."""
        if isinstance(self.expires, date):
            return today > self.expires
        return released is not None and released >= self.expires

    def __str__(self) -> str:
        return f"{self.rule} at {self.pointer}{f', {self.place}' if self.place else ''} (until {self.expires})"


def read_approvals(folder: Path) -> tuple[Approval, ...]:
    """The approvals beside the contract in *folder*; none where there is no file. Raises EventpactError with the place
    of the first entry that is malformed."""
    file = folder / NAME
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise EventpactError(f"cannot be read ({error.strerror})", where=file) from None
    return parse_approvals(content)


def parse_approvals(content: bytes) -> tuple[Approval, ...]:
    """The approvals that *content* holds. Raises EventpactError."""
    root = Location(NAME)
    document = parse(NAME, content)
    if not isinstance(document, dict) or document.keys() != {"approvals"}:
        raise _wrong(root, "must hold `approvals:` and nothing else", "Write the list of entries below `approvals:`.")
    entries = document["approvals"]
    if not isinstance(entries, list):
        raise _wrong(root / "approvals", f"must be a list, not {excerpt(entries)}", "Write `[]` for none.")
    found = tuple(_approval(entry, root / "approvals" / i) for i, entry in enumerate(entries))
    for i, one in enumerate(found):
        if any(other.covers(one.rule, one.pointer, one.place) for other in found[:i]):
            raise _wrong(root / "approvals" / i, "approves what an entry above does", "Delete one of the two.")
    return found


def _approval(entry: Any, at: Location) -> Approval:
    if not isinstance(entry, dict):
        raise _wrong(at, f"must be a mapping, not {excerpt(entry)}", f"It needs {one_of([*_FIELDS], word='and')}.")
    for problem in _field_problems(entry, at):
        raise problem
    rules = [*RULES, *UNPROVEN.values()]
    if entry["rule"] not in rules:
        raise _wrong(at / "rule", f"{excerpt(entry['rule'])} is no rule", _meant(entry["rule"], rules))
    if "#" not in entry["pointer"]:
        hint = "Copy it from the output of `eventpact diff`: events/a.schema.json#/properties/b."
        raise _wrong(at / "pointer", f"{excerpt(entry['pointer'])} names no place in a file", hint)
    expires = _expiry(entry["expires"], at / "expires")
    return Approval(entry["rule"], entry["pointer"], entry["reason"].strip(), expires, entry.get("place"))


def _field_problems(entry: dict[str, Any], at: Location) -> Iterator[EventpactError]:
    for name, value in entry.items():
        if name not in (*_FIELDS, *_OPTIONAL):
            yield _wrong(at / name, "is no field of an approval", _meant(name, (*_FIELDS, *_OPTIONAL)))
        elif not isinstance(value, str) or not value.strip():
            yield _wrong(at / name, f"must be a text, not {excerpt(value)}", "Write it in quotes.")
    for name in _FIELDS:
        if name not in entry:
            yield _wrong(at, f"has no {name}", f"An approval needs {one_of([*_FIELDS], word='and')}.")


def _expiry(text: str, at: Location) -> date | Semver:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-12-31") and text[4] == "-" else _number(text)
    except ValueError:
        hint = "Write the last day, 2026-12-31, or the version with which it ends, 2.0.0."
        raise _wrong(at, f"{excerpt(text)} is neither a date nor a version", hint) from None


def _number(text: str) -> Semver:
    number = parse_semver(text)
    if number is None:
        raise ValueError(text)
    return number


def _meant(name: Any, names: Any) -> str:
    close = difflib.get_close_matches(str(name), names, n=1)
    return f"Did you mean {close[0]}?" if close else f"Use {one_of([*names], limit=6)}."


def _wrong(where: Location, what: str, hint: str) -> EventpactError:
    return EventpactError(what, where=where, hint=hint)
