"""Whatever the texts of a schema hold, they are data in the module, never code."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from eventpact.contract import Contract
from eventpact.generate.typescript import files
from eventpact.generate.typescript.literals import comment, is_exact, member, number_literal, text_literal
from hypothesis import given
from hypothesis import strategies as st

from tests.typescript.conftest import Compile, explained, judged, variant

Make = Callable[..., Contract]

#: Throws when it is run as code, wherever it gets out of the string or the comment that it stands in.
BOOM = "throw new Error('the payload ran')"
TEXTS = [
    f"*/ {BOOM}; /*", f"*\\/ {BOOM}", f"`;{BOOM};`", f"${{{BOOM}}}", f"';{BOOM};'", f'";{BOOM};"', f"\\\";{BOOM};//",
    f"\n{BOOM}\n", f"\r{BOOM}", f"\u2028{BOOM}", f"\u2029{BOOM}", f"// {BOOM}", f"</script><script>{BOOM}</script>",
    "@ts-expect-error", "@ts-ignore\n", "x\n@ts-nocheck", "/// <reference path='x' />", "eslint-disable", "\\", "\\u{",
    "\x00\x1b[2J\u202e", "\t \n", "*/", "/*", "{{ 7 * 7 }}", "types.EVENT checkBatch", " === ", "name", " && ", "!",
]  # fmt: skip
NAMES = [
    "__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype", "class", "a-b", "a b", "1", "01",
    "", '"', "'", "é", "日本", "new", "get", "readonly", "a/b~c", "x" * 300, "$ref", "[key: string]", *TEXTS,
]  # fmt: skip
TITLES = [
    "Object", "Array", "Record", "String", "any", "never", "Fault", "Result", "InvalidBatch", "Event", "types", "日本",
    "1st", "Uint8Array", "interface X {}", BOOM, *TEXTS,
]  # fmt: skip


def test_descriptions_titles_and_defaults_stay_texts(made_up: Make, compiled: Compile) -> None:
    fields = {
        f"f{i}": {"type": "string", "description": text, "title": text, "default": text} for i, text in enumerate(TEXTS)
    }
    described = variant(fields, description="\n".join(TEXTS))
    contract = made_up({"Odd": described}, title=TEXTS[0], Event={"title": TEXTS[1], "description": TEXTS[0]})
    assert judged(compiled(contract), ['[{"kind":"odd"}]', '[{"kind":"odd","f0":1}]']) == [True, False]


def test_names_of_properties_stay_names(made_up: Make, compiled: Compile) -> None:
    contract = made_up({"Odd": variant({name: {"type": "string"} for name in NAMES}, required=["kind", *NAMES])})
    good = {"kind": "odd", **{name: f"v{i}" for i, name in enumerate(NAMES)}}
    without = [{key: value for key, value in good.items() if key != name} for name in NAMES]
    wrong = [{**good, name: 1} for name in NAMES]
    folder = compiled(contract)
    found = judged(folder, map(json.dumps, [good, *without, *wrong]), "event")
    assert found == [True] + [False] * 2 * len(NAMES)
    for name, faults in zip(NAMES, explained(folder, map(json.dumps, wrong), "event"), strict=True):
        assert [one["pointer"] for one in faults or ()] == ["/" + name.replace("~", "~0").replace("/", "~1")]


def test_optional_properties_are_not_found_where_objects_inherit_them(made_up: Make, compiled: Compile) -> None:
    contract = made_up({"Odd": variant({name: {"type": "number"} for name in NAMES[:6]}, additionalProperties=False)})
    texts = ['{"kind":"odd"}', '{"kind":"odd","__proto__":1}', '{"kind":"odd","__proto__":{"kind":"odd"}}']
    texts += ['{"__proto__":{"kind":"odd"}}', '{"kind":"odd","toString":"x"}', '{"kind":"odd","isPrototypeOf":1}']
    assert judged(compiled(contract), texts, "event") == [True, True, False, False, False, False]


def test_values_stay_values(made_up: Make, compiled: Compile) -> None:
    listed = {f"e{i}": {"enum": [text, {text: [text]}]} for i, text in enumerate(TEXTS)}
    pattern = {f"p{i}": {"pattern": f"^{mark}[{mark}\n\u2028/]$"} for i, mark in enumerate("\"'`/")}
    proto = {"c": {"const": json.loads('{"__proto__": {"a": 1}}')}}
    contract = made_up({"Odd": variant(listed | pattern | proto)})
    good = {"kind": "odd", **{f"e{i}": text for i, text in enumerate(TEXTS)}, "p0": '"\u2028', "c": proto["c"]["const"]}
    deep = {"kind": "odd", **{f"e{i}": {text: [text]} for i, text in enumerate(TEXTS)}}
    bad: list[dict[str, Any]] = [{**good, "e0": ""}, {**good, "p0": '"'}, {**good, "c": {}}, {**good, "e1": {"x": []}}]
    assert judged(compiled(contract), map(json.dumps, [good, deep, *bad]), "event") == [True] * 2 + [False] * len(bad)


@pytest.mark.parametrize("name", ["a-b", "", "__proto__", "constructor", "class", TEXTS[0]])
def test_any_discriminator_works(name: str, made_up: Make, compiled: Compile) -> None:
    def one(tag: str) -> dict[str, Any]:
        return {"type": "object", "required": [name], "properties": {name: {"const": tag}}}

    contract = made_up({"One": one(TEXTS[2]), "Two": one("__proto__")})
    events = [{name: TEXTS[2]}, {name: "__proto__"}, {name: "x"}, {}]
    assert judged(compiled(contract), map(json.dumps, events), "event") == [True, True, False, False]


def test_an_interface_can_have_any_title(made_up: Make, compiled: Compile) -> None:
    inner = {
        f"t{i}": {"title": title, "type": "object", "required": ["x"], "properties": {"x": {"type": "number"}}}
        for i, title in enumerate(TITLES)
    }
    contract = made_up({"Odd": variant(inner)}, Event={"title": "Record"})
    texts = [json.dumps({"kind": "odd", f"t{i}": {"x": value}}) for i in range(len(TITLES)) for value in (1, "1")]
    assert judged(compiled(contract), texts, "event") == [True, False] * len(TITLES)
    assert "export type Record =" in files(contract)["types.ts"]


@given(st.text(alphabet=st.sampled_from("*/\\@ts-ignore \n\r\u2028`${}'\"x")))
def test_a_comment_is_one_comment(text: str) -> None:
    lines = comment([text])
    joined = "\n".join(lines)
    assert not lines or (joined.startswith("/**") and joined.endswith("*/"))
    assert "*/" not in joined[3:-2]
    assert "\n" not in "".join(lines)


@given(st.text())
def test_a_text_literal_is_ascii_and_reads_back(text: str) -> None:
    assert text_literal(text).isascii()
    assert text_literal(text).isprintable()
    assert json.loads(text_literal(text)) == text
    assert member(text) in {text, text_literal(text)}


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_number_literal_is_the_double_that_a_parser_reads(value: float) -> None:
    assert is_exact(value) is (not isinstance(value, int) or (abs(value) <= 2**1023 and int(float(value)) == value))
    if is_exact(value):
        assert float(number_literal(value)) == value
