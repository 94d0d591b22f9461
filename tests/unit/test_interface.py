"""The HTTP side of a contract, and each way in which it cannot be read."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.contract import Contract
from eventpact.contract.document import Documents
from eventpact.contract.interface import Interface, Limits, Refusal, inspect_interface, read_interface
from eventpact.errors import ContractError
from eventpact.pointer import removed, replaced

from tests.unit.small import ENTRY, entry, reader

OPERATION = ("paths", "/events", "post")


def read(document: Any) -> Interface:
    return read_interface(Documents(reader({ENTRY: document})), ENTRY)


def changed(*changes: tuple[tuple[str, ...], Any]) -> Any:
    """A sound document with *changes*."""
    document: Any = entry({"type": "array"})
    for tokens, value in changes:
        document = replaced(document, tokens, value)
    return document


def test_our_interface_is_read_whole(contract: Contract) -> None:
    interface = contract.interface
    assert (interface.path, interface.method) == ("/api/v1/integrations/fasttrack/bulk", "POST")
    assert (interface.key_header, interface.media_type) == ("x-api-key", "application/json")
    assert interface.statuses == (204, 400, 403, 405, 413, 415, 422, 503)
    assert interface.limits == Limits(16 * 1024 * 1024, 10_000, 64)
    assert (interface.batch_policy, interface.success, interface.events_at) == ("atomic", 204, None)


def test_an_interface_of_another_shape_is_read_whole(telemetry: Contract) -> None:
    interface = telemetry.interface
    assert (interface.path, interface.method, interface.methods) == ("/v2/records", "PUT", ("GET", "PUT"))
    assert (interface.key_header, interface.success) == ("X-Device-Token", 202)
    assert interface.limits == Limits(262144, 500, 32)


def test_what_is_not_said_has_a_default() -> None:
    interface = read(entry({"type": "array"}))
    assert interface.limits == Limits(None, None, 64)
    assert (interface.batch_policy, interface.key_header, interface.events_at) == ("atomic", None, None)


def test_a_refusal_is_told_by_the_best_status_that_is_declared(contract: Contract, telemetry: Contract) -> None:
    assert contract.interface.status(Refusal.INVALID) == 422
    assert telemetry.interface.status(Refusal.INVALID) == 400
    assert telemetry.interface.status(Refusal.KEY) == 401
    assert read(entry({"type": "array"})).status(Refusal.MEDIA_TYPE) == 415


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON", "application/x+json"])
def test_any_json_media_type_will_do(media_type: str) -> None:
    content = {"text/csv": {}, media_type: {"schema": True}}
    assert read(changed(((*OPERATION, "requestBody", "content"), content))).media_type == media_type


def test_a_request_body_behind_a_reference_is_followed() -> None:
    document = changed(
        ((*OPERATION, "requestBody"), {"$ref": "#/components/requestBodies/B"}),
        (("components",), {"requestBodies": {"B": {"content": {"application/json": {"schema": True}}}}}),
    )
    at = "openapi.json#/components/requestBodies/B/content/application~1json/schema"
    assert str(read(document).body) == at


def test_a_range_is_a_status_of_success() -> None:
    assert read(changed(((*OPERATION, "responses"), {"2XX": {}}))).success == 200


def test_the_key_may_be_asked_for_by_the_whole_document() -> None:
    scheme = {"k": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    document = changed((("security",), [{"k": []}]), (("components",), {"securitySchemes": scheme}))
    assert read(document).key_header == "X-Key"
    assert read(replaced(document, (*OPERATION, "security"), [])).key_header is None


def test_one_of_several_operations_is_marked() -> None:
    other: Any = {"requestBody": {"content": {}}}
    document = changed((("paths", "/other"), {"post": other}))
    with pytest.raises(ContractError, match="POST /events or POST /other"):
        read(document)
    assert read(replaced(document, (*OPERATION, "x-eventpact"), {})).path == "/events"


SETTINGS = (*OPERATION, "x-eventpact")
CONTENT = (*OPERATION, "requestBody", "content")
AT = "openapi.json#/paths/~1events/post"
WRONG: list[tuple[tuple[tuple[str, ...], Any], str]] = [
    ((("openapi",), "3.0.3"), "openapi.json#"),
    ((("openapi",), None), "openapi.json#"),
    (((), ["a", "list"]), "openapi.json#"),
    (((), None), "openapi.json#"),
    ((("info",), "text"), "openapi.json#/info"),
    ((("info", "title"), ""), "openapi.json#/info/title"),
    ((("info", "version"), 1.0), "openapi.json#/info/version"),
    ((("paths",), []), "openapi.json#/paths"),
    ((("paths",), {}), "openapi.json#/paths"),
    ((("paths", "/events"), None), "openapi.json#/paths/~1events"),
    ((OPERATION, 5), AT),
    (((*OPERATION, "requestBody"), []), f"{AT}/requestBody"),
    ((CONTENT, None), f"{AT}/requestBody/content"),
    ((CONTENT, {"text/csv": {"schema": True}}), f"{AT}/requestBody/content"),
    ((CONTENT, {"application/json": {}}), f"{AT}/requestBody/content/application~1json"),
    ((CONTENT, {"application/json": 5}), f"{AT}/requestBody/content/application~1json"),
    (((*OPERATION, "responses"), {"404": {}}), f"{AT}/responses"),
    (((*OPERATION, "responses"), {"9" * 5000: {}}), f"{AT}/responses"),
    (((*OPERATION, "responses"), None), f"{AT}/responses"),
    (((*OPERATION, "security"), {"k": []}), f"{AT}/security"),
    (((*OPERATION, "security"), [{"k": []}]), "openapi.json#/components"),
    ((("security",), None), "openapi.json#/security"),
    ((SETTINGS, []), f"{AT}/x-eventpact"),
    (((*SETTINGS, "limits"), 5), f"{AT}/x-eventpact/limits"),
    (((*SETTINGS, "limits"), {"bytes": 5}), f"{AT}/x-eventpact/limits/bytes"),
    (((*SETTINGS, "limits"), {"events": 0}), f"{AT}/x-eventpact/limits/events"),
    (((*SETTINGS, "limits"), {"events": True}), f"{AT}/x-eventpact/limits/events"),
    (((*SETTINGS, "limits"), {"nesting": 6.5}), f"{AT}/x-eventpact/limits/nesting"),
    (((*SETTINGS, "batch_policy"), "some"), f"{AT}/x-eventpact/batch_policy"),
    (((*SETTINGS, "batch_policy"), []), f"{AT}/x-eventpact/batch_policy"),
    (((*SETTINGS, "events"), "records"), f"{AT}/x-eventpact/events"),
    (((*SETTINGS, "events"), False), f"{AT}/x-eventpact/events"),
    (((*SETTINGS, "events"), []), f"{AT}/x-eventpact/events"),
]


@pytest.mark.parametrize(("change", "where"), WRONG, ids=[where for _, where in WRONG])
def test_what_cannot_be_read_is_refused_with_its_place_and_the_next_step(
    change: tuple[tuple[str, ...], Any], where: str
) -> None:
    tokens, value = change
    document = changed() if tokens[:1] != SETTINGS[:1] else changed((SETTINGS, {}))
    with pytest.raises(ContractError) as caught:
        read(replaced(document, tokens, value))
    assert (caught.value.rule, caught.value.where) == ("openapi", where)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("scheme", "where"),
    [
        (None, "openapi.json#/components/securitySchemes/k"),
        ({"type": "http", "scheme": "basic"}, "openapi.json#/components/securitySchemes/k"),
        ({"type": "apiKey", "in": "query", "name": "k"}, "openapi.json#/components/securitySchemes/k"),
        ({"type": "apiKey", "in": "header", "name": 5}, "openapi.json#/components/securitySchemes/k"),
    ],
)
def test_a_key_that_is_not_in_a_header_is_refused(scheme: Any, where: str) -> None:
    document = changed(((*OPERATION, "security"), [{"k": []}]), (("components",), {"securitySchemes": {"k": scheme}}))
    with pytest.raises(ContractError) as caught:
        read(document)
    assert (caught.value.rule, caught.value.where) == ("openapi", where)


def test_references_that_go_round_in_a_circle_are_refused() -> None:
    bodies = {"A": {"$ref": "#/components/requestBodies/B"}, "B": {"$ref": "#/components/requestBodies/A"}}
    document = changed(
        ((*OPERATION, "requestBody"), {"$ref": "#/components/requestBodies/A"}),
        (("components",), {"requestBodies": bodies}),
    )
    with pytest.raises(ContractError) as caught:
        read(document)
    assert caught.value.rule == "ref-loop"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    document = changed(
        (("info", "version"), 1),
        ((*OPERATION, "responses"), {}),
        (SETTINGS, {"limits": {"events": -1}, "batch_policy": 5, "events": 5}),
    )
    interface, errors = inspect_interface(Documents(reader({ENTRY: document})), ENTRY)
    assert interface is None
    assert [str(error.where).rpartition("/")[2] for error in errors] == [
        "version",
        "responses",
        "events",
        "batch_policy",
        "events",
    ]


def test_a_missing_part_is_told_like_a_wrong_one() -> None:
    with pytest.raises(ContractError, match="info"):
        read(removed(changed(), ("info",)))
