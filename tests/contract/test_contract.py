"""The contract as pytest items: `pytest tests/contract/test_contract.py --contract-url URL`; by default against the
reference receiver."""

from __future__ import annotations

from eventpact.pytest_plugin import CheckedPoint


def test_contract(contract_point: CheckedPoint) -> None:
    contract_point.check()
