"""The module of functions for whole request bodies: parse, dump, and parse what is good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eventpact.contract import Contract
from eventpact.contract.schema import Schema
from eventpact.generate.python.overlay import Overlay

_PARSE_ARRAY = '''
def parse_batch(body: bytes | str) -> list[{event}]:
    """The events of a request body. Raises ValueError (a ValidationError) for whatever the contract refuses."""
    return parsed({body}, body).root


def dump_batch(events: Iterable[{event}]) -> bytes:
    """A request body with *events*. Raises ValueError rather than write what the contract refuses."""
    data = {body}(list(events)).model_dump_json(warnings=False).encode()
    parse_batch(data)
    return data
'''
_PARSE_MODEL = '''
def parse_batch(body: bytes | str) -> {body}:
    """A request body. Raises ValueError (a ValidationError) for whatever the contract refuses."""
    return parsed({body}, body)


def dump_batch(batch: {body}) -> bytes:
    """*batch* as a request body. Raises ValueError rather than write what the contract refuses."""
    data = {body}.model_validate(batch).model_dump_json(warnings=False).encode()
    parse_batch(data)
    return data
'''
_PARSE_EVENTS = '''
def parse_events(body: bytes | str) -> Parsed[{event}]:
    """The good events of a request body, and the faults of all else. Never raises for what is in the body."""
    try:
        return Parsed(parse_batch(body){events}, [])
    except ValidationError as error:
        return _sorter().sort(body, error)


@cache  # made when it is needed: most programs never do
def _sorter() -> Sorter[{event}]:
    events = TypeAdapter(list[{event}])
    return Sorter(events.validate_python, events_at={events_at!r}, discriminator={discriminator!r})
'''


@dataclass(frozen=True)
class BodyModule:
    """The *text* of the module, unformatted; the public *functions* in it, and the types of their *results*."""

    text: str
    functions: tuple[str, ...]
    results: tuple[str, ...]


def body_module(contract: Contract, overlay: Overlay) -> BodyModule:
    """The functions for the bodies of *contract*, by the models of *overlay*.

    ``parse_batch`` gives a list where the body is an array, else the body's model. There is no ``parse_events`` where
    the body has several forms.
    """
    bare = not contract.events_at and _is(contract.body, "array")
    apart = _reaches(contract)
    text = _PARSE_ARRAY if bare else _PARSE_MODEL
    if apart:
        text += "\n" + _PARSE_EVENTS
    filled = text.format(
        body=overlay.body,
        event=overlay.event,
        events="".join(f".{overlay.name(token)}" for token in contract.events_at),
        events_at=contract.events_at,
        discriminator=contract.discriminator if len(contract.variants) > 1 else None,
    )
    functions = ("dump_batch", "parse_batch", *(["parse_events"] if apart else []))
    text = "\n".join(_imports(overlay, bare=bare, apart=apart)) + filled
    return BodyModule(text, functions, ("Fault", "Parsed") if apart else ())


def _imports(overlay: Overlay, *, bare: bool, apart: bool) -> Iterator[str]:
    yield '"""Request bodies as they come and go: bytes on one side, models on the other."""\n'
    yield "from __future__ import annotations\n"
    yield from ["from collections.abc import Iterable"] * bare
    if apart:
        yield "from functools import cache\n\nfrom pydantic import TypeAdapter, ValidationError\n"
    yield from ["from ._faults import Parsed, Sorter"] * apart
    yield "from ._json import parsed"
    models = {overlay.body, *([overlay.event] if bare or apart else [])}
    yield f"from .models import {', '.join(sorted(models))}\n"


def _is(schema: Schema, kind: str) -> bool:
    return schema.options == (schema,) and schema.types == {kind}


def _reaches(contract: Contract) -> bool:
    """Whether the events lie in objects that are required and have one form each, as far as the array."""
    place = contract.body
    for token in contract.events_at:
        if not _is(place, "object") or token not in place.required:
            return False
        place = place.properties[token]
    return _is(place, "array")
