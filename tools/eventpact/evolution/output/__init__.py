"""What a review looks like: one module a format. Pure: what is read from disk comes with the material."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eventpact.evolution.output.annotations import as_annotations
from eventpact.evolution.output.html import as_html
from eventpact.evolution.output.json_document import as_json
from eventpact.evolution.output.markdown import as_markdown
from eventpact.evolution.output.material import Material
from eventpact.evolution.output.text import as_text

__all__ = ["FORMATS", "Material"]

#: The name of a format → what writes it.
FORMATS: Mapping[str, Callable[[Material], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "github": as_annotations,
    "html": as_html,
}
