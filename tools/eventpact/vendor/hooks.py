"""What a repository that vendors can add to its checks, ready to be copied."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from eventpact.vendor.lock import SUPPORT, Lock
from eventpact.vendor.names import prefix
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
    above = prefix(dest)
    script = shlex.quote(f"{above}{SUPPORT}/verify.py")
    paths = [LOCK, SUPPORT, *sorted(entry.path for entry in lock.entries)]
    files = "|".join(_plain(path) for path in paths)
    return _HOOK.format(script=script, files=f"^{_plain(above)}({files})")


def _plain(path: str) -> str:
    """*path* as a regular expression."""
    return re.sub(r"([.+^$(){}\[\]|?*\\])", r"\\\1", path)
