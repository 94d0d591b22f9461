"""Variants that come and go, and who must not mind."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.compat import Bump, Change, compare
from eventpact.contract import Contract
from eventpact.errors import ContractError

from tests.compat.trials import loaded
from tests.compat.versions import contract, contracts, document

_DATA = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}


def _added(**operation: Any) -> Change:
    old, new = ({"one": _DATA}, {"one": _DATA, "two": _DATA})
    comparison = contracts(document(old, **operation), document(new, **operation))
    (change,) = comparison.changes
    assert (change.rule, change.variant, comparison.bump) == ("variant-added", "two", Bump.MINOR)
    assert comparison.widened is not None
    assert comparison.narrowed is None
    return change


def test_a_new_variant_breaks_receivers_that_refuse_unknown_events() -> None:
    assert _added().breaks_receivers
    assert _added(**{"x-eventpact": {"unknown_events": "refuse"}}).breaks_receivers


def test_a_new_variant_is_a_notice_to_receivers_that_ignore_unknown_events() -> None:
    change = _added(**{"x-eventpact": {"unknown_events": "ignore"}})
    assert not change.breaks_receivers
    assert "notice" in change.receivers


def test_a_setting_that_is_neither_word_is_refused_with_its_place() -> None:
    content = document({"one": _DATA}, **{"x-eventpact": {"unknown_events": "maybe"}})
    with pytest.raises(ContractError, match="maybe") as caught:
        compare(contract(content), contract(content))
    assert "unknown_events" in str(caught.value)


def test_a_variant_that_goes_breaks_senders_and_the_witness_is_one_such_event(contract: Contract) -> None:
    documents = contract.documents.contents
    event = documents["event.schema.json"]
    for number, variant in enumerate(contract.variants):
        rest = [option for i, option in enumerate(event["anyOf"]) if i != number]
        new = loaded({**documents, "event.schema.json": {**event, "anyOf": rest}}, contract.entry)
        comparison = compare(contract, new)
        (change,) = comparison.changes
        assert (change.rule, change.variant, change.breaks_senders) == ("variant-removed", variant.tag, True)
        assert comparison.narrowed is not None
        assert [one[contract.discriminator] for one in comparison.narrowed.body] == [variant.tag]


def test_another_tag_is_a_variant_that_goes_and_one_that_comes() -> None:
    comparison = contracts(document({"one": _DATA, "two": _DATA}), document({"one": _DATA, "three": _DATA}))
    assert [(change.rule, change.variant) for change in comparison.changes] == [
        ("variant-removed", "two"),
        ("variant-added", "three"),
    ]


def test_an_envelope_around_the_events_is_told() -> None:
    old, new = document({"one": _DATA}), document({"one": _DATA})
    body = new["paths"]["/events"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    wrapped = {"type": "object", "required": ["events"], "properties": {"events": body}}
    new["paths"]["/events"]["post"]["requestBody"]["content"]["application/json"]["schema"] = wrapped
    comparison = contracts(old, new)
    assert comparison.narrowed is not None
    assert comparison.widened is not None
    assert (comparison.narrowed.body, comparison.widened.body) == ([], {"events": []})
