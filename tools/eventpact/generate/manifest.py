"""MANIFEST.json: what a generated tree holds, and what it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from eventpact import __version__
from eventpact.contract import Contract
from eventpact.generate.bundle import bundle, digest
from eventpact.generate.document import json_text

NAME = "MANIFEST.json"
VERSION = 1


def manifest(contract: Contract, files: Mapping[str, bytes]) -> bytes:
    """The manifest of *files*: sorted, without time stamps, so that the same tree has the same manifest."""
    about = {
        "manifest_version": VERSION,
        "contract": {"title": contract.title, "version": contract.version},
        "generator": {"name": "eventpact", "version": __version__},
        "schema_sha256": digest(bundle(contract)),
        "files": {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())},
    }
    return json_text(about).encode()


def read_manifest(content: bytes) -> dict[str, Any] | None:
    """The manifest in *content*, or None where it is none of ours."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    ours = isinstance(found, dict) and found.get("manifest_version") == VERSION and isinstance(found.get("files"), dict)
    generator = found.get("generator") if ours else None
    return found if isinstance(generator, dict) and generator.get("name") == "eventpact" else None
