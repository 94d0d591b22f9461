"""``diff`` from what people name to a review, ready for every format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eventpact.errors import EventpactError
from eventpact.evolution.approvals import read_approvals
from eventpact.evolution.lines import Lines, here
from eventpact.evolution.output import Material
from eventpact.evolution.releases import known
from eventpact.evolution.review import Approvals, Step, review
from eventpact.evolution.semver import parse_semver
from eventpact.evolution.settings import Settings
from eventpact.evolution.versions import Version, compared, of_file, open_version
from eventpact.generate.bundle import moved, named, referenced
from eventpact.generate.document import json_text
from eventpact.generate.openapi import one_file


def diff(old: str | None, new: str | None, settings: Settings) -> Material:
    """The review of the step from *old* (None: the last release) to *new* (None: the working contract). Raises
    EventpactError."""
    entry = settings.contract
    left = open_version(_last(entry) if old is None else old, contract=entry)
    right = of_file(entry) if new is None else open_version(new, contract=entry)
    step = Step(left.label, right.label, compared(left, right, reading=settings.reading))
    found = review(
        step,
        _from_releases(left, right, settings) if settings.mode.is_transitive else (),
        mode=settings.mode,
        reading=settings.reading,
        approvals=approvals(settings),
    )
    return Material(found, Lines((right, left), here()).of, lambda: (document(left), document(right)))


def approvals(settings: Settings) -> Approvals:
    """What is approved beside the contract, as of now."""
    folder = settings.contract.parent
    releases = known(folder)
    return Approvals(read_approvals(folder), settings.today, releases[-1].number if releases else None)


def _last(entry: Path) -> str:
    releases = known(entry.parent)
    if not releases:
        hint = "Name the old version: a file, a folder, or git:REV. `eventpact release` makes the first release."
        raise EventpactError("nothing is released yet", where=entry.parent / "releases", hint=hint)
    return str(releases[-1].number)


def _from_releases(left: Version, right: Version, settings: Settings) -> Iterator[Step]:
    """The steps from the other releases; where *right* is a release itself, from those before it."""
    end = parse_semver(right.label)
    for release in known(settings.contract.parent):
        label = str(release.number)
        if label != left.label and (end is None or release.number < end):
            version = of_file(release.file, label=label)
            yield Step(label, right.label, compared(version, right, reading=settings.reading))


def document(version: Version) -> str:
    """The whole version as the text of one JSON document, in an order that no order of files changes."""
    if version.contract is not None:
        return json_text(one_file(version.contract))
    documents, root = version.documents, version.body
    names = named(documents, (at for at in referenced(documents, [root]) if at != root))

    def link(location: Any) -> str:
        return "#" if location == root else f"#/$defs/{names[location]}"

    schema = moved(documents, root, link)
    definitions = {name: moved(documents, at, link) for at, name in sorted(names.items(), key=lambda item: item[1])}
    return json_text({**schema, "$defs": definitions} if definitions else schema)
