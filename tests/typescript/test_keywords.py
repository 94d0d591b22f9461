"""Every keyword is checked as the oracle checks it, alone and in any company; what cannot be is refused or named."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.contract.formats import FORMATS, Certainty
from eventpact.contract.keywords import KEYWORDS, Role
from eventpact.errors import EventpactError
from eventpact.generate.typescript import files
from eventpact.generate.typescript.patterns import ecma
from eventpact.pointer import Location

from tests.typescript import random_schemas
from tests.typescript.conftest import Compile, explained, judged, variant

Make = Callable[..., Contract]
HERE = Location("openapi.json")


def test_random_schemas_agree_with_the_oracle(made_up: Make, compiled: Compile) -> None:
    random = Random(20)
    schemas = {f"f{number}": random_schemas.schema(random) for number in range(300)}
    contract = made_up({"Odd": variant(schemas)})
    oracle = Oracle(contract)
    events = [{"kind": "odd", name: random_schemas.value(random)} for name in schemas for _ in range(20)]
    texts = [json.dumps(event) for event in events]
    verdicts = [oracle.judge_text(text.encode(), event=True).verdict for text in texts]
    differing = [
        (verdict.value, text, schemas[list(event)[1]])
        for event, text, verdict, accepted in zip(
            events, texts, verdicts, judged(compiled(contract), texts, "event"), strict=True
        )
        if verdict is not Verdict.UNSPECIFIED and accepted is not (verdict is Verdict.VALID)
    ]
    assert differing == []
    share = sum(verdict is Verdict.INVALID for verdict in verdicts) / len(verdicts)
    assert 0.2 < share < 0.8


def test_random_schemas_hold_every_keyword() -> None:
    random, found = Random(20), set()
    for _ in range(300):
        found |= _names(random_schemas.schema(random))
    asking = {name for name, one in KEYWORDS.items() if one.role in {Role.ASSERTION, Role.APPLICATOR}}
    assert asking <= found


def _names(schema: Any) -> set[str]:
    text = json.dumps(schema)
    return {name for name in KEYWORDS if f'"{name}":' in text}


def test_an_explanation_names_a_cause_whenever_a_check_fails(made_up: Make, compiled: Compile) -> None:
    random = Random(21)
    schemas = {f"f{number}": random_schemas.schema(random) for number in range(200)}
    contract = made_up({"Odd": variant(schemas)})
    texts = [json.dumps({"kind": "odd", name: random_schemas.value(random)}) for name in schemas for _ in range(10)]
    for text, accepted, faults in zip(
        texts,
        judged(compiled(contract), texts, "event"),
        explained(compiled(contract), texts, "event"),
        strict=True,
    ):
        assert (faults is None) is accepted
        assert not any("not what the contract asks for" in fault["message"] for fault in faults or ()), text


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        (r"^\d{4}\-\d{2}$", r"^\d{4}-\d{2}$"),
        (r"[\w-.]", r"[\w\-.]"),
        (r"[a-\d]", r"[a\-\d]"),
        (r"[a\-z\]\.]+", r"[a\-z\]\.]+"),
        (r"\#\@\ \_", "#@ _"),
        ("a]b}", r"a\]b\}"),
        (r"(?:a)(?=b)(?!c)(?<=d)(?<!e)(?<n>f)", r"(?:a)(?=b)(?!c)(?<=d)(?<!e)(?<n>f)"),
        (r"\u{1F600}\x41\u00e9\p{L}\P{Script=Greek}\cA\0", r"\u{1F600}\x41\u00e9\p{L}\P{Script=Greek}\cA\0"),
        (r"a{2}b{2,}c{2,3}?d*?", r"a{2}b{2,}c{2,3}?d*?"),
    ],
)
def test_a_pattern_is_written_for_the_u_flag(pattern: str, written: str) -> None:
    assert ecma(pattern, HERE) == written


@pytest.mark.parametrize(
    "pattern", ["(?i)a", r"\Aa", r"a\Z", r"\pL", "(?P<n>a)", "a++", "(?>a)", "{", "a{,2}", "[a", r"\1", r"\a", "a**"]
)
def test_a_pattern_of_another_dialect_is_refused_with_its_place(pattern: str) -> None:
    with pytest.raises(EventpactError, match="another dialect") as caught:
        ecma(pattern, HERE / "pattern")
    assert caught.value.where == "openapi.json#/pattern"


def test_a_number_that_no_double_holds_is_named_in_the_front_module(made_up: Make) -> None:
    contract = made_up({"Odd": variant({"n": {"const": 2**53 + 1}, "m": {"maximum": 2**53}})})
    front = files(contract)["index.ts"]
    assert f"{2**53 + 1} is no number that a double holds" in front
    assert f"{2**53} is no number" not in front


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_is_the_one_definition(name: str, made_up: Make, compiled: Compile) -> None:
    random = Random(22)
    seeds = [text for text in random_schemas.STRINGS if FORMATS[name].lenient(text) and len(text) > 9]
    near = [_changed(random.choice([*seeds, *MORE.get(name, ())]), random) for _ in range(4000)]
    folder = compiled(made_up({"Odd": variant({"t": {"format": name}})}))
    found = judged(folder, (json.dumps({"kind": "odd", "t": text}) for text in near), "event")
    certain = [FORMATS[name].definition(text) for text in near]
    assert {Certainty.CERTAIN, Certainty.WRONG} <= set(certain)
    pairs = zip(near, certain, found, strict=True)
    assert [(t, f) for t, c, f in pairs if c is not Certainty.OPEN and f is not (c is Certainty.CERTAIN)] == []


MORE = {
    "date-time": ["1900-02-28T23:59:59.000-00:01", "2000-02-29T23:59:60Z", "0000-02-29T00:00:00-00:00"],
    "date": ["1900-02-28", "2000-02-29", "2023-04-30", "0000-12-31"],
}


def _changed(text: str, random: Random) -> str:
    for _ in range(random.choice((0, 1, 1, 2))):
        at = random.randrange(len(text) + 1)
        new = random.choice((*"0123456789-:.,+TtZz 6/", "", "٣", "\n", "２", text[at : at + 1] * 2))
        text = text[:at] + new + text[at + random.choice((0, 1, 1, 1)) :]
    return text


def test_recursion_and_references_in_a_circle_of_properties_are_followed(made_up: Make, compiled: Compile) -> None:
    tree = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}, "maxItems": 2}
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}, "n": {"type": "integer"}}}
    fields = {"t": {"$ref": "#/components/schemas/Tree"}, "n": {"$ref": "#/components/schemas/Node"}}
    contract = made_up({"Odd": variant(fields)}, Tree=tree, Node=node)
    good = {"kind": "odd", "t": [[], [[], []]], "n": {"next": {"next": {"n": 1.0}}}}
    texts = [
        json.dumps(good),
        json.dumps({**good, "t": [[[], [], []]]}),
        json.dumps({**good, "n": {"next": {"n": 1.5}}}),
        '{"kind":"odd","t":' + "[" * 200_000 + "]" * 200_000 + "}",
    ]
    folder = compiled(contract)
    assert judged(folder, texts[:3], "event") == [True, False, False]
    assert [fault["pointer"] for fault in explained(folder, [texts[2]], "event")[0] or ()] == ["/n/next/n"]
    assert len(judged(folder, texts, "event")) == 4  # deeper than the stack: any verdict, but one
    assert len(explained(folder, texts, "event")) == 4
