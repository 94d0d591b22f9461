"""The keywords of JSON Schema 2020-12 that choose between schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ._values import shown

if TYPE_CHECKING:
    from ._check import Check, Path, Schema

_Faults: TypeAlias = "list[tuple[Path, str]]"


def all_of(check: Check, schema: Mapping[str, Any], members: Any, value: Any, path: Path) -> None:
    """Every member applies."""
    for member in members:
        check.visit(member, value, path)


def any_of(check: Check, schema: Mapping[str, Any], members: Any, value: Any, path: Path) -> None:
    """At least one member applies."""
    if _by_tag(check, members, value, path):
        return
    found: list[_Faults] = []
    for member in members:
        found.append(check.attempt(member, value, path))
        if not found[-1]:
            return
    _explain(check, found, path)


def one_of(check: Check, schema: Mapping[str, Any], members: Any, value: Any, path: Path) -> None:
    """Exactly one member applies."""
    if _by_tag(check, members, value, path):
        return
    found = [check.attempt(member, value, path) for member in members]
    fitting = sum(not faults for faults in found)
    if not fitting:
        _explain(check, found, path)
    elif fitting > 1:
        check.fault(path, f"fits {fitting} schemas of which it may fit one only")


def _by_tag(check: Check, members: Sequence[Schema], value: Any, path: Path) -> bool:
    """Whether a property tells the members apart; then the one that is meant has been visited, or none is meant."""
    if not isinstance(value, dict) or len(members) < 2:
        return False
    if id(members) not in check.tags:
        check.tags[id(members)] = [_tags(check, member) for member in members]
    found = check.tags[id(members)]
    for name in found[0]:
        tags = [one.get(name) for one in found]
        if None in tags or len(set(tags)) < len(tags):
            continue
        tag = value.get(name)
        if name not in value:
            check.fault((*path, name), "is missing")
        elif isinstance(tag, str) and tag in tags:
            check.visit(members[tags.index(tag)], value, path)
        else:
            check.fault((*path, name), f"expected {' or '.join(map(shown, tags))}")
        return True
    return False


def _tags(check: Check, schema: Schema) -> dict[str, str]:
    """The properties that an object needs for *schema* to apply, and of which it fixes the one string."""
    objects = check.inside(schema)
    required = {name for one in objects for name in one.get("required", ())}
    tags: dict[str, str] = {}
    for one in objects:
        for name, inner in one.get("properties", {}).items():
            for part in check.inside(inner) if name in required else ():
                members = [part["const"]] if "const" in part else part.get("enum", ())
                if len(members) == 1 and isinstance(members[0], str):
                    tags[name] = members[0]
    return tags


def _explain(check: Check, found: list[_Faults], path: Path) -> None:
    """Note the faults of the member that was most likely meant: the one that goes on furthest below *path*."""
    below = [faults for faults in found if all(len(place) > len(path) for place, _ in faults)]
    here = [faults for faults in found if faults not in below and not _is_type(faults, path)]
    likely = below or here
    if likely:
        shortest: _Faults = min(likely, key=len)
        check.faults += shortest
        return
    reasons = dict.fromkeys(reason for faults in found for place, reason in faults if place == path)
    wanted = [reason.removeprefix("expected ").partition(", got ") for reason in reasons]
    got = next((last for _, _, last in wanted if last), "something else")
    check.fault(path, f"expected {' or '.join(first for first, _, _ in wanted)}, got {got}")


def _is_type(faults: _Faults, path: Path) -> bool:
    return any(place == path and ", got " in reason for place, reason in faults)


def not_(check: Check, schema: Mapping[str, Any], inner: Any, value: Any, path: Path) -> None:
    """The schema does not apply."""
    if not check.attempt(inner, value, path):
        check.fault(path, "is what it must not be")


def if_(check: Check, schema: Mapping[str, Any], condition: Any, value: Any, path: Path) -> None:
    """``then`` applies where the condition does, else ``else``."""
    branch = "else" if check.attempt(condition, value, path) else "then"
    check.visit(schema.get(branch, True), value, path)


def contains(check: Check, schema: Mapping[str, Any], inner: Any, value: Any, path: Path) -> None:
    """As many items fit as ``minContains`` and ``maxContains`` say."""
    if not isinstance(value, list):
        return
    fitting = sum(not check.attempt(inner, item, (*path, index)) for index, item in enumerate(value))
    if fitting < schema.get("minContains", 1):
        check.fault(path, f"expected at least {schema.get('minContains', 1)} items of a kind, got {fitting}")
    elif fitting > schema.get("maxContains", fitting):
        check.fault(path, f"expected at most {schema['maxContains']} items of a kind, got {fitting}")
