"""Vendoring an artefact into a folder for the first time, and taking it out again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from eventpact import __version__
from eventpact.contract import Contract
from eventpact.errors import EventpactError, ExitCode
from eventpact.generate.bundle import bundle, digest
from eventpact.vendor import names
from eventpact.vendor.artefacts import kind_of, made, support
from eventpact.vendor.lock import SUPPORT, Entry, Lock, sums
from eventpact.vendor.transaction import Write, commit
from eventpact.vendor.verify import LOCK, Edit


class Refused(EventpactError):
    """Nothing was written, because something was found that whoever calls has to decide."""

    exit_code = ExitCode.FOUND


@dataclass(frozen=True)
class Wanted:
    """What is to be vendored: the *kind* of artefact, the *name* it gets (empty: from the contract's title), and the
    folder below the destination to put it *into* (empty: the destination itself)."""

    kind: str
    name: str = ""
    into: str = ""


def new_lock(contract: Contract, entries: tuple[Entry, ...] = ()) -> Lock:
    """The lock of a folder that gets *entries* made from *contract* now."""
    schema = digest(bundle(contract))
    return Lock(contract.title, contract.version, schema, __version__, entries, sums(support(contract)))


def entry_for(contract: Contract, wanted: Wanted) -> Entry:
    """Where *wanted* goes and what it is called; its files are not made yet. Raises EventpactError for a bad name."""
    kind = kind_of(wanted.kind)
    name = wanted.name or kind.name(contract.title)
    path = "/".join(part for part in (names.below(wanted.into), kind.path(name)) if part)
    return Entry(kind.id, name, path, {})


def add(dest: Path, contract: Contract, wanted: Wanted, found: Lock | None) -> tuple[Entry, bool]:
    """Vendor *wanted* into *dest*, whose lock is *found*: the entry, and whether it is new.

    Raises EventpactError when the place is not free, or *dest* has another contract or another version of it.
    """
    entry = entry_for(contract, wanted)
    lock = new_lock(contract)
    if found is not None:
        _check_same(dest, found, lock)
        known = next((one for one in found.entries if (one.kind, one.path) == (entry.kind, entry.path)), None)
        if known is not None:
            return known, False
        _check_apart(dest, found, entry)
    _check_places(dest, entry, first=found is None)
    files = made(contract, kind_of(entry.kind))
    entry = replace(entry, files=sums(files))
    lock = replace(lock, entries=(*(found.entries if found else ()), entry))
    beside = () if found else (Write(SUPPORT, support(contract)),)
    commit(dest, [Write(entry.path, files), *beside, Write(LOCK, lock.text())])
    return entry, True


def _check_same(dest: Path, found: Lock, new: Lock) -> None:
    if found.title != new.title:
        what = f"has artefacts of another contract, {found.title!r}"
        raise EventpactError(what, where=dest / LOCK, hint="Vendor into another folder: each has one contract.")
    if replace(found, entries=()) != new:
        what = f"is of another version of the contract ({found.version}) or of eventpact ({found.generator})"
        raise EventpactError(what, where=dest / LOCK, hint="Run `eventpact vendor update` first.")


def _check_apart(dest: Path, found: Lock, entry: Entry) -> None:
    new = entry.path.casefold() + "/"
    for one in found.entries:
        old = one.path.casefold() + "/"
        if new.startswith(old) or old.startswith(new):
            what = f"is taken: {one.kind} {one.name} is vendored at {one.path}"
            raise EventpactError(what, where=dest / entry.path, hint="Choose another name: --as NAME.")


def _check_places(dest: Path, entry: Entry, *, first: bool) -> None:
    names.check_free(dest, entry.path)
    if entry.kind.startswith("python"):
        _check_modules(dest, entry)
    if first:
        names.check_free(dest, SUPPORT)
        names.check_name(dest, LOCK)


def _check_modules(dest: Path, entry: Entry) -> None:
    """Raise EventpactError where a module has the name that a folder of the package gets."""
    for depth in range(len(entry.name.split("."))):
        folder = Path(entry.path, *[".."] * depth)
        module = (dest / folder).resolve().with_suffix(".py")
        if module.exists():
            hint = "Choose another name: --as NAME."
            raise EventpactError("is a module of the name that the package would get", where=module, hint=hint)


def remove(dest: Path, lock: Lock, chosen: tuple[Entry, ...], *, force: bool) -> list[Edit]:
    """Take *chosen* out of *dest*; what others put into their folders stays and is returned.

    Raises Refused when their files were edited, unless *force*; EventpactError where a symbolic link is in the way.
    """
    edits = [edit for edit in lock.edits(dest) if any(_below(edit, entry) for entry in chosen)]
    check_no_links(dest, edits)
    edited = [edit for edit in edits if edit.kind == "edited"]
    if edited and not force:
        raise Refused("; ".join(map(str, edited[:10])), where=dest, hint="--force removes edited files as well.")
    added = [edit for edit in edits if edit.kind == "added"]
    writes = [Write(entry.path, _left(dest, entry, added)) for entry in chosen]
    left = tuple(entry for entry in lock.entries if entry not in chosen)
    rest = [Write(LOCK, replace(lock, entries=left).text())] if left else [Write(SUPPORT, None), Write(LOCK, None)]
    commit(dest, [*writes, *rest])
    return added


def _left(dest: Path, entry: Entry, added: list[Edit]) -> dict[str, bytes] | None:
    own = [edit for edit in added if _below(edit, entry)]
    return {edit.path.removeprefix(f"{entry.path}/"): (dest / edit.path).read_bytes() for edit in own} or None


def _below(edit: Edit, entry: Entry) -> bool:
    return f"{edit.path}/".startswith(f"{entry.path}/") or f"{entry.path}/".startswith(f"{edit.path}/")


def check_no_links(dest: Path, edits: list[Edit]) -> None:
    """Raise EventpactError for what is no file among *edits*: nobody knows what replacing it would do."""
    for edit in edits:
        if edit.kind in ("link", "special", "unreadable"):
            hint = "Remove it, and run again."
            raise EventpactError(str(edit).partition(": ")[2], where=dest / edit.path, hint=hint)
