"""Random edits of schemas: whatever is called breaking has a witness, and nothing that breaks is missed.

Some hundreds here; `python tests/compat/bench.py` tries thousands.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from eventpact.compat import compare
from eventpact.compat import tableau as tableau_module
from eventpact.contract import Contract

from tests.compat.edits import EDITS, NEUTRAL, edited
from tests.compat.trials import Tally, loaded, made_up, pairs, schemas_of, trials

pytestmark = pytest.mark.thorough


def _sound(tally: Tally, changed: float) -> None:
    assert tally.faults == []
    assert tally.unproven == []
    assert tally.changed > changed * tally.tried
    assert tally.witnesses > tally.changed


def test_edits_of_our_contract(contract: Contract) -> None:
    tally = Tally()
    trials(contract.documents.contents, contract.entry, range(5_000, 5_012), tally)
    _sound(tally, 0.3)


def test_edits_of_a_contract_of_another_shape(telemetry: Contract) -> None:
    tally = Tally()
    trials(telemetry.documents.contents, telemetry.entry, range(5_000, 5_030), tally)
    _sound(tally, 0.3)


def test_edits_of_contracts_that_are_made_up() -> None:
    tally = Tally()
    for seed in range(5_000, 5_140):
        trials(made_up(random.Random(seed)), "openapi.json", range(seed, seed + 1), tally)
    _sound(tally, 0.2)


def test_versions_that_have_nothing_in_common() -> None:
    tally = Tally()
    pairs(range(5_000, 5_060), tally)
    _sound(tally, 0.3)


@pytest.mark.parametrize("edit", NEUTRAL, ids=lambda edit: edit.name)
def test_neutral_edits_change_no_verdict(edit: Any, contract: Contract, telemetry: Contract) -> None:
    applied = 0
    for seed in range(6):
        for one in (contract, telemetry):
            new, done = edited(one.documents.contents, schemas_of, random.Random(seed), 1, (edit,))
            applied += len(done)
            comparison = compare(one, loaded(new, one.entry))
            assert comparison.full
            assert not {change.rule for change in comparison.changes} - {"documentation-changed"}
    assert applied > 5


@pytest.mark.parametrize("blind_to", ["maximum", "type", "enum", "minLength", "items", "additionalProperties"])
def test_a_comparison_that_is_blind_to_a_keyword_is_caught(monkeypatch: pytest.MonkeyPatch, blind_to: str) -> None:
    monkeypatch.setattr(tableau_module, "PLAIN", tableau_module.PLAIN - {blind_to})
    edits = [edit for edit in EDITS if edit.name.split()[-1] == blind_to]
    tally = Tally()
    for seed in range(40):
        trials(made_up(random.Random(seed)), "openapi.json", range(seed, seed + 1), tally, edits)
    assert tally.faults
