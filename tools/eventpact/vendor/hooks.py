"""What a repository that vendors can add to its checks, ready to be copied."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from eventpact.vendor.lock import SUPPORT, Lock
from eventpact.vendor.verify import LOCK

_HOOK = """\
pre-commit hook (.pre-commit-config.yaml):

  - repo: local
    hooks:
      - id: eventpact-verify
        name: vendored files are as eventpact wrote them
        entry: python -I {script}
        language: system
        pass_filenames: false
        files: {files}

CI, from the repository's root (Python 3.9 or newer, nothing to install):

  python -I {script}
"""


def hooks(dest: Path, lock: Lock) -> str:
    """The text of a pre-commit hook and of a line for CI that verify what is in *dest*."""
    below = os.path.relpath(dest, _root(dest))
    prefix = "" if below == "." else f"{Path(below).as_posix()}/"
    script = shlex.quote(f"{prefix}{SUPPORT}/verify.py")
    paths = [LOCK, SUPPORT, *sorted(entry.path for entry in lock.entries)]
    files = "|".join(path.replace(".", r"\.") for path in paths)
    return _HOOK.format(script=script, files=f"^{prefix.replace('.', chr(92) + '.')}({files})")


def _root(dest: Path) -> Path:
    """The top of the working tree that *dest* is in, or *dest* itself."""
    return next((folder for folder in (dest, *dest.parents) if (folder / ".git").exists()), dest)
