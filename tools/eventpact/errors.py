"""What stops a command: exceptions that carry where, what and the next step as fields."""

from __future__ import annotations

from enum import IntEnum

from eventpact.printable import escape


class ExitCode(IntEnum):
    """The exit codes of every command."""

    GOOD = 0
    FOUND = 1
    WRONG_CALL = 2
    COULD_NOT_TEST = 3


class EventpactError(Exception):
    """A command cannot go on.

    Fields: *where* (a file, a location in a schema, a URL; may be None), *what* is wrong, and the *hint* that says
    what to do next (may be None). ``str()`` composes them, with control characters escaped.
    """

    exit_code = ExitCode.WRONG_CALL

    def __init__(self, what: str, *, where: object = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = None if where is None else str(where)
        self.hint = hint

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return escape(head) + (f"\n  {escape(self.hint)}" if self.hint else "")


class ContractError(EventpactError):
    """The contract's own files cannot be used; *rule* is the id of the lint rule that reports the same."""

    def __init__(self, rule: str, what: str, *, where: object = None, hint: str | None = None) -> None:
        super().__init__(what, where=where, hint=hint)
        self.rule = rule


class TargetError(EventpactError):
    """The target could not be tested at all (unreachable, wrong URL, wrong key): no verdict about it is possible."""

    exit_code = ExitCode.COULD_NOT_TEST
