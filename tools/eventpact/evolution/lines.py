"""Where a location of a version is written on disk: the file and the line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from eventpact.errors import ContractError
from eventpact.evolution.versions import Version
from eventpact.pointer import Location, parse_pointer


@dataclass(frozen=True)
class Place:
    """A *line* of a *file*; lines count from 1."""

    file: str
    line: int


@dataclass(frozen=True)
class Lines:
    """Finds the places of locations in the first of some *versions* that has them. Places are relative to *here*, where
    they are below it."""

    versions: Sequence[Version]
    here: Path

    def of(self, pointer: str) -> Place | None:
        """Where *pointer* (``file#/json/pointer``) is written, or None where no version has it on disk."""
        document, _, path = pointer.partition("#")
        location = Location(document, parse_pointer(path))
        for version in self.versions:
            if version.folder is not None and _has(version, location):
                file = version.folder / document
                text = file.read_text(encoding="utf-8-sig")
                return Place(_relative(file, self.here), line_of(text, location.tokens))
        return None


def _has(version: Version, location: Location) -> bool:
    try:
        version.documents.at(location)
    except ContractError:
        return False
    return True


def _relative(file: Path, here: Path) -> str:
    full = file.absolute()
    return (full.relative_to(here.absolute()) if full.is_relative_to(here.absolute()) else full).as_posix()


def line_of(text: str, tokens: Sequence[str]) -> int:
    """The line on which what *tokens* lead to begins, or the nearest around it that is found; JSON is read as YAML."""
    try:
        node = yaml.compose(text.replace("\t", " "), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return 1
    line = 0
    for token in tokens:
        step = _step(node, token)
        if step is None:
            break
        line, node = step
    return line + 1


def _step(node: yaml.Node | None, token: str) -> tuple[int, yaml.Node] | None:
    """The line on which the member *token* of *node* begins, and its value."""
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line, value) for key, value in node.value if key.value == token), None)
    if isinstance(node, yaml.SequenceNode) and token.isdigit() and int(token) < len(node.value):
        item = node.value[int(token)]
        return item.start_mark.line, item
    return None


def here() -> Path:
    """The folder that places are relative to: the root of the job's checkout in CI, else the working folder."""
    return Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
