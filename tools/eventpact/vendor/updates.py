"""Bringing what was vendored up to date with the contract: what would change, whom it breaks, and doing it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from eventpact.compat import Comparison, compare
from eventpact.contract import Contract
from eventpact.errors import EventpactError
from eventpact.vendor.additions import Refused, check_no_links, new_lock
from eventpact.vendor.artefacts import kind_of, made, old_contract, same_contract, support
from eventpact.vendor.changes import breaks
from eventpact.vendor.lock import SUPPORT, Entry, Lock, sums
from eventpact.vendor.names import prefix
from eventpact.vendor.patch import patch, rebased
from eventpact.vendor.transaction import Write, commit
from eventpact.vendor.verify import LOCK, Edit

#: Edits that an update would lose; what is missing, or has other line endings, is put right without asking.
_LOST = frozenset({"edited", "added"})


@dataclass(frozen=True)
class Update:
    """What is vendored in *dest* (*lock*, *edits*), and what *contract* gives now: *trees* are the files of each folder
    by its path, and *new* is the lock for them."""

    dest: Path
    lock: Lock
    edits: tuple[Edit, ...]
    contract: Contract
    trees: Mapping[str, Mapping[str, bytes]]
    new: Lock

    @property
    def local(self) -> list[Edit]:
        """What was edited in *dest*, and would be lost."""
        return [edit for edit in self.edits if edit.kind in _LOST]

    @property
    def outdated(self) -> bool:
        """Whether the contract, or this eventpact, gives other files than those vendored."""
        return self.lock != self.new

    def entry_outdated(self, entry: Entry) -> bool:
        """Whether the files of *entry* are others now."""
        return entry.files != sums(self.trees[entry.path])

    @cached_property
    def old(self) -> Contract | None:
        """The contract as it was vendored; None where its copy is not as it was written."""
        copy_edited = any(edit.path.startswith(f"{SUPPORT}/contract") for edit in self.edits)
        return None if copy_edited else old_contract(self.dest)

    @cached_property
    def comparison(self) -> Comparison | None:
        """What changed in the contract; None where nothing did, or where it is not known (:attr:`old`)."""
        if self.old is None or same_contract(self.old, self.contract):
            return None
        return compare(self.old, self.contract)


def plan_update(dest: Path, lock: Lock, contract: Contract) -> Update:
    """What is to be done in *dest* for *contract*. Raises EventpactError when it is another one, or links are there."""
    if contract.title != lock.title:
        what = f"was vendored from another contract, {lock.title!r}, than {contract.title!r}"
        raise EventpactError(what, where=dest / LOCK, hint="Name that contract's document: --contract FILE.")
    trees = {entry.path: made(contract, kind_of(entry.kind)) for entry in lock.entries}
    entries = tuple(replace(entry, files=sums(trees[entry.path])) for entry in lock.entries)
    edits = tuple(lock.edits(dest))
    return Update(dest, lock, edits, contract, {**trees, SUPPORT: support(contract)}, new_lock(contract, entries))


def apply(update: Update, *, force: bool, allow_breaking: bool) -> tuple[Path | None, list[str]]:
    """Write what *update* says: the file that keeps the local edits, if there were any, and which of them clash.

    Raises Refused when files were edited and not *force*, or someone is broken and not *allow_breaking*.
    """
    check_no_links(update.dest, list(update.edits))
    if update.local and not force:
        told = "; ".join(map(str, update.local[:10]))
        hint = "Nothing was written. --force writes all the same, and keeps the edits in a patch file beside."
        raise Refused(f"local edits: {told}", where=update.dest, hint=hint)
    broken = breaks(update.comparison) if update.comparison else ()
    if broken and not allow_breaking:
        what = f"the update breaks {' and '.join(broken)}"
        hint = "Nothing was written. --allow-breaking writes it; `eventpact vendor diff` shows it."
        raise Refused(what, where=update.dest, hint=hint)
    kept, clashes = _kept(update)
    target = _patch_file(update.dest) if kept else None
    notes = [Write(target.name, kept)] if target else []
    commit(update.dest, [*_folders(update), *notes, Write(LOCK, update.new.text())])
    return target, clashes


def _folders(update: Update) -> list[Write]:
    """The folders that are not yet as they should be."""
    stale = {entry.path for entry in update.lock.entries if update.entry_outdated(entry)}
    stale |= {SUPPORT} if update.lock.support != update.new.support else set()
    stale |= {path for path in update.trees for edit in update.edits if edit.path.startswith(f"{path}/")}
    return [Write(path, update.trees[path]) for path in sorted(stale)]


def difference(update: Update) -> bytes:
    """The patch from what is on disk now to what an update would write; the lock apart."""
    paths = [(path, file) for path, tree in update.trees.items() for file in tree]
    paths += [_split(update, edit.path) for edit in update.edits]
    paths += [(one.path, file) for one in update.lock.entries for file in one.files]
    now: dict[str, bytes] = {}
    for path, file in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            now[f"{path}/{file}"] = (update.dest / path / file).read_bytes()
    return patch(now, _flat(update.trees), prefix(update.dest))


def _flat(trees: Mapping[str, Mapping[str, bytes]]) -> dict[str, bytes]:
    return {f"{path}/{file}": content for path, tree in trees.items() for file, content in tree.items()}


def _split(update: Update, path: str) -> tuple[str, str]:
    folder = next(one for one in update.trees if path.startswith(f"{one}/"))
    return folder, path.removeprefix(f"{folder}/")


def _kept(update: Update) -> tuple[bytes, list[str]]:
    """The local edits as a patch on top of the update, and the files in which both change the same lines.

    Of such a file the patch brings back the edited text as a whole.
    """
    if not update.local:
        return b"", []
    new = _flat(update.trees)
    before = _flat(_as_vendored(update))
    edited = {edit.path: (update.dest / edit.path).read_bytes() for edit in update.local}
    wanted, clashes = {}, []
    for path, content in edited.items():
        merged = rebased(before[path], content, new[path]) if path in before and path in new else None
        wanted[path] = content if merged is None else merged
        clashes += [path] if merged is None and path in new else []
    found = {path: content for path, content in new.items() if path in wanted}
    return patch(found, wanted, prefix(update.dest)), clashes


def _as_vendored(update: Update) -> dict[str, dict[str, bytes]]:
    """The files as they were vendored, as far as this eventpact makes the same ones of the old contract."""
    if update.old is None:
        return {}
    touched = [entry for entry in update.lock.entries if any(e.path.startswith(f"{entry.path}/") for e in update.local)]
    trees = {entry.path: made(update.old, kind_of(entry.kind)) for entry in touched}
    own = {entry.path: sums(trees[entry.path]) for entry in touched}
    return {
        entry.path: {file: c for file, c in trees[entry.path].items() if own[entry.path][file] == entry.files.get(file)}
        for entry in touched
    }


def _patch_file(dest: Path) -> Path:
    names = ["eventpact-edits.patch", *(f"eventpact-edits-{n}.patch" for n in range(2, 1000))]
    return next(dest / name for name in names if not (dest / name).is_symlink() and not (dest / name).exists())
