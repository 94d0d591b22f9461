"""What is plain of a schema without a search: types, few values, required properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from eventpact.compat.literals import text_of
from eventpact.compat.site import JSON_TYPES, Site, types_named


@dataclass(frozen=True)
class Facts:
    """What is plain of a schema: *types*, *members*, *required* names, and the *tags*, properties of few values."""

    types: frozenset[str]
    members: frozenset[str] | None
    required: frozenset[str]
    tags: dict[str, frozenset[str]]


def conjoined(site: Site) -> Iterator[Site]:
    """The schema at *site* and those that it asserts besides: what it refers to and its ``allOf``."""
    yield site
    if site.target:
        yield from conjoined(site.target)
    for i in range(len(site.schema.get("allOf", ()))):
        yield from conjoined(site.below("allOf", i))


@lru_cache(8192)
def facts(site: Site) -> Facts:
    """What is plain of *site*; of several lists of values the first is taken."""
    parts = list(conjoined(site))
    types = JSON_TYPES
    for part in parts:
        types &= types_named(part.schema.get("type"))
    required = frozenset(name for part in parts for name in part.schema.get("required", ()))
    few = {name: values for part in parts for name, values in tags(part).items()}
    return Facts(types, _first_members(parts), required, few)


def _first_members(parts: Iterable[Site]) -> frozenset[str] | None:
    return next((found for found in map(members, parts) if found is not None), None)


@lru_cache(8192)
def members(site: Site) -> frozenset[str] | None:
    """The values that the ``enum`` or ``const`` of *site* itself lets through, as texts, or None without one."""
    values = site.schema.get("enum", [site.schema["const"]] if "const" in site.schema else None)
    return None if values is None else frozenset(map(text_of, values))


@lru_cache(8192)
def tags(site: Site) -> dict[str, frozenset[str]]:
    """The properties of *site* itself that may have a few values only, and these."""
    found = {
        name: _first_members(conjoined(site.below("properties", name))) for name in site.schema.get("properties", {})
    }
    return {name: values for name, values in found.items() if values is not None}
