"""The words of ``--status``, and what holds without them."""

from __future__ import annotations

import pytest
from eventpact.checks import Statuses, parse_statuses
from eventpact.contract import Contract
from eventpact.contract.interface import Refusal
from eventpact.errors import EventpactError


def test_without_words_the_contract_declares_the_statuses(contract: Contract, telemetry: Contract) -> None:
    ours, theirs = (Statuses.of(c.interface) for c in (contract, telemetry))
    assert (ours.success, theirs.success) == ((204,), (202,))
    assert (ours.refused[Refusal.INVALID], theirs.refused[Refusal.INVALID]) == ((422,), (400,))
    assert parse_statuses([], contract.interface) == ours


@pytest.mark.parametrize(
    ("word", "refusal", "codes"),
    [
        ("invalid=400,422", Refusal.INVALID, (400, 422)),
        ("key=401", Refusal.KEY, (401,)),
        ("too-large=400", Refusal.TOO_LARGE, (400,)),
        ("TOO_LARGE = 400 , 413, 400", Refusal.TOO_LARGE, (400, 413)),
        ("storage=510", Refusal.STORAGE, (510,)),
    ],
)
def test_a_word_takes_the_place_of_what_the_contract_declares(
    contract: Contract, word: str, refusal: Refusal, codes: tuple[int, ...]
) -> None:
    declared, statuses = Statuses.of(contract.interface), parse_statuses([word], contract.interface)
    assert statuses.refused[refusal] == codes
    assert {r: c for r, c in statuses.refused.items() if r is not refusal} == {
        r: c for r, c in declared.refused.items() if r is not refusal
    }
    assert statuses.success == declared.success


def test_success_may_have_several_codes(contract: Contract) -> None:
    assert parse_statuses(["success=200,202"], contract.interface).success == (200, 202)


def test_a_code_that_is_asked_for_is_of_its_family_whatever_it_is(contract: Contract) -> None:
    statuses = parse_statuses(["key=404"], contract.interface)
    assert statuses.family(Refusal.KEY) == {401, 403, 404}


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("invald=422", "Did you mean invalid?"),
        ("colour=422", "Use success"),
        ("", "nothing is nothing"),
        ("invalid", "is not understood"),
        ("invalid=", "is not understood"),
        ("invalid=4x2", "from 400 to 599"),
        ("invalid=200", "from 400 to 599"),
        ("success=422", "from 200 to 299"),
        ("invalid=٤٢٢", "is not understood"),
        ("invalid=" + "4" * 5000, "is not understood"),
        ("\x1b[31m=422", "\\u001b"),
    ],
)
def test_a_word_that_is_not_understood_says_what_to_write(contract: Contract, word: str, says: str) -> None:
    with pytest.raises(EventpactError) as raised:
        parse_statuses([word], contract.interface)
    assert says in str(raised.value)
