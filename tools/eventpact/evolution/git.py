"""Files of a commit, read from git's objects: nothing is checked out, and no word of a caller becomes an option."""

from __future__ import annotations

import os
import posixpath
import subprocess
from dataclasses import dataclass
from pathlib import Path

from eventpact.errors import ContractError, EventpactError
from eventpact.printable import excerpt

_SECONDS = 30
#: Variables by which a hook says which repository it runs for: the folder says that here.
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
_SETTINGS = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
_LINK = "120000"


@dataclass(frozen=True)
class Commit:
    """One commit of the repository that *folder* is in; *digest* is its full name."""

    folder: Path
    digest: str

    def entries(self, path: str) -> list[str] | None:
        """The names in the folder at *path*, or None where no folder is there."""
        answer = _git(self.folder, "ls-tree", "-z", "--name-only", "--full-tree", f"{self.digest}:{path}")
        return None if answer.returncode else [os.fsdecode(name) for name in answer.stdout.split(b"\0") if name]

    def content(self, path: str) -> bytes | None:
        """The bytes of the file at *path*, or None where none is there. A symbolic link is not followed: None."""
        listed = _git(self.folder, "ls-tree", "-z", "--full-tree", self.digest, "--", path)
        if listed.returncode or not listed.stdout or listed.stdout.startswith(_LINK.encode()):
            return None
        answer = _git(self.folder, "cat-file", "blob", f"{self.digest}:{path}")
        return None if answer.returncode else answer.stdout

    def read(self, root: str, path: str) -> bytes:
        """The bytes of the document *path* below the folder *root*. Raises ContractError when it cannot be read."""
        content = self.content(posixpath.join(root, path))
        if content is None:
            hint = f"It should be in {root or 'the root'} of commit {self.digest[:12]}; links are not followed."
            raise ContractError("ref-resolves", "there is no such file", where=path, hint=hint)
        return content


def commit(folder: Path, revision: str) -> Commit:
    """The commit that *revision* names in the repository that *folder* is in. Raises EventpactError."""
    answer = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if answer.returncode or not revision:
        if _git(folder, "rev-parse", "--git-dir").returncode:
            raise EventpactError("is in no git repository", where=folder, hint="Compare files instead.")
        raise EventpactError(
            f"git knows no commit {excerpt(revision)}",
            hint="Name a branch, a tag or a commit: git:main. Fetch it first.",
        )
    return Commit(folder, answer.stdout.decode("ascii").strip())


def path_in_repository(folder: Path) -> str:
    """The path of *folder* from the root of its repository. Raises EventpactError when it is in none."""
    answer = _git(folder, "rev-parse", "--show-prefix")
    if answer.returncode:
        raise EventpactError("is in no git repository", where=folder, hint="Compare files instead.")
    return os.fsdecode(answer.stdout).rstrip("\n").rstrip("/")


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    try:
        return subprocess.run(  # noqa: S603 - no shell, and git ends its options before what callers say
            ["git", *words],  # noqa: S607 - the git that the caller uses
            cwd=folder, env=kept | _SETTINGS, stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=_SECONDS,
        )  # fmt: skip
    except OSError as error:
        missing = isinstance(error, FileNotFoundError) and folder.is_dir()
        what = "git is not installed" if missing else f"git cannot run here ({error.strerror})"
        raise EventpactError(what, where=folder, hint="Mend it, or compare files instead.") from None
    except (ValueError, UnicodeError):
        raise EventpactError("a name of a revision holds what no name can", hint="Name a branch or a tag.") from None
    except subprocess.TimeoutExpired:
        raise EventpactError(f"git does not answer within {_SECONDS} s", where=folder) from None
