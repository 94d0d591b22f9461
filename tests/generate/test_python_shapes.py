"""Schemas of every shape: the models refuse nothing that is valid, and what they take wrongly is named as a gap."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.generate.python.build import overlay
from pydantic import BaseModel, ValidationError

from tests.generate.conftest import packaged
from tests.generate.test_python_versions import run

pytestmark = pytest.mark.thorough

CLOSED = {"$ref": "#/components/schemas/Closed"}
HOLDER = {"$ref": "#/components/schemas/Holder"}
SCHEMAS: dict[str, Any] = {
    "Closed": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"b": CLOSED, "c": {"anyOf": [HOLDER, {"type": "null"}]}},
    },
    "Holder": {"type": "object", "required": ["b"], "properties": {"b": CLOSED}},
    "Tree": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
}
NUMBERS = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}}
SHAPES: list[Any] = [
    {}, True, False, {"type": "null"}, {"type": ["string", "number"]}, {"minimum": 3}, {"minLength": 2},
    {"enum": ["a", None]}, {"enum": ["a", 1, True, None]}, {"enum": [True]}, {"enum": [None]}, {"enum": [1.5, "a"]},
    {"enum": [{"a": 1}, [1]]}, {"const": "a"}, {"const": 5}, {"type": "string", "enum": [1, "a"]},
    {"type": "number", "exclusiveMinimum": -1, "maximum": 99, "multipleOf": 0.5},
    {"type": ["integer", "null"], "minimum": 0.5, "exclusiveMaximum": 100}, {"type": "integer", "multipleOf": 5.0},
    {"type": "integer", "exclusiveMinimum": 2.5, "exclusiveMaximum": 99}, {"type": "integer", "exclusiveMinimum": 3},
    {"type": "integer"},
    {"allOf": [{"type": "integer", "minimum": 3}, {"exclusiveMinimum": 0.5, "minimum": 1}]},
    {"type": ["string", "integer", "boolean"], "minLength": 2}, {"allOf": [{"type": "string"}, {"maxLength": 2}]},
    {"type": "string", "pattern": r"(?=a)\D"}, {"type": "string", "pattern": r"^\d+$"},
    {"type": "string", "minLength": 1.0},
    {"type": "string", "format": "uuid"}, {"type": "string", "format": "date"}, {"format": "date-time"},
    {"type": ["string", "null"], "format": "date-time", "maxLength": 20}, {"type": "string", "format": "email"},
    {"type": "array"}, {"type": "array", "items": {"type": "string", "minLength": 1}},
    {"type": ["array", "null"], "items": {"type": ["string", "null"], "minLength": 1}, "maxItems": 3, "minItems": 1},
    {"type": "array", "items": {"type": "array", "items": {"type": "number", "minimum": 0}}},
    {"type": "array", "uniqueItems": True}, {"type": "array", "prefixItems": [{"type": "string"}], "items": False},
    {"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "number"}},
    {"type": "array", "contains": {"type": "string"}}, {"$ref": "#/components/schemas/Tree"},
    {"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer", "minimum": 0}]},
    {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "integer"}, {"type": "null"}]},
    {"anyOf": [{"type": "array", "items": CLOSED, "maxItems": 3}, CLOSED]}, {"anyOf": [CLOSED, {"type": "null"}]},
    {"anyOf": [{"enum": ["a"]}, {"type": "number"}]}, {"oneOf": [CLOSED, HOLDER]},
    {"allOf": [HOLDER, {"required": ["q"]}]},
    {"type": "object"}, NUMBERS, {"type": "object", "additionalProperties": CLOSED, "minProperties": 1},
    {"type": "object", "additionalProperties": False}, {"type": ["object", "string"], "required": ["a"]},
    {"type": "object", "properties": {"q": {"type": "string"}}, "additionalProperties": {"type": "number"}},
    {**NUMBERS, "patternProperties": {"^x": {"type": "string"}}}, {"not": {"type": "string"}},
    {"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": False},
    {"allOf": [{"type": "object", "properties": {"q": {}}, "additionalProperties": False}, {"properties": {"a": {}}}]},
    {"if": {"type": "string"}, "then": {"minLength": 2}}, {"type": "object", "dependentRequired": {"a": ["q"]}},
    {"type": "string", "default": "x"}, {"type": "number", "default": "x"}, {"type": "array", "default": []},
    {"type": "boolean", "default": False}, {"enum": ["a", "b"], "default": "b"}, {"type": "integer", "default": -1},
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 1.5, 2.0, 0.5, 3, 5, 5.0, 99, 99.5, 100, 7, 2**70, 1e300, -1e300,
    "", "a", "ab", "abc", "12", "٣",
    "x",
    "2015-03-02", "2015-02-30", "2015-03-02T08:27:58Z", "2015-03-02T08:27:58.5Z",
    "018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f",
    "018f5b9e6f0a7c3e9d522b1a4c5d6e7f", "{018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f}", "0", "true",
    [], {}, [1], ["a"], [""], [None], ["a", "a"], [1, 1.0], [[1]], [[-1]], [[]], [[[]]], [{}], [{"b": {}}],
    [{}, {}, {}, {}],
    ["a", 1], {"a": 1}, {"a": -1}, {"a": "x"}, {"a": 1, "q": "s"}, {"b": {}}, {"b": None}, {"b": {"b": {}}},
    {"c": None},
    {"c": {"b": {}}}, {"c": {}}, {"q": "s"}, {"q": "s", "r": "t"}, {"q": "s", "r": 1}, {"x1": "s"}, {"x1": 1},
    {"b": {}, "q": 1},
]  # fmt: skip


@pytest.fixture(scope="module")
def shapes(one_file_contract: Callable[..., Contract]) -> Contract:
    """A contract with a property of every shape."""
    properties = {"kind": {"const": "odd"}, **{f"f{i}": shape for i, shape in enumerate(SHAPES)}}
    variant = {"title": "Odd", "type": "object", "required": ["kind"], "properties": properties}
    return one_file_contract({"Odd": variant}, title="Every shape", **SCHEMAS)


@pytest.fixture(scope="module")
def body(shapes: Contract, tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[BaseModel]]:
    """The model of its request body."""
    folder = packaged(tmp_path_factory.mktemp("shapes"), shapes)
    sys.path.insert(0, str(folder))
    yield import_module("every_shape").Body
    sys.path.remove(str(folder))


def takes(body: type[BaseModel], payload: Any) -> set[bool]:
    """Whether the model takes *payload* as Python values and as JSON text: one answer, one hopes."""
    answers = set()
    for validate, given in ((body.model_validate, payload), (body.model_validate_json, json.dumps(payload))):
        try:
            validate(given)
            answers.add(True)
        except ValidationError:
            answers.add(False)
    return answers


@pytest.mark.parametrize("index", range(len(SHAPES)), ids=lambda index: json.dumps(SHAPES[index])[:60])
def test_nothing_valid_is_refused_and_what_is_taken_wrongly_is_a_named_gap(
    index: int, shapes: Contract, body: type[BaseModel]
) -> None:
    oracle = Oracle(shapes)
    is_gap = any(gap.startswith(f"Odd.f{index}:") for gap in overlay(shapes).gaps)
    for value in VALUES:
        payload = [{"kind": "odd", f"f{index}": value}]
        verdict = oracle.verdict(payload)
        if verdict is Verdict.VALID:
            assert takes(body, payload) == {True}, value
        elif verdict is Verdict.INVALID and not is_gap:
            assert takes(body, payload) == {False}, value


@pytest.mark.parametrize("end", ["newest", "oldest"])
def test_both_ends_of_pydantic_take_and_dump_every_shape(
    end: str, shapes: Contract, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    oracle, gaps = Oracle(shapes), tuple(f"{gap.partition(':')[0]}:" for gap in overlay(shapes).gaps)
    held = [index for index in range(len(SHAPES)) if f"Odd.f{index}:" not in gaps]
    texts = [json.dumps([{"kind": "odd", f"f{index}": value}]).encode() for index in held for value in VALUES]
    folders = [request.getfixturevalue(end), packaged(tmp_path, shapes)]
    answers = run("judging.py", "every_shape", "Body", folders=folders, stdin=b"".join(b"%s\n" % one for one in texts))
    for text, answer in zip(texts, answers, strict=True):
        verdict, dumped = oracle.judge_text(text).verdict, answer["dumped"]
        assert verdict is Verdict.UNSPECIFIED or (dumped is not None) is (verdict is Verdict.VALID), text
        assert dumped is None or oracle.judge_text(dumped.encode()).verdict is not Verdict.INVALID, (text, dumped)


@pytest.mark.parametrize(
    "variants",
    [
        {
            "Odd": {
                "kind": {"const": "odd"},
                "below": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}},
            }
        },
        {
            "Odd": {
                "kind": {"const": "odd"},
                "below": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}},
            },
            "Even": {"kind": {"const": "even"}, "beside": {"$ref": "#/components/schemas/Odd"}},
        },
    ],
    ids=["one variant", "two variants"],
)
def test_events_within_events_work(variants: Any, one_file_contract: Any, tmp_path: Path, bare_python: Any) -> None:
    schemas = {name: {"type": "object", "required": ["kind"], "properties": one} for name, one in variants.items()}
    folder = packaged(tmp_path, one_file_contract(schemas))
    code = (
        "from made_up import Body\n"
        "print(Body.model_validate([{'kind': 'odd', 'below': [{'kind': 'odd', 'below': []}]}]).root[0].below[0].kind)\n"
        "try: Body.model_validate([{'kind': 'odd', 'below': [{'kind': 'odd', 'below': 1}]}])\n"
        "except ValueError as error: print(error.error_count(), error.errors()[0]['loc'][-1])\n"
    )
    done = bare_python(code, folder)
    assert (done.stdout, done.stderr) == ("odd\n1 below\n", "")
