"""Whatever the texts of a schema hold, they are data in the package, never code."""

from __future__ import annotations

import json
import keyword
from collections.abc import Callable
from typing import Any

import pytest
from eventpact.contract import Verdict, load
from eventpact.generate.msgspec_models.adapted import is_nameable

from tests.msgspec_models.conftest import Made
from tests.unit.small import ENTRY, contract, entry, event, reader

Make = Callable[..., Made]
#: Raises when it is run as code, wherever it gets out of the string or the comment that it stands in.
BOOM = "raise SystemExit('the payload ran')"
TEXTS = [
    f'"""\n{BOOM}\n"""', f"'''\n{BOOM}\n'''", f'\\"""\n{BOOM}', f'"\n{BOOM}', f"\r{BOOM}", f"\x0c\n{BOOM}\n#",
    f"\u2028{BOOM}", f"{{{BOOM}}}", f"{{0.__class__}} {BOOM}", f"]; {BOOM} #", f"')\n{BOOM}\n('", '"', '"""', "\\",
    'a"', "a\\",     "\x00\x1b[2J\u202e", "# fmt: off", "%s", "\t \n",
]  # fmt: skip
NAMES = [
    *keyword.kwlist, "a-b", "a b", "a_b", "1st", "", "__init__", "__class__", "__slots__", "__struct_fields__", "_x",
    "int", "str", "float", "list", "dict", "bool", "bool_", "Any", "Literal", "Meta", "Struct", "UNSET", "UnsetType",
    "ClassVar", "Annotated", "DateTime", "Number", "msgspec", "field", "date", "datetime", "type", "self", "cls", "é",
    "ﬁ", "fi", "日本", "$ref", "tag", "x" * 300, "Odd", "Event", "Body",
    *(text for text in TEXTS if is_nameable(text)),
]  # fmt: skip
TITLES = [
    "Fault", "Parsed", "Codec", "Shape", "InvalidBody", "Struct", "Meta", "UNSET", "Bool", "Iterable", "Any", "None",
]  # fmt: skip


def holds(made: Made, *bodies: Any) -> None:
    """Assert that each body is taken and comes back as it was."""
    for body in bodies:
        data = json.dumps(body).encode()
        assert made.oracle.judge_text(data).verdict is Verdict.VALID
        assert json.loads(made.generated.dump_batch(made.generated.parse_batch(data))) == body


def test_descriptions_and_titles_stay_texts(make: Make) -> None:
    fields = {f"f{i}": {"type": "string", "description": text, "title": text} for i, text in enumerate(TEXTS)}
    inner = {f"g{i}": {**event({}), "description": text, "title": text} for i, text in enumerate(TEXTS)}
    made = make(contract(event({**fields, **inner}, description="\n".join(TEXTS), title=TEXTS[0]), event({}, kind="b")))
    holds(made, [{"kind": "a", **dict.fromkeys(fields, "v"), **{name: {"kind": "a"} for name in inner}}])


def test_names_of_properties_stay_names(make: Make) -> None:
    made = make(contract(event({name: {"type": "string"} for name in NAMES}), event({}, kind="b")))
    holds(made, [{"kind": "a", **{name: f"v{i}" for i, name in enumerate(NAMES)}}], [{"kind": "b"}])
    assert not made.takes(json.dumps([{"kind": "a", NAMES[-1]: 1}]).encode())
    fields = {name: {"type": "string"} for name in NAMES}
    closed = make(contract(event(fields, additionalProperties=False), event({}, kind="b")))
    holds(closed, [{"kind": "a", **dict.fromkeys(NAMES, "v")}])


def test_a_property_that_msgspec_cannot_name_is_checked_and_dropped(make: Make) -> None:
    for closed in ({}, {"additionalProperties": False}):
        made = make(contract(event({text: {"type": "string"} for text in TEXTS}, **closed), event({}, kind="b")))
        assert "they are checked, but not kept" in made.generated.__doc__
        for text in TEXTS:
            assert made.takes(json.dumps([{"kind": "a", text: "v"}]).encode())
            assert not made.takes(json.dumps([{"kind": "a", text: 1}]).encode())
        kept = {text: "v" for text in TEXTS if is_nameable(text)}
        parsed = made.generated.parse_batch(json.dumps([{"kind": "a", **dict.fromkeys(TEXTS, "v")}]).encode())
        assert json.loads(made.generated.dump_batch(parsed)) == [{"kind": "a", **kept}]


def test_values_stay_values(make: Make) -> None:
    listed = {f"e{i}": {"enum": [text, 1]} for i, text in enumerate(TEXTS)}
    defaults = {f"d{i}": {"type": "string", "default": text} for i, text in enumerate(TEXTS)}
    pattern = {"p": {"type": "string", "pattern": f"^[\"']*\n# {BOOM[:5]}$"}}
    made = make(contract(event({**listed, **defaults, **pattern}), event({}, kind=TEXTS[0])))
    holds(made, [{"kind": "a", **{f"e{i}": text for i, text in enumerate(TEXTS)}}], [{"kind": TEXTS[0]}])


@pytest.mark.parametrize("name", ["class", "a-b", "", "@type", "__kind", "int", "Event", TEXTS[0]])
def test_any_discriminator_works(name: str, make: Make) -> None:
    variants = [
        {"type": "object", "required": [name], "properties": {name: {"const": tag}, "n": {"type": "number"}}}
        for tag in (TEXTS[0], "2", "")
    ]
    made = make(contract(*variants))
    holds(made, [{name: TEXTS[0], "n": 1}, {name: "2", "n": 2}, {name: ""}])
    assert not made.takes(b'[{"n":1}]')


@pytest.mark.parametrize("title", TITLES)
def test_a_class_can_have_any_title(title: str, make: Make) -> None:
    inner = {"title": title, "type": "object", "required": ["x"], "properties": {"x": {"type": "number"}}}
    made = make(contract(event({"a": inner, "b": {"type": "array", "items": inner}}, title=title), event({}, kind="b")))
    holds(made, [{"kind": "a", "a": {"x": 1}, "b": [{"x": 2}]}])
    assert not made.takes(b'[{"kind":"a","a":{"x":"1"}}]')


def test_a_package_can_be_imported_whatever_the_contracts_title(make: Make) -> None:
    for title in ("Json", "import", "msgspec", "3D", "日本", BOOM, *TEXTS):
        document = entry({"type": "array", "items": {"anyOf": [event({})]}})
        document["info"]["title"] = title
        if title.strip():
            holds(make(load(reader({ENTRY: document}), ENTRY)), [{"kind": "a"}])
