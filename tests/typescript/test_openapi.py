"""The one-file OpenAPI document is valid by a second tool as well, one that shares no code with the first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eventpact.contract import Contract
from eventpact.generate.openapi import one_file

from tests.typescript.conftest import HERE, node

VALIDATE = HERE / "openapi_valid.mjs"


def verdict(document: object, folder: Path) -> bool:
    file = folder / "document.json"
    file.write_text(json.dumps(document))
    return bool(json.loads(node(VALIDATE, file))["valid"])


@pytest.mark.parametrize("name", ["contract", "telemetry"])
def test_the_document_is_valid(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    contract: Contract = request.getfixturevalue(name)
    assert verdict(one_file(contract), tmp_path)


def test_a_document_that_is_not_is_found_out(contract: Contract, tmp_path: Path) -> None:
    document = one_file(contract)
    assert not verdict({**document, "paths": {"no-slash": {}}}, tmp_path)
    assert not verdict({**document, "info": {}}, tmp_path)
