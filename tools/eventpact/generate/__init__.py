"""Generators: Contract → {path: text}. ``generate(contract)`` is the whole tree of artefacts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from eventpact.contract import Contract
from eventpact.errors import EventpactError
from eventpact.generate import manifest, typescript, vectors
from eventpact.generate.bundle import bundle, digest
from eventpact.generate.document import json_text
from eventpact.generate.header import header
from eventpact.generate.naming import slug
from eventpact.generate.openapi import one_file


@dataclass(frozen=True)
class Generator:
    """One kind of artefact: its *id*, which is its folder as well, what it is, and how its files are made."""

    id: str
    title: str
    files: Callable[[Contract], dict[str, str]]


def _json_schema(contract: Contract) -> dict[str, str]:
    schema = bundle(contract)
    comment = {"$comment": " ".join(header(digest(schema)))}
    marked = {**{k: v for k, v in schema.items() if k in ("$schema", "$id")}, **comment, **schema}
    return {f"{slug(contract.title)}.schema.json": json_text(marked)}


def _openapi(contract: Contract) -> dict[str, str]:
    document = one_file(contract)
    marked = {"openapi": document["openapi"], "x-generated": " ".join(header(digest(bundle(contract)))), **document}
    return {f"{slug(contract.title)}.openapi.json": json_text(marked)}


def _package_by(module: str) -> Callable[[Contract], dict[str, str]]:
    """The generator of a Python package in *module*, which needs an extra, and is slow to import."""

    def files(contract: Contract) -> dict[str, str]:
        try:
            package: Callable[[Contract], dict[str, str]] = import_module(f"eventpact.generate.{module}").package
        except ImportError as error:
            raise EventpactError(
                f"generating Python needs a package that is not installed: {error.name}",
                hint="Install it: pip install 'eventpact[generate]'.",
            ) from None
        return package(contract)

    return files


GENERATORS: tuple[Generator, ...] = (
    Generator("json-schema", "The request body's schema in one JSON Schema 2020-12 document", _json_schema),
    Generator("openapi", "The contract in one OpenAPI 3.1 document", _openapi),
    Generator("python", "A Python package of pydantic models", _package_by("python")),
    Generator("python-msgspec", "A Python package of msgspec Structs", _package_by("msgspec_models")),
    Generator("typescript", "TypeScript types and an exact validator (ESM, no dependency)", typescript.files),
    Generator("vectors", "Test vectors for implementers in any language", vectors.files),
)


def generate(contract: Contract) -> dict[str, bytes]:
    """Path → content of every artefact of *contract*, and of the manifest of them.

    The same contract gives the same bytes whatever the working directory, environment, locale and hash seed.
    Raises EventpactError when a generator is not installed or cannot take the contract.
    """
    files = {
        f"{generator.id}/{path}": text.encode()
        for generator in GENERATORS
        for path, text in generator.files(contract).items()
    }
    return dict(sorted({**files, manifest.NAME: manifest.manifest(contract, files)}.items()))
