"""What stops a command says where, what and the next step."""

from __future__ import annotations

from eventpact.errors import ContractError, EventpactError, ExitCode, TargetError
from eventpact.pointer import Location


def test_an_error_says_where_what_and_the_next_step() -> None:
    error = EventpactError("is broken", where="file.json", hint="Mend it.")
    assert str(error) == "file.json: is broken\n  Mend it."
    assert (error.what, error.where, error.hint) == ("is broken", "file.json", "Mend it.")


def test_where_and_hint_may_be_left_out() -> None:
    assert str(EventpactError("is broken")) == "is broken"


def test_control_characters_in_an_error_are_escaped() -> None:
    assert str(EventpactError("a\x1b[2J", where="\u202ef", hint="h\x07")) == "\\u202ef: a\\u001b[2J\n  h\\u0007"


def test_a_contract_error_names_its_rule_and_place() -> None:
    error = ContractError("ref-resolves", "leads nowhere", where=Location("a.json", ("b",)))
    assert (error.rule, error.where) == ("ref-resolves", "a.json#/b")


def test_exit_codes_tell_a_wrong_call_from_a_target_that_could_not_be_tested() -> None:
    assert EventpactError("x").exit_code is ExitCode.WRONG_CALL
    assert TargetError("x").exit_code is ExitCode.COULD_NOT_TEST
    assert [code.value for code in ExitCode] == [0, 1, 2, 3]
