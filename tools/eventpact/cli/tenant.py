"""``eventpact tenant``: who may send events to the reference receiver."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eventpact.errors import EventpactError
from eventpact.printable import escape
from eventpact.receiver.tenants import Tenants, read_tenants, write_tenants


class Action(StrEnum):
    """What to do."""

    ADD = "add"
    LIST = "list"


def command(
    action: Annotated[
        Action, typer.Argument(metavar="add|list", help="add makes a tenant and prints its key; list prints the names.")
    ],
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The new tenant's name.")] = None,
    tenants: Annotated[Path, typer.Option("--tenants", metavar="FILE", help="The file of tenants.")] = Path(
        ".eventpact/tenants.json"
    ),
) -> None:
    """Add a tenant to the receiver, or list those there are.

    The key of a new tenant goes to stdout, this once: the file holds only its hash.
    """
    if action is Action.LIST:
        if name is not None:
            raise EventpactError("`tenant list` takes no name", hint="Name a file with --tenants FILE.")
        for tenant in read_tenants(tenants).members:
            typer.echo(escape(tenant.name))
        return
    if name is None:
        raise EventpactError("`tenant add` needs a name", hint="For example: eventpact tenant add acme")
    known = read_tenants(tenants) if tenants.exists() else Tenants()
    known, key = known.with_new(name)
    write_tenants(tenants, known)
    typer.echo(f"{tenants}: tenant {escape(name)} added. Its key, shown this once:", err=True)
    typer.echo(key)
    typer.echo("A receiver that runs already knows it after a restart.", err=True)
