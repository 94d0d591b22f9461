"""Lines of pointers: in YAML and in JSON, and what happens where a pointer leads nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eventpact.evolution.lines import Lines, Place, line_of
from eventpact.evolution.versions import of_file
from eventpact.pointer import Location, parse_pointer, resolve
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import TELEMETRY
from tests.evolution.making import contract_in, edit

YAML = """\
# a comment
a:
  b: [1,
      2]
  "c/d": {e: 5}
"""
VALUES = st.recursive(
    st.integers() | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~#é\n\t\"'", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("pointer", "line"),
    [("", 1), ("/a", 2), ("/a/b", 3), ("/a/b/0", 3), ("/a/b/1", 4), ("/a/c~1d", 5), ("/a/c~1d/e", 5)],
)
def test_each_place_is_on_its_line(pointer: str, line: int) -> None:
    assert line_of(YAML, parse_pointer(pointer)) == line


@pytest.mark.parametrize(("pointer", "line"), [("/x", 1), ("/a/b/7", 3), ("/a/b/x", 3), ("/a/b/0/c", 3)])
def test_what_leads_nowhere_is_on_the_line_of_what_is_around_it(pointer: str, line: int) -> None:
    assert line_of(YAML, parse_pointer(pointer)) == line


@pytest.mark.parametrize("text", ["", "a: [", "\x00", "a: b: c", "[" * 5000])
def test_what_cannot_be_parsed_is_on_the_first_line(text: str) -> None:
    assert line_of(text, ("a",)) == 1


@given(VALUES, st.sampled_from([None, 1, "\t"]))
def test_each_member_of_an_object_in_json_is_found_by_its_name(value: object, indent: int | str | None) -> None:
    text = json.dumps(value, indent=indent)
    for tokens in _places(value, ()):
        line = line_of(text, tokens)
        assert json.dumps(tokens[-1]) in text.splitlines()[line - 1]


def _places(value: object, above: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The places of all members of objects in *value*."""
    if isinstance(value, list):
        return [place for i, item in enumerate(value) for place in _places(item, (*above, str(i)))]
    if not isinstance(value, dict):
        return []
    return [place for name, item in value.items() for place in ((*above, name), *_places(item, (*above, name)))]


def test_every_key_of_a_contract_is_found() -> None:
    text = TELEMETRY.read_text()
    document = of_file(TELEMETRY).documents.document("openapi.yaml")
    for tokens in _places(document, ()):
        assert tokens[-1] in text.splitlines()[line_of(text, tokens) - 1]
        resolve(document, tokens)


def test_a_place_is_that_of_the_first_version_that_has_it(tmp_path: Path) -> None:
    old, new = contract_in(tmp_path / "old"), contract_in(tmp_path / "new")
    edit(new, ("        within:\n", "        inside:\n"))
    lines = Lines((of_file(new), of_file(old)), tmp_path)
    at = "openapi.yaml#/components/schemas/Zone/properties/"
    assert lines.of(f"{at}inside") == Place("new/openapi.yaml", _line(new, "        inside:"))
    assert lines.of(f"{at}within") == Place("old/openapi.yaml", _line(old, "        within:"))
    assert lines.of(f"{at}nowhere") is None
    assert lines.of(str(Location("none.json"))) is None


def _line(file: Path, text: str) -> int:
    return file.read_text().splitlines().index(text) + 1
