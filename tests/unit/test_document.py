"""References stay inside the contract's folder and lead to something."""

from __future__ import annotations

from typing import Any

import pytest
from eventpact.contract.document import Documents
from eventpact.errors import ContractError
from eventpact.pointer import Location

from tests.unit.small import reader

FILES: dict[str, Any] = {
    "entry.json": {"a": [{"b": 1}], "x/y": {"m~n": 2}, "50%": 3},
    "deep/er/file.json": {"here": True},
    "with space.json": {"found": 4},
    "broken.json": b'{"a": 1,\n "b" }',
}
ENTRY = Location("entry.json")


def target(reference: Any, found_at: Location = ENTRY) -> Location:
    return Documents(reader(FILES)).target(reference, found_at)


def refused(reference: Any, found_at: Location = ENTRY) -> ContractError:
    with pytest.raises(ContractError) as caught:
        target(reference, found_at)
    return caught.value


@pytest.mark.parametrize(
    ("reference", "location"),
    [
        ("#", Location("entry.json")),
        ("", Location("entry.json")),
        ("#/a/0/b", Location("entry.json", ("a", "0", "b"))),
        ("#/x~1y/m~0n", Location("entry.json", ("x/y", "m~n"))),
        ("#/50%25", Location("entry.json", ("50%",))),
        ("entry.json#/a", Location("entry.json", ("a",))),
        ("./deep/er/file.json", Location("deep/er/file.json")),
        ("deep/../deep/er/file.json#/here", Location("deep/er/file.json", ("here",))),
        ("with%20space.json#/found", Location("with space.json", ("found",))),
    ],
)
def test_a_reference_leads_to_a_place(reference: str, location: Location) -> None:
    assert target(reference) == location


def test_a_reference_is_relative_to_the_document_that_it_stands_in() -> None:
    found_at = Location("deep/er/file.json")
    assert target("../../entry.json#/a", found_at) == Location("entry.json", ("a",))
    assert target("#/here", found_at) == Location("deep/er/file.json", ("here",))


@pytest.mark.parametrize(
    "reference",
    [
        "https://schemas.example/a.json",
        "HTTP://schemas.example/a.json#/b",
        "//schemas.example/a.json",
        "//[",
        "http://[::1",
        "file:///etc/hosts",
        "urn:example:a",
        "C:\\a.json",
    ],
)
def test_a_remote_reference_is_refused_unread(reference: str) -> None:
    error = refused(reference)
    assert error.rule == "ref-local"
    assert "is remote; nothing is fetched" in error.what


@pytest.mark.parametrize(
    "reference",
    [
        "../a.json",
        "deep/../../a.json",
        "..",
        "/etc/hosts",
        "%2e%2e/a.json",
        "..%2Fa.json",
        "a\\..\\b.json",
        "a%00.json",
    ],
)
def test_a_reference_that_leaves_the_folder_is_refused_unread(reference: str) -> None:
    error = refused(reference)
    assert error.rule == "ref-local"
    assert "leaves the contract's folder" in error.what


@pytest.mark.parametrize("reference", ["#anchor", "entry.json#anchor"])
def test_an_anchor_is_refused_with_what_to_write_instead(reference: str) -> None:
    error = refused(reference)
    assert error.rule == "ref-resolves"
    assert "anchor" in error.what
    assert "#/$defs/Name" in (error.hint or "")


@pytest.mark.parametrize("reference", ["#/b", "#/a/1", "#/a/00", "#/a/0/b/c", "missing.json", "entry.json?x", "#/a%"])
def test_a_reference_to_nothing_is_refused_where_it_stands(reference: str) -> None:
    error = refused(reference, Location("entry.json", ("here",)))
    assert (error.rule, error.where) == ("ref-resolves", "entry.json#/here")


@pytest.mark.parametrize("reference", [5, None, ["#"], {"$ref": "#"}])
def test_a_reference_is_a_string(reference: Any) -> None:
    assert refused(reference).rule == "ref-resolves"


def test_a_reference_to_a_broken_document_names_the_place_in_that_document() -> None:
    error = refused("broken.json")
    assert (error.rule, error.where) == ("document-parses", "broken.json:2:6")


def test_a_document_is_read_and_parsed_once() -> None:
    reads = []

    def read(path: str) -> bytes:
        reads.append(path)
        return b"{}"

    documents = Documents(read)
    assert documents.document("a.json") is documents.document("a.json")
    assert reads == ["a.json"]
    assert list(documents.contents) == ["a.json"]
