"""Values → witnesses: confirmed by the oracles of both versions."""

from __future__ import annotations

from typing import Any

from eventpact.cases.compose import encode
from eventpact.compat.model import Side, Witness
from eventpact.compat.site import Site
from eventpact.contract.payload import read
from eventpact.contract.validators import Validator
from eventpact.contract.verdict import Verdict


class Judges:
    """The validators of two schemas. Neither version's verdict about a witness is *unspecified*, nor is its text
    open to several readings."""

    def __init__(self, old: Site, new: Site, nesting: int) -> None:
        self._sites = {"old": old, "new": new}
        self._old = Validator(old.documents, old.location)
        self._new = Validator(new.documents, new.location)
        self._nesting = nesting

    def site(self, side: Side) -> Site:
        """The schema of the old or of the new version."""
        return self._sites[side]

    def witness(self, value: Any, accepted_by: Side) -> Witness | None:
        """*value* as a witness, or None where it is none."""
        accepting, refusing = (self._old, self._new) if accepted_by == "old" else (self._new, self._old)
        try:
            if refusing.verdict(value) is not Verdict.INVALID or accepting.verdict(value) is not Verdict.VALID:
                return None
        except ValueError:  # it is nested deeper than jsonschema-rs goes
            return None
        text = encode(value)
        payload = read(text, self._nesting)
        return Witness(payload.value, text, accepted_by) if not payload.oddities else None
