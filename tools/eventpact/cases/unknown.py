"""Unknown properties that every open object must let pass: odd names, names that other places have, deep nesting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventpact.cases.compose import has
from eventpact.cases.places import Spot, spots
from eventpact.contract.model import Contract
from eventpact.pointer import replaced, resolve

_NAMES = (
    "", " ", "$ref", "$id", "__proto__", "constructor", "toString", "__class__", "_id", "@type", "a.b", "a/b~c", "0",
    "null", "NaN", "Ключ 東京 🎰", "a\x00b", "a\nb", "\u202e", "x" * 300,
)  # fmt: skip
#: Values whose types differ from most that a schema asks for.
_VALUES = (None, {"nested": [1, None]})
#: Deeper nesting than this is not made, whatever a contract takes.
_DEEPEST = 200


def unknown_properties(contract: Contract, base: Any, spot: Spot) -> Iterator[tuple[str, Any]]:
    """(kind, payload) for each way in which the object at *spot* in *base* may hold what the contract does not know."""
    value = resolve(base, spot.tokens) if has(base, spot.tokens) else None
    if not isinstance(value, dict):
        return
    declared = {name for option in spot.schema.options for name in option.properties}
    odd: dict[str, Any] = dict.fromkeys(_NAMES, 1)
    yield "unknown properties with odd names", replaced(base, spot.tokens, {**odd, **value})
    yield "1,000 unknown properties", replaced(base, spot.tokens, {**value, **{f"x_{i}": i for i in range(1_000)}})
    names = [name for name in _names(contract) if name not in declared]
    for other in _VALUES if names else ():
        kind = f"properties of other places, {'null' if other is None else 'objects'} here"
        yield kind, replaced(base, spot.tokens, {**value, **dict.fromkeys(names, other)})
    levels = contract.interface.limits.nesting - len(contract.events_at) - len(spot.tokens) - 2
    for kind, deep in (("arrays", []), ("objects", {})):
        nested = _nested(deep, min(levels, _DEEPEST))
        if levels > 0:
            yield f"{kind} nested as deep as may be", replaced(base, spot.tokens, {**value, "x_deep": nested})


def _nested(innermost: Any, levels: int) -> Any:
    value = innermost
    for _ in range(levels - 1):
        value = {"x": value} if isinstance(innermost, dict) else [value]
    return value


def _names(contract: Contract) -> list[str]:
    """Every property that some variant declares anywhere."""
    found = (spot.tokens[-1] for v in contract.variants for spot in spots(v.tag, v.schema) if spot.tokens)
    return list(dict.fromkeys(name for name in found if isinstance(name, str)))
