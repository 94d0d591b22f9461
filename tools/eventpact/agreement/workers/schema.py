"""Reads request bodies, one a line; prints 1 for each that the bundled schema takes under jsonschema, else 0."""

import json
import sys
from pathlib import Path

import jsonschema

from eventpact.contract.formats import FORMATS


def main() -> None:
    """Judge every line of stdin by the JSON Schema file that is named, with eventpact's definition of the formats."""
    checker = jsonschema.FormatChecker(formats=())
    for form in FORMATS.values():
        checker.checks(form.name)(form.strict)
    schema = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
    lines = sys.stdin.buffer.read().split(b"\n")[:-1]
    sys.stdout.write("".join(f"{int(validator.is_valid(json.loads(line)))}\n" for line in lines))


if __name__ == "__main__":
    main()
