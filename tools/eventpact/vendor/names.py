"""Names that whoever vendors chooses: what a folder or a Python package may be called everywhere."""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from pathlib import Path, PurePosixPath

from eventpact.errors import EventpactError

#: Names that Windows keeps for devices, with any suffix.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
#: Packages that the generated ones import or are imported beside.
_NEIGHBOURS = frozenset({"pydantic", "pydantic_core", "typing_extensions", "annotated_types", "msgspec", "eventpact"})
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*\Z")
_LONGEST = 100


def package_path(name: str) -> str:
    """Where the Python package called *name* is (``acme.events`` → ``acme/events``). Raises EventpactError."""
    segments = name.split(".")
    for segment in segments:
        if not _IDENTIFIER.match(segment):
            raise _refused(name, "is no name of a Python package", "Dotted names of ASCII letters, digits and _ are.")
        if keyword.iskeyword(segment):
            raise _refused(name, f"holds {segment!r}, a keyword of Python", "No import statement could name it.")
        _check_segment(segment, name)
    if segments[0] in sys.stdlib_module_names or segments[0] in _NEIGHBOURS:
        raise _refused(name, f"shadows {segments[0]!r}, which other modules import", "Choose another name: --as NAME.")
    return "/".join(segments)


def folder_path(name: str) -> str:
    """*name*, which a folder can have on every system. Raises EventpactError for any other."""
    if not _FOLDER.match(name):
        hint = "Take ASCII letters, digits, '_', '-' and '.'; --into names the folders above."
        raise _refused(name, "is no name of a folder", hint)
    _check_segment(name, name)
    return name


def below(subdir: str) -> str:
    """*subdir* as a plain path below the destination, empty for the destination itself. Raises EventpactError."""
    parts = [part for part in subdir.split("/") if part not in ("", ".")]
    if subdir.startswith("/") or PurePosixPath(subdir).is_absolute() or re.match(r"[A-Za-z]:", subdir):
        raise _refused(subdir, "is an absolute path", "Name a folder below DEST: --into src.")
    for part in parts:
        if part == "..":
            raise _refused(subdir, "leads out of a folder with '..'", "Name a folder below DEST: --into src.")
        if re.search(r'[<>:"|?*\\\x00-\x1f\x7f]', part) or part != unicodedata.normalize("NFC", part):
            raise _refused(subdir, "holds characters that not every system takes", "Choose another folder.")
        _check_segment(part, subdir)
    return "/".join(parts)


def _check_segment(segment: str, name: str) -> None:
    if segment.casefold() == ".git":
        raise _refused(name, "is inside .git", "Name a folder of your sources.")
    if segment.partition(".")[0].casefold() in _DEVICES:
        raise _refused(name, f"holds {segment!r}, which Windows keeps for a device", "Choose another name.")
    if segment.endswith((".", " ")) or len(segment) > _LONGEST:
        raise _refused(name, "is too long, or ends with a point or a space", "Choose another name.")
    if segment.casefold().startswith((".eventpact-vendor", "eventpact.lock")):
        raise _refused(name, "is a name that `eventpact vendor` keeps for itself", "Choose another name.")


def _refused(name: str, what: str, hint: str) -> EventpactError:
    return EventpactError(what, where=name or "an empty name", hint=hint)


def check_dest(dest: Path) -> Path:
    """*dest* without links and '..' in it: a folder of a working tree. Raises EventpactError for anything else."""
    hint = "Name a folder of your repository."
    if dest.is_symlink():
        raise EventpactError("is a symbolic link", where=dest, hint=f"Name what it leads to: {dest.resolve()}")
    if not dest.exists():
        raise EventpactError("there is no such folder", where=dest, hint="Make it first (mkdir -p), or mend the name.")
    if not dest.is_dir():
        raise EventpactError("is not a folder", where=dest, hint=hint)
    found = dest.resolve()
    bare = (found / "HEAD").is_file() and (found / "objects").is_dir() and (found / "refs").is_dir()
    if bare or any(part.casefold() == ".git" for part in found.parts):
        raise EventpactError("is inside git's own folder", where=dest, hint=hint)
    return found


def working_tree(dest: Path) -> Path:
    """The top of git's working tree that *dest* is in, or *dest* itself where there is none."""
    return next((folder for folder in (dest, *dest.parents) if (folder / ".git").exists()), dest)


def prefix(dest: Path) -> str:
    """What leads from the top of the working tree to *dest*: empty, or a path with a slash at its end."""
    below = dest.relative_to(working_tree(dest)).as_posix()
    return "" if below == "." else f"{below}/"


def check_free(dest: Path, path: str) -> None:
    """Raise EventpactError unless *path* below *dest* can become a new folder: nothing of others is or leads there."""
    place = dest
    for part in path.split("/"):
        check_name(place, part)
        place /= part
        if place.is_symlink():
            hint = "Remove the link, or choose another place: --as NAME, --into SUBDIR."
            raise EventpactError("is a symbolic link", where=place, hint=hint)
        if place.exists() and not place.is_dir():
            raise EventpactError("is a file", where=place, hint="Choose another place: --as NAME, --into SUBDIR.")
        if place.exists() and place.stat().st_dev != dest.stat().st_dev:
            hint = "Vendor into that folder itself."
            raise EventpactError("is on another file system than DEST", where=place, hint=hint)
    if place.exists() and any(place.iterdir()):
        what = "is not empty, and eventpact did not write it"
        raise EventpactError(what, where=place, hint="Move it away, or choose another place: --as NAME, --into SUBDIR.")


def check_name(folder: Path, name: str) -> None:
    """Raise EventpactError where *folder* has a name that differs from *name* by case only."""
    others = [child.name for child in folder.iterdir()] if folder.is_dir() else []
    like = [other for other in others if other != name and _folded(other) == _folded(name)]
    if like and name not in others:
        hint = "On some systems they are one and the same; choose another name."
        raise EventpactError(f"differs from {name} by case only", where=folder / like[0], hint=hint)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
