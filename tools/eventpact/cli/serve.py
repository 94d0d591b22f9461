"""``eventpact serve``: the reference receiver."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption, open_contract
from eventpact.contract import Contract
from eventpact.errors import EventpactError
from eventpact.receiver.embedded import LISTENING, READBACK
from eventpact.receiver.tenants import Tenants, read_tenants, write_tenants

DEV_TENANT = "dev"


def command(
    contract: ContractOption = DEFAULT_CONTRACT,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 is any free one.")] = 8080,
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Where events and tenants are kept.")] = Path(
        ".eventpact"
    ),
    tenants: Annotated[
        Path | None, typer.Option("--tenants", metavar="FILE", help="The file of tenants. [default: DIR/tenants.json]")
    ] = None,
    readback: Annotated[
        bool,
        typer.Option(
            "--readback",
            help="Let each tenant read what it sent: GET /recorded with its key gives its own events, one a line "
            "(NDJSON), in the order of receipt. For tests.",
        ),
    ] = False,
) -> None:
    """Run the reference receiver: it takes exactly what the contract says, and keeps it in an SQLite file.

    Where there is no file of tenants, and only this machine can reach the receiver, a tenant for development is made
    and its key is printed, once. End it with Ctrl-C.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    _serve(open_contract(contract), (host, port), data, tenants or data / "tenants.json", readback=readback)


def _serve(contract: Contract, address: tuple[str, int], data: Path, file: Path, *, readback: bool) -> None:
    try:
        from eventpact.receiver import app, server, sqlite
    except ImportError as error:
        hint = "Install them: pip install 'eventpact[receiver]'"
        raise EventpactError(f"the receiver's packages are not installed ({error.name})", hint=hint) from None
    from eventpact.receiver.readback import readback_path

    host, port = address
    known = _tenants(file, loopback=server.is_loopback(host)) if contract.interface.key_header else Tenants()
    with server.listen(host, port) as listener:  # before anything is written or a key is told
        store = sqlite.SqliteStore(data / "events.sqlite")
        receiver = app.create_app(contract, _made(file) if known is None else known, store, readback=readback)
        origin = server.origin(listener, host)
        lines = [f"{READBACK}{origin}{readback_path(contract.interface)}"] if readback else []
        lines.append(f"{LISTENING}{origin}{contract.interface.path}")
        server.serve(receiver, listener, ready=lambda: typer.echo("\n".join(lines)))


def _tenants(file: Path, *, loopback: bool) -> Tenants | None:
    """The tenants in *file*, or None where one for development is to be made."""
    if loopback and not file.exists():
        return None
    tenants = read_tenants(file)
    if not tenants.members:
        hint = f"Add one: eventpact tenant add NAME --tenants {file}"
        raise EventpactError("holds no tenant, so nobody could send anything", where=file, hint=hint)
    return tenants


def _made(file: Path) -> Tenants:
    """The tenant for development, written to *file*; its key is printed here and nowhere else."""
    tenants, key = Tenants().with_new(DEV_TENANT)
    write_tenants(file, tenants)
    typer.echo(f"# {file}: tenant {DEV_TENANT} made. Its key, shown this once:")
    typer.echo(f"export EVENTPACT_API_KEY={key}")
    return tenants
