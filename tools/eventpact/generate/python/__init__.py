"""A Python package of pydantic models, made from the contract by way of datamodel-code-generator."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ruff import find_ruff_bin  # type: ignore[import-untyped]  # it has no types to offer

from eventpact.contract import Contract
from eventpact.errors import EventpactError
from eventpact.generate.bundle import bundle, digest
from eventpact.generate.header import header
from eventpact.generate.naming import package_name
from eventpact.generate.python.body import BodyModule, body_module
from eventpact.generate.python.build import overlay
from eventpact.generate.python.codegen import write_models
from eventpact.generate.python.docstrings import docstring, one_line
from eventpact.generate.python.overlay import Overlay
from eventpact.generate.python.printing import models_module
from eventpact.generate.python.reading import read

#: What every generated package brings along, as it stands here, formatted already.
_RUNTIME = Path(__file__).parent / "runtime"
_COPIED = ("_faults.py", "_json.py", "_model.py", "_types.py")


def package(contract: Contract) -> dict[str, str]:
    """Path → text of the package of models: importable alone, next to pydantic and the standard library."""
    folder = package_name(contract.title)
    plan = overlay(contract)
    body = body_module(contract, plan)
    written = {
        "__init__.py": _front(plan, body, _about(contract)),
        "_body.py": body.text,
        "models.py": _models(plan, _about(contract)),
    }
    copied = {name: (_RUNTIME / name).read_text(encoding="utf-8") for name in _COPIED}
    comment = "".join(f"# {line}\n" for line in header(digest(bundle(contract))))
    modules = {name: comment + text for name, text in {**written, **copied}.items()}
    files = {f"{folder}/{name}": formatted(text) if name in written else text for name, text in modules.items()}
    return {**files, f"{folder}/py.typed": ""}


def _about(contract: Contract) -> str:
    return f"{one_line(contract.title)} {one_line(contract.version)}: models of the contract's request bodies."


def _models(plan: Overlay, about: str) -> str:
    try:
        written = read(write_models(plan.schema()), plan.names)
        return models_module(plan, written, f"{about}{_gaps(plan)}")
    except ValueError as error:
        raise EventpactError(
            f"no models can be generated: {error}",
            hint="Report it with the schema; a simpler form of what is unusual in it may help meanwhile.",
        ) from None


def _gaps(plan: Overlay) -> str:
    if not plan.gaps:
        return ""
    return "\n\nThe contract asks for more than these models check:\n\n" + "\n".join(f"- {gap}" for gap in plan.gaps)


def _front(plan: Overlay, body: BodyModule, about: str) -> str:
    imports = {"_body": body.functions, "_faults": body.results, "models": plan.names}
    lines = [f"from .{module} import {', '.join(names)}\n" for module, names in imports.items() if names]
    exported = "".join(f'    "{name}",\n' for name in sorted([*plan.names, *body.functions, *body.results]))
    return f"{docstring(about)}\n\n{''.join(lines)}\n__all__ = [\n{exported}]\n"


def formatted(text: str) -> str:
    """*text* as ruff formats it with nobody's settings but these."""
    settings = ["--isolated", "--no-cache", "--line-length=120", "--target-version=py311"]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("RUFF_")}
    done = subprocess.run(  # noqa: S603 - a list of constants, and ruff's own binary
        [find_ruff_bin(), "format", *settings, "--stdin-filename=module.py", "-"],
        input=text.encode(), capture_output=True, check=False, env=surroundings,
    )  # fmt: skip
    if done.returncode:
        raise ValueError(f"ruff does not take what was generated: {done.stderr.decode(errors='replace')[:200]}")
    return done.stdout.decode()
