"""JSON documents as text: the one form in which generated JSON is written."""

from __future__ import annotations

import json
from typing import Any


def json_text(value: Any) -> str:
    """*value* as JSON that people can read: two spaces a level, keys in their order, a newline at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
