"""A TypeScript module made from the contract: types, and checks that are exact and need nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from eventpact.contract import Contract
from eventpact.generate.bundle import bundle, digest
from eventpact.generate.header import header
from eventpact.generate.typescript.explanations import Explanations
from eventpact.generate.typescript.literals import comment
from eventpact.generate.typescript.module import Module
from eventpact.generate.typescript.predicates import Predicates
from eventpact.generate.typescript.types import Types

_HERE = Path(__file__).parent


def files(contract: Contract) -> dict[str, str]:
    """Path → text of the module: ``index.ts`` is what is imported, in ESM, and what it says is all there is to know.

    Raises EventpactError where the contract asks for what TypeScript cannot check.
    """
    types = Types(contract)
    module = Module()
    checks = Predicates(contract, module)
    explanations = Explanations(contract, module, checks)
    names = {
        f"{prefix}{role}": writer.function(schema)
        for prefix, writer in (("check", checks), ("explain", explanations))
        for role, schema in (("Batch", contract.body), ("Event", contract.event))
    }
    front = (_HERE / "index.ts").read_text(encoding="utf-8")
    front = front.replace("types.EVENT", f"types.{types.event}").replace("types.BATCH", f"types.{types.body}")
    texts = {
        "types.ts": types.text(),
        "checks.ts": module.text(dict(sorted(names.items()))),
        "runtime.ts": (_HERE / "runtime.ts").read_text(encoding="utf-8"),
        "index.ts": front,
    }
    lines = "".join(f"// {line}\n" for line in header(digest(bundle(contract))))
    about = "\n".join([*comment(_about(contract, module.gaps)), "", ""])
    return {name: f"{lines}\n{about if name == 'index.ts' else ''}{text}" for name, text in texts.items()}


def _about(contract: Contract, gaps: Iterable[str]) -> list[str]:
    """What the reader of the module has to know beforehand."""
    return [
        f"{contract.title} {contract.version}: types and checks of the contract's request bodies.",
        "Objects may have more properties than the types declare, unless the contract closes them.",
        "Numbers are what JSON.parse makes of them: integers beyond 2^53 are rounded before they are checked.",
        *(["The checks cannot be exact here:"] if gaps else []),
        *gaps,
    ]
