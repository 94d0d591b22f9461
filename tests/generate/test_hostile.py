"""Whatever the texts of a schema hold, they are data in what is generated, never code."""

from __future__ import annotations

import ast
import json
import keyword
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eventpact.contract import Contract, Oracle, Verdict
from eventpact.generate import generate
from eventpact.generate.naming import package_name, pascal_case, slug
from eventpact.generate.python.docstrings import docstring, one_line
from eventpact.generate.python.fields import MODEL_ATTRIBUTES, field_names
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from tests.generate.conftest import packaged

Make = Callable[..., Contract]

#: Raises when it is run as code, wherever it gets out of the string or the comment that it stands in.
BOOM = "raise SystemExit('the payload ran')"
TEXTS = [
    f'"""\n{BOOM}\n"""', f"'''\n{BOOM}\n'''", f'\\"""\n{BOOM}', f'"\n{BOOM}', f"\r{BOOM}", f"\x0c\n{BOOM}\n#",
    f"\u2028{BOOM}", f"*/ {BOOM} /*", f"`${{{BOOM}}}`", f"{{{{ {BOOM} }}}}{{% {BOOM} %}}", f"x\n\n{BOOM}\n",
    f"]; {BOOM} #", f"')\n{BOOM}\n('", '"', '""', '"""', "\\", 'a"', "a\\", "\x00\x1b[2J\u202e", "# fmt: off", "\t \n",
]  # fmt: skip
NAMES = [
    "class", "None", "import", "a-b", "a b", "a_b", "1st", "", "__init__", "__class__", "__slots__", "_x", "schema",
    "model_config", "model_dump", "model_x", "json", "dict", "list", "str", "Literal", "Field", "Any", "Number", "Odd",
    "Event", "é", "日本", "ﬁ", "fi", "$ref", "@type", "type", "self", "cls", "root", "x" * 300, "field", *TEXTS,
]  # fmt: skip


def odd(**keywords: Any) -> dict[str, Any]:
    """A variant called Odd, by keywords that are not its discriminator."""
    properties = {"kind": {"const": "odd"}, **keywords.pop("properties", {})}
    return {"title": "Odd", "type": "object", "required": ["kind"], "properties": properties, **keywords}


@pytest.fixture
def taken(bare_python: Any, tmp_path: Path) -> Callable[..., Any]:
    """Generates, imports the package alone, and lets it validate payloads: the dumps of those that it took."""

    def take(contract: Contract, *payloads: Any) -> Any:
        package = package_name(contract.title)
        folder = packaged(tmp_path / package, contract)
        code = (
            f"import json, {package} as made\n"
            "for payload in json.load(sys.stdin):\n"
            "    print(made.dump_batch(made.parse_batch(json.dumps(payload))).decode())\n"
        )
        done = bare_python(code, folder, stdin=list(payloads))
        assert (done.returncode, done.stderr) == (0, "")
        return [json.loads(line) for line in done.stdout.split("\n")[:-1]]  # splitlines takes U+2028 for an end

    return take


def test_descriptions_and_titles_stay_texts(taken: Any, one_file_contract: Make) -> None:
    fields = {f"f{i}": {"type": "string", "description": text, "title": text} for i, text in enumerate(TEXTS)}
    inner = {
        f"g{i}": {"type": "object", "properties": {"x": {"type": "string"}}, "description": text, "title": text}
        for i, text in enumerate(TEXTS)
    }
    variant = odd(properties={**fields, **inner}, description="\n".join(TEXTS))
    payload = [{"kind": "odd", **dict.fromkeys(fields, "v")}]
    event = {"title": TEXTS[0], "description": TEXTS[0]}
    assert taken(one_file_contract({"Odd": variant}, title=TEXTS[0], Event=event), payload) == [payload]


def test_names_of_properties_stay_names(taken: Any, one_file_contract: Make) -> None:
    variant = odd(properties={name: {"type": "string"} for name in NAMES})
    payload = [{"kind": "odd", **{name: f"v{i}" for i, name in enumerate(NAMES)}}]
    assert taken(one_file_contract({"Odd": variant}), payload) == [payload]


def test_values_stay_values(taken: Any, one_file_contract: Make) -> None:
    listed = {f"e{i}": {"enum": [text]} for i, text in enumerate(TEXTS)}
    defaults = {f"d{i}": {"type": "string", "default": text} for i, text in enumerate(TEXTS)}
    patterns = {f"p{i}": {"type": "string", "pattern": f"^[{q}{q}{q}]*\n# {BOOM[:5]}$"} for i, q in enumerate("\"'")}
    payload = [{"kind": "odd", **{f"e{i}": text for i, text in enumerate(TEXTS)}}]
    assert taken(one_file_contract({"Odd": odd(properties=listed | defaults | patterns)}), payload) == [payload]


@pytest.mark.parametrize("name", ["class", "a-b", "", "@type", "__kind", "model_config", "list", "Event", TEXTS[0]])
def test_any_discriminator_works(name: str, taken: Any, one_file_contract: Make) -> None:
    def variant(tag: str, **more: Any) -> dict[str, Any]:
        return {"type": "object", "required": [name], "properties": {name: {"const": tag}, **more}}

    number = {"type": "number"}
    variants = {"One": variant(TEXTS[0], a_b=number, class_=number), "Two": variant("2", **{"a b": number})}
    payload = [{name: TEXTS[0], "a_b": 1}, {name: "2", "a b": 2}]
    assert taken(one_file_contract(variants), payload) == [payload]


@pytest.mark.parametrize("title", ["Json", "import", "Pydantic", "3D", "日本", "Typing", "eventpact", "x" * 500, BOOM])
def test_a_package_can_be_imported_whatever_the_contracts_title(
    title: str, taken: Any, one_file_contract: Make
) -> None:
    assert taken(one_file_contract({"Odd": odd()}, title=title), [{"kind": "odd"}]) == [[{"kind": "odd"}]]


@pytest.mark.parametrize(
    "title", ["None", "True", "Field", "Literal", "Model", "Number", "list", "Event", "日本", "1st"]
)
def test_a_class_can_have_any_title(title: str, taken: Any, one_file_contract: Make) -> None:
    inner = {"title": title, "type": "object", "required": ["x"], "properties": {"x": {"type": "number"}}}
    payload = [{"kind": "odd", "a": {"x": 1}}]
    assert taken(one_file_contract({"Odd": odd(properties={"a": inner})}), payload) == [payload]


@given(st.text(alphabet=st.sampled_from("\"'\\ax \n\r\t\x0c\x00\u2028#{}é")), st.sampled_from(["", "    "]))
def test_a_docstring_is_one_string(text: str, indent: str) -> None:
    (statement,) = ast.parse(f"if 1:\n{docstring(text, '    ')}" if indent else docstring(text)).body
    value = statement.body[0].value if isinstance(statement, ast.If) else statement.value  # type: ignore[attr-defined]
    assert isinstance(value, ast.Constant)
    assert isinstance(value.value, str)


@given(st.text())
def test_a_comment_is_one_line(text: str) -> None:
    assert len(f"# {one_line(text)}".splitlines()) == 1


@given(st.text())
def test_names_from_titles_are_identifiers(title: str) -> None:
    assert package_name(title).isidentifier()
    assert not keyword.iskeyword(package_name(title))
    assert pascal_case(title) == "" or pascal_case(title).isidentifier()
    assert "/" not in slug(title)
    assert slug(title)


@given(st.lists(st.one_of(st.text(), st.sampled_from(NAMES)), unique=True))
def test_names_of_fields_are_distinct_identifiers_and_good_ones_stay(properties: list[str]) -> None:
    names = field_names(properties, {"Event"})
    assert len(set(names.values())) == len(properties)
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in names.values())
    assert not names.keys() & {"user_id"} or names["user_id"] == "user_id"
    assert not set(names.values()) & (MODEL_ATTRIBUTES | {"Event"})


def test_no_attribute_of_a_model_is_unknown_here() -> None:
    assert {name for name in dir(BaseModel) if not name.startswith("_")} <= MODEL_ATTRIBUTES


def test_the_hostile_contracts_bundle_is_the_same_contract(one_file_contract: Make) -> None:
    contract = one_file_contract({"Odd": odd(properties={name: {"type": "string"} for name in NAMES})})
    assert Oracle(contract).verdict([{"kind": "odd", NAMES[-1]: 1}]) is Verdict.INVALID
    document = json.loads(generate(contract)["json-schema/made-up.schema.json"])
    assert document["$defs"]["Odd"]["properties"].keys() == {"kind", *NAMES}
