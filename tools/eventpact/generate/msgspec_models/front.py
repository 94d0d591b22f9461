"""The package's own modules besides the models: what it offers, and the schema that its checks read."""

from __future__ import annotations

import pprint

from eventpact.contract import Contract
from eventpact.generate.msgspec_models.assertions import Assertions
from eventpact.generate.python.docstrings import docstring
from eventpact.generate.python.overlay import Overlay

_FUNCTIONS = '''
_codec: Codec[{body}, {event}] = Codec(
    Shape(
        DEFINITIONS,
        BODY,
        EVENT,
        events_at={events_at!r},
        events_in={events_in!r},
        apart={apart},
        typed={typed},
        date_times={stamps},
    ),
    {body},
    {event},
)


def parse_batch(body: bytes | str) -> {body}:
    """The request body in *body*, which is what the contract says. Raises InvalidBody, with all its faults."""
    return _codec.parse(body)


def parse_events(body: bytes | str) -> Parsed[{event}]:
    """The good events in *body*, and the faults of all else; what is in *body* never makes it raise."""
    return _codec.parse_events(body)


def dump_batch({argument}) -> bytes:
    """*batch* as JSON that the contract accepts. Raises InvalidBody when it is not what the contract says."""
    return _codec.dump({passed})
'''


def front_module(contract: Contract, overlay: Overlay, asked: Assertions, about: str, *, typed: bool) -> str:
    """The package's ``__init__``: all names, and the functions for whole bodies."""
    models = sorted({*overlay.names, overlay.event, overlay.body})
    functions = ["Fault", "InvalidBody", "Parsed", "dump_batch", "parse_batch", "parse_events"]
    is_array = contract.body.options == (contract.body,) and contract.body.types == {"array"}
    names = {field.property: field.name for one in overlay.classes.values() for field in one.fields}
    return "\n".join(
        [
            docstring(about),
            "from __future__ import annotations\n",
            "from collections.abc import Iterable\n" if is_array else "",
            "from ._codec import Codec",
            "from ._faults import Fault, InvalidBody",
            "from ._schema import BODY, DEFINITIONS, EVENT",
            "from ._shape import Parsed, Shape",
            f"from .models import {', '.join(models)}\n",
            f"__all__ = {sorted([*models, *functions])!r}",
            _FUNCTIONS.format(
                body=overlay.body,
                event=overlay.event,
                events_at=contract.events_at,
                events_in=tuple(names[token] for token in contract.events_at),
                apart=asked.apart,
                typed=typed,
                stamps=any("'format': 'date-time'" in repr(one) for one in overlay.classes.values()),
                argument=f"batch: Iterable[{overlay.event}]" if is_array else f"batch: {overlay.body}",
                passed="list(batch)" if is_array else "batch",
            ),
        ]
    )


def schema_module(asked: Assertions) -> str:
    """The module with what the checks read, as Python literals."""
    definitions = pprint.pformat(asked.definitions, width=100, sort_dicts=False)
    return "\n".join(
        [
            docstring("What the contract asks of a request body: JSON Schema 2020-12, its patterns in Python's form."),
            "from __future__ import annotations\n",
            "from typing import Any, Final\n",
            f"BODY: Final = {asked.body!r}",
            f"EVENT: Final = {asked.event!r}\n",
            f"DEFINITIONS: Final[dict[str, Any]] = {definitions}\n",
        ]
    )
