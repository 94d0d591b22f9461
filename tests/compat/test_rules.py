"""Each rule is shown by a pair of versions, each way; a witness proves it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from eventpact.compat import RULES, Bump, Effect

from tests.compat.second import Second
from tests.compat.versions import compared, contracts, document, rules

_OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
_CLOSED = {**_OBJECT, "additionalProperties": False}

#: Narrower rule → (old, new): the change from old to new falls under the rule, the change back under its opposite.
SCHEMAS: dict[str, tuple[Any, Any]] = {
    "property-became-required": (_OBJECT, {**_OBJECT, "required": ["a"]}),
    "required-property-added": (_OBJECT, {**_OBJECT, "required": ["b"]}),
    "property-removed": (_CLOSED, {"type": "object", "additionalProperties": False}),
    "object-closed": (_OBJECT, _CLOSED),
    "enum-member-removed": ({"enum": ["a", "b"]}, {"const": "a"}),
    "enum-added": ({"type": "string"}, {"enum": ["a", "b"]}),
    "nullable-removed": ({"type": ["string", "null"]}, {"type": "string"}),
    "type-narrowed": ({"type": "number"}, {"type": "integer"}),
    "option-removed": ({"anyOf": [{"type": "string"}, {"type": "boolean"}, {"type": "object"}]},
                       {"anyOf": [{"type": "string"}, {"type": "boolean"}]}),
    "bound-tightened": ({"type": "array", "maxItems": 3}, {"type": "array", "maxItems": 2}),
    "bound-added": ({"type": "string"}, {"type": "string", "minLength": 1}),
    "pattern-added": ({"type": "string"}, {"type": "string", "pattern": "^[a-z]*$"}),
    "format-added": ({"type": "string"}, {"type": "string", "format": "date-time"}),
    "multiple-added": ({"type": "number"}, {"type": "number", "multipleOf": 0.01}),
    "unique-items-added": ({"type": "array"}, {"type": "array", "uniqueItems": True}),
    "items-added": ({"type": "array"}, {"type": "array", "prefixItems": [False]}),
    "contains-added": ({"type": "array"}, {"type": "array", "contains": {"type": "null"}}),
    "property-names-added": ({"type": "object"}, {"type": "object", "propertyNames": {"maxLength": 3}}),
    "condition-added": ({"type": "object"}, {"type": "object", "dependentRequired": {"a": ["b"]}}),
}  # fmt: skip
#: Rules whose opposite is themselves: some values are valid no more, and others are valid now.
BOTH_WAYS: dict[str, tuple[Any, Any]] = {
    "pattern-changed": ({"type": "string", "pattern": "^[a-z]$"}, {"type": "string", "pattern": "^[b-z0]$"}),
    "format-changed": ({"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}),
    "multiple-changed": ({"type": "number", "multipleOf": 2}, {"type": "number", "multipleOf": 3}),
    "property-names-changed": ({"type": "object", "propertyNames": {"pattern": "^a"}},
                               {"type": "object", "propertyNames": {"pattern": "^b"}}),
    "contains-changed": ({"type": "array", "contains": {"const": 1}}, {"type": "array", "contains": {"const": 2}}),
    "condition-changed": ({"type": "object", "dependentRequired": {"a": ["b"]}},
                          {"type": "object", "dependentRequired": {"c": ["d"]}}),
}  # fmt: skip

_KEYED = {"type": "object", "required": ["i", "j"], "properties": {"i": {"type": "string"}, "j": {"type": "string"}}}
_FREE = {"variants": {"one": {"type": "object"}}}
_TWO = {"204": {"description": "Taken."}, "503": {"description": "Send it again."}}
_LIMITS = {"limits": {"events": 10}}
#: The rules about the interface and the texts: (parts of the old document, parts of the new one), and the bump.
INTERFACES: dict[str, tuple[dict[str, Any], dict[str, Any], Bump]] = {
    "variant-removed": ({"variants": {"one": {}, "two": {}}}, {}, Bump.MAJOR),
    "variant-added": ({}, {"variants": {"one": {}, "two": {}}}, Bump.MINOR),
    "path-changed": ({}, {"path": "/other"}, Bump.MAJOR),
    "method-changed": ({}, {"method": "put"}, Bump.MAJOR),
    "media-type-changed": ({}, {"media_type": "application/events+json"}, Bump.MAJOR),
    "key-header-changed": ({}, {"security": [{"key": []}]}, Bump.MAJOR),
    "success-status-changed": ({}, {"responses": {"202": {"description": "Taken."}}}, Bump.MAJOR),
    "batch-policy-changed": ({}, {"x-eventpact": {"batch_policy": "drop-invalid"}}, Bump.MAJOR),
    "limit-lowered": ({}, {"x-eventpact": _LIMITS}, Bump.MAJOR),
    "limit-raised": ({"x-eventpact": _LIMITS}, {}, Bump.MINOR),
    "status-added": ({}, {"responses": _TWO}, Bump.MINOR),
    "status-removed": ({"responses": _TWO}, {}, Bump.MINOR),
    "unknown-events-changed": ({}, {"x-eventpact": {"unknown_events": "ignore"}}, Bump.MINOR),
    "idempotency-key-changed": (
        {"variants": {"one": {**_KEYED, "x-idempotency-key": ["/data/i"]}}},
        {"variants": {"one": {**_KEYED, "x-idempotency-key": ["/data/i", "/data/j"]}}},
        Bump.MAJOR,
    ),
    "property-added-optional": (_FREE, {"variants": {"one": _OBJECT}}, Bump.MINOR),
    "property-removed": ({"variants": {"one": _OBJECT}}, _FREE, Bump.MINOR),
    "default-changed": ({}, {"variants": {"one": {"default": {"a": "b"}}}}, Bump.MINOR),
    "deprecation-changed": ({}, {"variants": {"one": {"deprecated": True}}}, Bump.MINOR),
    "documentation-changed": ({}, {"variants": {"one": {"description": "New words."}}}, Bump.PATCH),
}  # fmt: skip


def _document(parts: dict[str, Any]) -> dict[str, Any]:
    return document(**{"variants": {"one": {}}, **parts})


@pytest.mark.parametrize("rule", SCHEMAS)
def test_a_narrowing_and_its_opposite_are_told_with_a_witness(rule: str) -> None:
    old, new = SCHEMAS[rule]
    there, back = compared(old, new), compared(new, old)
    assert rules(there) == [rule]
    assert rules(back) == [RULES[rule].opposite]
    assert [change.effect for change in there.changes] == [Effect.NARROWED]
    assert [change.effect for change in back.changes] == [Effect.WIDENED]
    assert (there.bump, back.bump) == (Bump.MAJOR, Bump.MINOR)
    for shown, accepting, refusing in ((there.narrowed, old, new), (back.widened, old, new)):
        assert shown is not None
        assert Second(accepting).accepts(json.loads(shown.text))
        assert not Second(refusing).accepts(json.loads(shown.text))


@pytest.mark.parametrize("rule", BOTH_WAYS)
def test_a_change_both_ways_has_two_witnesses(rule: str) -> None:
    comparison = compared(*BOTH_WAYS[rule])
    (change,) = comparison.changes
    assert (change.rule, change.effect) == (rule, Effect.BOTH)
    assert (change.breaks_senders, change.breaks_receivers) == (True, True)
    assert (comparison.narrowed, comparison.widened) == (change.witness, change.other_witness)
    assert comparison.narrowed is not None
    assert comparison.widened is not None


@pytest.mark.parametrize("rule", INTERFACES)
def test_the_interface_counts_too(rule: str) -> None:
    old, new, bump = INTERFACES[rule]
    comparison = contracts(_document(old), _document(new))
    assert rules(comparison) == [rule]
    assert comparison.bump is bump


def test_every_rule_is_shown_above() -> None:
    assert set(RULES) == {*SCHEMAS, *(RULES[rule].opposite for rule in SCHEMAS), *BOTH_WAYS, *INTERFACES}


def test_every_rule_has_an_opposite_that_leads_back_and_words_for_both_sides() -> None:
    for rule in RULES.values():
        assert RULES[rule.opposite].opposite == rule.id
        assert rule.means.endswith(".")
        assert rule.senders.endswith(".")
        assert rule.receivers.endswith(".")
