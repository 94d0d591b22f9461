"""The module of checks while it is written: functions, constants, imports, each under a name of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from eventpact.contract.schema import Schema
from eventpact.generate.naming import Names, pascal_case, place_name
from eventpact.generate.typescript.literals import text_literal
from eventpact.generate.typescript.types import own_text


class Module:
    """What is written so far. *gaps* are places at which the checks cannot be exact, as people read them."""

    def __init__(self) -> None:
        self.gaps: dict[str, None] = {}
        self._names = Names()
        self._constants: dict[str, tuple[str, str]] = {}
        self._functions: dict[str, list[str]] = {}
        self._same: dict[tuple[str, ...], str] = {}
        self._used: dict[str, None] = {}

    def use(self, name: str) -> str:
        """*name*, imported from the runtime."""
        self._used[name] = None
        return name

    def constant(self, prefix: str, expression: str) -> str:
        """The name of a constant with the value of *expression*; the same one for the same expression."""
        if expression not in self._constants:
            self._constants[expression] = (f"{prefix}{len(self._constants)}", expression)
        return self._constants[expression][0]

    def pattern(self, source: str) -> str:
        """The name of a constant with the regular expression *source*."""
        return self.constant("pattern", f'new RegExp({text_literal(source)}, "u")')

    def name(self, prefix: str, schema: Schema) -> str:
        """A free name for a function about *schema*."""
        title = pascal_case(own_text(schema, "title"))
        return self._names.claim(f"{prefix}{title or pascal_case(place_name(schema.location)) or 'Value'}")

    def define(self, name: str, head: str, lines: Iterable[str]) -> None:
        """Write ``function name head { lines }``."""
        self._functions[name] = [f"function {name}{head} {{", *(f"  {line}" for line in lines), "}"]

    def shared(self, wanted: str, head: str, lines: list[str]) -> str:
        """The name of a function with that *head* and these *lines*; one function however often it is asked for."""
        content = (head, *lines)
        if content not in self._same:
            self._same[content] = self._names.claim(wanted)
            self.define(self._same[content], head, lines)
        return self._same[content]

    def text(self, exported: Mapping[str, str]) -> str:
        """The module: the functions that are *exported* (public name → function) and all that these need."""
        needed = self._needed(exported.values())
        types = [f"type {name}" for name in sorted(self._used) if name in needed and name[0].isupper()]
        values = [name for name in sorted(self._used) if name in needed and not name[0].isupper()]
        constants = [f"const {name} = {value};\n" for name, value in self._constants.values() if name in needed]
        functions = ["\n".join(lines) + "\n" for name, lines in self._functions.items() if name in needed]
        imports = f'import {_listed([*types, *values])} from "./runtime.js";\n'
        public = f"export {_listed(f'{name} as {public}' for public, name in exported.items())};\n"
        return "\n".join(filter(None, [imports, "".join(constants), *functions, public]))

    def _needed(self, names: Iterable[str]) -> set[str]:
        """*names*, and every word in what they and these words stand for."""
        texts = dict(self._constants.values())
        texts |= {name: "\n".join(lines) for name, lines in self._functions.items()}
        found, pending = set(names), list(names)
        while pending:
            words = set(re.findall(r"[A-Za-z]\w*", texts.get(pending.pop(), ""))) - found
            found |= words
            pending += words
        return found


def _listed(names: Iterable[str]) -> str:
    return "{\n" + "".join(f"  {name},\n" for name in names) + "}"
