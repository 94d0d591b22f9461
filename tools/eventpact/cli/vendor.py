"""``eventpact vendor``: put the generated Python package into another repository."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from eventpact.cli.options import DEFAULT_CONTRACT, ContractOption, open_contract
from eventpact.errors import EventpactError
from eventpact.files import read_tree, replace_tree
from eventpact.generate.bundle import bundle, digest
from eventpact.generate.manifest import NAME, changed, read_manifest, render
from eventpact.generate.naming import package_name
from eventpact.printable import escape


def command(
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="The folder that gets the package, as a folder in it.")],
    contract: ContractOption = DEFAULT_CONTRACT,
    generated: Annotated[Path, typer.Option("--generated", metavar="DIR", help="What `generate` wrote.")] = Path(
        "generated"
    ),
    force: Annotated[bool, typer.Option("--force", help="Replace a copy that was edited.")] = False,
) -> None:
    """Copy the generated Python package into DEST, whole or not at all, with a manifest that vouches for each file."""
    opened = open_contract(contract)
    package = package_name(opened.title)
    files = _package(generated, package, digest(bundle(opened)))
    target = dest.resolve() / package
    if dest.is_symlink() or target.is_symlink() or ".git" in target.parts:
        raise EventpactError("is a symbolic link or inside .git", where=dest, hint="Name a folder of your repository.")
    found = read_tree(target)
    vouched = read_manifest(found.get(NAME, b""))
    if found and not force and (vouched is None or changed(vouched, found)):
        what = ", ".join(changed(vouched, found)[:5]) if vouched else "it holds no manifest of eventpact"
        raise EventpactError(f"was edited: {what}", where=target, hint="Keep what you need; --force replaces it.")
    if found != files:
        replace_tree(target, files)
    state = "unchanged" if found == files else "updated" if found else "written"
    print(f"{escape(str(target))}: {len(files)} files {state}", file=sys.stderr)


def _package(generated: Path, package: str, schema: str) -> dict[str, bytes]:
    """The generated package and its manifest. Raises EventpactError unless it is what the contract's schema gives."""
    tree = read_tree(generated)
    manifest = read_manifest(tree.get(NAME, b""))
    prefix = f"python/{package}/"
    files = {path.removeprefix(prefix): content for path, content in tree.items() if path.startswith(prefix)}
    if manifest is None or not files or changed(manifest, tree) or manifest.get("schema_sha256") != schema:
        what = "is not what the contract gives: missing, stale or edited"
        raise EventpactError(what, where=generated, hint="Run `eventpact generate` first.")
    about = {name: value for name, value in manifest.items() if name != "files"}
    return {**files, NAME: render(about, files)}
