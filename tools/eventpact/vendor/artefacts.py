"""What can be vendored: kinds of artefacts as records, and their files, made from the contract in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eventpact.contract import Contract, load
from eventpact.contract.document import Documents
from eventpact.errors import ContractError, EventpactError
from eventpact.generate import GENERATORS
from eventpact.generate.document import json_text
from eventpact.generate.naming import package_name, slug
from eventpact.vendor import verify
from eventpact.vendor.lock import SUPPORT
from eventpact.vendor.names import folder_path, package_path

#: Git changes no line ending in a vendored folder, whatever core.autocrlf says; forges fold it in reviews.
ATTRIBUTES = ".gitattributes"
_ATTRIBUTES = b"* -text linguist-generated\n"
_CONTRACT = "contract.json"
_SCRIPT = "verify.py"


@dataclass(frozen=True)
class Kind:
    """One kind of artefact: the *id* of its generator, the *name* that a contract's title gives it, the *path* of a
    folder of a given name, whether its files are *nested* in a folder of the generator's choice, and how to use it."""

    id: str
    name: Callable[[str], str]
    path: Callable[[str], str]
    nested: bool
    use: str


def _folder(suffix: str) -> Callable[[str], str]:
    return lambda title: f"{slug(title)}-{suffix}"


KINDS: Mapping[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("python", package_name, package_path, True, "from {name} import parse_batch"),
        Kind(
            "python-msgspec", lambda title: f"{package_name(title)}_msgspec", package_path, True,
            "from {name} import parse_batch",
        ),
        Kind(
            "typescript", _folder("typescript"), folder_path, False, 'import {{ parseBatch }} from "./{path}/index.js"'
        ),
        Kind("json-schema", _folder("json-schema"), folder_path, False, "{path}/{first}"),
        Kind("openapi", _folder("openapi"), folder_path, False, "{path}/{first}"),
        Kind("vectors", _folder("vectors"), folder_path, False, "{path}/README.md says how to use them"),
    )
}  # fmt: skip


def kind_of(id_: str) -> Kind:
    """The kind called *id_*. Raises EventpactError when this eventpact knows none of that name."""
    if id_ not in KINDS:
        hint = f"It can be one of {', '.join(KINDS)}."
        raise EventpactError("is no artefact that this eventpact can vendor", where=id_, hint=hint)
    return KINDS[id_]


def made(contract: Contract, kind: Kind) -> dict[str, bytes]:
    """Path in the artefact's folder → content. Raises EventpactError when the generator cannot make it."""
    generator = next(one for one in GENERATORS if one.id == kind.id)
    files = generator.files(contract)
    inner = {path.partition("/")[2] if kind.nested else path: text.encode() for path, text in files.items()}
    return dict(sorted({**inner, ATTRIBUTES: _ATTRIBUTES}.items()))


def support(contract: Contract) -> dict[str, bytes]:
    """What goes beside the lock: the script that verifies, and the contract, for the next update to compare with."""
    documents = contract.documents.contents
    known = {"entry": contract.entry, "documents": {path: documents[path] for path in sorted(documents)}}
    script = Path(verify.__file__).read_bytes().replace(b"\r\n", b"\n")
    return {ATTRIBUTES: _ATTRIBUTES, _CONTRACT: json_text(known).encode(), _SCRIPT: script}


def old_contract(dest: Path) -> Contract:
    """The contract from which what is in *dest* was made. Raises EventpactError when its copy was lost or edited."""
    file = dest / SUPPORT / _CONTRACT
    try:
        known = json.loads(file.read_bytes())
        documents, entry = dict(known["documents"]), str(known["entry"])
        return load(lambda path: _document(documents, path), entry)
    except (OSError, ValueError, LookupError, TypeError, RecursionError, ContractError) as error:
        what = f"does not hold the contract as it was vendored ({error})"
        raise EventpactError(what, where=file, hint="Take the file from your last commit (git checkout).") from None


def _document(documents: Mapping[str, object], path: str) -> bytes:
    if path not in documents:
        raise ContractError("ref-resolves", "was not vendored", where=path)
    return json.dumps(documents[path]).encode()


def same_contract(one: Contract, other: Contract) -> bool:
    """Whether both say the same in the same words."""
    return _contents(one.documents) == _contents(other.documents)


def _contents(documents: Documents) -> str:
    return json.dumps(documents.contents, sort_keys=True)
