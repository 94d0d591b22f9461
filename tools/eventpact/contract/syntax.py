"""Text → plain JSON values: JSON (RFC 8259) and the core schema of YAML 1.2 (§10.3), as far as JSON can say it.

What two parsers would read in two ways is refused instead of read in one of them: a key that stands twice, NaN, numbers
that no double holds, lone surrogates, YAML's aliases and tags.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Hashable
from typing import Any, ClassVar

import yaml

from eventpact.errors import ContractError
from eventpact.printable import excerpt


def parse(path: str, data: bytes) -> Any:
    """The JSON value in *data*: YAML when *path* ends in .yaml or .yml, else JSON.

    Raises ContractError, with the line where the parser knows it.
    """
    try:
        text = data.decode("utf-8-sig")
        value = _parse_yaml(text) if path.endswith((".yaml", ".yml")) else _parse_json(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # only a lone surrogate has no UTF-8
    except UnicodeDecodeError as error:
        raise _unreadable(path, f"is not UTF-8 (byte {error.start})") from None
    except UnicodeEncodeError:
        raise _unreadable(path, "cannot be used: a string holds a lone surrogate") from None
    except json.JSONDecodeError as error:
        raise _unreadable(f"{path}:{error.lineno}:{error.colno}", f"is not JSON: {error.msg}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else path
        raise _unreadable(place, f"is not usable YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise _unreadable(path, f"is not usable YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise _unreadable(path, "cannot be used: it is nested too deep") from None
    except ValueError as error:
        raise _unreadable(path, f"cannot be used: {error}") from None
    return value


def _unreadable(where: str, what: str) -> ContractError:
    return ContractError("document-parses", what, where=where, hint="Mend the file and run the command again.")


def _parse_json(text: str) -> Any:
    return json.loads(
        text, object_pairs_hook=_unique_keys, parse_constant=_number, parse_float=_number, parse_int=_integer
    )


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise ValueError(f"the key {excerpt(key)} stands twice in one object")
        result[key] = value
    return result


def _number(text: str) -> float:
    value = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    if not math.isfinite(value):
        raise ValueError(f"{excerpt(text)} is no number that a double holds")
    return value


def _integer(text: str) -> int:
    if len(text) > 309:
        raise ValueError(f"{excerpt(text)} is no number that a double holds")
    return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))


class _JsonLoader(yaml.SafeLoader):
    """YAML 1.2's core schema: a plain scalar is null, true, false, a number or a string; no aliases, no other tags."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - the base class's form
    yaml_constructors: ClassVar[dict[str | None, Any]] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not supported", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        if not isinstance(node, yaml.MappingNode):
            raise yaml.MarkedYAMLError(problem="expected a mapping", problem_mark=node.start_mark)
        result: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = _key(key_node)
            if key in result:
                problem = f"the key {excerpt(key)} stands twice"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            result[key] = self.construct_object(value_node, deep=deep)
        return result

    def construct_value(self, node: yaml.ScalarNode) -> Any:
        """Null, a boolean or a number, by the tag of *node*."""
        try:
            return _SCALARS[node.tag](self.construct_scalar(node))
        except (ValueError, KeyError) as error:
            problem = str(error) if type(error) is ValueError else f"{excerpt(node.value)} is not of its tag"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark) from None


def _key(node: yaml.Node) -> str:
    """The text of a key; a whole number (a status code as a key of ``responses``) counts as its digits."""
    if isinstance(node, yaml.ScalarNode) and node.tag in {_YAML + "str", _YAML + "int"}:
        return str(node.value)
    raise yaml.MarkedYAMLError(problem="a key must be a string", problem_mark=node.start_mark)


_YAML = "tag:yaml.org,2002:"
_SCALARS = {
    _YAML + "null": lambda text: None,
    _YAML + "bool": lambda text: {"true": True, "false": False}[text.lower()],
    _YAML + "int": _integer,
    _YAML + "float": _number,
}
#: How plain scalars are told apart (YAML 1.2.2, §10.3.2), and the characters that each can begin with.
_PLAIN = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("float", r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "-+."),
)
for _name, _pattern, _first in _PLAIN:
    _JsonLoader.add_implicit_resolver(_YAML + _name, re.compile(f"^(?:{_pattern})$"), list(_first))
_constructors: dict[str | None, Any] = {
    **dict.fromkeys(_SCALARS, _JsonLoader.construct_value),
    _YAML + "str": _JsonLoader.construct_yaml_str,
    _YAML + "seq": _JsonLoader.construct_yaml_seq,
    _YAML + "map": _JsonLoader.construct_yaml_map,
    None: _JsonLoader.construct_undefined,
}
_JsonLoader.yaml_constructors.update(_constructors)


def _parse_yaml(text: str) -> Any:
    value = yaml.load(text, Loader=_JsonLoader)  # noqa: S506 - a SafeLoader, narrowed
    # PyYAML reads the escapes of a surrogate pair as two characters; JSON's reader makes one of them.
    return json.loads(json.dumps(value)) if "\\u" in text else value
