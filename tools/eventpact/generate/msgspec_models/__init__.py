"""A Python package of msgspec Structs: as exact as the schema, and about as fast as reading the JSON alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eventpact.contract import Contract
from eventpact.generate.bundle import bundle, digest
from eventpact.generate.header import header
from eventpact.generate.msgspec_models.adapted import adapted
from eventpact.generate.msgspec_models.assertions import assertions
from eventpact.generate.msgspec_models.front import front_module, schema_module
from eventpact.generate.msgspec_models.module import models_module
from eventpact.generate.msgspec_models.untyped import untyped
from eventpact.generate.naming import package_name
from eventpact.generate.python import formatted
from eventpact.generate.python.build import overlay
from eventpact.generate.python.docstrings import one_line

#: The modules that every generated package brings along, as they stand here, formatted already.
_RUNTIME = sorted(Path(__file__).with_name("runtime").glob("_[a-z]*.py"))
_LIMITS = (
    "Types cannot say all that the contract asks, so every body is checked against the schema as well, which takes "
    "longer. The places:",
    "The contract asks for more than is checked here:",
    "msgspec cannot name these properties: they are checked, but not kept:",
)


def package(contract: Contract) -> dict[str, str]:
    """Path → text of the package of Structs: importable alone, next to msgspec and the standard library."""
    folder = f"{package_name(contract.title)}_msgspec"
    fitted, asked, beyond = adapted(overlay(contract)), assertions(contract), untyped(contract)
    plan = fitted.overlay
    models = models_module(contract, plan, beyond.patterns, _about(contract))
    circles = [gap for gap in plan.gaps if gap.endswith(": recursion")]
    places = (*beyond.places, *models.untyped, *circles, *fitted.dropped)
    written = {
        "__init__.py": front_module(
            contract, plan, asked, f"{_about(contract)}{_limits(places, asked.gaps, fitted.dropped)}", typed=not places
        ),
        "models.py": models.text,
        "_schema.py": schema_module(asked),
    }
    copied = {file.name: file.read_text(encoding="utf-8") for file in _RUNTIME}
    comment = "".join(f"# {line}\n" for line in header(digest(bundle(contract))))
    modules = {name: formatted(comment + text) for name, text in written.items()}
    modules |= {name: comment + text for name, text in copied.items()}
    files = {f"{folder}/{name}": text for name, text in sorted(modules.items())}
    return {**files, f"{folder}/py.typed": ""}


def _about(contract: Contract) -> str:
    return f"{one_line(contract.title)} {one_line(contract.version)}: msgspec models of the contract's request bodies."


def _limits(*lists: Sequence[str]) -> str:
    """What of the contract the types do not say, what nothing here checks, and what the models cannot hold."""
    return "".join(
        f"\n\n{head}\n\n" + "\n".join(f"- {one_line(place)}" for place in places)
        for head, places in zip(_LIMITS, lists, strict=True)
        if places
    )
