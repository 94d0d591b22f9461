"""JSON Pointer (RFC 6901) and locations in the documents of a contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Token = str | int


def to_pointer(tokens: Iterable[Token]) -> str:
    """The JSON Pointer of *tokens*: ``("a/b", 0)`` becomes ``/a~1b/0``."""
    return "".join(f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in tokens)


def parse_pointer(pointer: str) -> tuple[str, ...]:
    """The tokens of a JSON Pointer. Raises ValueError when it neither is empty nor begins with ``/``."""
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise ValueError(f"a JSON Pointer begins with '/': {pointer!r}")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/"))


def resolve(value: Any, tokens: Iterable[Token]) -> Any:
    """What *tokens* lead to inside *value*. Raises LookupError when a step leads nowhere."""
    for token in tokens:
        value = _step(value, token)
    return value


def _step(value: Any, token: Token) -> Any:
    if isinstance(value, dict):
        return value[token]
    if isinstance(value, list):
        text = str(token)
        if text.isascii() and text.isdigit() and (text == "0" or text[0] != "0"):
            return value[int(text)]
    raise LookupError(token)


def replaced(value: Any, tokens: tuple[Token, ...], new: Any) -> Any:
    """A copy of *value* with *new* at *tokens*; the last token may add a key. What is not on the way is shared."""
    if not tokens:
        return new
    head, rest = tokens[0], tokens[1:]
    if isinstance(value, list):
        index = int(head)
        return [*value[:index], replaced(value[index], rest, new), *value[index + 1 :]]
    return {**value, str(head): replaced(value[head] if rest else None, rest, new)}


def removed(value: Any, tokens: tuple[Token, ...]) -> Any:
    """A copy of *value* without the member that *tokens* lead to. Raises LookupError when there is none."""
    resolve(value, tokens)
    *parents, last = tokens
    parent = resolve(value, parents)
    if isinstance(parent, list):
        index = int(last)
        return replaced(value, tuple(parents), [*parent[:index], *parent[index + 1 :]])
    return replaced(value, tuple(parents), {k: v for k, v in parent.items() if k != last})


@dataclass(frozen=True, order=True)
class Location:
    """A place in a contract's files: a document's path, relative to the contract's folder, and the tokens in it.

    ``str()`` gives ``events/a.schema.json#/properties/b``.
    """

    document: str
    tokens: tuple[str, ...] = ()

    def __truediv__(self, token: Token) -> Location:
        return Location(self.document, (*self.tokens, str(token)))

    def __str__(self) -> str:
        return f"{self.document}#{to_pointer(self.tokens)}"
