"""A second opinion about bodies: python-jsonschema on the bundled schema, with our definition of formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from eventpact.contract.formats import FORMATS
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """`pattern` with the `$` and the `\\d` of ECMA-262."""
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance, re.ASCII):
        yield ValidationError("does not match")


_Validator = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


class Second:
    """Whether a body is valid, by jsonschema."""

    def __init__(self, schema: Any) -> None:
        checker = FormatChecker(formats=())
        for name, definition in FORMATS.items():
            checker.checks(name)(definition.strict)
        plain = {k: v for k, v in schema.items() if k not in {"$schema", "$id"}}
        self._validator = _Validator(plain, format_checker=checker)

    def accepts(self, body: Any) -> bool:
        """The verdict."""
        return bool(self._validator.is_valid(body))
