"""What several commands share: the option that names the contract, and opening it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eventpact.contract import Contract, load
from eventpact.files import contract_reader

ContractOption = Annotated[
    Path,
    typer.Option("--contract", "-c", metavar="FILE", help="The contract's OpenAPI document.", show_default=True),
]
DEFAULT_CONTRACT = Path("schema/openapi.yaml")


class Format(StrEnum):
    """Forms of output on stdout."""

    TEXT = "text"
    JSON = "json"


def open_contract(path: Path) -> Contract:
    """The contract at *path*. Raises EventpactError or ContractError with what to do next."""
    return load(*contract_reader(path))
